"""This edition beside the last one: what changed, why, and what the retrofits did, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from domain.observatory.change import changes
from domain.observatory.decomposition import Decomposition, decompose
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.indicators import TEN_PERCENT, Lines
from domain.observatory.kept import SPENDS, Kept
from domain.observatory.material import Material
from domain.observatory.retrofits import Effect, evaluate
from domain.observatory.section_codes import common_areas, sum_to_common
from domain.observatory.table import CITY, Geography

_SPEND = pl.col("electricity_eur") + pl.col("gas_eur")


@dataclass(frozen=True, slots=True)
class Compared:
    """What two editions tell together (confronto); `cautions` say what could not be told."""

    changes: pl.DataFrame | None = None
    decomposition: Decomposition | None = None
    retrofits: Effect | None = None
    cautions: tuple[str, ...] = ()


def spends_by_complex(households: pl.LazyFrame | None) -> pl.DataFrame:
    """Return the mean spend of each complex's households whose spend is known, in the order of their codes."""
    if households is None:
        return SPENDS.to_frame()
    cents = (_SPEND * 100).round()
    known = households.filter(pl.col("complex").is_not_null() & cents.is_not_null())
    means = known.group_by("complex").agg(households=pl.len().cast(pl.Int64), spend_eur=cents.sum() / pl.len() / 100)
    return means.sort("complex").collect(engine="streaming").cast(SPENDS)


def compare(
    found: Material,
    spends: pl.DataFrame,
    tables: Mapping[int, pl.DataFrame],
    geography: Geography,
    definition: ObservatoryDefinition,
    lines: Lines,
    last: Kept | None,
    *,
    year: int,
) -> Compared:
    """Return all that this edition tells with the last one.

    Raises: Refusal when the sections' codes changed and the definition's pairs do not tell of all of them.
    """
    if last is None:
        missing = "Effetto delle riqualificazioni: serve l'edizione di un anno prima."
        return Compared(cautions=() if found.register is None else (missing,))
    codes = codes_between(last, geography, definition)
    told = changes(*(_common(tables[at], codes, base) for at, base in ((year, "now"), (last.year, "then"))))
    decomposed, why_not = _decomposed(found, codes, tables, geography, definition, lines, last, year)
    effect, why_none = _retrofits(found.register, spends, definition, last, year)
    return Compared(told, decomposed, effect, tuple(filter(None, (why_not, why_none))))


def codes_between(last: Kept, geography: Geography, definition: ObservatoryDefinition) -> pl.DataFrame | None:
    """Return how the sections of both bases answer to each other; None: their codes are the same.

    Raises: Refusal when the definition's pairs do not tell of all sections.
    """
    if last.base_year == geography.base_year or not definition.places.pairs:
        return None
    pairs = pl.DataFrame([(one.then, one.now) for one in definition.places.pairs], orient="row")
    pairs.columns = ["section_then", "section_now"]
    return common_areas(pl.Series(last.sections), geography.sections["section"], pairs)


def _common(table: pl.DataFrame, codes: pl.DataFrame | None, base: str) -> pl.DataFrame:
    if codes is None:
        return table
    return pl.concat([table.filter(pl.col("level") != "section"), sum_to_common(table, codes, base)])


def _decomposed(
    found: Material,
    codes: pl.DataFrame | None,
    tables: Mapping[int, pl.DataFrame],
    geography: Geography,
    definition: ObservatoryDefinition,
    lines: Lines,
    last: Kept,
    year: int,
) -> tuple[Decomposition | None, str | None]:
    if found.households is None:
        return None, None
    if found.then is None:
        return None, "Scomposizione della variazione: mancano i nuclei dell'anno prima."
    seasons = definition.seasons
    if year not in seasons or last.year not in seasons:
        return None, f"Scomposizione della variazione: manca l'indice dei prezzi del {last.year} o del {year}."
    if not all(_is_city_shown(tables[at]) for at in (last.year, year)):
        return None, "Scomposizione della variazione: la quota della città è oscurata in una delle due edizioni."
    then, now = (_amounts(frame, codes, base) for frame, base in ((found.then, "then"), (found.households, "now")))
    sections = (
        frozenset(_told(last.sections, codes, "then")),
        frozenset(_told(tuple(geography.sections["section"]), codes, "now")),
    )
    moves = _moves(then, now, *sections)
    threshold = definition.protection.threshold
    if moves["boundaries"] < threshold:
        sections = (sections[0] | sections[1],) * 2
    if any(0 < count < threshold for name, count in moves.items() if name != "boundaries"):
        return None, "Scomposizione della variazione: troppo pochi nuclei sono entrati, usciti o diventati calcolabili."
    ratio = seasons[year].price_index / seasons[last.year].price_index
    return decompose(
        then,
        now,
        line=lines.ten_percent,
        price_ratio=ratio,
        sections_then=sections[0],
        sections_now=sections[1],
    ), None


