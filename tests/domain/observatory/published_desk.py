"""A small edition of two years for the tests of whatever is made from one: two districts of the synthetic city."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from domain.observatory.aggregates import count_households
from domain.observatory.change import changes
from domain.observatory.decomposition import decompose
from domain.observatory.guide import guide
from domain.observatory.incomes import incomes_by_area
from domain.observatory.indicators import TEN_PERCENT, Lines
from domain.observatory.overlaps import band_causes, overlap
from domain.observatory.protection.rules import Rules
from domain.observatory.protection.suppress import Protection, protect
from domain.observatory.protection.world import Previous
from domain.observatory.published import Extract, Published
from domain.observatory.retrofits import Season, evaluate
from domain.observatory.small_areas import shrunk_sections
from domain.observatory.synthetic_city import SyntheticCity, synthetic_city
from domain.observatory.synthetic_households import observed, one_year_later, true_households
from domain.observatory.table import Geography

SEED = 7
YEAR = 2025
DISTRICTS = ("1", "2")
VISITS = 400
CODES = ("ten-percent", "two-m", "arrears")
LINES = Lines(median_share=0.069, median_spend_eur=1_835.0, medians_of="città sintetica")


@cache
def small_city() -> SyntheticCity:
    """Return two districts of the synthetic city, with their eight neighborhoods, 128 sections and fictitious ones."""
    whole = synthetic_city(SEED)
    sections = whole.geography.sections.filter(pl.col("district").is_in(DISTRICTS) | pl.col("is_fictitious"))
    families = whole.families.join(sections.select("section"), on="section", how="semi", maintain_order="left")
    complexes = whole.geography.complexes.filter(pl.col("complex").is_in(families["complex"].drop_nulls().implode()))
    codes = set(sections["section"])
    rings = {code: ring for code, ring in whole.rings.items() if code in codes}
    return SyntheticCity(Geography(sections, complexes, "Città sintetica", 2021), families, rings)


@cache
def _years() -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Return the households of last year and of this one, and the complexes retrofitted in between."""
    then = true_households(small_city().families, seed=SEED, year=YEAR - 1)
    treated = tuple(small_city().geography.complexes["complex"].gather_every(2))
    return then, one_year_later(then, seed=SEED, retrofitted=treated), treated


@cache
def small_published() -> Published:
    """Return the edition, always the same; its guide spends VISITS."""
    geography = small_city().geography
    true_then, true_now, treated = _years()
    then, now = observed(true_then, seed=SEED), observed(true_now, seed=SEED + 1)
    rules = Rules()
    counts_then = count_households(then.lazy(), geography, LINES, only=CODES)
    last = protect(counts_then, rules)
    counts = count_households(now.lazy(), geography, LINES, only=CODES)
    found = protect(counts, rules, previous=Previous(last.table, 0.1, counts_then))
    table = found.table
    codes = list(table["definition"].unique(maintain_order=True))
    shrunk = pl.concat(
        shrunk_sections(table, code, seed=SEED)[0].with_columns(definition=pl.lit(code)) for code in codes
    )
    ours = shrunk.filter(pl.col("definition") == TEN_PERCENT).select("area", rate="shrunk")
    return Published(
        city="Città sintetica",
        year=YEAR,
        made_on=date(YEAR + 1, 6, 30),
        contact="Ufficio Osservatorio, osservatorio@comune.example",
        extracts=(
            Extract("Nuclei familiari negli alloggi ERP", "Gestore degli alloggi", now.height, 3, "a" * 64),
            Extract("Registro delle riqualificazioni", "Gestore degli alloggi", 20, 0, "b" * 64),
        ),
        lines=LINES,
        rules=rules,
        tables={YEAR - 1: last.table, YEAR: table},
        shrunk=shrunk,
        overlap=overlap(now.lazy(), LINES).filter(pl.col("first").is_in(CODES) & pl.col("second").is_in(CODES)),
        causes=_shown(band_causes(now.lazy(), geography, LINES), ("nil", "district", "city")),
        incomes=_shown(incomes_by_area(now.lazy(), geography), ("nil", "district", "city"))
        .filter(pl.col("known") >= rules.threshold)
        .drop("largest_two_share"),
        hidden_shares=_hidden(found, counts, codes),
        visits=VISITS,
        targetings=tuple(guide(table, TEN_PERCENT, VISITS, shrunk=ours)),
        changes=changes(table, last.table),
        decomposition=decompose(
            _amounts(then),
            _amounts(now),
            line=LINES.ten_percent,
            price_ratio=1.08,
            sections_then=frozenset(then["section"]),
            sections_now=frozenset(now["section"]),
        ),
        retrofits=evaluate(
            _complexes(then, now, treated),
            before=Season(2_300, 1.0),
            after=Season(2_250, 1.08),
            reference=Season(2_250, 1.08),
            heating_share=0.6,
            seed=SEED,
        ),
        cautions=("Le mediane sono della città sintetica, non nazionali.",),
    )


def _shown(table: pl.DataFrame, levels: tuple[str, ...]) -> pl.DataFrame:
    return table.filter(pl.col("level").is_in(levels))


def _hidden(found: Protection, counts: pl.DataFrame, codes: list[str]) -> dict[str, float]:
    return {code: found.hidden_share(counts, code) for code in codes}


def _amounts(households: pl.DataFrame) -> pl.DataFrame:
    return households.select(
        "household", "section", "income_eur", spend_eur=pl.col("electricity_eur") + pl.col("gas_eur")
    )


def _complexes(then: pl.DataFrame, now: pl.DataFrame, treated: tuple[str, ...]) -> pl.DataFrame:
    means = [
        frame.drop_nulls("complex")
        .with_columns(spend=pl.col("electricity_eur") + pl.col("gas_eur"))
        .drop_nulls("spend")
        .group_by("complex")
        .agg(pl.col("spend").mean().alias(f"spend_{name}_eur"), pl.len().alias(f"households_{name}"))
        for name, frame in (("before", then), ("after", now))
    ]
    return (
        means[0]
        .join(means[1], on="complex")
        .sort("complex")
        .with_columns(
            is_treated=pl.col("complex").is_in(treated),
            built_in=1960 + 5 * (pl.int_range(pl.len()) % 6),
            heating=pl.lit("centralizzato"),
            households=pl.min_horizontal("households_before", "households_after"),
        )
    )
