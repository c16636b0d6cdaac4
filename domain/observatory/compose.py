"""An edition composed from what was handed in: read, counted, protected against the last one, compared, told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.errors import Refusal
from domain.observatory.counting import Counted, count, lines_of
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.guide import Targeting, guide
from domain.observatory.indicators import Lines
from domain.observatory.kept import SPENDS, Kept
from domain.observatory.material import material
from domain.observatory.protection.suppress import Protection, protect
from domain.observatory.protection.world import Previous
from domain.observatory.published import Extract, Published
from domain.observatory.received import Reading, Received, read_received, refuse_faulty
from domain.observatory.small_areas import shrunk_sections
from domain.observatory.table import CITY, Geography


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition and what stays in the house (edizione composta)."""

    published: Published
    kept: Kept
    readings: tuple[Reading, ...]


def compose(
    received: Sequence[Received],
    geography: Geography,
    definition: ObservatoryDefinition,
    *,
    year: int,
    made_on: date,
    last: Kept | None = None,
    corrects: Kept | None = None,
) -> Composed:
    """Return the edition of a year; the same for the same files, whatever the day but for `made_on`.

    `last`: the edition of an earlier year; `corrects`: the one of the same year that this one would replace.
    Raises: Refusal when nothing can be counted, a file has too many faults, or its areas are not the geography's.
    """
    readings = tuple(
        read_received(one, geography, process=definition.id, decimal=definition.extracts.decimal) for one in received
    )
    refuse_faulty(readings, definition.extracts.most_faults_share)
    found = material(readings)
    lines = lines_of(found, definition.indicators)
    counted = count(found, geography, definition.indicators, lines, last.lines if last else None)
    rules = definition.protection.rules
    previous = _previous(last, corrects, definition.protection.turnover_share)
    protection = protect(counted.counts, rules, atoms=counted.parts, previous=previous)
    table = protection.table
    tables = dict(last.tables if last else {}) | {year: table}
    shrunk = _shrunk(table, definition)
    published = Published(
        city=definition.city,
        year=year,
        made_on=made_on,
        contact=definition.contact,
        extracts=_extracts(readings, definition),
        lines=lines,
        rules=rules,
        tables=tables,
        shrunk=shrunk,
        overlap=pl.DataFrame(),
        causes=pl.DataFrame(),
        incomes=pl.DataFrame(),
        hidden_shares=_hidden_shares(protection, counted),
        visits=definition.guide.visits,
        targetings=_targetings(table, shrunk, definition),
    )
    kept = _kept(counted, geography, lines, tables, year)
    return Composed(published, kept, readings)


def _previous(last: Kept | None, corrects: Kept | None, turnover_share: float) -> Previous | None:
    if corrects is not None:
        return Previous(corrects.table, 0.0, corrects.counts)
    return None if last is None else Previous(last.table, turnover_share, last.counts)


def _extracts(readings: Sequence[Reading], definition: ObservatoryDefinition) -> tuple[Extract, ...]:
    return tuple(
        Extract(
            one.title, definition.sender(one.received.sender), one.rows_accepted, one.set_aside, one.received.sha256
        )
        for one in readings
        if not one.received.is_last_year
    )


def _shrunk(table: pl.DataFrame, definition: ObservatoryDefinition) -> pl.DataFrame:
    """Return the shown sections' rates of each definition, from the protected table alone."""
    told = [
        shrunk_sections(table, code, seed=definition.seed)[0].with_columns(definition=pl.lit(code))
        for code in table["definition"].unique(maintain_order=True)
    ]
    return pl.concat(told)


def _hidden_shares(protection: Protection, counted: Counted) -> dict[str, float]:
    codes = counted.counts.filter(pl.col("level") == "section")["definition"].unique(maintain_order=True)
    return {code: protection.hidden_share(counted.counts, code) for code in codes}


def _targetings(table: pl.DataFrame, shrunk: pl.DataFrame, definition: ObservatoryDefinition) -> tuple[Targeting, ...]:
    main = definition.indicators.main
    city = table.filter((pl.col("definition") == main) & (pl.col("area") == CITY) & pl.col("is_shown"))
    if not city.height:
        return ()
    rates = shrunk.filter(pl.col("definition") == main).select("area", rate="shrunk")
    return tuple(guide(table, main, definition.guide.visits, shrunk=rates if rates.height else None))


def _kept(counted: Counted, geography: Geography, lines: Lines, tables: dict[int, pl.DataFrame], year: int) -> Kept:
    sections = tuple(geography.sections["section"])
    return Kept(year, geography.base_year, lines, counted.counts, tables, SPENDS.to_frame(), sections)


__all__ = ["Composed", "Kept", "Received", "Refusal", "compose"]
