"""A whole edition of the observatory as large as Milan: read, indicators, protection and its audit, all that is told.

The city is an invented one of 6,000 sections and about 620,000 households, as many as Milan had in 2011.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import observatory_data
from benchmarks.child import Measurement, measured
from benchmarks.observatory_rivals import timed

SECTIONS = 6_000
SEED = 2025
DATA = f"an invented city of {SECTIONS:,} sections in 88 neighborhoods, 300 complexes (seed {SEED})"


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Return a row for the whole edition, and one for its extract read by contract alone."""
    del quick
    file()
    works = {"read by contract": "reading", "whole edition": "edition"}
    return [measured("edition", what, f"{__name__}:{work}", SECTIONS) for what, work in works.items()]


def _city() -> Any:
    import numpy as np

    from domain.observatory.table import Geography

    chance = np.random.default_rng(SEED)
    sizes = np.round(np.exp(chance.normal(4.5, 0.55, SECTIONS))).astype(int)
    kind = chance.random(SECTIONS)
    sizes = np.where(kind < 0.05, 0, np.where(kind < 0.08, chance.integers(1, 10, SECTIONS), sizes))
    codes = [f"015146{number:07d}" for number in range(SECTIONS)]
    nil = [number * 88 // SECTIONS for number in range(SECTIONS)]
    homes = {int(home): f"C{place:03d}" for place, home in enumerate(chance.choice(SECTIONS, 300, replace=False))}
    sections = pl.DataFrame(
        {
            "section": codes,
            "nil": [f"{one:02d}" for one in nil],
            "nil_name": [f"NIL {one}" for one in nil],
            "district": [f"{one * 9 // 88 + 1}" for one in nil],
            "district_name": [f"Municipio {one * 9 // 88 + 1}" for one in nil],
            "is_fictitious": [False] * SECTIONS,
        }
    )
    told = sorted(homes.values())
    complexes = pl.DataFrame({"complex": told, "complex_name": told})
    of_nil = chance.beta(2, 3, 88)
    families = pl.DataFrame(
        {
            "section": codes,
            "families": sizes,
            "deprivation": [float(of_nil[one]) for one in nil],
            "complex": [homes.get(place) for place in range(SECTIONS)],
            "complex_share": [0.7 if place in homes else 0.0 for place in range(SECTIONS)],
        }
    )
    return Geography(sections, complexes, "Città grande"), families


def file() -> Path:
    """Return the extract, written at the first call."""
    from domain.observatory.contracts.households import HOUSEHOLDS
    from domain.observatory.synthetic_households import observed, true_households

    path = observatory_data.FOLDER / f"edition-{SEED}-{SECTIONS}.csv"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        households = observed(true_households(_city()[1], seed=SEED, year=2025), seed=SEED)
        households.rename(dict(HOUSEHOLDS.names)).write_csv(path)
    return path


def _definition() -> Any:
    from domain.observatory.definition import ObservatoryDefinition

    office = {"name": "Ufficio", "email": "ufficio@comune.example"}
    written = {
        "id": "bench",
        "kind": "osservatorio",
        "city": "Città grande",
        "title": "Osservatorio",
        "short_title": "Osservatorio",
        "yearly": {"first_year": 2025, "day": "06-30"},
        "senders": [{"code": "gestore", "name": "Gestore", "email": "g@gestore.example", "sends": ["nuclei ERP"]}],
        "recipients": {"responsible": office, "coordination": office, "readers": [office]},
    }
    return ObservatoryDefinition.model_validate(written)


def _received() -> Any:
    from domain.observatory.received import Received
    from domain.vocabulary import ExtractKind

    return Received(ExtractKind.HOUSEHOLDS, file(), "gestore", "0" * 64)


def reading(n: int) -> Measurement:
    """Measure the reading alone."""
    from domain.observatory.received import read_received

    del n
    geography, _ = _city()
    work = partial(read_received, _received(), geography, process="bench")
    return timed(work, lambda read: f"{read.rows_in:,} rows, {read.set_aside:,} set aside")


def edition(n: int) -> Measurement:
    """Measure the edition, from file to all that is told."""
    from domain.observatory.compose import compose

    del n
    geography, _ = _city()
    work = partial(compose, [_received()], geography, _definition(), year=2025, made_on=date(2026, 6, 30))
    return timed(
        work,
        lambda made: (
            f"{made.published.extracts[0].accepted:,} households, {made.published.table.height:,} rows, "
            f"hidden {made.published.hidden_shares['ten-percent']:.2%}"
        ),
    )
