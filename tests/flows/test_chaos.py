"""Parts of the house die at random moments, by SIGKILL: no step is lost, none is done twice, and no letter either.

`make chaos` plays it in full, on PostgreSQL with two workers and on SQLite; CI has no minutes left for it.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from mail_server import Seen, mail_server
from service_parts import Service, in_service, wait_until
from small_case import definition_text
from sqlalchemy import text

from domain.outbox.fate import Verdict
from domain.store import letters
from flows.edges import Desk, now
from flows.inquiry_acts import checking, opening
from tests.conftest import Server

STEPS = ("rules", "open")
"""What is due of every process in the storm."""
NOT_FINAL = ("QUEUED", "SENDING")


@dataclass(frozen=True, slots=True)
class Storm:
    """How much is thrown at the house."""

    processes: int
    rounds: int
    workers: int
    longest_calm_s: float
    seed: int = 3


def storm(full: Storm, small: Storm) -> Storm:
    """The full size where `make chaos` asks for it."""
    return full if os.environ.get("ISTRUTTORIA_CHAOS") == "full" else small


@pytest.mark.alone
@pytest.mark.engine
@pytest.mark.storm
def test_on_sqlite_with_one_worker_no_step_is_lost_or_done_twice(tmp_path: Path) -> None:
    size = storm(
        Storm(processes=200, rounds=20, workers=1, longest_calm_s=12),
        Storm(processes=12, rounds=3, workers=1, longest_calm_s=6),
    )
    with mail_server() as (port, seen), in_service(Service(tmp_path, variables=mail_variables(port))) as service:
        weather(service, seen, size)


@pytest.mark.engine
@pytest.mark.postgres
@pytest.mark.storm
def test_on_postgresql_with_two_workers_no_step_is_lost_or_done_twice(tmp_path: Path, server: Server) -> None:
    size = storm(
        Storm(processes=200, rounds=20, workers=2, longest_calm_s=12),
        Storm(processes=12, rounds=2, workers=2, longest_calm_s=6),
    )
    with server.database() as ours, server.database() as engines, mail_server() as (port, seen):
        driver = engines.replace("+psycopg", "+asyncpg").partition("?")[0]
        service = Service(tmp_path, ours, driver, variables=mail_variables(port))
        with in_service(service):
            weather(service, seen, size)


def mail_variables(port: int) -> dict[str, str]:
    return {
        "ISTRUTTORIA_SMTP_HOST": "127.0.0.1",
        "ISTRUTTORIA_SMTP_PORT": str(port),
        "ISTRUTTORIA_SMTP_SECURITY": "none",
    }


def weather(service: Service, seen: Seen, size: Storm) -> None:
    """Open processes while parts of the house die and come back; then wait, and look at all that is left."""
    began = time.monotonic()
    chance = Random(size.seed)
    service.start_all(workers=size.workers)
    with opened(service) as desk:
        ids = [f"tetti-{number}" for number in range(1, size.processes + 1)]
        killed: Counter[str] = Counter()
        per_round = -(-size.processes // size.rounds)
        for round_ in range(size.rounds):
            open_some(desk, ids[round_ * per_round : (round_ + 1) * per_round], chance)
            time.sleep(chance.uniform(1, size.longest_calm_s))
            part = chance.choice(sorted(service.running)) if round_ > 2 else ("worker-1", "server", "clock")[round_]
            service.kill(part)
            killed[part] += 1
            time.sleep(chance.uniform(0, 3))
            service.start(part)
        stormed = time.monotonic() - began
        service.wait_for_server()
        expected = len(ids) * len(STEPS)
        waited = wait_until(lambda: count_steps(desk) == expected, within_s=900, what=f"{expected} steps done")
        wait_until(lambda: not letters_in(desk, *NOT_FINAL), within_s=600, what="no letter waits")
        uncertain = settle_uncertain(desk, seen)
        wait_until(lambda: not letters_in(desk, *NOT_FINAL), within_s=300, what="no letter waits after settling")
        calm = wait_until(lambda: still_held(service) == [], within_s=600, what="no run is held for alive")
        print(
            f"\n{size}: killed {dict(killed)} in {stormed:.0f} s; all steps {waited:.0f} s after, "
            f"{calm:.0f} s more until the engine held none for alive; {uncertain} uncertain letters named and settled; "
            f"{len(seen.accepted)} letters; {calls_by_end(desk)} calls; {time.monotonic() - began:.0f} s in all"
        )
        assert_all_once(desk, ids, seen)
        assert killed.keys() >= {"worker-1", "server", "clock"}


@contextmanager
def opened(service: Service) -> Iterator[Desk]:
    desk = service.desk()
    yield desk
    desk.engine.dispose()


def open_some(desk: Desk, ids: list[str], chance: Random) -> None:
    """Open inquiries whose window began days ago: most on one day, so that one run does them, some on their own."""
    today = now().date()
    for place, process_id in enumerate(ids):
        first = today - timedelta(days=10 if place else chance.randint(11, 60))
        text_ = definition_text(process_id=process_id, first=first, last=today + timedelta(days=30))
        opening.open_inquiry(desk, text_, name=f"{process_id}.yaml", as_of=now())


def count_steps(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM step")).scalar_one())


def letters_in(desk: Desk, *states: str) -> list[tuple[int, str, str]]:
    """Letters in some state: id, Message-ID, process."""
    with desk.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, message_id, process_id, state FROM letter ORDER BY id"))
        return [(row.id, row.message_id, row.process_id) for row in rows if row.state in states]


def settle_uncertain(desk: Desk, seen: Seen) -> int:
    """Do what the office does with a letter of which nobody knows: ask whether it came, send it again if it did not."""
    uncertain = letters_in(desk, "UNCERTAIN")
    for letter_id, message_id, _ in uncertain:
        verdict = Verdict.ARRIVED if message_id in seen.message_ids else Verdict.RESEND
        with desk.transaction() as session:
            letters.settle(session, letter_id, verdict=verdict, officer="Ufficio posta", settled_at=now())
    return len(uncertain)


def still_held(service: Service) -> list[str]:
    """Runs of ours that the engine shows as running or starting."""
    return [run.id for run in service.room.unfinished()]


def calls_by_end(desk: Desk) -> dict[str, int]:
    with desk.engine.connect() as connection:
        rows = connection.execute(text('SELECT "end", count(*) FROM attempt GROUP BY "end"')).all()
    return {str(end): int(count) for end, count in rows}


def assert_all_once(desk: Desk, ids: list[str], seen: Seen) -> None:
    with desk.engine.connect() as connection:
        steps = Counter(connection.execute(text("SELECT process_id, name FROM step")).tuples())
        entries = Counter(
            connection.execute(text("SELECT process_id, subject FROM register_entry WHERE kind = 'STEP'")).tuples()
        )
        written = {row[0] for row in connection.execute(text("SELECT message_id FROM letter"))}
    once = Counter((process_id, name) for process_id in ids for name in STEPS)
    assert steps == once
    assert entries == once
    assert Counter(seen.message_ids) == Counter(written)
    assert len(written) >= len(ids)
    faults = {process_id: found for process_id in ids if (found := checking.verify(desk, process_id).faults)}
    assert faults == {}
