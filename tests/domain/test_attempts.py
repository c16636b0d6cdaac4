"""Calls of the engine: a number is taken once, each call has one end, and the waits between them grow."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from sqlalchemy import Engine

from domain.attempts import call_again_at
from domain.models import Attempt
from domain.store import attempts
from domain.store.database import reading, transaction
from domain.vocabulary import AttemptEnd
from tests.people import NOON, open_house

MINUTE = timedelta(minutes=1)


def claim(engine: Engine, number: int, *, at: datetime = NOON) -> bool:
    with transaction(engine) as session:
        return attempts.claim(session, "orti", NOON, number, asked_at=at)


def answered(engine: Engine, number: int, run: str) -> None:
    with transaction(engine) as session:
        attempts.note_run(session, "orti", NOON, number, flow_run_id=run)


def last(engine: Engine) -> tuple[int, str, AttemptEnd, str] | None:
    with reading(engine) as session:
        found = attempts.last(session, "orti", NOON)
        return found and (found.number, found.flow_run_id, found.end, found.told)


def test_a_number_that_has_its_run_is_taken_once(engine: Engine) -> None:
    open_house(engine)
    assert last(engine) is None
    assert claim(engine, 1)
    answered(engine, 1, "run-1")
    assert not claim(engine, 1)
    assert claim(engine, 2)
    assert not claim(engine, 1)
    assert last(engine) == (2, "", AttemptEnd.OPEN, "")


def test_a_number_that_nobody_answered_is_taken_again_and_counts_from_then(engine: Engine) -> None:
    open_house(engine)
    assert claim(engine, 1)
    assert claim(engine, 1, at=NOON + MINUTE)
    with reading(engine) as session:
        (only,) = attempts.since(session, NOON)
    assert (only.number, only.asked_at) == (1, NOON + MINUTE)


def test_clocks_that_call_at_once_leave_one_call(engine: Engine) -> None:
    open_house(engine)
    start = threading.Barrier(4)

    def call() -> None:
        start.wait()
        claim(engine, 1)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert [one.number for one in attempts.since(session, NOON)] == [1]


def test_the_first_end_of_a_call_stays_and_a_run_that_nobody_called_changes_nothing(engine: Engine) -> None:
    open_house(engine)
    claim(engine, 1)
    answered(engine, 1, "run-1")
    with transaction(engine) as session:
        attempts.end(session, "run-of-a-person", AttemptEnd.DONE)
    with reading(engine) as session:
        assert [one.flow_run_id for one in attempts.open_ones(session)] == ["run-1"]
    with transaction(engine) as session:
        attempts.end(session, "run-1", AttemptEnd.REFUSED, told="x" * 3000)
        attempts.end(session, "run-1", AttemptEnd.DEAD)
    assert last(engine) == (1, "run-1", AttemptEnd.REFUSED, "x" * 2000)
    with reading(engine) as session:
        assert attempts.open_ones(session) == []


def test_a_refusal_of_the_clocks_own_hand_is_on_record_beside_the_calls(engine: Engine) -> None:
    open_house(engine)

    def refuse(told: str) -> None:
        with transaction(engine) as session:
            attempts.refuse(session, "orti", NOON, asked_at=NOON, told=told)

    refuse("manca il sigillo")
    assert last(engine) == (1, "", AttemptEnd.REFUSED, "manca il sigillo")
    assert not claim(engine, 1)
    claim(engine, 2)  # the engine was silent
    refuse("manca ancora")
    assert last(engine) == (2, "", AttemptEnd.REFUSED, "manca ancora")
    claim(engine, 3)
    answered(engine, 3, "run-3")
    refuse("manca sempre")
    with reading(engine) as session:
        assert [(one.number, one.end) for one in attempts.since(session, NOON)] == [
            (1, AttemptEnd.REFUSED),
            (2, AttemptEnd.REFUSED),
            (3, AttemptEnd.OPEN),
            (4, AttemptEnd.REFUSED),
        ]


def test_the_waits_between_calls_grow_to_an_hour_and_stay_there() -> None:
    waits = [call_again_at(number, NOON) - NOON for number in range(1, 8)]
    assert waits == [MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE]


def test_calls_of_another_instant_are_other_calls(engine: Engine) -> None:
    open_house(engine)
    claim(engine, 1)
    with transaction(engine) as session:
        assert attempts.claim(session, "orti", NOON + MINUTE, 1, asked_at=NOON)
        assert isinstance(attempts.last(session, "orti", NOON + MINUTE), Attempt)
        assert attempts.last(session, "piazze", NOON) is None
