"""From what was read to AreaCounts: each definition at the levels at which the city tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from domain.observatory.aggregates import count_parts, medians, roll_up, with_last_year
from domain.observatory.class_estimates import FROM_CLASSES, sections_from_classes
from domain.observatory.definition_content import Indicators
from domain.observatory.indicators import Lines
from domain.observatory.material import Material
from domain.observatory.table import COUNTS, LEVELS, SCHEMA, Geography

_KEY = ("section", "complex", "definition")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of an edition before protection (conteggi).

    Shape: `counts` AreaCounts of the published levels; `parts` per section, complex and definition told of sections;
    `by_section` the definitions whose counts came by section and not from households.
    """

    counts: pl.DataFrame
    parts: pl.DataFrame
    by_section: tuple[str, ...]
    unmatched: int
    """Sections whose counts are smaller than their households in complexes: two sources that disagree."""


def lines_of(material: Material, indicators: Indicators) -> Lines:
    """Return the edition's lines; medians that the definition does not give are rounded, so that they are nobody's."""
    if material.households is None or None not in (indicators.median_share, indicators.median_spend_eur):
        return indicators.lines(None, None)
    share, spend = medians(material.households)
    return indicators.lines(
        None if share is None else round(share, 3), None if spend is None else float(round(spend, -1))
    )


def count(
    material: Material, geography: Geography, indicators: Indicators, lines: Lines, lines_then: Lines | None
) -> Counted:
    """Return the counts of all definitions that are published and that somebody can be computed for.

    Raises: Refusal when something lives in an area that the geography does not know.
    """
    published = tuple(indicators.published)
    frames = [_none()]
    if material.households is not None:
        households = material.households
        if material.then is not None and lines_then is not None:
            households = with_last_year(households, material.then, lines_then)
        frames.append(count_parts(households, lines, only=published))
    if material.answers is not None:
        frames.append(count_parts(material.answers.lazy(), lines, only=published))
    if material.classes is not None and FROM_CLASSES in published:
        estimated = sections_from_classes(material.classes, lines, dispersion=indicators.dispersion)
        frames.append(estimated.with_columns(complex=pl.lit(None, pl.String)).select(*_KEY, *COUNTS))
    parts = _known(pl.concat(frames))
    by_section, unmatched = (), 0
    if material.sections is not None:
        told = _known(_by_section(material.sections, published))
        by_section = tuple(told["definition"].unique().sort())
        parts, unmatched = _joined(parts, told, covers_all=indicators.sections_cover == "tutti")
    counts = _at_levels(roll_up(parts, geography), indicators)
    own = parts.filter(
        pl.col("definition").is_in([code for code in published if indicators.published[code] == "section"])
    )
    return Counted(counts, own, by_section, unmatched)


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(_KEY, pl.String), **dict.fromkeys(COUNTS, pl.Int64)})


def _known(parts: pl.DataFrame) -> pl.DataFrame:
    """Return the parts of the definitions under which anybody can be computed."""
    return parts.filter((pl.col("valid").sum() > 0).over("definition"))


def _by_section(sections: pl.DataFrame, published: Sequence[str]) -> pl.DataFrame:
    told = sections.filter(pl.col("definition").is_in(published)).with_columns(complex=pl.lit(None, pl.String))
    return told.select(*_KEY, *COUNTS)


def _joined(parts: pl.DataFrame, told: pl.DataFrame, *, covers_all: bool) -> tuple[pl.DataFrame, int]:
    """Return the parts with what came by section; where that covers all households, those in complexes come off it.

    Where they cannot come off, the section's own counts hold, and its complexes are not told of.
    """
    unmatched = 0
    if covers_all:
        mine = parts.join(told.select("definition").unique(), on="definition", how="semi")
        inside = mine.filter(pl.col("complex").is_not_null())
        disagreeing = _without(told, inside).filter(~_is_coherent()).select("section", "definition")
        lone = inside.join(told, on=["section", "definition"], how="anti").select("section", "definition")
        disagreeing = pl.concat([disagreeing, lone]).unique()
        untold = inside.join(disagreeing, on=["section", "definition"], how="semi").select("complex", "definition")
        inside = inside.join(untold, on=["complex", "definition"], how="anti")
        parts = pl.concat([parts.join(mine.select("definition").unique(), on="definition", how="anti"), inside])
        told, unmatched = _without(told, inside), disagreeing["section"].n_unique()
    every = pl.concat([parts, told.select(parts.columns)])
    return every.group_by(_KEY, maintain_order=True).agg(pl.col(COUNTS).sum()), unmatched


def _without(told: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    """Return the counts by section less what lies in complexes."""
    own = ["section", "definition"]
    taken = inside.group_by(own).agg(pl.col(COUNTS).sum())
    both = told.join(taken, on=own, how="left", suffix="_inside", maintain_order="left")
    less = ((pl.col(name) - pl.col(f"{name}_inside").fill_null(0)).alias(name) for name in COUNTS)
    return both.with_columns(less).select(told.columns)


def _is_coherent() -> pl.Expr:
    ordered = (("poor", "valid"), ("valid", "households"), ("certain", "possible"), ("poor", "possible"))
    whole = [pl.col(less) <= pl.col(more) for less, more in (*ordered, ("possible", "households"))]
    return pl.all_horizontal(*whole, *(pl.col(name) >= 0 for name in COUNTS))


def _at_levels(counts: pl.DataFrame, indicators: Indicators) -> pl.DataFrame:
    """Return the rows at the levels told of each definition; complexes where sections are told too."""
    kept = {
        code: [level for level in LEVELS[LEVELS.index(finest) :] if level != "complex" or finest == "section"]
        for code, finest in indicators.published.items()
    }
    pairs = [(code, level) for code, levels in kept.items() for level in levels]
    wanted = pl.DataFrame(pairs, schema={"definition": pl.String, "level": pl.String}, orient="row")
    return counts.join(wanted, on=["definition", "level"], how="semi", maintain_order="left").select(SCHEMA.names())
