"""What is told of small areas: intervals that cover, rates that are nearer the truth, no false ranks."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from scipy.stats import betabinom
from synthetic import LINES, city, counts, true_counts, truth

from domain.observatory.aggregates import count_households
from domain.observatory.class_estimates import (
    FROM_CLASSES,
    count_from_classes,
    dispersion_within_classes,
    estimate_error,
    sections_from_classes,
    to_classes,
)
from domain.observatory.contracts.reading import read_extract
from domain.observatory.contracts.sections import INCOME_CLASSES
from domain.observatory.indicators import Lines
from domain.observatory.small_areas import Z_95, shrunk_sections, wilson, with_rates
from domain.observatory.synthetic_households import as_measured, observed, true_households
from domain.observatory.table import COUNTS, SCHEMA, Geography

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "observatory"
real = pytest.mark.skipif(not SHARED.is_dir(), reason=f"REAL TABLES NOT FOUND under {SHARED}: nothing real was read")


def table(rows: list[tuple[str, str, str | None, int, int]]) -> pl.DataFrame:
    """Return AreaCounts of (level, area, nil, valid, poor)."""
    frame = pl.DataFrame(rows, schema=["level", "area", "nil", "valid", "poor"], orient="row")
    return frame.with_columns(
        definition=pl.lit("ten-percent"),
        name="area",
        district=pl.lit(None, pl.String),
        households="valid",
        certain="poor",
        possible="valid",
        missing_income=0,
        missing_spend=0,
        estimated=0,
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def test_wilsons_interval_is_the_one_of_the_textbook() -> None:
    found = pl.DataFrame({"poor": [20, 0, 5, 0], "valid": [100, 10, 5, 0]}).select(
        *(
            end.round(4).alias(name)
            for end, name in zip(wilson(pl.col("poor"), pl.col("valid")), ("low", "high"), strict=True)
        )
    )
    assert found.rows() == [(0.1334, 0.2888), (0.0, 0.2775), (0.5655, 1.0), (None, None)]
    assert NormalDist().inv_cdf(0.975) == pytest.approx(Z_95, abs=1e-6)


def test_the_interval_covers_the_true_rate_as_often_as_it_says() -> None:
    """Coverage of a nominal 95 %, by simulation: 4,000 sections for each size and rate; the worst case is told."""
    rng, found = np.random.default_rng(3), {}
    for size in (10, 30, 104, 300):
        for rate in (0.05, 0.12, 0.24, 0.40):
            drawn = pl.DataFrame({"poor": rng.binomial(size, rate, 4_000), "valid": np.full(4_000, size)})
            low, high = wilson(pl.col("poor"), pl.col("valid"))
            found[size, rate] = drawn.select(((low <= rate) & (rate <= high)).mean()).item()
    mean = sum(found.values()) / len(found)
    worst = min(found, key=found.__getitem__)
    print(f"coverage of Wilson at 95 %: mean {mean:.3f}, least {found[worst]:.3f} at {worst}")
    assert 0.94 <= mean <= 0.97
    assert min(found.values()) >= 0.89


def test_bands_and_intervals_of_a_hidden_row_are_empty() -> None:
    rows = with_rates(
        table([("section", "1", "A", 40, 10)]).with_columns(pl.lit(None, pl.Int64).alias(name) for name in COUNTS)
    )
    assert rows.select("lower", "rate", "upper", "interval_low", "interval_high").row(0) == (None,) * 5


def test_sections_that_differ_by_chance_alone_all_get_the_rate_of_their_neighborhood() -> None:
    rows: list[tuple[str, str, str | None, int, int]] = [("section", f"{n:02d}", "A", 50, 10) for n in range(20)]
    found, shrinkage = shrunk_sections(table([*rows, ("nil", "A", None, 1000, 200)]), "ten-percent", seed=1)
    assert shrinkage.correlation == 0.0
    assert found["shrunk"].unique().to_list() == [0.2]


def test_the_moments_find_the_correlation_that_was_planted() -> None:
    rng = np.random.default_rng(5)
    rho, rate = 0.05, 0.2
    weight = 1 / rho - 1
    poor = betabinom.rvs(104, rate * weight, (1 - rate) * weight, size=1_500, random_state=rng)
    rows: list[tuple[str, str, str | None, int, int]] = [
        ("section", f"{n:05d}", f"N{n % 30:02d}", 104, int(p)) for n, p in enumerate(poor)
    ]
    nils = [("nil", f"N{n:02d}", None, 104 * 50, int(poor[n::30].sum())) for n in range(30)]
    _, shrinkage = shrunk_sections(table([*rows, *nils]), "ten-percent", seed=1)
    assert shrinkage.correlation == pytest.approx(rho, abs=0.01)


def test_shrunk_rates_are_nearer_the_truth_and_their_intervals_cover_it() -> None:
    """Every household valid, true rates known: error and coverage over twelve cities drawn from one hierarchy."""
    rng = np.random.default_rng(11)
    errors, covered, probability = [], [], []
    for seed in range(12):
        nil = rng.beta(8, 32, 30)
        sizes = rng.integers(8, 160, 600)
        of = np.arange(600) % 30
        rates = rng.beta(nil[of] * 60, (1 - nil[of]) * 60)
        poor = rng.binomial(sizes, rates)
        rows: list[tuple[str, str, str | None, int, int]] = [
            ("section", f"{n:04d}", f"N{of[n]:02d}", int(sizes[n]), int(poor[n])) for n in range(600)
        ]
        rows += [("nil", f"N{n:02d}", None, int(sizes[of == n].sum()), int(poor[of == n].sum())) for n in range(30)]
        found, _ = shrunk_sections(table(rows), "ten-percent", seed=seed)
        own, shrunk, low, high = (found[name].to_numpy() for name in ("rate", "shrunk", "shrunk_low", "shrunk_high"))
        errors.append((np.abs(own - rates).mean(), np.abs(shrunk - rates).mean()))
        covered.append(((low <= rates) & (rates <= high)).mean())
        worst = np.zeros(600, bool)
        worst[np.argsort(rates)[-60:]] = True
        chance = found["is_worst_probability"].to_numpy()
        probability.append((chance.sum(), chance[worst].mean(), chance[~worst].mean(), ((chance - worst) ** 2).mean()))
    before, after = np.array(errors).mean(axis=0)
    expected, of_worst, of_others, brier = np.array(probability).mean(axis=0)
    print(f"mean error {before:.3f} -> {after:.3f}; coverage at 95 %: {np.mean(covered):.3f}; Brier {brier:.3f}")
    assert after < 0.85 * before
    assert 0.92 <= np.mean(covered) <= 0.97
    assert expected == pytest.approx(60, abs=0.5)
    assert of_worst > 4 * of_others and brier < 0.09


def test_the_same_seed_gives_the_same_table_whatever_the_order_of_the_rows() -> None:
    first, _ = shrunk_sections(counts(), "ten-percent", seed=4)
    again, _ = shrunk_sections(counts().sample(fraction=1.0, shuffle=True, seed=1), "ten-percent", seed=4)
    assert first.equals(again) and first.height > 500
    assert not first.equals(shrunk_sections(counts(), "ten-percent", seed=5)[0])


def test_no_section_gives_no_estimate() -> None:
    found, _ = shrunk_sections(table([("city", "city", None, 10, 1)]), "ten-percent", seed=1)
    assert found.is_empty() and "is_worst_probability" in found.columns


def test_income_classes_give_an_estimate_with_an_error_that_is_told_and_section_sums_hide_the_poor() -> None:
    true = as_measured(truth()).lazy()
    classes = to_classes(true)
    measured = dispersion_within_classes(true)
    estimated = count_from_classes(classes.lazy(), city().geography, LINES, dispersion=measured)
    error = estimate_error(estimated, true_counts(), "ten-percent")
    print(f"classes: bias {error.bias:+.4f}, RMSE {error.root_mean_square:.4f}, dispersion {measured:.2f}")
    assert abs(error.bias) < 0.02 and error.root_mean_square < 0.04 and error.sections > 500
    rows = estimated.filter(pl.col("level") == "city").row(0, named=True)
    assert (rows["certain"], rows["possible"], rows["estimated"]) == (0, rows["households"], rows["households"])
    sums = classes.group_by("section").agg(pl.col("income_eur", "electricity_eur", "gas_eur").sum())
    over = sums.filter((pl.col("electricity_eur") + pl.col("gas_eur")) > 0.1 * pl.col("income_eur"))
    assert over.height / sums.height < 0.1 < rows["poor"] / rows["valid"]


@real
def test_the_tables_of_north_carolina_are_read_as_income_classes_to_the_last_row() -> None:
    names = {
        "section": "geoid",
        "income_class": "income_bracket",
        "households": "households",
        "income_eur": "total_income",
    }
    names |= {"electricity_eur": "total_electricity_spend", "gas_eur": "total_gas_spend"}
    reading = read_extract(SHARED / "us" / "lead_nc_fpl_2022.csv", INCOME_CLASSES, names=names)
    assert reading.rows_in == 13_185 == reading.rows_accepted + reading.set_aside
    estimate = sections_from_classes(reading.accepted, Lines())
    total = estimate.select(pl.col(COUNTS).sum()).row(0, named=True)
    print(
        f"N. Carolina 2022: {reading.set_aside} aside, {total['poor'] / total['valid']:.3f} of {total['households']:,}"
    )
    assert estimate.height > 2_500 and set(estimate["definition"]) == {FROM_CLASSES}
    assert 3_500_000 < total["households"] < 4_500_000
    assert 0.05 < total["poor"] / total["valid"] < 0.35


@real
def test_bands_hold_the_truth_in_every_real_section_of_milan_with_generated_households() -> None:
    sections = pl.read_csv(
        SHARED / "milano" / "Milano_cpa_2011.csv",
        separator=";",
        encoding="latin-1",
        columns=["SEZ2011", "PF1"],
        schema_overrides={"SEZ2011": pl.String, "PF1": pl.Int64},
    )
    nils = pl.read_csv(SHARED / "milano" / "Milano_sezToQuartieri.csv", schema_overrides={"SEZ2011": pl.String})
    placed = sections.join(nils.unique("SEZ2011"), on="SEZ2011", how="left").sort("SEZ2011")
    geography = Geography(
        placed.select(
            section="SEZ2011",
            nil="NIL",
            nil_name="NIL",
            district=pl.lit(None, pl.String),
            district_name=pl.lit(None, pl.String),
            is_fictitious=pl.col("SEZ2011").str.ends_with("88888")
            | pl.col("SEZ2011").str.contains(r"(888888\d|999999[89])$"),
        ),
        city_name="Milano",
        base_year=2011,
    )
    deprivation = np.random.default_rng(1).beta(2, 3, placed.height)
    families = placed.select(section="SEZ2011", families="PF1").with_columns(deprivation=pl.Series(deprivation))
    true = true_households(families, seed=1, year=2025)
    both = [
        count_households(frame.lazy(), geography, LINES, only=("ten-percent",))
        for frame in (observed(true, seed=1), as_measured(true))
    ]
    assert both[0].height == both[1].height and true.height == 618_524
    joined = both[0].join(both[1], on=["level", "area", "definition"], suffix="_true")
    assert joined.filter(pl.col("level") == "section").height == 6_017 - 304
    assert joined.filter(~pl.col("poor_true").is_between(pl.col("certain"), pl.col("possible"))).height == 0
