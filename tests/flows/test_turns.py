"""Acts on one process take turns: whoever comes second finds what the first one left."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from at_once import at_once
from small_case import small_case
from sqlalchemy import Engine, text

from domain.errors import Refusal
from domain.store.turns import is_present, own_turn, presence, sole_turn
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking, opening
from flows.inquiry_acts.plan import advance_inquiry
from flows.steps import Fulfilled, in_turn


def test_two_runs_at_once_do_each_step_once_and_leave_documents_that_verify(tmp_path: Path) -> None:
    case = small_case()
    desk = open_rehearsal(tmp_path, seed="turni")
    opening.open_inquiry(desk, case.definition_text, name="tetti.yaml", as_of=datetime(2024, 11, 1, tzinfo=UTC))
    done: list[Fulfilled] = []

    def advance(minute: int) -> None:
        own = open_rehearsal(tmp_path, seed="turni")
        done.extend(advance_inquiry(own, "tetti", as_of=datetime(2025, 2, 3, 9, minute, tzinfo=UTC)))

    at_once(lambda: advance(0), lambda: advance(7))
    assert sorted(step.name for step in done) == ["open", "rules"]
    assert checking.verify(desk, "tetti").faults == []


def test_a_turn_is_held_by_one_at_a_time_and_the_others_wait(engine: Engine) -> None:
    inside: list[int] = []
    seen: list[int] = []

    def work() -> None:
        for _ in range(5):
            with own_turn(engine, "processo-tetti"):
                inside.append(1)
                with engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
                seen.append(len(inside))
                inside.pop()

    at_once(work, work, work)
    assert seen == [1] * 15
    with own_turn(engine, "processo-tetti"), sole_turn(engine, "processo-tetti") as ours:
        assert not ours


def test_an_act_that_refuses_gives_its_turn_back(tmp_path: Path) -> None:
    desk = open_rehearsal(tmp_path, seed="turni")
    held: list[bool] = []

    @in_turn
    def refuse(desk: Desk, process_id: str, *, reason: str) -> None:
        with sole_turn(desk.engine, f"processo-{process_id}") as ours:
            held.append(not ours)
        raise Refusal(reason, "riprovate")

    for _ in range(2):
        try:
            refuse(desk, "tetti", reason="no")
        except Refusal as refusal:
            assert refusal.problem == "no"
    assert held == [True, True]


_HOLDER = """
import sys, time
from domain.store.database import open_engine
from domain.store.turns import {sign}
with {sign}(open_engine(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def another_process(engine: Engine, sign: str, name: str) -> Iterator[subprocess.Popen[str]]:
    """A program of its own that holds a turn or shows a presence; killed in the end, if not before."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _HOLDER.format(sign=sign), url, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def left_by(engine: Engine) -> list[str]:
    """The files that signs of life left beside a database."""
    return sorted(path.name for path in Path(str(engine.url.database)).parent.glob("*.corsa-*"))


def test_a_run_shows_that_it_lives_until_it_ends_and_leaves_nothing_behind(engine: Engine) -> None:
    assert not is_present(engine, "run-1")
    with presence(engine, "run-1"):
        assert is_present(engine, "run-1")
        assert not is_present(engine, "run-2")
        assert is_present(engine, "run-1")
    assert not is_present(engine, "run-1")
    try:
        with presence(engine, "run-1"):
            raise Refusal("manca qualcosa", "aggiungetela")
    except Refusal:
        assert left_by(engine) == []
    assert not is_present(engine, "run-1")


def test_the_kill_of_a_run_ends_its_sign_of_life_at_once(engine: Engine) -> None:
    with another_process(engine, "presence", "run-1") as run:
        assert is_present(engine, "run-1")
        run.kill()
        run.wait()
        assert not is_present_for_long(engine, "run-1")
    assert left_by(engine) == []


def is_present_for_long(engine: Engine, run: str) -> bool:
    """PostgreSQL needs a moment to notice that a connection is gone."""
    for _ in range(100):
        if not is_present(engine, run):
            return False
        threading.Event().wait(0.05)
    return True


def test_the_kill_of_a_clock_gives_its_turn_to_the_next_one(engine: Engine) -> None:
    with another_process(engine, "own_turn", "orologio") as clock:
        with sole_turn(engine, "orologio") as is_ours:
            assert not is_ours
        clock.kill()
        clock.wait()
        with own_turn(engine, "orologio"), sole_turn(engine, "orologio") as is_free:
            assert not is_free


def test_a_sign_that_is_looked_for_while_it_begins_is_never_lost(sqlite_engine: Engine) -> None:
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            is_present(sqlite_engine, "run-1")

    watchers = [threading.Thread(target=look) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    seen = []
    for _ in range(150):
        with presence(sqlite_engine, "run-1"):
            seen.append(is_present(sqlite_engine, "run-1"))
    over.set()
    for watcher in watchers:
        watcher.join()
    assert seen == [True] * 150
