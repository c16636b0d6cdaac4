"""The desk on the real engine: its start, one sweep over many processes, runs of their own, the memory of its parts."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from benchmarks.house_up import load, memory, row, starts
from deployments.schedule import ADVANCE, PATROL
from domain.minutes import Minutes
from flows.almanac import due_steps
from flows.edges import Desk, now
from flows.engine_room import OVER, EngineRoom, EngineSilent
from flows.inquiry_acts import opening
from flows.inquiry_acts.plan import INQUIRY
from flows.office import open_office
from flows.steps import write_calendar
from tests.conftest import NOT_ON_POSTGRES, POSTGRES, Server
from tests.flows.mail_server import mail_server
from tests.flows.service_parts import Service, descendants, in_service, start_when_free, wait_until
from tests.flows.small_case import definition_text

DATA = "copies of a small definition whose window opened ten days ago; rows are processes with one step due each"
SWEPT = 1_000
SINGLE = 40
"""Runs of their own that are really made; what 1,000 would take is calculated from them."""
PATIENCE_S = 3_600.0
KINDS = ("SQLite", "PostgreSQL")


@dataclass(frozen=True, slots=True)
class Effort:
    """What a piece of work took. Unit: seconds."""

    wall: float
    runs_cpu: float
    """Of the runs' own processes, which the workers started and waited for."""
    server_cpu: float
    before: str
    """How busy the machine was."""


def measure(*, quick: bool, minutes: float | None = None) -> list[dict[str, Any]]:
    """Return the rows: start of the house, sweeps, single runs, memory after some minutes of ticks."""
    swept, single = (100, 6) if quick else (SWEPT, SINGLE)
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        rows = _told(starts(home=Path(folder) / "casa"))
    for kind in KINDS:
        rows += _kept("one sweep", kind, swept, partial(sweep, kind, swept))
    for kind in KINDS:
        for workers in (1, 2):
            rows += _kept("single runs", kind, single, partial(single_runs, kind, single, workers=workers))
    return rows + _told(memory(minutes=minutes or (1 if quick else 10)))


