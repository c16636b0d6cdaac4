"""The statistics office of a rehearsal: it alone knows which code of a year is which of the year before."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from pathlib import Path

import polars as pl

from domain.assembly.draw.registry_file import scan_registry
from domain.assembly.draw.sample_registry import csv_bytes, sample_addresses


def yearly_code(key: str, code: str) -> str:
    """Return the code under which the office knows a resident in a year: a truncated HMAC under the year's key."""
    return hmac.digest(key.encode(), code.encode(), "sha256").hex()[:16]


def renewed_registry(path: Path, key: str, without: Collection[str]) -> tuple[bytes, dict[str, str]]:
    """Return the registry of another year (CSV) with new codes, and which new code is whose.

    `without`: codes, of the first file, of those who served already and are left out (promise A6).
    """
    rows = scan_registry(path).collect()
    rows = rows.filter(~pl.col("code").is_in(sorted(without)))
    codes = {yearly_code(key, code): code for code in rows["code"].to_list()}
    return csv_bytes(rows.with_columns(pl.Series("code", list(codes)))), codes


def addresses_of(path: Path, codes: Collection[str], seed: int) -> bytes:
    """Return the invented address file (CSV) of the residents of a registry who are written to."""
    rows = scan_registry(path).filter(pl.col("code").is_in(sorted(codes))).collect()
    return csv_bytes(sample_addresses(rows.sort("code"), seed))
