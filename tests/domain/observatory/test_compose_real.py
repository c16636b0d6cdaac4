"""Whole editions on real frequencies: Milan's sections with generated households, North Carolina's income classes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from milan_desk import CAROLINA, MILAN, carolina, milan

from domain.observatory.aggregates import count_households
from domain.observatory.class_estimates import FROM_CLASSES
from domain.observatory.compose import compose
from domain.observatory.indicators import Lines
from domain.observatory.synthetic_households import as_measured, observed, true_households
from domain.observatory.table import CITY
from domain.vocabulary import ExtractKind
from tests.domain.observatory.published_desk import SEED, defined, handed_in

needs_milan = pytest.mark.skipif(not MILAN.is_dir(), reason=f"MILAN'S SECTIONS NOT FOUND under {MILAN}")
needs_carolina = pytest.mark.skipif(not CAROLINA.is_dir(), reason=f"INCOME CLASSES NOT FOUND under {CAROLINA}")


@needs_milan
@pytest.mark.storm
def test_an_edition_of_milan_hides_under_four_in_a_hundred_and_its_bands_hold_the_truth(tmp_path: Path) -> None:
    city = milan()
    truth = true_households(city.families, seed=SEED, year=2025)
    files = [handed_in(observed(truth, seed=SEED), ExtractKind.HOUSEHOLDS, tmp_path)]
    one = compose(files, city.geography, defined(indicators={}), year=2025, made_on=date(2026, 6, 30))
    told = one.published
    total = told.table.filter(level="city", definition="ten-percent")["households"].item()
    assert (total, city.geography.sections.height) == (618_524, 6_017)
    assert told.hidden_shares["ten-percent"] < 0.04
    assert one.already_public == ()
    true_counts = count_households(as_measured(truth).lazy(), city.geography, Lines(), only=("ten-percent",))
    bands = told.table.filter(definition="ten-percent", is_shown=True).join(
        true_counts.select("level", "area", "definition", true="poor"), on=["level", "area", "definition"]
    )
    assert bands.filter(level="section").height > 4_500
    assert (
        bands.select((pl.col("certain") <= pl.col("true")) & (pl.col("true") <= pl.col("possible"))).to_series().all()
    )
    assert told.incomes.drop_nulls("mean_eur").height >= 75
    assert told.targetings[0].reached.certain > 1.2 * told.targetings[-1].reached.certain


@needs_carolina
@pytest.mark.storm
def test_income_classes_of_north_carolina_make_two_editions(tmp_path: Path) -> None:
    published = {"published": {FROM_CLASSES: "section"}, "main": FROM_CLASSES}
    told = {}
    last = None
    for year in (2018, 2022):
        classes, geography = carolina(year)
        files = [handed_in(classes, ExtractKind.CLASSES, tmp_path, name=f"classi-{year}.csv")]
        definition = defined(indicators=published, places={"base_year": geography.base_year})
        one = compose(files, geography, definition, year=year, made_on=date(2023, 6, 30), last=last)
        told[year], last = one.published, one.kept
        assert one.readings[0].rows_in == classes.height
    cities = [told[year].table.filter(level=CITY).row(0, named=True) for year in told]
    assert [row["name"] for row in cities] == ["North Carolina"] * 2
    assert all(0 < row["poor"] < row["valid"] <= row["households"] == row["possible"] for row in cities)
    assert all(one.hidden_shares[FROM_CLASSES] < 0.04 for one in told.values())
    assert told[2022].changes is not None and told[2022].changes.filter(level="nil").height == 100
