"""The service over n open processes: a patrol with nothing due, and one step due of each, without the engine."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import yaml

from benchmarks.child import Measurement, measured

SIZES = (10, 100, 1_000)
DATA = "copies of Milan's definition, without comments; rows are open processes"
MILAN = Path(__file__).resolve().parents[1] / "deployments" / "milano" / "energy-inquiry.yaml"
NOTICE = datetime(2025, 1, 16, 23, tzinfo=UTC)
IN_PREPARATION = datetime(2025, 1, 20, 12, tzinfo=UTC)
IN_THE_WINDOW = datetime(2025, 2, 3, 12, tzinfo=UTC)


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Return a row for each size: our calendar beside what it replaces, the loading of every case."""
    rows = []
    for n in SIZES[:2] if quick else SIZES:
        rows.append(measured("nothing due", "istruttoria", "benchmarks.bench_service:idle", n))
        rows.append(measured("nothing due", "every case loaded", "benchmarks.bench_service:idle_by_loading", n))
        rows.append(measured("one step due", "istruttoria", "benchmarks.bench_service:one_step", n))
    return rows


def house_of(n: int) -> Any:
    """Return a desk with n inquiries whose rules are published and whose window has not opened."""
    from domain.minutes import Minutes
    from flows.edges import open_rehearsal
    from flows.inquiry_acts.opening import open_inquiry
    from flows.inquiry_acts.plan import INQUIRY
    from flows.steps import write_calendar

    written = yaml.load(MILAN.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only texts
    desk = open_rehearsal(Path(tempfile.mkdtemp(prefix="bench-")), seed="benchmark")
    for place in range(n):
        text = yaml.safe_dump(written | {"id": f"prova-{place}"}, allow_unicode=True)
        process_id, _ = open_inquiry(desk, text, name="prova.yaml", as_of=IN_PREPARATION - timedelta(days=9))
        # Written as done without its documents, whose making is not what is measured here.
        assert desk.keep(process_id, Minutes(step="rules", due_at=NOTICE), as_of=IN_PREPARATION)
        write_calendar(desk, INQUIRY, process_id)
    return desk


def idle(n: int) -> Measurement:
    from flows.almanac import due_steps

    desk = house_of(n)

    def work() -> tuple[int, float]:
        began = process_time()
        return len(due_steps(desk, as_of=IN_PREPARATION)), process_time() - began

    return work, _said


def idle_by_loading(n: int) -> Measurement:
    from flows.inquiry_acts.plan import INQUIRY
    from flows.steps import next_step

    desk = house_of(n)

    def work() -> tuple[int, float]:
        began = process_time()
        due = [next_step(desk, INQUIRY, f"prova-{place}", as_of=IN_PREPARATION) for place in range(n)]
        return sum(name is not None for name in due), process_time() - began

    return work, _said


def one_step(n: int) -> Measurement:
    from flows.almanac import due_steps
    from flows.plans import advance_process

    desk = house_of(n)

    def work() -> tuple[int, float]:
        began = process_time()
        due = dict.fromkeys(step.process_id for step in due_steps(desk, as_of=IN_THE_WINDOW))
        done = [advance_process(desk, process_id, as_of=IN_THE_WINDOW) for process_id in due]
        return sum(map(len, done)), process_time() - began

    return work, _said


def _said(result: tuple[int, float]) -> str:
    count, seconds = result
    return f"{count} steps, {seconds:.3f} s CPU"
