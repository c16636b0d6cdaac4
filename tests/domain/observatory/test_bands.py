"""Bands hold the truth, levels add up, definitions overlap and are told apart."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import LINES, SEED, city, counts, extract, true_counts, truth

from domain.errors import Refusal
from domain.observatory.aggregates import add_up, count_households, medians, with_last_year
from domain.observatory.class_estimates import indicator
from domain.observatory.indicators import DEFINITIONS, Lines
from domain.observatory.overlaps import CAUSES, band_causes, overlap
from domain.observatory.synthetic_city import synthetic_city
from domain.observatory.synthetic_households import as_measured, observed, one_year_later
from domain.observatory.table import COUNTS, Geography, check_counts

ONE_SECTION = Geography(
    pl.DataFrame(
        {
            "section": ["1"],
            "nil": ["A"],
            "nil_name": ["Nilo"],
            "district": ["1"],
            "district_name": ["Municipio 1"],
            "is_fictitious": [False],
        }
    )
)
FLAGS = st.sampled_from(["misurato", "stimato", "assente"])
CENTS = st.integers(0, 600_000)


def household(income: float | None, electricity: float | None, gas: float | None, **more: object) -> dict[str, object]:
    """Return a household whose amounts are measured where there are any."""
    amounts = {"income": income, "electricity": electricity, "gas": gas}
    row: dict[str, object] = {"section": "1", "heating": "autonomo"}
    for name, amount in amounts.items():
        row |= {f"{name}_eur": amount, f"{name}_flag": "assente" if amount is None else "misurato"}
    return row | more


def city_rows(rows: list[dict[str, object]], lines: Lines = LINES) -> dict[str, dict[str, int]]:
    """Return the city's counts of these households by definition."""
    schema = {f"{name}_eur": pl.Float64 for name in ("income", "electricity", "gas")}
    frame = pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)
    found = count_households(frame.lazy(), ONE_SECTION, lines).filter(pl.col("level") == "city")
    return {row["definition"]: {name: row[name] for name in COUNTS} for row in found.to_dicts()}


def city_row(rows: list[dict[str, object]], code: str = "ten-percent") -> dict[str, int]:
    """Return the city's counts of these households by one definition."""
    return city_rows(rows)[code]


def test_exactly_ten_percent_is_not_over_it_and_a_cent_more_is() -> None:
    assert city_row([household(3003.00, 100.10, 200.20)])["poor"] == 0
    assert city_row([household(3003.00, 100.10, 200.21)])["poor"] == 1
    assert city_row([household(0, 1, 0)])["poor"] == 1
    assert city_row([household(0, 0, 0)])["poor"] == 0


def test_who_is_over_the_line_with_the_known_bill_alone_is_certain_and_not_valid() -> None:
    assert city_row([household(5000, 600, None)]) == {
        "households": 1,
        "valid": 0,
        "poor": 0,
        "certain": 1,
        "possible": 1,
        "missing_income": 0,
        "missing_spend": 1,
        "estimated": 0,
    }


def test_who_earns_too_much_for_any_bill_is_not_possible_though_the_bill_is_missing() -> None:
    assert city_row([household(500_000, 600, None)])["possible"] == 0
    assert city_row([household(50_000, 600, None)])["possible"] == 1


def test_an_estimated_income_makes_neither_a_certain_nor_an_impossible_household_near_the_line() -> None:
    near = household(12_000, 800, 600, income_flag="stimato")
    far = household(100_000, 800, 600, income_flag="stimato")
    row = city_row([near, far])
    assert (row["poor"], row["certain"], row["possible"], row["estimated"]) == (1, 0, 1, 2)


def test_centrally_heated_homes_are_set_apart_from_half_the_median() -> None:
    rows = [household(20_000, 200, 100), household(20_000, 200, None, heating="centralizzato")]
    own, central = city_row(rows, "half-m"), city_row(rows, "half-m-central")
    assert (own["households"], own["valid"], own["poor"]) == (1, 1, 1)
    assert (central["households"], central["valid"], central["poor"], central["possible"]) == (1, 0, 0, 1)


def test_lines_that_are_not_said_leave_their_definitions_out() -> None:
    found = count_households(extract().lazy(), city().geography, Lines())
    assert set(found["definition"]) == {"ten-percent", "arrears"}
    with pytest.raises(Refusal, match="quota mediana"):
        Lines(median_share=6.9)


