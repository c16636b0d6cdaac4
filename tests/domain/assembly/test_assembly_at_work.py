"""The assembly at work: terms, votes, absences, tables, groups and Actions as rules of plain values."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assembly.actions import ProposedAction, chosen_actions
from domain.assembly.meetings import Attended, Tally, absent_in_a_row, allowances, quorum_of, tally
from domain.assembly.tables import Participant, encounters, imbalance, seat_at_tables
from domain.assembly.terms import (
    Term,
    cohort_terms,
    ended,
    handover_days,
    replaced,
    sitting,
    untrained,
    vacant,
)
from domain.assembly.working_groups import assign_groups
from domain.errors import Refusal

START = date(2025, 1, 13)


def year(size: int = 45) -> list[Term]:
    cohorts = [[f"{number}-{index:02}" for index in range(size)] for number in range(1, 5)]
    return cohort_terms(cohorts, first_entry_on=START, interval_months=3, months=6)


def test_ninety_sit_from_the_second_entry_and_half_of_them_change_every_three_months() -> None:
    terms = year()
    counts = [len(sitting(terms, day)) for day in (date(2025, 1, 12), START, date(2025, 4, 12), date(2025, 4, 13))]
    assert counts == [0, 45, 45, 90]
    for entry in (date(2025, 7, 13), date(2025, 10, 13)):
        before = {term.code for term in sitting(terms, entry - timedelta(days=1))}
        after = {term.code for term in sitting(terms, entry)}
        assert (len(before), len(after), len(before & after)) == (90, 90, 45)


def test_nobody_sits_twice_in_a_cycle_or_after_an_earlier_one() -> None:
    with pytest.raises(Refusal) as refusal:
        cohort_terms([["A", "B"], ["A", "C"]], first_entry_on=START, interval_months=3, months=6, excluded={"C"})
    assert [(fault.place, fault.problem) for fault in refusal.value.faults] == [
        ("gruppo 2, A", "ha già un mandato in questo ciclo"),
        ("gruppo 2, C", "ha già avuto un mandato in un ciclo precedente"),
    ]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 200), st.integers(0, 60)), max_size=12))
def test_no_code_ever_has_two_terms_and_a_seat_is_held_or_vacant(events: list[tuple[int, int, int]]) -> None:
    terms = year(5)
    for number, (who, after, later) in enumerate(events):
        code = terms[who].code
        leaves_on = terms[who].enters_on + timedelta(days=after)
        try:
            terms = ended(terms, code, leaves_on)
            terms = replaced(terms, code, f"riserva-{number}", leaves_on + timedelta(days=later))
        except Refusal:
            continue
    assert len({term.code for term in terms}) == len(terms)
    for days in range(0, 500, 7):
        day = START + timedelta(days=days)
        full = 5 * len({term.cohort for term in year(5) if term.sits_on(day)})
        assert len(sitting(terms, day)) + len(vacant(terms, day)) == full


def test_a_cohort_is_trained_before_its_first_plenary_and_takes_over_on_a_working_day() -> None:
    terms = year()
    assert untrained(terms, {1: date(2025, 1, 20)}, date(2025, 4, 14)) == [2]
    assert untrained(terms, {1: date(2025, 1, 20), 2: date(2025, 4, 14)}, date(2025, 4, 14)) == [2]
    assert untrained(terms, {1: date(2025, 1, 20)}, date(2025, 2, 6)) == []
    assert handover_days(terms) == [(3, date(2025, 7, 11)), (4, date(2025, 10, 10))]


@pytest.mark.parametrize(
    ("votes", "counts", "expected"),
    [
        ((60, 30, 0), False, Tally(90, 60, True)),
        ((59, 30, 1), False, Tally(89, 60, False)),
        ((60, 29, 1), True, Tally(90, 60, True)),
        ((2, 1, 87), False, Tally(3, 2, True)),
        ((2, 1, 87), True, Tally(90, 60, False)),
        ((0, 0, 90), False, Tally(0, 0, False)),
    ],
)
def test_two_thirds_are_exact(votes: tuple[int, int, int], counts: bool, expected: Tally) -> None:
    assert tally(*votes, adoption=Fraction(2, 3), counts_abstentions=counts, present=90) == expected


def test_a_quorum_is_rounded_up_and_votes_fit_those_present() -> None:
    assert [quorum_of(number, Fraction(1, 2)) for number in (90, 89, 1)] == [45, 45, 1]
    with pytest.raises(Refusal, match="i voti sono 91, i presenti 90"):
        tally(60, 30, 1, adoption=Fraction(2, 3), counts_abstentions=False, present=90)


def test_absences_in_a_row_and_allowances_follow_from_attendance() -> None:
    days = [date(2025, month, 6) for month in (2, 4, 6)]
    meetings = [
        Attended(days[2], {"A": False, "B": True}),
        Attended(days[0], {"A": True, "B": False, "C": False}),
        Attended(days[1], {"A": False, "B": False}),
        Attended(days[1], {"A": False, "B": True}),
    ]
    assert absent_in_a_row(meetings, 2) == {"A": 3}
    assert absent_in_a_row(meetings, 1) == {"A": 3, "C": 1}
    assert absent_in_a_row(meetings, 0) == {}
    assert allowances(meetings, 44, first_on=days[0], last_on=days[1]) == [("A", 1, 44), ("B", 1, 44)]


def people(number: int) -> list[Participant]:
    chance = random.Random(7)
    ages = ["16-24", "25-44", "45-64", "65 e oltre"]
    return [
        Participant(f"c{index:03}", (chance.choice("FM"), chance.choice(ages), chance.choice("123456789")))
        for index in range(number)
    ]


@pytest.mark.parametrize(("number", "tables", "sessions"), [(45, 6, 3), (90, 11, 4)])
def test_tables_are_more_mixed_and_give_more_encounters_than_a_hundred_trials_by_chance(
    number: int, tables: int, sessions: int
) -> None:
    cast = people(number)
    values = {one.code: one.values for one in cast}
    ours = seat_at_tables(cast, tables, sessions, "seme")
    least, most = 10**9, 0
    for trial in range(100):
        chance = random.Random(trial)
        theirs = []
        for _ in range(sessions):
            codes = sorted(values)
            chance.shuffle(codes)
            theirs.append(tuple(tuple(sorted(codes[table::tables])) for table in range(tables)))
        least = min(least, sum(imbalance(seating, values) for seating in theirs))
        most = max(most, encounters(theirs))
    assert sum(imbalance(seating, values) for seating in ours) < least
    assert encounters(ours) > most
    assert seat_at_tables(cast[::-1], tables, sessions, "seme") == ours
    assert seat_at_tables(cast, tables, sessions, "altro") != ours


@given(number=st.integers(1, 30), tables=st.integers(1, 6), pins=st.lists(st.integers(0, 5), max_size=4))
def test_tables_are_equal_whole_and_hold_their_pins(number: int, tables: int, pins: list[int]) -> None:
    pinned = dict(enumerate(pins))
    cast = [Participant(f"c{n:02}", ("FM"[n % 2],), pinned.get(n)) for n in range(number)]
    try:
        seatings = seat_at_tables(cast, tables, 2, "seme")
    except Refusal:
        smallest, larger = divmod(number, tables)
        held = [sum(one.table == table for one in cast) for table in range(6)]
        fits = tables <= number and not any(held[tables:])
        fits = fits and max(held) <= smallest + bool(larger) and sum(n > smallest for n in held) <= larger
        assert not fits
        return
    for seating in seatings:
        sizes = [len(table) for table in seating]
        assert max(sizes) - min(sizes) <= 1
        assert sorted(code for table in seating for code in table) == [one.code for one in cast]
        assert all(one.code in seating[one.table] for one in cast if one.table is not None)


GROUPS = ("comunicazione", "monitoraggio", "mobilita", "energia")


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.permutations(GROUPS), max_size=24), st.data())
def test_groups_are_equal_and_nobody_would_gladly_exchange(wishes: dict[str, list[str]], data: st.DataObject) -> None:
    wishes = {code: wanted[: data.draw(st.integers(0, 4))] for code, wanted in wishes.items()}
    joined = assign_groups(wishes, GROUPS, "seme")
    assert sorted(joined) == sorted(wishes)
    sizes = [list(joined.values()).count(group) for group in GROUPS]
    assert max(sizes) - min(sizes) <= 1
    assert assign_groups(dict(reversed(list(wishes.items()))), GROUPS, "seme") == joined

    def rank(code: str, group: str) -> int:
        return wishes[code].index(group) if group in wishes[code] else len(wishes[code])

    for mine in joined:
        for yours in joined:
            gladly = [rank(a, joined[b]) < rank(a, joined[a]) for a, b in ((mine, yours), (yours, mine))]
            assert not all(gladly)


def test_unknown_and_repeated_preferences_are_all_named() -> None:
    with pytest.raises(Refusal) as refusal:
        assign_groups({"A": ["cucina"], "B": ["energia", "energia"]}, GROUPS, "seme")
    assert [(fault.place, fault.problem) for fault in refusal.value.faults] == [
        ("A", "«cucina» non è un gruppo"),
        ("B", "il gruppo «energia» è scritto più volte"),
    ]


PROPOSED = [
    ProposedAction("1-1", "Aria pulita", "Meno traffico"),
    ProposedAction("3-1", "Energia positiva", "Edifici pubblici"),
    ProposedAction("3-2", "Energia positiva", "Case private"),
]


def test_actions_are_chosen_by_code_by_area_or_all_in_the_order_of_the_proposal() -> None:
    assert chosen_actions(PROPOSED, ["energia positiva"]) == ["3-1", "3-2"]
    assert chosen_actions(PROPOSED, ["3-2", "1-1", "3-2"]) == ["1-1", "3-2"]
    assert chosen_actions(PROPOSED, ["tutte"]) == ["1-1", "3-1", "3-2"]
    with pytest.raises(Refusal) as refusal:
        chosen_actions(PROPOSED, ["9-9", "1-1", "Nucleare"])
    assert [fault.problem[:10] for fault in refusal.value.faults] == ["«9-9» non ", "«Nucleare»"]
    with pytest.raises(Refusal, match="nessuna Azione"):
        chosen_actions(PROPOSED, [" "])
