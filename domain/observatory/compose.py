"""An edition composed from what was handed in: read, counted, protected against the last one, compared, told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.errors import Refusal
from domain.observatory.beside import beside, told_heating
from domain.observatory.cautions import cautions
from domain.observatory.comparing import codes_between, compare, spends_by_complex
from domain.observatory.complexes import with_complexes
from domain.observatory.counting import Counted, count, lines_of
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.guide import Targeting, guide
from domain.observatory.indicators import Lines
from domain.observatory.kept import PARTS, Kept
from domain.observatory.material import Material, material
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
    already_public: tuple[str, ...] = ()
    """Counts that this edition hides and the last one gives away: for the office, never for publication."""


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
    if why := _why_not(last, corrects, year):
        raise Refusal(why, "controllare l'anno e l'edizione indicati", "edizioni")
    geography = with_complexes(geography, definition.places.complexes, received)
    readings = tuple(
        read_received(one, geography, process=definition.id, decimal=definition.extracts.decimal) for one in received
    )
    refuse_faulty(readings, definition.extracts.most_faults_share)
    found = material(readings)
    lines = lines_of(found, definition.indicators)
    counted = count(found, geography, definition.indicators, lines, last.lines if last else None)
    rules = definition.protection.rules
    previous = _previous(last, corrects, geography, definition)
    protection = protect(counted.counts, rules, atoms=counted.parts, previous=previous)
    tables = dict(last.tables if last else {}) | {year: protection.table}
    spends = spends_by_complex(found.households)
    compared = compare(found, spends, tables, geography, definition, lines, last, year=year)
    shrunk = _shrunk(protection.table, definition)
    told = beside(found.households, geography, lines, protection.table, rules)
    targetings = _targetings(protection.table, shrunk, found, counted, definition, lines)
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
        overlap=told.overlap,
        causes=told.causes,
        incomes=told.incomes,
        hidden_shares=_hidden_shares(protection, counted),
        visits=definition.guide.visits,
        targetings=targetings,
        changes=compared.changes,
        decomposition=compared.decomposition,
        retrofits=compared.retrofits,
        cautions=(*cautions(readings, found, counted, lines, definition, targetings), *compared.cautions),
    )
    sections = tuple(geography.sections["section"])
    parts = counted.parts.select(PARTS.names()).cast(PARTS).sort(PARTS.names()[:3])
    kept = Kept(year, geography.base_year, lines, counted.counts, parts, tables, spends, sections)
    return Composed(published, kept, readings, protection.already_public)


def _why_not(last: Kept | None, corrects: Kept | None, year: int) -> str | None:
    if last is not None and last.year >= year:
        return f"l'edizione precedente è del {last.year}, non di prima del {year}"
    if corrects is not None and corrects.year != year:
        return f"l'edizione da correggere è del {corrects.year}, non del {year}"
    return None


def _previous(
    last: Kept | None, corrects: Kept | None, geography: Geography, definition: ObservatoryDefinition
) -> Previous | None:
    """What an attacker holds beside this edition: the one that it corrects, else the last one."""
    then = corrects or last
    if then is None:
        return None
    turnover_share = 0.0 if corrects is not None else definition.protection.turnover_share
    codes = codes_between(then, geography, definition)
    return Previous(then.table, then.counts, turnover_share, then.parts, codes)


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


def _targetings(
    table: pl.DataFrame,
    shrunk: pl.DataFrame,
    found: Material,
    counted: Counted,
    definition: ObservatoryDefinition,
    lines: Lines,
) -> tuple[Targeting, ...]:
    main = definition.indicators.main
    city = table.filter((pl.col("definition") == main) & (pl.col("area") == CITY) & pl.col("is_shown"))
    if not city.height:
        return ()
    rates = shrunk.filter(pl.col("definition") == main).select("area", rate="shrunk")
    heating = None
    if found.households is not None and main not in counted.by_section:
        heating = told_heating(found.households, lines, main, definition.protection.rules)
    return tuple(guide(table, main, definition.guide.visits, shrunk=rates if rates.height else None, heating=heating))


__all__ = ["Composed", "Kept", "Received", "compose"]
