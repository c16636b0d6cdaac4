"""What the dashboard's page knows: the protected figures of each year by area, column by column, and the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from domain.observatory.class_estimates import indicator
from domain.observatory.geometry import Geometry
from domain.observatory.published import Published
from domain.observatory.table import CITY
from domain.observatory.told import REASONS, ordered_codes

LEVELS = {
    "district": ("Municipi", "municipio"),
    "nil": ("Quartieri (NIL)", "quartiere"),
    "section": ("Sezioni di censimento", "sezione"),
    "complex": ("Complessi ERP", "complesso"),
    CITY: ("Città", "città"),
}
"""From the largest areas, as the page offers them: in the plural and in the singular."""
_COUNTS = ("households", "valid", "poor", "certain", "possible")
_CLASSES = 5
_STEPS = (0.005, 0.01, 0.02, 0.025, 0.05, 0.1)
"""Between the limits of a map's classes: numbers that people keep in mind."""


def figures(published: Published, geometry: Geometry) -> dict[str, Any]:
    """Return the data of the page. Hidden counts are null in it, as they are in the table that it is made from."""
    areas = _areas(published, geometry)
    return {
        "city": published.city,
        "years": sorted(published.tables),
        "levels": [
            {"code": level, "title": title, "one": one} for level, (title, one) in LEVELS.items() if level in areas
        ],
        "definitions": [_definition(code) for code in ordered_codes(published)],
        "reasons": [{"short": str(reason), "long": text} for reason, text in REASONS.items()],
        "areas": {
            level: frame.select("area", "name", "nil", "district").to_dict(as_series=False)
            for level, frame in areas.items()
        },
        "figures": {
            code: {
                str(year): {level: _columns(table, code, level, frame) for level, frame in areas.items()}
                for year, table in sorted(published.tables.items())
            }
            for code in published.codes
        },
        "shrunk": {code: _shrunk(published.shrunk, code, areas["section"]) for code in published.codes}
        if "section" in areas
        else {},
        "limits": {
            code: {level: limits(published.tables.values(), code, level) for level in areas} for code in published.codes
        },
        "shapes": {level: geometry.drawn(level).shapes for level in geometry.shapes if level in areas},
    }


def limits(tables: Iterable[pl.DataFrame], code: str, level: str) -> list[float]:
    """Return the four limits between a map's classes, the same for all years: even steps around what areas show.

    Unit: shares. Sections have limits of their own, so different are they; larger areas have the neighborhoods', or
    those of whatever is shown where no neighborhood is.
    """
    both = pl.concat(tables).filter((pl.col("definition") == code) & pl.col("is_shown") & (pl.col("valid") > 0))
    few = both.filter(pl.col("level") == ("section" if level == "section" else "nil"))
    rates = (few if few.height else both).select(rate=pl.col("poor") / pl.col("valid"))["rate"].sort()
    if rates.is_empty():
        return [0.05, 0.10, 0.15, 0.20]
    low, high = (rates[int(part * (rates.len() - 1))] for part in (0.1, 0.9))
    step = next((one for one in _STEPS if one * (_CLASSES - 2) >= high - low), _STEPS[-1])
    first = max(step, round(low / step) * step)
    return [round(first + place * step, 4) for place in range(_CLASSES - 1)]


def _definition(code: str) -> dict[str, str]:
    one = indicator(code)
    return {"code": code, "title": one.title, "rule": one.rule, "base": one.base}


def _areas(published: Published, geometry: Geometry) -> dict[str, pl.DataFrame]:
    """The areas of each level that any year knows, then those where nobody lives; this year's names go first."""
    years = [published.table, *(table for year, table in sorted(published.tables.items()) if year != published.year)]
    told = {level for table in years for level in table["level"].unique()}
    drawn = geometry.geography.areas().filter(pl.col("level").is_in(told) & (pl.col("level") != CITY))
    every = pl.concat(table.select("level", "area", "name", "nil", "district") for table in [*years, drawn])
    once = every.unique(["level", "area"], keep="first", maintain_order=True).sort("area")
    return {level: frame for level in LEVELS if (frame := once.filter(pl.col("level") == level)).height}


def _columns(table: pl.DataFrame, code: str, level: str, areas: pl.DataFrame) -> dict[str, list[int | None]] | None:
    """The counts of a level, a list each in the order of the areas; `why`: the place of the reason, from 1."""
    mine = table.filter((pl.col("definition") == code) & (pl.col("level") == level))
    if mine.is_empty():
        return None
    order = {str(reason): place for place, reason in enumerate(REASONS, start=1)}
    why = (
        pl.when(pl.col("is_shown"))
        .then(0)
        .otherwise(pl.col("reason").replace_strict(order, default=len(order), return_dtype=pl.Int64))
    )
    shown = [pl.when(pl.col("is_shown")).then(pl.col(name)).alias(name) for name in _COUNTS]
    joined = areas.select("area").join(
        mine.select("area", *shown, why.alias("why")), on="area", how="left", maintain_order="left"
    )
    found: dict[str, list[int | None]] = joined.select(*_COUNTS, "why").to_dict(as_series=False)
    return found


def _shrunk(shrunk: pl.DataFrame, code: str, sections: pl.DataFrame) -> dict[str, list[float | None]]:
    names: Mapping[str, str] = {
        "shrunk": "mid", "shrunk_low": "low", "shrunk_high": "high", "is_worst_probability": "worst"
    }  # fmt: skip
    mine = shrunk.filter(pl.col("definition") == code).select(
        "area", *(pl.col(old).round(3).alias(new) for old, new in names.items())
    )
    joined = sections.select("area").join(mine, on="area", how="left", maintain_order="left")
    wanted: Sequence[str] = list(names.values())
    found: dict[str, list[float | None]] = joined.select(wanted).to_dict(as_series=False)
    return found
