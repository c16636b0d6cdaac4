"""The observatory's households: our counts and our reading by contract beside plain polars, duckdb and pandas.

duckdb and pandas are in no lock of ours: name a Python that has them, and pyarrow, in `ISTRUTTORIA_BENCH_PYTHON`, or
they are left out, and the report says so.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from benchmarks import observatory_data
from benchmarks.child import Measurement, measured
from benchmarks.observatory_rivals import timed

SIZES = (750_000, 26_000_000)
OTHER_PYTHON = os.environ.get("ISTRUTTORIA_BENCH_PYTHON", "")
DATA = f"generated households (seed {observatory_data.SEED}); 750,000 in 6,017 sections, 26 million in 400,000" + (
    "" if OTHER_PYTHON else ". duckdb and pandas LEFT OUT: ISTRUTTORIA_BENCH_PYTHON names no Python that has them"
)
_OURS = {
    "ten percent rule": "count_ten",
    "all five definitions": "count_all",
    "reading by contract": "check",
    "contract + five definitions": "whole",
}
_RIVALS = {"plain polars": "polars", "duckdb": "duckdb", "pandas": "pandas", "plain read of the bytes": "plain_read"}


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Return a row for each work, format and size; the rivals count the ten percent rule by section and no more."""
    rows = []
    for n in SIZES[:1] if quick else SIZES:
        for suffix in ("parquet", "csv"):
            observatory_data.file(n, suffix)
            bench = f"observatory {suffix}"
            rows += [measured(bench, what, f"{__name__}:{work}_{suffix}", n) for what, work in _OURS.items()]
            for what, work in _RIVALS.items():
                python = OTHER_PYTHON if work in ("duckdb", "pandas") else sys.executable
                if python:
                    target = f"benchmarks.observatory_rivals:{work}_{suffix}"
                    rows.append(measured(bench, what, target, n, python=python))
    return rows


def _read(n: int, suffix: str) -> Any:
    from domain.observatory.contracts.households import HOUSEHOLDS
    from domain.observatory.contracts.reading import read_extract
    from domain.observatory.table import Geography

    geography = Geography(observatory_data.geography(n))
    return geography, lambda: read_extract(observatory_data.file(n, suffix), HOUSEHOLDS, geography=geography)


def _check(n: int, suffix: str) -> Measurement:
    _, read = _read(n, suffix)
    return timed(
        read, lambda found: f"{found.rows_in:,} rows = {found.rows_accepted:,} + {found.set_aside:,} set aside"
    )


def _count(n: int, suffix: str, *, only: tuple[str, ...] = (), is_checked: bool = False) -> Measurement:
    from domain.observatory.aggregates import count_households
    from domain.observatory.contracts.households import HOUSEHOLDS
    from domain.observatory.contracts.reading import accepted_unchecked
    from domain.observatory.indicators import Lines

    geography, read = _read(n, suffix)
    lines = Lines(median_share=0.069, median_spend_eur=1_835.0, medians_of="bench")

    def work() -> Any:
        path = observatory_data.file(n, suffix)
        accepted = read().accepted if is_checked else accepted_unchecked(path, HOUSEHOLDS)
        return count_households(accepted, geography, lines, only=only)

    def note(counts: Any) -> str:
        city = counts.filter((counts["level"] == "city") & (counts["definition"] == "ten-percent"))
        return f"{counts.height:,} rows of counts, {city['poor'].item():,} poor"

    return timed(work, note)


def count_ten_csv(n: int) -> Measurement:
    return _count(n, "csv", only=("ten-percent",))


def count_ten_parquet(n: int) -> Measurement:
    return _count(n, "parquet", only=("ten-percent",))


def count_all_csv(n: int) -> Measurement:
    return _count(n, "csv")


def count_all_parquet(n: int) -> Measurement:
    return _count(n, "parquet")


def check_csv(n: int) -> Measurement:
    return _check(n, "csv")


def check_parquet(n: int) -> Measurement:
    return _check(n, "parquet")


def whole_csv(n: int) -> Measurement:
    return _count(n, "csv", is_checked=True)


def whole_parquet(n: int) -> Measurement:
    return _count(n, "parquet", is_checked=True)