def test_every_band_of_the_synthetic_city_holds_the_truth_at_every_level_and_definition() -> None:
    both = counts().join(true_counts(), on=["level", "area", "definition"], suffix="_true", how="full", coalesce=True)
    assert both.height == counts().height == true_counts().height > 3_000
    assert set(both["level"]) == {"section", "nil", "district", "complex", "city"}
    outside = both.filter(
        (pl.col("certain") > pl.col("poor_true"))
        | (pl.col("possible") < pl.col("poor_true"))
        | (pl.col("households") != pl.col("households_true"))
    )
    assert outside.height == 0
    measured = true_counts().filter((pl.col("certain") != pl.col("poor")) | (pl.col("possible") != pl.col("poor")))
    assert measured.height == 0, "where all is measured the band is a point"


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(*([CENTS] * 3), *([FLAGS] * 3), *([st.floats(0.67, 1.99)] * 3), st.booleans()),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from([0.05, 0.10, 0.37]),
)
def test_a_band_holds_the_truth_whatever_is_missing_or_estimated(rows: list[tuple[object, ...]], line: float) -> None:
    known, true = [], []
    for *figures, is_central in rows:
        amounts, flags, errors = figures[:3], figures[3:6], figures[6:9]
        heating = "centralizzato" if is_central else "autonomo"
        true.append(household(*(int(str(cents)) / 100 for cents in amounts), heating=heating))
        row: dict[str, object] = {"section": "1", "heating": heating}
        for name, cents, flag, error in zip(("income", "electricity", "gas"), amounts, flags, errors, strict=True):
            amount = int(str(cents)) / 100
            guess = round(amount * float(str(error)) + 0.01, 2)
            value = {"misurato": amount, "stimato": guess, "assente": None}[str(flag)]
            row |= {f"{name}_eur": value, f"{name}_flag": flag}
        known.append(row)
    lines = Lines(ten_percent=line, median_share=0.069, median_spend_eur=1_835.0)
    bands, truths = city_rows(known, lines), city_rows(true, lines)
    assert bands.keys() == truths.keys() >= {"ten-percent", "two-m"}
    for code, band in bands.items():
        assert band["certain"] <= truths[code]["poor"] <= band["possible"], code


def test_sections_add_up_to_neighborhoods_districts_and_the_city_and_the_fictitious_ones_are_not_lost() -> None:
    table, geography = counts(), city().geography.sections
    of = {level: table.filter(pl.col("level") == level) for level in ("section", "nil", "district", "city")}
    fictitious = geography.filter("is_fictitious")["section"]
    assert of["section"].filter(pl.col("area").is_in(fictitious.implode()))["households"].sum() == 49 * 4, (
        "half the median is one, in two parts"
    )
    for code in table["definition"].unique():
        totals = {
            level: rows.filter(pl.col("definition") == code).select(pl.col(COUNTS).sum()).row(0)
            for level, rows in of.items()
        }
        assert totals["section"] == totals["city"]
        without = of["section"].filter((pl.col("definition") == code) & pl.col("nil").is_null())
        placed = tuple(a - b for a, b in zip(totals["city"], without.select(pl.col(COUNTS).sum()).row(0), strict=True))
        assert totals["nil"] == totals["district"] == placed
    assert of["city"].filter(pl.col("definition") == "ten-percent")["households"].item() == extract().height


def test_two_extracts_add_up_to_the_extract_of_both() -> None:
    first, second = extract().filter(pl.col("complex").is_null()), extract().filter(pl.col("complex").is_not_null())
    parts = [count_households(part.lazy(), city().geography, LINES) for part in (first, second)]
    assert add_up(parts).equals(counts())


def test_a_household_of_a_section_that_nobody_knows_stops_the_count() -> None:
    stranger = extract().head(3).with_columns(section=pl.lit("7"))
    with pytest.raises(Refusal, match="1 sezioni dell'estrazione non sono nell'elenco delle aree") as refusal:
        count_households(stranger.lazy(), city().geography, LINES)
    assert refusal.value.remedy


def test_a_table_whose_counts_contradict_each_other_is_refused_with_the_row() -> None:
    broken = counts().with_columns(poor=pl.when(pl.col("level") == "city").then(pl.col("valid") + 1).otherwise("poor"))
    with pytest.raises(Refusal) as refusal:
        check_counts(broken)
    assert "city city arrears" in {fault.place for fault in refusal.value.faults}


def test_over_the_line_twice_is_poverty_and_once_precariousness() -> None:
    pairs = {"a": ((5000, 900), (5000, 900)), "b": ((5000, 100), (5000, 900)), "c": ((5000, 100), (5000, 100))}
    years = [
        pl.DataFrame([household(*pair[year], 0.0, household=code) for code, pair in pairs.items()]).lazy()
        for year in (0, 1)
    ]
    new = pl.DataFrame([household(5000, 900, 0.0, household="d")]).lazy()
    now = pl.concat([years[1], new], how="vertical_relaxed")
    found = count_households(with_last_year(now, years[0], LINES), ONE_SECTION, LINES)
    got = {
        row["definition"]: (row["households"], row["poor"], row["certain"], row["possible"])
        for row in found.filter(pl.col("level") == "city").to_dicts()
    }
    assert got["persistent"] == (3, 1, 1, 1)
    assert got["precarious"] == (3, 1, 1, 1)
    assert got["ten-percent"] == (4, 3, 3, 3)


