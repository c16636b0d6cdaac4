"""How a process advances by itself: steps with their legal instants, fulfilled in order, each exactly once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar

from domain.errors import Refusal
from domain.minutes import Minutes
from domain.store import agenda
from domain.store.agenda import PlannedStep
from flows.edges import Desk

WAITS_FOR_STAGE = "attende la fase"
"""How the wait of a step of a later stage begins: it is not late, whatever its instant."""


class AnyCase(Protocol):
    """What every process's case can tell, whatever its kind."""

    @property
    def stage_name(self) -> str: ...

    @property
    def done(self) -> frozenset[str]: ...

    @property
    def last_recorded_at(self) -> datetime | None: ...

    @property
    def register_number(self) -> int: ...


P = ParamSpec("P")
R = TypeVar("R")
CaseT = TypeVar("CaseT", bound=AnyCase)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step is fulfilled: the instant the rules give and the real one."""

    due_at: datetime
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Step(Generic[CaseT]):
    """One thing that the calendar makes a process do (adempimento)."""

    name: str
    title: str
    """In Italian, as staff read it."""
    stages: frozenset[str]
    """NAMEs of the stages in which it may happen."""
    due: Callable[[CaseT], datetime | None]
    """The legal instant; None while nothing tells it yet."""
    do: Callable[[Desk, CaseT, Moment], Minutes]
    why_not: Callable[[Desk, CaseT], str | None] = lambda _desk, _case: None
    """What it still waits for besides its instant, in Italian; None: nothing."""


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A step that was just fulfilled, with both its instants."""

    name: str
    title: str
    due_at: datetime
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Plan(Generic[CaseT]):
    """A kind of process: how its case is loaded and what its calendar holds."""

    load: Callable[[Desk, str], CaseT]
    steps: Callable[[CaseT], Sequence[Step[CaseT]]]
    stages: type[StrEnum]
    """In the order in which a process goes through them."""
    owed: Callable[[Desk, CaseT], Sequence[str]] = lambda _desk, _case: ()
    """What is missing and who owes it, one line for each, in Italian."""
    may_settle_letters: Callable[[CaseT], Sequence[str]] = lambda _case: ()
    """The offices that may settle a letter of the process whose end nobody knows."""


def next_step(desk: Desk, plan: Plan[CaseT], process_id: str, *, as_of: datetime) -> str | None:
    """Name the first step that is due at `as_of`, waits for nothing and is not yet done.

    None before the register's newest entry: what is on record by then is not known yet at `as_of`, and a step that
    rests on it would seem to come before it.
    """
    return _next_of(desk, plan, plan.load(desk, process_id), as_of=as_of)


def _next_of(desk: Desk, plan: Plan[CaseT], case: CaseT, *, as_of: datetime) -> str | None:
    if case.last_recorded_at is not None and as_of < case.last_recorded_at:
        return None
    for step in plan.steps(case):
        if step.name in case.done or case.stage_name not in step.stages:
            continue
        due_at = step.due(case)
        if due_at is not None and due_at <= as_of and step.why_not(desk, case) is None:
            return step.name
    return None


def fulfil(desk: Desk, plan: Plan[CaseT], process_id: str, name: str, *, as_of: datetime) -> Fulfilled | None:
    """Do one step and keep what it leaves in one transaction; None when somebody else had done it.

    Raises: Refusal when the step is not of this process or not due.
    """
    return _fulfil(desk, plan, process_id, plan.load(desk, process_id), name, as_of=as_of)


def _fulfil(
    desk: Desk, plan: Plan[CaseT], process_id: str, case: CaseT, name: str, *, as_of: datetime
) -> Fulfilled | None:
    step = next((step for step in plan.steps(case) if step.name == name), None)
    due_at = step.due(case) if step else None
    if step is None or due_at is None or due_at > as_of:
        raise Refusal(f"l'adempimento «{name}» non è dovuto", "controllate le prossime date con «istruttoria calendar»")
    minutes = step.do(desk, case, Moment(due_at, as_of))
    minutes.step, minutes.due_at = name, due_at
    kept = desk.keep(process_id, minutes, as_of=as_of)
    return Fulfilled(name, step.title, due_at, as_of) if kept else None


def advance(
    desk: Desk,
    plan: Plan[CaseT],
    process_id: str,
    *,
    as_of: datetime,
    run: Callable[[str], Fulfilled | None] | None = None,
) -> list[Fulfilled]:
    """Fulfil, in order, every step that is due at `as_of`; running it again changes nothing.

    `run` fulfils one step by name, in a task of the engine; without it the step is fulfilled here, and its case is
    loaded once.
    """
    done: list[Fulfilled] = []
    last = None
    with desk.turn(process_id):  # two at once would write the same documents with two dates
        case = plan.load(desk, process_id)
        while name := _next_of(desk, plan, case, as_of=as_of):
            if name == last:
                raise Refusal(f"l'adempimento «{name}» non risulta fatto", "segnalatelo a chi mantiene il programma")
            last = name
            result = run(name) if run else _fulfil(desk, plan, process_id, case, name, as_of=as_of)
            if result is not None:
                done.append(result)
            case = plan.load(desk, process_id)
        _write_calendar(desk, plan, process_id, case)
    return done


def remaining(desk: Desk, case: CaseT, steps: Sequence[Step[CaseT]], stages: type[StrEnum]) -> list[PlannedStep]:
    """Return every step that the process may still have to fulfil, in the order of the plan.

    A step of a later stage waits for its stage, however long its instant has passed.
    """
    order = [stage.name for stage in stages]
    still_to_come = order[order.index(case.stage_name) :]
    found = []
    for step in steps:
        first = next((name for name in still_to_come if name in step.stages), None)
        if step.name in case.done or first is None:
            continue
        waits_for = step.why_not(desk, case) or ""
        if not waits_for and first != case.stage_name:
            waits_for = f"{WAITS_FOR_STAGE} «{stages[first]}»"
        found.append(PlannedStep(step.name, step.title, step.due(case), waits_for))
    return found


def write_calendar(desk: Desk, plan: Plan[CaseT], process_id: str) -> None:
    """Write what a process has still to do into the calendar that clock and sweep read.

    When somebody acts meanwhile nothing is written: the register's number tells whoever reads the calendar that it
    must be planned anew.
    """
    _write_calendar(desk, plan, process_id, plan.load(desk, process_id))


def _write_calendar(desk: Desk, plan: Plan[CaseT], process_id: str, case: CaseT) -> None:
    steps = remaining(desk, case, plan.steps(case), plan.stages)
    with desk.transaction() as session:
        agenda.write(session, process_id, steps, number=case.register_number)


def in_turn(act: Callable[Concatenate[Desk, str, P], R]) -> Callable[Concatenate[Desk, str, P], R]:
    """Let an act on a process wait for its turn: what it finds stays true until what it leaves is on record."""

    @wraps(act)
    def alone(desk: Desk, process_id: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with desk.turn(process_id):
            return act(desk, process_id, *args, **kwargs)

    return alone
