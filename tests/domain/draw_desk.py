"""A small city for the tests of the draw: a registry on disk, its rule, a commitment and values that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from domain.assembly.draw import beacon
from domain.assembly.draw.axes import Axis, FrameRule, Stratum
from domain.assembly.draw.canonical import canonical
from domain.assembly.draw.commitment import Commitment, Sources, commit_first_draw, future_sources
from domain.assembly.draw.first_draw import drawn_waves
from domain.assembly.draw.frame import Frame, read_frame
from domain.assembly.draw.publication import published_first_draw, published_selection
from domain.assembly.draw.sample_registry import csv_bytes, sample_registry
from domain.assembly.draw.seed import PublicValues, Seed, seed_of
from domain.assembly.draw.selection_draw import commit_selection, drawn_ticket, panels_record
from domain.assembly.draw.strata import Share, shares
from domain.assembly.draw.tickets import Wave

ROUND = 10_024_141
SIGNATURE = "8c87caf26bb4f5e9fdfad5ddf739ff8683344f8cf04a8c381225ff067557b5d9d51937eed765fcef21971bf5ddef44bb"
"""A round that quicknet really published (August 2024), with its signature."""
COMMITTED_AT = beacon.published_at(ROUND) - timedelta(days=7)
DEADLINE = date(2024, 9, 30)
NUMBERS = {"Milano": (45, 3, 90, 17, 66)}
RULE = FrameRule(
    (
        Axis("age_band", "fascia d'età", bands=((16, 34), (35, 64), (65, 130))),
        Axis("gender", "genere", ("F", "M", "X")),
        Axis("district", "municipio", tuple("123456789")),
    ),
    reference_year=2025,
    minimum_age=16,
)


def sources() -> Sources:
    drawn_on = (beacon.published_at(ROUND)).date()
    return future_sources(beacon.published_at(ROUND), "Lotto", drawn_on, ["Milano"], committed_at=COMMITTED_AT)


def registry(folder: Path, size: int = 3_000, seed: int = 7) -> Path:
    path = folder / "registro.csv"
    path.write_bytes(csv_bytes(sample_registry(size, seed)))
    return path


@dataclass(frozen=True)
class Played:
    frame: Frame
    table: list[Share]
    commitment: Commitment
    seed: Seed
    waves: list[Wave]

    def published(self) -> dict[str, bytes]:
        return published_first_draw(self.commitment, self.seed, self.table, self.waves)


def played(path: Path, letters: int = 120, later: Sequence[Mapping[Stratum, int]] = ()) -> Played:
    frame = read_frame(path, RULE)
    table = shares(frame.counts(), letters)
    promise = commit_first_draw("prova", frame, table, sources(), committed_at=COMMITTED_AT, deadline=DEADLINE)
    seed = seed_of(promise, PublicValues(SIGNATURE, NUMBERS, ROUND))
    return Played(frame, table, promise, seed, drawn_waves(promise, frame, seed, later))


def selection(pool: Sequence[str], panels: Sequence[tuple[tuple[str, ...], ...]]) -> dict[str, bytes]:
    record = panels_record(panels, pool)
    data = canonical(record)
    promise = commit_selection("prova", data, len(panels), sources(), committed_at=COMMITTED_AT, deadline=DEADLINE)
    seed = seed_of(promise, PublicValues(SIGNATURE, NUMBERS, ROUND))
    return published_selection(promise, seed, data, drawn_ticket(promise, record, seed))


def laid_out(files: Mapping[str, bytes], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
