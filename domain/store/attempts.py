"""Calls of the engine in the database: each has a number for its instant, and an end that the run itself records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, and_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from domain.models import Attempt
from domain.vocabulary import AttemptEnd

_LONGEST_TOLD = 2000


def last(session: Session, process_id: str, due_at: datetime) -> Attempt | None:
    """The newest call for one instant of a process, if any."""
    asked = select(Attempt).where(Attempt.process_id == process_id, Attempt.due_at == due_at)
    return session.exec(asked.order_by(col(Attempt.number).desc()).limit(1)).first()


def claim(session: Session, process_id: str, due_at: datetime, number: int, *, asked_at: datetime) -> bool:
    """Take a number for a call; False when another clock has it.

    A number that nobody has answered yet may be taken again: the engine knows its key, and gives the same run for it.
    """
    values = {
        "process_id": process_id,
        "due_at": due_at,
        "number": number,
        "asked_at": asked_at,
        "flow_run_id": "",
        "end": AttemptEnd.OPEN,
        "told": "",
    }
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    taken = session.execute(dialect.insert(Attempt).values(values).on_conflict_do_nothing())
    if isinstance(taken, CursorResult) and taken.rowcount == 1:
        return True
    known = last(session, process_id, due_at)
    if known is None or known.number != number or not _is_unanswered(known):
        return False
    known.asked_at = asked_at
    session.add(known)
    return True


def refuse(session: Session, process_id: str, due_at: datetime, *, asked_at: datetime, told: str) -> None:
    """Write down that the clock's own hand was refused, as if a run had told it: nobody calls for it again."""
    known = last(session, process_id, due_at)
    if known is None or not _is_unanswered(known):
        number = known.number + 1 if known else 1
        known = Attempt(process_id=process_id, due_at=due_at, number=number, asked_at=asked_at, end=AttemptEnd.OPEN)
    known.end, known.told = AttemptEnd.REFUSED, told[:_LONGEST_TOLD]
    session.add(known)


def _is_unanswered(known: Attempt) -> bool:
    return known.end is AttemptEnd.OPEN and not known.flow_run_id


def note_run(session: Session, process_id: str, due_at: datetime, number: int, *, flow_run_id: str) -> None:
    """Write down which run of the engine answers a call."""
    session.execute(
        update(Attempt)
        .where(col(Attempt.process_id) == process_id, col(Attempt.due_at) == due_at, col(Attempt.number) == number)
        .values(flow_run_id=flow_run_id)
    )


def end(session: Session, flow_run_id: str, how: AttemptEnd, *, told: str = "") -> None:
    """Write down how a run ended; a run that nobody called changes nothing."""
    # A call without an answer has no run yet: it is not the one of a flow that ran outside the engine.
    is_its = and_(col(Attempt.flow_run_id) == flow_run_id, col(Attempt.flow_run_id) != "")
    session.execute(
        update(Attempt).where(is_its, col(Attempt.end) == AttemptEnd.OPEN).values(end=how, told=told[:_LONGEST_TOLD])
    )


def open_ones(session: Session) -> Sequence[Attempt]:
    """The calls whose run has not told its end, oldest first."""
    waiting = select(Attempt).where(Attempt.end == AttemptEnd.OPEN, Attempt.flow_run_id != "")
    return session.exec(waiting.order_by(col(Attempt.id))).all()


def since(session: Session, moment: datetime) -> Sequence[Attempt]:
    """The calls made from a moment on, oldest first."""
    return session.exec(select(Attempt).where(Attempt.asked_at >= moment).order_by(col(Attempt.id))).all()
