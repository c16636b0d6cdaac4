"""The plan of each kind of process: what advances by itself. A new kind joins the clock with a row of this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.models import Process
from domain.store import processes
from domain.vocabulary import ProcessKind
from flows.assembly_acts.plan import ASSEMBLY
from flows.edges import Desk
from flows.inquiry_acts.plan import INQUIRY
from flows.observatory_acts.plan import OBSERVATORY
from flows.steps import Fulfilled, Plan, advance, fulfil

PLANS: Mapping[ProcessKind, Plan[Any]] = {
    ProcessKind.INQUIRY: INQUIRY,
    ProcessKind.ASSEMBLY: ASSEMBLY,
    ProcessKind.OBSERVATORY: OBSERVATORY,
}


def plan_of(desk: Desk, process_id: str) -> Plan[Any]:
    """The plan by which a process advances.

    Raises: Refusal when there is no such process.
    """
    with desk.reading() as session:
        return PLANS[processes.get(session, process_id).kind]


def advance_process(
    desk: Desk, process_id: str, *, as_of: datetime, run: Callable[[str], Fulfilled | None] | None = None
) -> list[Fulfilled]:
    """Fulfil, in order, every step of a process of any kind that is due at `as_of`."""
    return advance(desk, plan_of(desk, process_id), process_id, as_of=as_of, run=run)


def stage_of(process: Process) -> str:
    """The stage of a process in the words of its kind."""
    return str(PLANS[process.kind].stages[process.stage])


def timezone_of(desk: Desk, process_id: str) -> str:
    """The time zone of the city whose process it is."""
    return str(plan_of(desk, process_id).load(desk, process_id).timezone)


def step_title(desk: Desk, process_id: str, name: str) -> str:
    """The title of a step of a process, as staff read it; its name when the plan has no such step any more."""
    plan = plan_of(desk, process_id)
    return next((step.title for step in plan.steps(plan.load(desk, process_id)) if step.name == name), name)


def owed_to(desk: Desk, process_id: str) -> Sequence[str]:
    """What a process still misses and who owes it, one line for each, in Italian."""
    plan = plan_of(desk, process_id)
    return plan.owed(desk, plan.load(desk, process_id))


def may_settle_letters(desk: Desk, process_id: str) -> Sequence[str]:
    """The offices that may settle a letter of a process; the office's own letters are the office's."""
    with desk.reading() as session:
        kind = processes.get(session, process_id).kind
    if kind is ProcessKind.OFFICE:
        return [desk.post.mailbox.name]
    return PLANS[kind].may_settle_letters(PLANS[kind].load(desk, process_id))


def fulfil_of_process(desk: Desk, process_id: str, name: str, *, as_of: datetime) -> Fulfilled | None:
    """Fulfil one step of a process of any kind by its name; None when somebody else had done it."""
    return fulfil(desk, plan_of(desk, process_id), process_id, name, as_of=as_of)