def _is_city_shown(table: pl.DataFrame) -> bool:
    own = (pl.col("level") == CITY) & (pl.col("definition") == TEN_PERCENT) & pl.col("is_shown") & (pl.col("valid") > 0)
    return bool(table.filter(own).height)


def _amounts(households: pl.LazyFrame, codes: pl.DataFrame | None, base: str) -> pl.DataFrame:
    amounts = households.select("household", "section", "income_eur", spend_eur=_SPEND).collect(engine="streaming")
    if codes is None:
        return amounts
    own = codes.filter(pl.col("base") == base).select("section", "common")
    both = amounts.join(own, on="section", how="left", maintain_order="left")
    return both.with_columns(section=pl.col("common").fill_null(pl.col("section"))).drop("common")


def _told(sections: tuple[str, ...], codes: pl.DataFrame | None, base: str) -> list[str]:
    return list(sections) if codes is None else codes.filter(pl.col("base") == base)["common"].to_list()


def _moves(
    then: pl.DataFrame, now: pl.DataFrame, sections_then: frozenset[str], sections_now: frozenset[str]
) -> dict[str, int]:
    """Return how many households make each cause: few of them would be told of by the cause's exact part."""
    is_valid = pl.col("income_eur").is_not_null() & pl.col("spend_eur").is_not_null()
    both = then.select("household", was_in="section", was=is_valid).join(
        now.select("household", is_in="section", now=is_valid), on="household", how="full", coalesce=True
    )
    came, left = pl.col("was_in").is_null(), pl.col("is_in").is_null()
    redrawn = (left & ~pl.col("was_in").is_in(list(sections_now))) | (
        came & ~pl.col("is_in").is_in(list(sections_then))
    )
    stays = ~came & ~left
    counts = both.select(
        boundaries=redrawn.sum(),
        came=(came & ~redrawn).sum(),
        left=(left & ~redrawn).sum(),
        gained=(stays & pl.col("now") & ~pl.col("was")).sum(),
        lost=(stays & pl.col("was") & ~pl.col("now")).sum(),
    )
    return dict(zip(counts.columns, map(int, counts.row(0)), strict=True))


def _retrofits(
    register: pl.DataFrame | None, spends: pl.DataFrame, definition: ObservatoryDefinition, last: Kept, year: int
) -> tuple[Effect | None, str | None]:
    if register is None:
        return None, None
    seasons = definition.seasons
    if year not in seasons or last.year not in seasons:
        return None, f"Effetto delle riqualificazioni: mancano gradi giorno e prezzi del {last.year} o del {year}."
    complexes = (
        _treated(register, last.year, year)
        .join(last.spends.rename({"households": "households_before", "spend_eur": "spend_before_eur"}), on="complex")
        .join(spends.rename({"households": "households_after", "spend_eur": "spend_after_eur"}), on="complex")
    )
    complexes = complexes.with_columns(households=pl.min_horizontal("households_before", "households_after"))
    now = seasons[year].season
    effect = evaluate(
        complexes.filter(pl.col("households") >= definition.protection.threshold),
        before=seasons[last.year].season,
        after=now,
        reference=now,
        heating_share=definition.retrofits.heating_share,
        seed=definition.seed,
    )
    return effect, None


def _treated(register: pl.DataFrame, then: int, now: int) -> pl.DataFrame:
    """Return the complexes whose works ended between the two years, and those without works until after them.

    Whoever had works under way, or before, is neither: complex, is_treated, built_in, heating.
    """
    has_works = pl.col("intervention").is_not_null() & (pl.col("started_year").fill_null(0) <= now)
    is_treated = has_works & pl.col("finished_year").is_between(then, now - 1)
    grouped = register.group_by("complex").agg(
        pl.col("built_in", "heating").drop_nulls().first(),
        is_treated=is_treated.fill_null(False).any(),
        others=(has_works & ~is_treated.fill_null(False)).any(),
    )
    return grouped.filter(~pl.col("others")).drop("others").sort("complex")
