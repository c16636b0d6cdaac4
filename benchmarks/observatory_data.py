"""Households for the observatory's bench: written once under `var/`, CSV and Parquet, laid out as the contract says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench-observatory"
SEED = 2025
_PER_SECTION = 65
"""Italy: 26 million households in 402,000 sections."""
_CHUNK_SECTIONS = 12_000


def file(n: int, suffix: str) -> Path:
    """Return the file of n households, writing it first if need be."""
    path = FOLDER / f"households-{n}.{suffix}"
    if not path.exists():
        _write(n)
    return path


def geography(n: int) -> pl.DataFrame:
    """Return the sections of n households: forty to a neighborhood, ten of these to a district."""
    places = np.arange(_sections(n))
    return pl.DataFrame(
        {
            "section": _codes(places),
            "nil": [f"{place // 40:05d}" for place in places],
            "nil_name": [None] * len(places),
            "district": [f"{place // 400:04d}" for place in places],
            "district_name": [None] * len(places),
            "is_fictitious": [False] * len(places),
        },
        schema_overrides={"nil_name": pl.String, "district_name": pl.String},
    )


def _sections(n: int) -> int:
    return 6_017 if n == 750_000 else max(1, n // _PER_SECTION)


def _codes(places: np.ndarray) -> list[str]:
    return [f"{15146:05d}{place:08d}" for place in places]


def _write(n: int) -> None:
    from domain.observatory.contracts.households import HOUSEHOLDS
    from domain.observatory.synthetic_households import observed, true_households

    FOLDER.mkdir(parents=True, exist_ok=True)
    sections = _sections(n)
    sizes = np.full(sections, n // sections)
    sizes[: n - sizes.sum()] += 1
    deprivation = np.random.default_rng(SEED).beta(2, 3, sections)
    parts = []
    for number, start in enumerate(range(0, sections, _CHUNK_SECTIONS)):
        places = np.arange(start, min(start + _CHUNK_SECTIONS, sections))
        families = pl.DataFrame(
            {"section": _codes(places), "families": sizes[places], "deprivation": deprivation[places]}
        )
        true = true_households(families, seed=SEED + number, year=2025, prefix=f"N{number:03d}")
        parts.append(FOLDER / f"part-{n}-{number}.parquet")
        observed(true, seed=SEED + number).rename(dict(HOUSEHOLDS.names)).write_parquet(parts[-1])
    whole = FOLDER / f"households-{n}.parquet"
    pl.scan_parquet(parts).sink_parquet(whole)
    pl.scan_parquet(whole).sink_csv(FOLDER / f"households-{n}.csv", separator=";")
    for part in parts:
        part.unlink()
