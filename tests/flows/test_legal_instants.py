"""The legal clock on the dot: a real engine, worker and clock, whose time is set shortly before midnight."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from service_parts import Service, in_service, wait_until
from small_case import definition_text

from domain.models import Step
from domain.store import processes
from flows.edges import Desk
from flows.inquiry_acts.opening import open_inquiry
from flows.plans import advance_process

pytestmark = [pytest.mark.engine, pytest.mark.alone, pytest.mark.needs("faketime")]
WITHIN = timedelta(seconds=2)
AFTER_RESTART_S = 5.0
CLOSES = datetime(2025, 3, 3, 23, tzinfo=UTC)
"""Midnight between 3 and 4 March 2025 in Rome."""
CLOSES_IN_SUMMER_TIME = datetime(2025, 3, 30, 22, tzinfo=UTC)
"""Midnight between 30 and 31 March 2025 in Rome: the clocks went forward on the last day itself."""
FOR_THE_START = timedelta(seconds=75)


def set_to(moment: datetime) -> list[str]:
    """What stands before a command so that its time runs from another moment on."""
    return ["faketime", "-f", f"{moment.timestamp() - time.time():+.3f}s"]


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


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with in_service(Service(tmp_path)) as service:
        yield service


def test_a_running_clock_closes_the_window_within_two_seconds_of_midnight_in_rome(service: Service) -> None:
    desk = service.desk()
    opened(desk, "marzo", date(2025, 3, 3), as_of=CLOSES - timedelta(days=1))
    service.prefix = set_to(CLOSES - FOR_THE_START)
    began = time.monotonic()
    service.start_all(workers=1)
    left = FOR_THE_START.total_seconds() - (time.monotonic() - began)
    assert left > 15, (
        f"the machine is too slow for this test: the house took {FOR_THE_START.total_seconds() - left:.0f} s"
    )
    wait_until(lambda: closing(desk, "marzo"), within_s=left + 30, what="the close", log=service.folder / "clock.log")
    step = closing(desk, "marzo")
    assert step is not None and step.due_at == CLOSES
    print(f"\nclosed {(step.done_at - CLOSES).total_seconds():.2f} s after midnight, with the clock running")
    assert timedelta(0) <= step.done_at - CLOSES <= WITHIN


def test_a_clock_that_comes_back_after_the_close_and_the_change_of_hour_closes_once_at_once(service: Service) -> None:
    desk = service.desk()
    for process_id in ("marzo", "prati"):
        opened(desk, process_id, date(2025, 3, 30), as_of=datetime(2025, 3, 29, 12, tzinfo=UTC))
    back_at = CLOSES_IN_SUMMER_TIME + timedelta(hours=9)
    service.prefix = set_to(back_at)
    began = time.monotonic()
    service.start("clock")  # the engine is still down: the term does not wait for it
    took = wait_until(
        lambda: closing(desk, "marzo") and closing(desk, "prati"),
        within_s=60,
        what="the close",
        log=service.folder / "clock.log",
    )
    print(f"\nboth windows closed {took:.2f} s after the clock was started again")
    assert time.monotonic() - began <= AFTER_RESTART_S + 1 and took <= AFTER_RESTART_S
    for process_id in ("marzo", "prati"):
        step = closing(desk, process_id)
        assert step is not None and step.due_at == CLOSES_IN_SUMMER_TIME
        assert back_at <= step.done_at <= back_at + timedelta(seconds=AFTER_RESTART_S + 1)
