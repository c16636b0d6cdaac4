"""What an edition tells beside its table, with nothing hidden in it: incomes, causes of the band, overlaps, heating."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from domain.observatory.aggregates import count_parts
from domain.observatory.incomes import incomes_by_area
from domain.observatory.indicators import TEN_PERCENT, Lines
from domain.observatory.overlaps import band_causes, overlap
from domain.observatory.protection.rules import Rules, primary_reasons
from domain.observatory.small_tables import with_hidden
from domain.observatory.table import CITY, COUNTS, Geography

_LEVELS = ("nil", "district", "city")
_ROUNDED_EUR = 100
"""Means are told in hundreds, so that two of them, with a household between, do not give its income away."""
_UNKNOWN = "non noto"
_PAIR = ("both_valid", "first_poor", "second_poor", "both_poor", "neither_poor")
_TEXT, _WHOLE, _PART = pl.String(), pl.Int64(), pl.Float64()
_OVERLAP = {"first": _TEXT, "second": _TEXT} | dict.fromkeys(_PAIR, _WHOLE)
_CAUSES = {"level": _TEXT, "area": _TEXT, "cause": _TEXT, "households": _WHOLE, "share_of_band": _PART}
_INCOMES = {
    "level": _TEXT,
    "area": _TEXT,
    "income_year": _WHOLE,
    "known": _WHOLE,
    "estimated": _WHOLE,
    "mean_eur": _PART,
}


def told_incomes(households: pl.LazyFrame, geography: Geography, table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return the mean incomes of city, districts and neighborhoods by year; null where few make them, or two do.

    Shape: level, area, income_year, known, estimated, mean_eur.
    """
    incomes = incomes_by_area(households, geography).filter(pl.col("level").is_in(_LEVELS))
    is_dominated = (pl.col("largest_two_share") > rules.largest_share).fill_null(False)
    found = with_hidden(
        incomes,
        geography.areas(),
        by="income_year",
        amount="known",
        is_secret=(pl.col("known") < rules.threshold) | is_dominated,
        shown=_shown(table),
        least=rules.threshold,
        has_totals=False,
    )
    mean = (pl.col("mean_eur") / _ROUNDED_EUR).round() * _ROUNDED_EUR
    return found.select(
        "level",
        "area",
        "income_year",
        *(_unless_hidden(name) for name in ("known", "estimated")),
        _told(mean, "mean_eur"),
    )


def told_causes(
    households: pl.LazyFrame, geography: Geography, lines: Lines, table: pl.DataFrame, rules: Rules
) -> pl.DataFrame:
    """Return why households lie between certain and possible, of city, districts and neighborhoods.

    Shape: as `overlaps.band_causes`; null where few households share a cause, or a sum would tell them.
    """
    causes = band_causes(households, geography, lines).filter(pl.col("level").is_in(_LEVELS))
    found = with_hidden(
        causes,
        geography.areas(),
        by="cause",
        amount="households",
        is_secret=pl.col("households") < rules.small,
        shown=_shown(table),
        least=rules.small,
        has_totals=True,
    )
    return found.with_columns(_unless_hidden(name) for name in ("households", "share_of_band")).drop("is_hidden")


def _shown(table: pl.DataFrame) -> pl.DataFrame:
    own = table.filter((pl.col("definition") == TEN_PERCENT) & pl.col("is_shown") & pl.col("level").is_in(_LEVELS))
    return own.select("level", "area")


def _unless_hidden(name: str) -> pl.Expr:
    return _told(pl.col(name), name)


def _told(value: pl.Expr, name: str) -> pl.Expr:
    return pl.when(~pl.col("is_hidden")).then(value).alias(name)


def told_overlap(households: pl.LazyFrame, lines: Lines, table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return how the published definitions overlap in the whole extract; null where a cell of a pair is small.

    Shape: as `overlaps.overlap`, of the definitions that the table shows of the city.
    """
    city = table.filter((pl.col("level") == CITY) & pl.col("is_shown"))["definition"].implode()
    pairs = overlap(households, lines).filter(pl.col("first").is_in(city) & pl.col("second").is_in(city))
    both = pl.col("both_poor")
    cells = (both, pl.col("first_poor") - both, pl.col("second_poor") - both, pl.col("neither_poor"))
    is_small = pl.any_horizontal(cell.is_between(1, rules.threshold - 1) for cell in cells)
    return pairs.with_columns(pl.when(~is_small).then(name).alias(name) for name in _PAIR)


def told_heating(households: pl.LazyFrame, lines: Lines, main: str, rules: Rules) -> pl.DataFrame | None:
    """Return the city's counts by kind of heating under the main definition, or nothing where one may not be shown.

    Shape: area (kind of heating) and AreaCounts' own.
    """
    kind = pl.col("heating").cast(pl.String).fill_null(_UNKNOWN)
    moved = households.with_columns(section=kind, complex=pl.lit(None, pl.String))
    counts = count_parts(moved, lines, only=(main,)).sort("section")
    if counts.height < 2 or not primary_reasons(counts, rules).is_null().all():
        return None
    return counts.select(pl.col("section").alias("area"), *COUNTS)


@dataclass(frozen=True, slots=True)
class Beside:
    """The tables beside the main one, protected; without rows where there are no households to tell them of."""

    overlap: pl.DataFrame
    causes: pl.DataFrame
    incomes: pl.DataFrame


def beside(
    households: pl.LazyFrame | None, geography: Geography, lines: Lines, table: pl.DataFrame, rules: Rules
) -> Beside:
    """Return all tables beside the protected one."""
    if households is None:
        return Beside(*(pl.DataFrame(schema=schema) for schema in (_OVERLAP, _CAUSES, _INCOMES)))
    return Beside(
        told_overlap(households, lines, table, rules),
        told_causes(households, geography, lines, table, rules),
        told_incomes(households, geography, table, rules),
    )
