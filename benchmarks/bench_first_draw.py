"""The first draw of 10,000 letters, read, committed, drawn and published, beside draws that nobody can check."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.child import Measurement, measured

SIZES = (130_000, 650_000, 1_300_000)
LETTERS = 10_000
DATA = "an invented registry of 9 districts (seed 1), CSV; 486 strata; reading the file is in the time"
TARGETS = {
    "istruttoria, verifiable": "ours",
    "polars, random sample by stratum": "polars_sample",
    "csv and hashlib, row by row": "naive",
}


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Run every way at every size, each in a process of its own."""
    return [
        measured("first_draw", what, f"benchmarks.bench_first_draw:{target}", size)
        for size in (SIZES[:1] if quick else SIZES)
        for what, target in TARGETS.items()
    ]


@cache
def registry(size: int) -> Path:
    """Return the registry of that size, made in a process of its own so that its memory is not counted."""
    import subprocess
    import sys

    path = Path(tempfile.gettempdir()) / f"istruttoria-bench-registry-{size}.csv"
    if not path.exists():
        program = (
            "import sys; from pathlib import Path; from domain.assembly.draw.sample_registry import *;"
            "Path(sys.argv[1]).write_bytes(csv_bytes(sample_registry(int(sys.argv[2]), 1)))"
        )
        subprocess.run([sys.executable, "-c", program, str(path), str(size)], check=True)
    path.read_bytes()
    return path


def ours(size: int) -> Measurement:
    """Frame, strata, commitment, seed, draw and publication, with a signature that drand really published."""
    from domain.assembly.draw import beacon
    from domain.assembly.draw.axes import Axis, FrameRule
    from domain.assembly.draw.commitment import commit_first_draw, future_sources
    from domain.assembly.draw.first_draw import drawn_waves
    from domain.assembly.draw.frame import read_frame
    from domain.assembly.draw.publication import published_first_draw
    from domain.assembly.draw.seed import PublicValues, seed_of
    from domain.assembly.draw.strata import shares

    number = 10_024_141
    signature = "8c87caf26bb4f5e9fdfad5ddf739ff8683344f8cf04a8c381225ff067557b5d9d51937eed765fcef21971bf5ddef44bb"
    rule = FrameRule(
        (
            Axis("age_band", "fascia d'età", bands=((16, 24), (25, 34), (35, 49), (50, 64), (65, 74), (75, 130))),
            Axis("gender", "genere", ("F", "M", "X")),
            Axis("nationality", "cittadinanza", ("ITA", "UE", "extra-UE")),
            Axis("district", "municipio", tuple("123456789")),
        ),
        reference_year=2025,
        minimum_age=16,
    )
    path = registry(size)

    def work() -> tuple[dict[str, bytes], int, int, float]:
        spent = process_time()
        frame = read_frame(path, rule)
        table = shares(frame.counts(), LETTERS)
        at = datetime(2024, 8, 1, tzinfo=UTC)
        named = future_sources(beacon.published_at(number), "Lotto", date(2024, 8, 10), ["Milano"], committed_at=at)
        promise = commit_first_draw("bench", frame, table, named, committed_at=at, deadline=date(2024, 9, 1))
        seed = seed_of(promise, PublicValues(signature, {"Milano": (3, 17, 45, 66, 90)}))
        waves = drawn_waves(promise, frame, seed)
        files = published_first_draw(promise, seed, table, waves)
        return files, len(waves[0].codes), waves[0].passed_over, process_time() - spent

    def note(done: tuple[dict[str, bytes], int, int, float]) -> str:
        published = sum(map(len, done[0].values()))
        return f"{done[1]:,} codes, {done[2]} passed over; CPU {done[3]:.2f} s; published {published:,} B"

    return work, note


def polars_sample(size: int) -> Measurement:
    """A stratified sample by a shuffled order: quick, and only its author's word."""
    import polars as pl

    path = registry(size)
    axes = ["birth_year", "gender", "nationality", "district"]

    def work() -> int:
        rows = pl.read_csv(path, infer_schema=False).sample(fraction=1, shuffle=True, seed=1)
        share = LETTERS / rows.height
        place = pl.int_range(pl.len()).over(axes)
        return rows.filter(place < (pl.len().over(axes) * share).round()).unique("household").height

    return work, lambda drawn: f"{drawn:,} codes; no commitment, no seed, strata rounded"


def naive(size: int) -> Measurement:
    """The same idea with the standard library alone: every row a dict, every stratum sorted whole."""
    path = registry(size)
    axes = ("gender", "nationality", "district")

    def work() -> int:
        strata: dict[tuple[str, ...], list[tuple[str, str, str]]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                number = sha256(b"seed" + row["code"].encode()).hexdigest()
                key = (*(row[axis] for axis in axes), str((2025 - int(row["birth_year"])) // 15))
                strata[key].append((number, row["code"], row["household"]))
        total = sum(map(len, strata.values()))
        drawn = [one for own in strata.values() for one in sorted(own)[: round(len(own) * LETTERS / total)]]
        return len({household for _, _, household in drawn})

    return work, lambda drawn: f"{drawn:,} codes; no row checked, no commitment, strata rounded"
