"""Acts on one process take turns: whoever comes second finds what the first one left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from small_case import small_case
from sqlalchemy import Engine, text

from domain.errors import Refusal
from domain.store.turns import own_turn, sole_turn
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking, opening
from flows.inquiry_acts.plan import advance_inquiry
from flows.steps import Fulfilled, in_turn


def at_once(*works: Callable[[], object]) -> None:
    """Start all of them at the same instant and wait for the last one."""
    start = threading.Barrier(len(works))
    threads = [threading.Thread(target=lambda work=work: (start.wait(), work())) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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