def test_bands_over_two_years_hold_the_truth_too() -> None:
    later = one_year_later(truth(), seed=8)
    known = with_last_year(observed(later, seed=8).lazy(), extract().lazy(), LINES)
    true = with_last_year(as_measured(later).lazy(), as_measured(truth()).lazy(), LINES)
    tables = [
        count_households(one, city().geography, LINES, only=("persistent", "precarious")) for one in (known, true)
    ]
    both = tables[0].join(tables[1], on=["level", "area", "definition"], suffix="_true")
    assert both.height == tables[0].height > 1_000
    assert both.filter(~pl.col("poor_true").is_between(pl.col("certain"), pl.col("possible"))).height == 0


def test_the_largest_cause_of_the_band_is_the_heat_that_central_heating_hides() -> None:
    causes = band_causes(extract().lazy(), city().geography, LINES)
    of_city = causes.filter(pl.col("level") == "city")
    assert of_city["cause"].to_list()[0] == "gas-central"
    assert set(of_city["cause"]) == set(CAUSES)
    band = counts().filter((pl.col("level") == "city") & (pl.col("definition") == "ten-percent")).row(0, named=True)
    assert of_city["households"].sum() == band["possible"] - band["certain"]


def test_learning_the_cause_named_shrinks_the_band_by_what_was_said() -> None:
    known = (
        extract()
        .with_columns(
            gas_eur=pl.when((pl.col("gas_flag") == "assente") & (pl.col("heating") != "autonomo"))
            .then(truth()["true_gas"])
            .otherwise("gas_eur")
        )
        .with_columns(
            gas_flag=pl.when(pl.col("gas_eur").is_null())
            .then(pl.lit("assente"))
            .when(pl.col("gas_flag") == "assente")
            .then(pl.lit("misurato"))
            .otherwise("gas_flag")
        )
    )
    after = count_households(known.lazy(), city().geography, LINES, only=("ten-percent",))
    widths = [
        row["possible"] - row["certain"]
        for row in (
            table.filter((pl.col("level") == "city") & (pl.col("definition") == "ten-percent")).row(0, named=True)
            for table in (counts(), after)
        )
    ]
    causes = band_causes(extract().lazy(), city().geography, LINES)
    said = causes.filter((pl.col("level") == "city") & (pl.col("cause") == "gas-central"))["households"].item()
    assert said * 0.9 <= widths[0] - widths[1] <= said * 1.1


def test_definitions_overlap_as_counted_by_hand() -> None:
    rows = [
        household(5000, 900, 0.0),
        household(20_000, 200, 100),
        household(3000, 200, 150),
        household(9000, None, 100),
    ]
    found = overlap(pl.DataFrame(rows).lazy(), LINES)
    assert found.filter((pl.col("first") == "ten-percent") & (pl.col("second") == "half-m")).to_dicts() == [
        {
            "first": "ten-percent",
            "second": "half-m",
            "both_valid": 3,
            "first_poor": 2,
            "second_poor": 3,
            "both_poor": 2,
            "neither_poor": 0,
        }
    ]


def test_medians_are_those_of_the_measured_households() -> None:
    rows = [household(10_000, 500, 500), household(10_000, 1000, 1000), household(10_000, 1500, 1500)]
    rows += [household(10_000, 9000, 9000, gas_flag="stimato"), household(0, 1, 0.0)]
    assert medians(pl.DataFrame(rows).lazy()) == (0.2, 1500.0)


def test_each_definition_says_rule_unit_base_source_and_since_when() -> None:
    assert len({one.code for one in DEFINITIONS}) == len(DEFINITIONS) == 9
    for one in DEFINITIONS:
        assert all((one.title, one.rule, one.unit, one.base, one.source, one.effect_from)), one.code
    with pytest.raises(Refusal, match="nessun indicatore"):
        indicator("twenty-percent")


def test_the_same_seed_draws_the_same_city_whose_rings_are_valid_and_do_not_overlap() -> None:
    again = synthetic_city(SEED)
    assert again.families.equals(city().families) and again.rings == city().rings
    areas = []
    for ring in again.rings.values():
        assert ring[0] == ring[-1] and len(set(ring)) == len(ring) - 1 == 4
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        areas.append(twice / 2)
    assert min(areas) > 0, "counterclockwise"
    assert sum(areas) == pytest.approx((24 * 320.0) ** 2)
    assert len(again.geojson()["features"]) == 576 == len(again.rings)
    assert (again.geography.sections["district"].n_unique(), again.geography.sections["is_fictitious"].sum()) == (10, 2)
