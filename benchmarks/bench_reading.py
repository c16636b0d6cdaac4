"""Reading the platform's export: our reader against `csv.DictReader` with the cells parsed row by row."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from benchmarks import scale
from benchmarks.child import Measurement, measured

SIZES = (1_000, 10_000, 100_000)
OURS, PLAIN = "istruttoria", "csv.DictReader + parse"


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Return a row for each reader and size; the alternative checks nothing, cleans nothing and hashes nothing."""
    targets = {OURS: "benchmarks.bench_reading:ours", PLAIN: "benchmarks.bench_reading:plain"}
    sizes = SIZES[:2] if quick else SIZES
    return [measured("reading", what, target, n) for n in sizes for what, target in targets.items()]


def ours(n: int) -> Measurement:
    from domain.inquiry.reading import read_platform_file

    data = scale.export(n)

    def note(files: Any) -> str:
        taken = sum(len(file.comments) for file in files)
        aside = sum(len(file.set_aside) for file in files)
        return f"{sum(file.rows_in for file in files)} rows in = {taken} taken + {aside} set aside"

    return (
        lambda: read_platform_file(data, "commenti.csv", code_key=b"benchmark", timezone="Europe/Rome"),
        note,
    )


def plain(n: int) -> Measurement:
    data = scale.export(n)

    def work() -> list[dict[str, Any]]:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=";")
        return [_parsed(row) for row in reader]

    return work, lambda found: f"{len(found)} rows"


def _parsed(row: dict[str, str]) -> dict[str, Any]:
    shape = "%Y-%m-%d %H:%M:%S %Z" if row["created_at"].endswith("UTC") else "%Y-%m-%d %H:%M:%S %z"
    return {
        **row,
        "id": int(row["id"]),
        "created_at": datetime.strptime(row["created_at"], shape),  # noqa: DTZ007 - what one would write at first
        "alignment": int(row["alignment"] or 0),
        "depth": int(row["depth"] or 0),
        "commentable_id": int(row["commentable_id"]),
    }
