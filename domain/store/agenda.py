"""The calendar in the database: what each open process has still to do, and which processes must be planned anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session, col

from domain.models import DueStep, Process, RegisterEntry
from domain.store import registry
from domain.vocabulary import ProcessKind


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as the plan of its process sees it now."""

    name: str
    title: str
    due_at: datetime | None
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of the calendar, with the process that must fulfil it."""

    process_id: str
    process_title: str
    kind: ProcessKind
    name: str
    title: str
    due_at: datetime | None
    waits_for: str


def to_plan_anew(session: Session) -> Sequence[tuple[str, ProcessKind]]:
    """The processes whose register has grown since their calendar was planned: id and kind."""
    newest = (
        select(func.max(col(RegisterEntry.number)))
        .where(col(RegisterEntry.process_id) == col(Process.id))
        .correlate(Process)
        .scalar_subquery()
    )
    question = select(col(Process.id), col(Process.kind)).where(
        col(Process.kind) != ProcessKind.OFFICE, func.coalesce(newest, 0) != col(Process.planned_number)
    )
    return [(process_id, kind) for process_id, kind in session.execute(question.order_by(col(Process.id)))]


def write(session: Session, process_id: str, steps: Sequence[PlannedStep], *, number: int) -> bool:
    """Put the calendar of a process in the place of the one before; False when the register has grown meanwhile.

    `number` is the register's entry up to which the plan looked.
    """
    registry.lock_process(session, process_id)
    if registry.head(session, process_id).number != number:
        return False
    session.execute(delete(DueStep).where(col(DueStep.process_id) == process_id))
    rows = [
        {
            "process_id": process_id,
            "place": place,
            "name": step.name,
            "title": step.title,
            "due_at": step.due_at,
            "waits_for": step.waits_for,
        }
        for place, step in enumerate(steps, start=1)
    ]
    if rows:
        session.execute(insert(DueStep), rows)
    session.execute(update(Process).where(col(Process.id) == process_id).values(planned_number=number))
    return True


def due(session: Session, *, as_of: datetime) -> Sequence[OpenStep]:
    """The steps that are due at `as_of` and wait for nothing, the longest overdue first."""
    return _asked(session, col(DueStep.due_at) <= as_of, col(DueStep.waits_for) == "")


def upcoming(
    session: Session, *, until: datetime | None = None, process_id: str = "", is_free: bool = False
) -> Sequence[OpenStep]:
    """The steps still to come, by legal instant; those whose instant nothing tells yet stand last.

    `until` leaves out what comes later or has no instant; `is_free` leaves out what waits for something.
    """
    conditions: list[Any] = []
    if until is not None:
        conditions.append(col(DueStep.due_at) <= until)
    if process_id:
        conditions.append(col(DueStep.process_id) == process_id)
    if is_free:
        conditions.append(col(DueStep.waits_for) == "")
    return _asked(session, *conditions)


def open_processes(session: Session) -> Sequence[str]:
    """The ids of the processes that have something still to do."""
    return list(session.execute(select(col(DueStep.process_id)).distinct().order_by(col(DueStep.process_id))).scalars())


def open_kinds(session: Session) -> dict[str, ProcessKind]:
    """The kind of each process that has something still to do, in order of id."""
    question = (
        select(col(Process.id), col(Process.kind))
        .where(col(Process.id).in_(select(col(DueStep.process_id))))
        .order_by(col(Process.id))
    )
    return {row.id: row.kind for row in session.execute(question)}


def _asked(session: Session, *conditions: Any) -> Sequence[OpenStep]:
    question = (
        select(
            col(DueStep.process_id),
            col(Process.title),
            col(Process.kind),
            col(DueStep.name),
            col(DueStep.title),
            col(DueStep.due_at),
            col(DueStep.waits_for),
        )
        .join(Process, col(Process.id) == col(DueStep.process_id))
        .where(*conditions)
        .order_by(col(DueStep.due_at).is_(None), col(DueStep.due_at), col(DueStep.process_id), col(DueStep.place))
    )
    return [OpenStep(*row) for row in session.execute(question)]
