"""Quotas, joint tickets and what to do when quotas cannot be met, held against every composition of small pools."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assembly.lottery.problem import Person, Quota, why_not_panel
from domain.assembly.selection.cohorts import Ticket, joint_tickets, refusal, why_not_ticket
from domain.assembly.selection.composing import compose
from domain.assembly.selection.missing import missing_profiles, told
from domain.assembly.selection.quotas import Shares, largest_remainder, proportional_quotas, require_meetable
from domain.assembly.selection.relaxation import relaxations
from domain.assembly.selection.seating import seat
from domain.assembly.selection.year import Year
from domain.errors import Refusal
from tests.domain.assembly.pools import milan_pool, milan_year, some_panels

PROFILES = list(product("FM", ("giovani", "anziani")))


def tickets_of(year: Year, people: list[Person]) -> Iterator[Ticket]:
    """Every pair of disjoint cohorts with one seat for a household, whatever the quotas say."""
    free = replace(year, quotas=tuple(replace(quota, minimum=0, maximum=year.seats) for quota in year.quotas))
    codes = [person.code for person in people]
    for first in combinations(codes, year.seats):
        for second in combinations([code for code in codes if code not in first], year.seats):
            if why_not_ticket(free, people, (first, second)) is None:
                yield first, second


def moved_for(year: Year, people: list[Person], ticket: Ticket) -> int:
    """How many seats quotas common to all cohorts must move by, at least, to allow a ticket."""
    known = {person.code: person for person in people}
    total = 0
    for quota, column in year.columns():
        held = [sum(known[code].values[column] == quota.value for code in cohort) for cohort in ticket]
        total += max(0, quota.minimum - min(held)) + max(0, max(held) - quota.maximum)
    return total


@st.composite
def small_years(draw: st.DrawFn) -> tuple[Year, list[Person]]:
    quotas = []
    for category, values in (("genere", "FM"), ("età", ("giovani", "anziani"))):
        for value in values:
            least = draw(st.integers(0, 1))
            quotas.append(Quota(category, value, least, draw(st.integers(max(1, least), 2))))
    homes = st.sampled_from(["", "", "a", "b"])
    people = [Person(f"c{at}", draw(st.sampled_from(PROFILES)), draw(homes)) for at in range(draw(st.integers(4, 7)))]
    return Year(("genere", "età"), tuple(quotas), 2, 2), people


@settings(max_examples=25, deadline=None)
@given(small_years())
def test_a_year_is_composed_whenever_the_pool_allows_it(drawn: tuple[Year, list[Person]]) -> None:
    year, people = drawn
    allowed = any(why_not_ticket(year, people, ticket) is None for ticket in tickets_of(year, people))
    assert (seat(year, year.pool(people)) is not None) == allowed


@settings(max_examples=15, deadline=None)
@given(small_years())
def test_every_panel_becomes_a_ticket_or_the_year_is_refused(drawn: tuple[Year, list[Person]]) -> None:
    year, people = drawn
    summed = year.summed(people)
    panels = [panel for panel in combinations(people, year.members) if why_not_panel(summed, panel) is None]
    codes = [[person.code for person in panel] for panel in panels]
    allowed = any(why_not_ticket(year, people, ticket) is None for ticket in tickets_of(year, people))
    if codes and not allowed:
        with pytest.raises(Refusal, match="non si compongono"):
            joint_tickets(year, people, codes)
    elif codes:
        drawn_ = joint_tickets(year, people, codes)
        assert [why_not_ticket(year, people, ticket) for ticket in drawn_.tickets] == [None] * len(codes)
        kept = [
            {code for cohort in ticket for code in cohort} == set(panel)
            for ticket, panel in zip(drawn_.tickets, codes, strict=True)
        ]
        assert kept.count(False) == drawn_.mended


@settings(max_examples=10, deadline=None)
@given(small_years())
def test_the_first_alternative_moves_the_fewest_seats_there_are(drawn: tuple[Year, list[Person]]) -> None:
    year, people = drawn
    fewest = min((moved_for(year, people, ticket) for ticket in tickets_of(year, people)), default=None)
    found = relaxations(year, people)
    assert (found.alternatives[0].seats_moved if found.alternatives else None) == fewest
    for one in found.alternatives:
        moved = replace(year, quotas=one.quotas)
        assert any(why_not_ticket(moved, people, ticket) is None for ticket in tickets_of(year, people))
        assert one.seats_moved == sum(abs(change.after - change.before) for change in one.changes)
    for category in {
        *found.cannot_stay,
        *(change.category for one in found.alternatives[:1] for change in one.changes),
    }:
        free = (
            quota if quota.category == category else replace(quota, minimum=0, maximum=year.seats)
            for quota in year.quotas
        )
        alone = replace(year, quotas=tuple(free))
        can_stay = any(why_not_ticket(alone, people, ticket) is None for ticket in tickets_of(year, people))
        assert (category not in found.cannot_stay) == can_stay


@settings(max_examples=12, deadline=None)
@given(small_years())
def test_the_missing_volunteers_are_the_fewest_that_help(drawn: tuple[Year, list[Person]]) -> None:
    year, people = drawn
    missing = missing_profiles(year, people)
    if missing is None:
        assert any(sum(q.maximum for q in year.quotas if q.category == one) < 2 for one in year.categories)
        return
    needed = [one.values for one in missing for _ in range(one.people)]

    def helps(values: list[tuple[str, str]]) -> bool:
        more = [*people, *(Person(f"n{at}", one) for at, one in enumerate(values))]
        return any(why_not_ticket(year, more, ticket) is None for ticket in tickets_of(year, more))

    assert helps(needed)
    if needed:
        assert not any(helps(list(fewer)) for fewer in combinations_with_replacement(PROFILES, len(needed) - 1))


@pytest.mark.parametrize(
    ("cohorts", "seats", "size"),
    [
        pytest.param(4, 45, 400, marks=pytest.mark.storm),
        (1, 90, 300),
        pytest.param(2, 45, 240, marks=pytest.mark.storm),
    ],
)
def test_tickets_of_the_shipped_years_keep_every_promise(cohorts: int, seats: int, size: int) -> None:
    year, people = milan_year(cohorts, seats), milan_pool(size, seed=size)
    panels = some_panels(year, people, 8)
    drawn = joint_tickets(year, people, panels)
    assert [why_not_ticket(year, people, ticket) for ticket in drawn.tickets] == [None] * 8
    assert drawn.mended == 0
    assert [sorted(code for cohort in ticket for code in cohort) for ticket in drawn.tickets] == panels
    assert drawn.appearances == {
        code: sum(code in panel for panel in panels) for code in sorted(person.code for person in people)
    }
    shuffled = list(people)
    random.Random(1).shuffle(shuffled)
    assert joint_tickets(year, shuffled, [panel[::-1] for panel in panels]) == drawn
    published = drawn.as_dict()
    assert (published["cohorts"], published["seats"], published["tickets"]) == (cohorts, seats, 8)


@settings(max_examples=8, deadline=None)
@given(small_years(), st.randoms(use_true_random=False))
def test_every_published_ticket_fills_all_seats_within_the_quotas_once_each_or_none_could(
    drawn: tuple[Year, list[Person]], order: random.Random
) -> None:
    year, people = drawn
    allowed = any(why_not_ticket(year, people, ticket) is None for ticket in tickets_of(year, people))
    if not allowed:
        with pytest.raises(Refusal, match="non si compongono 2 gruppi di 2"):
            compose(year, people, tickets=5)
        return
    published = compose(year, people, tickets=5)
    assert [why_not_ticket(year, people, ticket) for ticket in published.joint.tickets] == [None] * 5
    shuffled = list(people)
    order.shuffle(shuffled)
    assert compose(year, shuffled, tickets=5).as_dict() == published.as_dict()


def test_the_joint_draw_is_the_fairest_there_is_and_every_ticket_of_it_stands() -> None:
    year, people = milan_year(2, 12), milan_pool(70, seed=70)
    drawn = compose(year, people, tickets=30)
    assert drawn.is_fairest
    assert {why_not_ticket(year, people, ticket) for ticket in drawn.joint.tickets} == {None}
    assert drawn.joint.lowest >= drawn.lottery.min_probability - 3 / 30, "rounding to 30 tickets costs three at most"
    assert compose(year, people[::-1], tickets=30).as_dict() == drawn.as_dict()


def test_a_year_that_cannot_be_composed_is_refused_with_what_is_short() -> None:
    with pytest.raises(Refusal) as refused:
        compose(milan_year(4, 45), milan_pool(232, seed=232))
    assert str(refused.value) == (
        "con 232 disponibili non si compongono 4 gruppi di 45 entro le quote → scegliete una delle modifiche proposte, "
        "sollecitate i profili mancanti o componete meno gruppi\n"
        "  - titolo: licenza media: servono almeno 52 persone, disponibili 44 → vedete le modifiche proposte"
    )


def test_a_panel_that_cannot_be_divided_is_changed_as_little_as_possible() -> None:
    year = Year(("a", "b", "c"), tuple(Quota(one, value, 1, 1) for one in "abc" for value in "01"), 2, 2)
    odd = [Person(f"p{at}", tuple(values)) for at, values in enumerate(("000", "011", "101", "110"))]
    even = [Person("q0", ("1", "1", "1")), Person("q1", ("1", "0", "0"))]
    drawn = joint_tickets(year, [*odd, *even], [[person.code for person in odd]])
    assert drawn.mended == 1
    assert why_not_ticket(year, [*odd, *even], drawn.tickets[0]) is None
    assert sorted(code for cohort in drawn.tickets[0] for code in cohort) == ["p0", "p1", "q0", "q1"]
    assert seat(year, year.pool(odd)) is None


def test_a_pool_that_is_too_small_is_told_what_to_change_and_whom_to_call() -> None:
    year, people = milan_year(4, 45), milan_pool(232, seed=232)
    assert seat(year, year.pool(people)) is None
    found = relaxations(year, people, kept=("genere",), chance=lambda problem: problem.seats / 720)
    missing = missing_profiles(year, people)
    assert [one.as_dict() for one in found.alternatives] == [
        {
            "names": [
                "meno posti spostati in tutto",
                "la modifica più grande è la più piccola possibile",
                "modifiche più piccole in proporzione alle quote",
                "genere come previsto",
            ],
            "changes": ["titolo: licenza media, minimo da 13 a 11"],
            "seats_moved": 2,
            "largest_change": 2,
            "minimum_probability": 0.25,
            "without_chance": 4,
            "is_proved": True,
        }
    ]
    assert found.cannot_stay == ("titolo",)
    assert missing is not None
    assert sum(one.people for one in missing) == 8
    assert {one.values[4] for one in missing} == {"licenza media"}
    assert told(missing, year.categories)[0].startswith(f"{missing[0].people} persone con età ")
    assert [fault.problem for fault in refusal(year, people).faults] == [
        "titolo: licenza media: servono almeno 52 persone, disponibili 44"
    ]


def test_a_quota_moves_no_further_than_its_flex_allows() -> None:
    quotas = (Quota("genere", "F", 2, 2, 1, 2), Quota("genere", "M", 0, 0, 0, 0))
    people = [Person("a", ("M",)), Person("b", ("M",)), Person("c", ("F",))]
    assert relaxations(Year(("genere",), quotas, 1, 2), people).alternatives == ()
    wider = (quotas[0], replace(quotas[1], maximum_flex=1))
    (only,) = relaxations(Year(("genere",), wider, 1, 2), people).alternatives
    assert [str(change) for change in only.changes] == [
        "genere: F, minimo da 2 a 1",
        "genere: M, massimo da 0 a 1",
    ]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 10**6), min_size=1), st.integers(1, 200))
def test_proportional_seats_are_all_given_and_no_value_is_a_seat_away_from_its_share(
    counts: dict[str, int], seats: int
) -> None:
    if not any(counts.values()):
        with pytest.raises(Refusal, match="non sono numeri utili"):
            proportional_quotas([Shares("x", counts)], seats)
        return
    given_ = largest_remainder(counts, seats)
    total = sum(counts.values())
    assert sum(given_.values()) == seats
    assert all(abs(given_[one] * total - counts[one] * seats) < total for one in counts)
    require_meetable(proportional_quotas([Shares("x", counts, 0)], seats), seats)


def test_a_quota_that_the_city_writes_itself_replaces_the_proportion() -> None:
    shares = Shares("genere", {"F": 520, "M": 480})
    assert proportional_quotas([shares], 45, written={("genere", "M"): (20, 20)}) == (
        Quota("genere", "F", 22, 24),
        Quota("genere", "M", 20, 20),
    )


def test_quotas_that_cannot_add_up_are_refused_category_by_category() -> None:
    quotas = [Quota("genere", "F", 30, 40), Quota("genere", "M", 20, 40), Quota("età", "16-24", 0, 9)]
    with pytest.raises(Refusal) as refused:
        require_meetable(quotas, 45)
    assert str(refused.value) == (
        "le quote non possono comporre un gruppo di 45 posti → correggete le quote nella definizione\n"
        "  - genere: i minimi sommano a 50, più dei 45 posti del gruppo → togliete in tutto almeno 5 dai minimi\n"
        "  - età: i massimi sommano a 9, meno dei 45 posti del gruppo → aggiungete in tutto almeno 36 ai massimi"
    )
