"""Who is called to a vacant seat: the published rule, and what it may never do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assembly.lottery.problem import Person, Quota
from domain.assembly.selection.replacement import calls, deviation, next_call, reserve_order, reserve_ticket
from domain.errors import Refusal

SEED = bytes(range(32))
CATEGORIES = ("genere", "età")
QUOTAS = (
    Quota("genere", "F", 2, 3),
    Quota("genere", "M", 2, 3),
    Quota("età", "giovani", 2, 2),
    Quota("età", "anziani", 2, 3),
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Person], list[str], list[str]]:
    """A pool, those who sit in the group after some left, and those who may not be called."""
    size = draw(st.integers(4, 24))
    values = st.tuples(st.sampled_from("FM"), st.sampled_from(["giovani", "anziani"]))
    homes = st.sampled_from(["", "a", "b", "c"])
    pool = [Person(f"c{at:02d}", draw(values), draw(homes)) for at in range(size)]
    sitting = [person.code for person in pool[: draw(st.integers(0, 4))]]
    barred = draw(st.lists(st.sampled_from([person.code for person in pool]), unique=True, max_size=5))
    return pool, sitting, barred


def held(people: list[Person]) -> dict[tuple[str, str], int]:
    return {
        (quota.category, quota.value): sum(
            person.values[CATEGORIES.index(quota.category)] == quota.value for person in people
        )
        for quota in QUOTAS
    }


@given(situations(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_replacement_never_leaves_the_group_worse_than_the_empty_seat(
    situation: tuple[list[Person], list[str], list[str]], vacancies: int, shuffle: random.Random
) -> None:
    pool, sitting, barred = situation
    people = {person.code: person for person in pool}
    made = calls(SEED, QUOTAS, CATEGORIES, pool, sitting, vacancies, barred=barred)
    seated = list(sitting)
    for call in made:
        before = deviation(QUOTAS, held([people[code] for code in seated]))
        assert call.code not in {*seated, *barred}
        assert people[call.code].household not in {people[code].household for code in seated} - {""}
        seated.append(call.code)
        after = deviation(QUOTAS, held([people[code] for code in seated]))
        assert (call.deviation_before, call.deviation_after) == (before, after)
        assert after <= before
        assert sum(one.deviation_before for one in call.changes) == before
        assert sum(one.deviation_after for one in call.changes) == after
    shuffled = list(pool)
    shuffle.shuffle(shuffled)
    assert calls(SEED, QUOTAS, CATEGORIES, shuffled, sitting, vacancies, barred=barred) == made


@settings(max_examples=50, deadline=None)
@given(situations())
def test_nobody_who_may_be_called_would_serve_the_quotas_better_or_as_well_with_a_lower_ticket(
    situation: tuple[list[Person], list[str], list[str]],
) -> None:
    pool, sitting, barred = situation
    people = {person.code: person for person in pool}
    members = [people[code] for code in sitting]
    homes = {one.household for one in members} - {""}
    keys = {
        (deviation(QUOTAS, held([*members, one])), reserve_ticket(SEED, one.code)): one.code
        for one in pool
        if one.code not in {*sitting, *barred} and one.household not in homes
    }
    best = min(keys, default=None)
    expected = None if best is None or best[0] > deviation(QUOTAS, held(members)) else keys[best]
    call = next_call(SEED, QUOTAS, CATEGORIES, pool, sitting, barred=barred)
    assert (call.code if call else None) == expected


def test_a_refusal_moves_on_to_the_next_ticket() -> None:
    pool = [Person(f"c{at}", ("F", "giovani")) for at in range(4)]
    order = reserve_order(SEED, ["c1", "c2", "c3"])
    first = next_call(SEED, QUOTAS, CATEGORIES, pool, ["c0"])
    second = next_call(SEED, QUOTAS, CATEGORIES, pool, ["c0"], barred=[order[0]])
    assert [first and first.code, second and second.code] == list(order[:2])


def test_the_household_of_somebody_who_sits_in_another_group_is_closed_too() -> None:
    pool = [Person("a", ("F", "giovani")), Person("b", ("F", "giovani"), "casa"), Person("z", ("M", "anziani"), "casa")]
    assert next_call(SEED, QUOTAS, CATEGORIES, pool, ["a"], present=["z"]) is None


def test_a_call_says_its_effect_on_every_quota() -> None:
    pool = [Person("a", ("F", "giovani")), Person("b", ("M", "anziani"))]
    call = next_call(SEED, QUOTAS, CATEGORIES, pool, ["a"])
    assert call is not None
    assert call.as_dict() == {
        "code": "b",
        "ticket": reserve_ticket(SEED, "b"),
        "deviation_before": 6,
        "deviation_after": 4,
        "changes": [
            {"category": "genere", "value": "F", "minimum": 2, "maximum": 3, "before": 1, "after": 1},
            {"category": "genere", "value": "M", "minimum": 2, "maximum": 3, "before": 0, "after": 1},
            {"category": "età", "value": "giovani", "minimum": 2, "maximum": 2, "before": 1, "after": 1},
            {"category": "età", "value": "anziani", "minimum": 2, "maximum": 3, "before": 0, "after": 1},
        ],
    }


def test_the_reserve_ticket_is_a_hash_that_anybody_can_compute() -> None:
    assert reserve_ticket(SEED, "3f9a41c07be2d518") == (
        "0b79fc4420f3b928fe3d433729c9c3a903352ec57acd4429a7702f9abd5f61e3"
    )


def test_a_member_unknown_to_the_pool_is_refused_with_a_remedy() -> None:
    with pytest.raises(Refusal, match="non sono fra i disponibili"):
        next_call(SEED, QUOTAS, CATEGORIES, [], ["ignoto"])
