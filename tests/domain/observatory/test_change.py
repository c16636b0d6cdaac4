"""What changed between two editions is tested, and the city's change is shared out to the last fraction."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm
from small_city import city

from domain.errors import Refusal
from domain.observatory.change import changes, two_proportions, wilson
from domain.observatory.decomposition import CAUSES, decompose
from domain.observatory.protection.suppress import protect
from domain.observatory.section_codes import common_areas, sum_to_common

BIG = [400, 300, 500, 350, 600, 4, 450, 380]


def test_only_areas_shown_in_both_editions_are_compared() -> None:
    then, now = (protect(city(BIG, seed=seed, rate=rate)[0]).table for seed, rate in ((1, 0.2), (2, 0.4)))
    found = changes(now, then)
    hidden = set(now.filter(~pl.col("is_shown"))["area"]) | set(then.filter(~pl.col("is_shown"))["area"])
    assert hidden
    assert set(found.filter(verdict="non confrontabile")["area"]) == hidden
    told = found.filter(pl.col("verdict") != "non confrontabile")
    assert set(told["verdict"]) == {"aumento"}
    assert (told["least"] > 0).all() and (told["least"] < told["difference"]).all()
    assert found.filter(verdict="non confrontabile")["difference"].null_count() == len(hidden)


def test_the_adjusted_p_values_are_those_of_another_library() -> None:
    then, now = (protect(city(BIG, seed=seed, rate=rate)[0]).table for seed, rate in ((1, 0.25), (2, 0.28)))
    for _, group in changes(now, then).drop_nulls("p_value").group_by("level", "definition"):
        assert np.allclose(group["p_adjusted"], false_discovery_control(group["p_value"]))


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_the_test_of_two_shares_is_the_textbooks(whole: int, other: int, data: st.DataObject) -> None:
    part, other_part = data.draw(st.integers(0, whole)), data.draw(st.integers(0, other))
    p = two_proportions(part, whole, other_part, other)
    pooled = (part + other_part) / (whole + other)
    if 0 < pooled < 1:
        z = (part / whole - other_part / other) / np.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other))
        assert p == pytest.approx(2 * norm.sf(abs(z)))
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-12 and part / whole - 1e-12 <= high <= 1


HOUSEHOLDS = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(["a", "b", "c"]),
        st.none() | st.integers(0, 40_000),
        st.none() | st.integers(0, 5_000),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[0],
)


def frame(rows: list[tuple[int, str, int | None, int | None]]) -> pl.DataFrame:
    schema = {"household": pl.Int64, "section": pl.String, "income_eur": pl.Float64, "spend_eur": pl.Float64}
    return pl.DataFrame(
        [(*row[:2], *(None if x is None else float(x) for x in row[2:])) for row in rows], schema=schema, orient="row"
    )


@settings(max_examples=40, deadline=None)
@given(then=HOUSEHOLDS, now=HOUSEHOLDS, price=st.floats(0.5, 2.0))
def test_the_causes_add_up_to_the_change_exactly(then: list, now: list, price: float) -> None:
    rates = []
    for rows in (then, now):
        known = [(income, spend) for _, _, income, spend in rows if income is not None and spend is not None]
        rates.append(Fraction(sum(spend > 0.1 * income for income, spend in known), len(known)) if known else None)
    arguments = {"line": 0.1, "price_ratio": price, "sections_then": frozenset("ab"), "sections_now": frozenset("bc")}
    try:
        found = decompose(frame(then), frame(now), **arguments)
    except Refusal:
        return
    assert [found.then, found.now] == rates
    assert sum(found.causes.values()) == found.change() == rates[1] - rates[0]
    assert list(found.causes) == list(CAUSES)


def test_when_only_prices_moved_they_alone_are_the_cause() -> None:
    then = frame([(place, "a", 10_000, 700 + 40 * place) for place in range(10)])
    now = then.with_columns(spend_eur=pl.col("spend_eur") * 1.25)
    everywhere = frozenset("a")
    found = decompose(then, now, line=0.1, price_ratio=1.25, sections_then=everywhere, sections_now=everywhere)
    assert found.change() == Fraction(5, 10)
    assert {name for name, part in found.causes.items() if part} == {"prices"}


def test_sections_split_and_merged_meet_in_common_areas_and_fictitious_ones_are_kept() -> None:
    pairs = pl.DataFrame({"section_then": ["1", "2", "2", "3"], "section_now": ["10", "10", "11", "12"]})
    then = pl.Series(["1", "2", "3", "151468888881"])
    now = pl.Series(["10", "11", "12", "151469999998"])
    codes = common_areas(then, now, pairs)
    assert codes.rows() == [
        ("then", "1", "10"),
        ("then", "151468888881", "151468888881"),
        ("then", "2", "10"),
        ("then", "3", "12"),
        ("now", "10", "10"),
        ("now", "11", "10"),
        ("now", "12", "12"),
        ("now", "151469999998", "151469999998"),
    ]
    with pytest.raises(Refusal, match="1 sezioni non hanno corrispondenza"):
        common_areas(pl.Series(["1", "2", "3", "4"]), now, pairs)


def test_summed_to_common_areas_the_table_tells_no_more_than_it_did() -> None:
    table = protect(city(BIG, seed=1)[0]).table
    pairs = pl.DataFrame(
        {"section_then": [f"s{k:03d}" for k in range(8)], "section_now": [f"t{k // 2}" for k in range(8)]}
    )
    now = pl.Series([f"t{k}" for k in range(4)])
    summed = sum_to_common(table, common_areas(pairs["section_then"], now, pairs), "then")
    hidden = table.filter((pl.col("level") == "section") & ~pl.col("is_shown"))["area"]
    assert set(summed.filter(~pl.col("is_shown"))["area"]) == {f"t{int(code[1:]) // 2}" for code in hidden}
    assert summed.filter("is_shown").height
    shown = table.filter(pl.col("area").is_in(["s000", "s001"]))["households"].sum()
    assert summed.filter(area="t0")["households"].item() == (
        shown if summed.filter(area="t0")["is_shown"].item() else None
    )
