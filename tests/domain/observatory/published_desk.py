"""A small observatory for the tests: two districts of the synthetic city, two years of extracts, their editions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from domain.observatory.compose import Composed, compose
from domain.observatory.contracts.contract import Contract
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.contracts.retrofits import RETROFITS
from domain.observatory.contracts.sections import INCOME_CLASSES, SECTION_COUNTS
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.published import Published
from domain.observatory.received import Received
from domain.observatory.synthetic_city import SyntheticCity, part_of, synthetic_city
from domain.observatory.synthetic_households import observed, one_year_later, true_households
from domain.vocabulary import ExtractKind

SEED = 7
YEAR = 2025
DISTRICTS = ("1", "2")
VISITS = 400
CONTRACTS = {
    ExtractKind.HOUSEHOLDS: HOUSEHOLDS,
    ExtractKind.SECTIONS: SECTION_COUNTS,
    ExtractKind.CLASSES: INCOME_CLASSES,
    ExtractKind.RETROFITS: RETROFITS,
}
_OFFICE = {"name": "Ufficio Osservatorio", "email": "osservatorio@comune.example"}
WRITTEN: dict[str, Any] = {
    "id": "osservatorio",
    "kind": "osservatorio",
    "city": "Città sintetica",
    "title": "Osservatorio sulla povertà energetica",
    "short_title": "Osservatorio",
    "yearly": {"first_year": YEAR - 1, "day": "06-30"},
    "senders": [
        {"code": "gestore", "name": "Gestore degli alloggi", "email": "erp@gestore.example", "sends": ["nuclei ERP"]},
        {"code": "diogene", "name": "DIOGENE", "email": "dio@comune.example", "sends": ["conteggi per sezione"]},
    ],
    "recipients": {"responsible": _OFFICE, "coordination": _OFFICE, "readers": [_OFFICE]},
    "indicators": {
        "median_share": 0.069,
        "median_spend_eur": 1835,
        "medians_of": "città sintetica",
        "published": {
            **dict.fromkeys(("ten-percent", "two-m", "arrears"), "section"),
            **dict.fromkeys(("half-m", "half-m-central", "comfort", "bills-late"), "nil"),
            **dict.fromkeys(("persistent", "precarious"), "district"),
        },
    },
    "seasons": {
        YEAR - 1: {"degree_days": 2250, "price_index": 1.0},
        YEAR: {"degree_days": 2250, "price_index": 1.08},
    },
    "guide": {"visits": VISITS},
}
"""A small definition as a city writes it: everything else is what it is by default."""


def defined(**changed: Any) -> ObservatoryDefinition:
    """Return the small definition with some of its parts written otherwise."""
    return ObservatoryDefinition.model_validate(WRITTEN | changed)


@cache
def small_city() -> SyntheticCity:
    """Return two districts of the synthetic city, with their eight neighborhoods, 128 sections and fictitious ones."""
    return part_of(synthetic_city(SEED), DISTRICTS)


@cache
def small_years() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the true households of last year and of this one; every other complex was retrofitted in between."""
    then = true_households(small_city().families, seed=SEED, year=YEAR - 1)
    return then, one_year_later(then, seed=SEED, retrofitted=retrofitted())


def retrofitted() -> tuple[str, ...]:
    """Return the complexes whose works ended last year."""
    return tuple(small_city().geography.complexes["complex"].gather_every(2))


def register() -> pl.DataFrame:
    """Return the retrofit register: every complex, with works or without."""
    has_works = pl.col("complex").is_in(retrofitted())
    return small_city().geography.complexes.select(
        "complex",
        name="complex_name",
        built_in=1960 + 5 * (pl.int_range(pl.len()) % 3),
        heating=pl.lit("centralizzato"),
        homes=pl.lit(60),
        intervention=pl.when(has_works).then(pl.lit("cappotto")),
        started_year=pl.when(has_works).then(YEAR - 2),
        finished_year=pl.when(has_works).then(YEAR - 1),
        cost_eur=pl.lit(None, pl.Float64),
    )


def handed_in(
    rows: pl.DataFrame,
    kind: ExtractKind,
    folder: Path,
    *,
    name: str = "",
    sender: str = "gestore",
    is_last_year: bool = False,
) -> Received:
    """Write rows as an extract with the contract's headings and return it as it is handed in."""
    contract: Contract = CONTRACTS[kind]
    path = folder / (name or f"{contract.kind}{'-prima' if is_last_year else ''}.csv")
    rows.rename({column: italian for column, italian in contract.names.items() if column in rows.columns}).write_csv(
        path
    )
    return Received(kind, path, sender, hashlib.sha256(path.read_bytes()).hexdigest(), is_last_year)


def composed(received: Sequence[Received], *, year: int = YEAR, **others: Any) -> Composed:
    """Return the edition of the small city from these files; `others` as `compose` takes them."""
    others = {"definition": defined(), "made_on": date(year + 1, 6, 30)} | others
    definition = others.pop("definition")
    return compose(received, small_city().geography, definition, year=year, **others)


@cache
def small_composed() -> tuple[Composed, Composed]:
    """Return the editions of last year and of this one, always the same."""
    then, now = (observed(true, seed=SEED + place) for place, true in enumerate(small_years()))
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = composed([handed_in(then, ExtractKind.HOUSEHOLDS, folder)], year=YEAR - 1)
        files = [
            handed_in(now, ExtractKind.HOUSEHOLDS, folder),
            handed_in(then, ExtractKind.HOUSEHOLDS, folder, is_last_year=True),
            handed_in(register(), ExtractKind.RETROFITS, folder),
        ]
        return first, composed(files, last=first.kept)


def small_published() -> Published:
    """Return what is published of this year, always the same; its guide spends VISITS."""
    return small_composed()[1].published
