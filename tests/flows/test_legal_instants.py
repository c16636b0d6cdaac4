"""The legal clock on the dot, and back after a stop: with a real engine and worker, and without.

That it happens, once and with the right instants, holds on any machine; the seconds of the promise are held to by
`make chaos`, on a machine that does nothing else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from service_parts import Service, in_service, wait_until
from small_case import definition_text
from sqlmodel import select

from deployments.schedule import POOL
from domain.models import Attempt, Process, Step
from domain.store import processes
from flows.edges import Desk, now
from flows.inquiry_acts.opening import open_inquiry
from flows.plans import advance_process

pytestmark = [pytest.mark.engine, pytest.mark.alone]
IS_HELD_TO_SECONDS = os.environ.get("ISTRUTTORIA_CHAOS") == "full"
WITHIN = timedelta(seconds=2 if IS_HELD_TO_SECONDS else 40)
AFTER_RESTART_S = 5.0 if IS_HELD_TO_SECONDS else 50.0
CLOSES_IN_SUMMER_TIME = datetime(2025, 3, 30, 22, tzinfo=UTC)
"""Midnight between 30 and 31 March 2025 in Rome: the clocks went forward on the last day itself."""
AHEAD = timedelta(seconds=20)
"""So long before it, the engine is asked for the run of the instant: its process is up by then."""
SET_CALENDAR = Path(__file__).with_name("set_calendar")


def opened(desk: Desk, process_id: str, last_day: date, *, as_of: datetime) -> None:
    """An inquiry in its window, with everything before on record."""
    text = definition_text(process_id=process_id, first=last_day - timedelta(days=20), last=last_day)
    open_inquiry(desk, text, name=f"{process_id}.yaml", as_of=as_of - timedelta(days=90))
    done = advance_process(desk, process_id, as_of=as_of)
    assert [step.name for step in done] == ["rules", "open"]


def closing(desk: Desk, process_id: str) -> Step | None:
    with desk.reading() as session:
        found = [step for step in processes.steps(session, process_id) if step.name == "close"]
    assert len(found) <= 1
    return found[0] if found else None


def asks_for_runs(service: Service) -> bool:
    """Whether a worker has told the engine that it lives."""
    found = httpx.post(f"{service.api}/work_pools/{POOL}/workers/filter", json={}, timeout=10.0)
    return found.is_success and bool(found.json())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with in_service(Service(tmp_path)) as service:
        yield service


def test_a_running_clock_closes_the_window_at_its_instant(service: Service, tmp_path: Path) -> None:
    desk, today, written = service.desk(), now().date(), tmp_path / "closes-at"
    opened(desk, "orti", today + timedelta(days=3), as_of=now())
    path = f"{SET_CALENDAR}:{Path(__file__).parents[2]}"
    service.variables = {
        "TEST_CLOSES_AT": str(written),
        "PYTHONPATH": path,
        "PREFECT_WORKER_PREFETCH_SECONDS": "20",
    }
    service.start_all(workers=1)
    wait_until(lambda: asks_for_runs(service), within_s=120, what="the worker", log=service.folder / "worker-1.log")
    closes_at = now() + AHEAD
    (tmp_path / "new").write_text(closes_at.isoformat())
    (tmp_path / "new").rename(written)
    with desk.transaction() as session:
        session.get_one(Process, "orti").planned_number = 0  # the calendar is written anew, with the new close
    wait_until(lambda: closing(desk, "orti"), within_s=80, what="the close", log=service.folder / "clock.log")
    step = closing(desk, "orti")
    assert step is not None and step.due_at == closes_at
    late = step.done_at - closes_at
    print(f"\nclosed {late.total_seconds():.2f} s after the legal instant, with the clock running")
    assert timedelta(0) <= late <= WITHIN
    with desk.reading() as session:
        (asked,) = session.exec(select(Attempt).where(Attempt.process_id == "orti")).all()
    assert (asked.due_at, asked.number) == (closes_at, 1)


def test_a_clock_that_comes_back_does_at_once_what_was_missed_without_waiting_for_the_engine(service: Service) -> None:
    desk, today = service.desk(), now().date()
    for process_id in ("orti", "prati"):
        opened(desk, process_id, today - timedelta(days=2), as_of=now() - timedelta(days=5))
    service.start("clock")
    both = [lambda: closing(desk, "orti"), lambda: closing(desk, "prati")]
    took = wait_until(
        lambda: all(look() for look in both), within_s=60, what="the close", log=service.folder / "clock.log"
    )
    print(f"\nboth windows closed {took:.2f} s after the clock was started again")
    assert took <= AFTER_RESTART_S


@pytest.mark.needs("faketime")
def test_a_clock_stopped_over_the_close_and_the_change_of_hour_closes_once_with_both_instants(service: Service) -> None:
    desk = service.desk()
    opened(desk, "marzo", date(2025, 3, 30), as_of=datetime(2025, 3, 29, 12, tzinfo=UTC))
    back_at = CLOSES_IN_SUMMER_TIME + timedelta(hours=9)
    service.prefix = ["faketime", "-f", f"{back_at.timestamp() - time.time():+.3f}s"]
    service.start("clock")
    wait_until(lambda: closing(desk, "marzo"), within_s=60, what="the close", log=service.folder / "clock.log")
    step = closing(desk, "marzo")
    assert step is not None and step.due_at == CLOSES_IN_SUMMER_TIME
    assert back_at <= step.done_at <= back_at + timedelta(seconds=60)