def _kept(bench: str, what: str, n: int, work: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Measure, or keep a row that says why it failed: the hours of the others are not lost with it."""
    try:
        return _told(work())
    except (AssertionError, EngineSilent) as fault:
        said = (str(fault).splitlines() or ["no message"])[0]
        return _told([row(bench, what, n, None, f"failed: {type(fault).__name__}: {said}")])


def _told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say the rows as soon as they are measured: who stops the bench in its hour keeps what it found."""
    for one in rows:
        sys.stderr.write(f"{one}\n")
    return rows


def sweep(kind: str, n: int) -> list[dict[str, Any]]:
    """One run of the patrol over n processes with one step due each, their letters sent."""
    bench = "one sweep"
    with house(kind, workers=1) as service:
        if service is None:
            return [not_measured(bench, f"patrol, {kind}", n)]
        with opened(service, n) as desk:
            effort = _effort_of(service, [(PATROL, {"modulo": {}})])
            left = len(due_steps(desk, as_of=now()))
    note = f"{_said(effort)}; letters included"
    return [row(bench, f"patrol, {kind}", n, effort.wall if not left else None, _judged(note, left))]


def single_runs(kind: str, n: int, *, workers: int) -> list[dict[str, Any]]:
    """n processes, each advanced by a run of its own, all asked for at once."""
    bench, what = "single runs", f"{workers} worker{'s' if workers > 1 else ''}, {kind}"
    with house(kind, workers=workers) as service:
        if service is None:
            return [not_measured(bench, what, n)]
        with opened(service, n) as desk:
            wishes = [(ADVANCE, {"modulo": {"process_id": process_id(place)}}) for place in range(n)]
            effort = _effort_of(service, wishes)
            left = len(due_steps(desk, as_of=now()))
    each = effort.wall / n
    note = f"{_said(effort)}; {each:.2f} s per run; 1,000 would take {each * 1_000 / 60:.0f} min (calculated)"
    return [row(bench, what, n, effort.wall if not left else None, _judged(note, left))]


@contextmanager
def house(kind: str, *, workers: int) -> Iterator[Service | None]:
    """Start server and workers, without a clock, which would do the work itself; None where no PostgreSQL is named."""
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder, _databases(kind) as urls:
        if urls is None:
            yield None
            return
        with mail_server() as (port, _):
            mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none"}
            variables = {f"ISTRUTTORIA_{name}": value for name, value in mail.items()}
            with in_service(Service(Path(folder), *urls, variables=variables)) as service:
                service.start_all(workers=workers)
                service.kill("clock")
                _pause_schedules(service)
                yield service


@contextmanager
def opened(service: Service, n: int) -> Iterator[Desk]:
    """Open n inquiries of which only the opening of the window is due."""
    desk = service.desk()
    moment = now()
    open_office(desk, as_of=moment)
    first = moment.date() - timedelta(days=10)
    for place in range(n):
        text = definition_text(process_id=process_id(place), first=first, last=moment.date() + timedelta(days=30))
        opening.open_inquiry(desk, text, name="tetti.yaml", as_of=moment)
    for step in due_steps(desk, as_of=moment):
        # Written as done without its documents, whose making is not what is measured here.
        assert step.name == "rules" and step.due_at is not None
        assert desk.keep(step.process_id, Minutes(step="rules", due_at=step.due_at), as_of=moment)
        write_calendar(desk, INQUIRY, step.process_id)
    due = due_steps(desk, as_of=now())
    assert [step.name for step in due] == ["open"] * n, f"not one step due each: {len(due)} of {n}"
    yield desk
    desk.engine.dispose()


def process_id(place: int) -> str:
    """Name the process at a place."""
    return f"tetti-{place}"


def not_measured(bench: str, what: str, n: int) -> dict[str, Any]:
    """Return the row that says so when no PostgreSQL server is named; it is no failure."""
    return {**row(bench, f"{what}: NOT MEASURED", n, None, NOT_ON_POSTGRES), "skipped": True}


@contextmanager
def _databases(kind: str) -> Iterator[tuple[str, str] | None]:
    """Addresses of our database and of the engine's; empty ones are files of the house."""
    if kind == "SQLite":
        yield "", ""
        return
    if not (url := os.environ.get(POSTGRES, "")):
        yield None
        return
    server = Server(url)
    with server.database() as ours, server.database() as engines:
        yield ours, engines.replace("+psycopg", "+asyncpg").partition("?")[0]


def _effort_of(service: Service, wishes: Sequence[tuple[str, Mapping[str, object]]]) -> Effort:
    """Ask for runs, wait until every one is over and nothing of it lives; all must have completed."""
    workers = [part for part in service.running if part.startswith("worker")]
    cpu = [_cpu_of(service, part) for part in ("server", *workers)]
    before, room, began = load(), EngineRoom(service.api, timeout_s=120.0), time.monotonic()
    ids = [
        start_when_free(room, name, parameters, key=f"bench-{place}", within_s=PATIENCE_S)
        for place, (name, parameters) in enumerate(wishes)
    ]
    for run_id in ids:
        wait_until(lambda one=run_id: _is_over(service, one), within_s=PATIENCE_S, what=f"run {run_id}")  # type: ignore[misc]
    wall = time.monotonic() - began
    states = [run.state if (run := room.run(run_id)) else "?" for run_id in ids]
    assert states == ["COMPLETED"] * len(ids), f"runs ended otherwise: {states}"
    # What a process took is its worker's to tell only when it has ended and been waited for.
    pids = [service.running[part].pid for part in workers]
    wait_until(lambda: not any(map(descendants, pids)), within_s=120, what="the end of the runs' processes")
    after = [_cpu_of(service, part) for part in ("server", *workers)]
    runs_cpu = sum(late[1] - early[1] for late, early in zip(after[1:], cpu[1:], strict=True))
    return Effort(wall, runs_cpu, after[0][0] - cpu[0][0], before)


def _cpu_of(service: Service, part: str) -> tuple[float, float]:
    """Processor time of a part itself, and of its ended children. Unit: seconds."""
    stat = Path(f"/proc/{service.running[part].pid}/stat").read_text().rpartition(")")[2].split()
    own, children = int(stat[11]) + int(stat[12]), int(stat[13]) + int(stat[14])
    return own / os.sysconf("SC_CLK_TCK"), children / os.sysconf("SC_CLK_TCK")


def _is_over(service: Service, run_id: str) -> bool:
    try:
        run = service.room.run(run_id)
    except EngineSilent:  # an engine with its hands full answers late: asked again
        return False
    return run is not None and run.state in OVER


def _pause_schedules(service: Service) -> None:
    """Let no routine of the hour begin in the middle of a measurement."""
    with httpx.Client(base_url=service.api, timeout=30.0) as engine:
        for one in engine.post("/deployments/filter", json={}).raise_for_status().json():
            engine.post(f"/deployments/{one['id']}/pause_deployment").raise_for_status()


def _said(effort: Effort) -> str:
    return f"CPU of the runs {effort.runs_cpu:.1f} s, of the engine's server {effort.server_cpu:.1f} s; {effort.before}"


def _judged(note: str, left: int) -> str:
    return f"failed: {left} steps were still due; {note}" if left else note


def main() -> None:
    """Measure the memory alone over many minutes, and print its table."""
    from benchmarks.run import machine, report

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long the house ticks")
    rows = memory(minutes=parser.parse_args().minutes)
    sys.stdout.write(report("desk", rows, machine(), quick=False))


if __name__ == "__main__":
    main()
