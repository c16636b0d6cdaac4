"""The synthetic city of the observatory's tests: small, from one seed, the truth beside the extract."""

from __future__ import annotations

from functools import cache

import polars as pl

from domain.observatory.aggregates import count_households
from domain.observatory.indicators import Lines
from domain.observatory.synthetic_city import SyntheticCity, synthetic_city
from domain.observatory.synthetic_households import as_measured, observed, true_households

SEED = 7
LINES = Lines(median_share=0.069, median_spend_eur=1_835.0, medians_of="città sintetica")


@cache
def city() -> SyntheticCity:
    """Return the city, always the same."""
    return synthetic_city(SEED)


@cache
def truth() -> pl.DataFrame:
    """Return its households with their true figures."""
    return true_households(city().families, seed=SEED, year=2025)


@cache
def extract() -> pl.DataFrame:
    """Return what an extract knows of them."""
    return observed(truth(), seed=SEED)


@cache
def counts() -> pl.DataFrame:
    """Return AreaCounts of the extract."""
    return count_households(extract().lazy(), city().geography, LINES)


@cache
def true_counts() -> pl.DataFrame:
    """Return AreaCounts of the truth."""
    return count_households(as_measured(truth()).lazy(), city().geography, LINES)
