"""The calendar of all processes, kept current: what has grown since is planned anew before it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.errors import Refusal
from domain.store import agenda
from domain.store.agenda import OpenStep
from flows.edges import Desk
from flows.plans import PLANS
from flows.steps import write_calendar


def refresh(desk: Desk) -> dict[str, Refusal]:
    """Plan anew every process whose register has grown; returns those whose plan cannot be made, with the reason.

    Cheap when nothing has changed: one question to the database, whatever the number of processes.
    """
    with desk.reading() as session:
        stale = agenda.to_plan_anew(session)
    faulty: dict[str, Refusal] = {}
    for process_id, kind in stale:
        try:
            write_calendar(desk, PLANS[kind], process_id)
        except Refusal as refusal:  # one process that cannot be read must not stop the clock of the others
            faulty[process_id] = refusal
    return faulty


def due_steps(desk: Desk, *, as_of: datetime) -> Sequence[OpenStep]:
    """The steps of all processes that are due at `as_of` and wait for nothing, the longest overdue first."""
    refresh(desk)
    with desk.reading() as session:
        return agenda.due(session, as_of=as_of)


def coming_steps(desk: Desk, *, until: datetime | None = None, process_id: str = "") -> Sequence[OpenStep]:
    """The steps of all processes, or of one, still to come."""
    refresh(desk)
    with desk.reading() as session:
        return agenda.upcoming(session, until=until, process_id=process_id)
