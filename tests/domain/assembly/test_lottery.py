"""The lottery is the fairest one: against every panel written out on small pools, and on the shared problems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from domain.assembly.lottery.files import read_problem
from domain.assembly.lottery.leximin import fairest_lottery
from domain.assembly.lottery.problem import Person, Problem, Quota, why_not_panel
from domain.assembly.lottery.rounding import numbered_panels
from domain.assembly.lottery.solver import OutOfTime
from domain.errors import Refusal
from tests.domain.assembly.pools import milan_pool, milan_year

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "assembly"


def panels_of(problem: Problem) -> list[tuple[int, ...]]:
    people = problem.people
    return [
        places
        for places in combinations(range(len(people)), problem.seats)
        if why_not_panel(problem, [people[place] for place in places]) is None
    ]


def leximin_by_enumeration(problem: Problem) -> list[float]:
    """Every panel is a column; a person is settled when a second program shows that they cannot rise."""
    panels = panels_of(problem)
    sits = np.array([[place in panel for panel in panels] for place in range(len(problem.people))], dtype=float)
    count = len(panels)
    settled: dict[int, float] = {}
    while len(settled) < len(sits):
        free = [place for place in range(len(sits)) if place not in settled]
        held = [np.append(-sits[place], 0.0) for place in settled]
        floors = [-level + 1e-9 for level in settled.values()]
        rows = [*held, *(np.append(-sits[place], 1.0) for place in free)]
        level = -linprog(
            np.append(np.zeros(count), -1.0),
            A_ub=np.array(rows),
            b_ub=[*floors, *(0.0 for _ in free)],
            A_eq=[np.append(np.ones(count), 0.0)],
            b_eq=[1.0],
            bounds=[(0, None)] * count + [(None, None)],
        ).fun
        rows = [*(row[:-1] for row in held), *(-sits[place] for place in free)]
        for place in free:
            top = -linprog(
                -sits[place],
                A_ub=np.array(rows),
                b_ub=[*floors, *(-level + 1e-9 for _ in free)],
                A_eq=[np.ones(count)],
                b_eq=[1.0],
                bounds=[(0, None)] * count,
            ).fun
            if top < level + 1e-6:
                settled[place] = level
    return [settled[place] for place in range(len(sits))]


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    categories = tuple("abc"[: draw(st.integers(2, 3))])
    seats, size = draw(st.integers(2, 4)), draw(st.integers(5, 9))
    values = [draw(st.tuples(*(st.sampled_from("xyz") for _ in categories))) for _ in range(size)]
    homes = [draw(st.sampled_from(["", "", "", "casa 1", "casa 2"])) for _ in range(size)]
    people = tuple(Person(f"p{i}", each, home) for i, (each, home) in enumerate(zip(values, homes, strict=True)))
    quotas = []
    for category in categories:
        for value in "xyz":
            low = draw(st.integers(0, 1))
            quotas.append(Quota(category, value, low, low + draw(st.integers(0, 2))))
    return Problem(categories, tuple(quotas), people, seats)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(small_problems())
def test_the_chances_are_those_of_the_leximin_over_all_the_panels_written_out(problem: Problem) -> None:
    assume(panels_of(problem))
    lottery = fairest_lottery(problem)
    assert lottery.is_fairest
    assert list(lottery.chance_of.values()) == pytest.approx(leximin_by_enumeration(problem), abs=1e-5)
    by_code = {person.code: person for person in problem.people}
    numbered = numbered_panels(lottery, count=50)
    assert [why_not_panel(problem, [by_code[code] for code in panel]) for panel in numbered.panels] == [None] * 50


@settings(max_examples=20, deadline=None, derandomize=True)
@given(small_problems())
def test_a_lottery_is_refused_exactly_when_no_panel_exists(problem: Problem) -> None:
    if panels_of(problem):
        assert fairest_lottery(problem).panels
    else:
        with pytest.raises(Refusal, match="Nessun gruppo rispetta tutte le quote"):
            fairest_lottery(problem)


def pairwise_trap() -> Problem:
    """The relaxation promises half a seat to everybody; no panel of two holds three values that clash in pairs."""
    quotas = tuple(Quota(category, value, 1, 1) for category in "abc" for value in "xy")
    clash = [("x", "x", "y"), ("x", "y", "x"), ("y", "x", "x"), ("y", "y", "y"), ("x", "x", "x")]
    return Problem(("a", "b", "c"), quotas, tuple(Person(f"p{place}", values) for place, values in enumerate(clash)), 2)


def test_who_sits_on_no_panel_and_who_on_all_are_named_though_the_relaxation_gives_them_a_chance() -> None:
    lottery = fairest_lottery(pairwise_trap())
    assert lottery.chance_of == pytest.approx({"p0": 0, "p1": 0, "p2": 0, "p3": 1, "p4": 1}, abs=1e-6)
    assert (lottery.left_out, lottery.over_favored) == (("p0", "p1", "p2"), ("p3", "p4"))


def test_the_same_people_in_another_order_have_the_same_panels() -> None:
    problem = pairwise_trap()
    turned = Problem(problem.categories, problem.quotas, problem.people[::-1], problem.seats)
    assert numbered_panels(fairest_lottery(problem)).panels == numbered_panels(fairest_lottery(turned)).panels


def test_a_lottery_cut_short_says_how_far_it_may_be_from_the_best() -> None:
    people = tuple(Person(f"p{i}", ("xyz"[i % 3], "xyz"[i % 7 % 3])) for i in range(30))
    problem = Problem(
        ("a", "b"), tuple(Quota(category, value, 2, 4) for category in "ab" for value in "xyz"), people, 9
    )
    ticks: Iterator[float] = iter(range(1000))
    short, whole = fairest_lottery(problem, clock=lambda: next(ticks), limit=1), fairest_lottery(problem)
    assert (short.is_fairest, whole.is_fairest) == (False, True)
    assert (short.left_out, whole.not_reached) == ((), ())
    assert short.not_reached == tuple(code for code, chance in short.chance_of.items() if chance == 0) != ()
    assert short.min_probability < whole.min_probability <= short.min_probability + short.gap + 1e-6


@pytest.mark.parametrize("limit", [0, 2, 5, 9, 14])
def test_whenever_the_time_ends_the_lottery_so_far_stands_and_its_gap_covers_the_best(limit: int) -> None:
    people = milan_pool(60, seed=60)
    year = milan_year(1, 12)
    problem = year.summed(people)
    ticks: Iterator[float] = iter(range(100_000))
    try:
        short = fairest_lottery(problem, clock=lambda: next(ticks), limit=limit)
    except OutOfTime as refused:
        assert limit < 3 and refused.remedy
        return
    best = whole_milan()
    by_code = {person.code: person for person in people}
    for panel in numbered_panels(short, count=20).panels:
        assert why_not_panel(problem, [by_code[code] for code in panel]) is None
    assert short.min_probability <= best + 1e-6 <= short.min_probability + short.gap + 2e-6


@cache
def whole_milan() -> float:
    lottery = fairest_lottery(milan_year(1, 12).summed(milan_pool(60, seed=60)))
    assert lottery.is_fairest
    return lottery.min_probability


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"SHARED PROBLEMS NOT FOUND under {SHARED}: nothing real was drawn")
@pytest.mark.parametrize(
    ("name", "seats", "minimum", "gini"),
    [
        ("example_small_20", 20, 0.1, 0.0),
        ("example_large_200", 200, 0.1, 0.0),
        ("sf_fixture_22", 22, 1 / 11, 0.141),
        ("synth_milano_45", 45, 0.1911764, 0.359),
        pytest.param("synth_cca_75", 75, 0.0591016, 0.241, marks=pytest.mark.storm),
    ],
)
def test_the_shared_problems_reach_the_published_minimum(name: str, seats: int, minimum: float, gini: float) -> None:
    files = [(file, (SHARED / name / file).read_bytes()) for file in ("categories.csv", "respondents.csv")]
    problem = read_problem(files[0], files[1], seats=seats)
    lottery = fairest_lottery(problem)
    numbered = numbered_panels(lottery)
    assert lottery.is_fairest
    assert lottery.min_probability == pytest.approx(minimum, abs=1e-6)
    assert lottery.gini <= gini + 1e-9
    people = {person.code: person for person in problem.people}
    assert {why_not_panel(problem, [people[code] for code in panel]) for panel in numbered.panels} == {None}
    assert len(numbered.panels) == 1000
    assert numbered.worst_loss < 0.004
