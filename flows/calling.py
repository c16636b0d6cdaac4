"""How the clock gets a step done: it calls the engine, each call numbered, or does the step with its own hands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.attempts import call_again_at
from domain.errors import Refusal
from domain.models import Attempt
from domain.store import attempts
from domain.store.turns import is_present, sole_turn
from domain.vocabulary import AttemptEnd
from flows.edges import Desk
from flows.engine_room import OVER, QUEUED, EngineRoom
from flows.plans import advance_process

LONGEST_QUEUE = timedelta(minutes=2)
"""How long a run may wait for a worker before the clock does its steps itself."""
SEVERAL = 3
"""More processes than this with one legal instant are called together: a run of the engine costs seconds of CPU."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clock wants of the engine: a deployment, its parameters, and the name that people read."""

    deployment: str
    parameters: dict[str, object]
    name: str


def call(desk: Desk, engine: EngineRoom, process_id: str, wish: Wish, *, due_at: datetime, as_of: datetime) -> bool:
    """Ask the engine for a run for one legal instant of a process, unless one is under way; True when it took it.

    Two clocks ask once: the number of the call is taken in the database first, and is the engine's key.

    Raises: EngineSilent when the engine does not answer; the number stays taken and the next call asks with it again.
    """
    number = next_number(desk, engine, process_id, due_at=due_at, as_of=as_of)
    if number is None:
        return False
    return _start(desk, engine, [(process_id, number)], wish, due_at=due_at, as_of=as_of)


def call_together(
    desk: Desk, engine: EngineRoom, process_ids: Sequence[str], wish: Wish, *, due_at: datetime, as_of: datetime
) -> bool:
    """Ask the engine for one run for several processes with the same legal instant."""
    numbers = [(one, next_number(desk, engine, one, due_at=due_at, as_of=as_of)) for one in process_ids]
    asked = [(process_id, number) for process_id, number in numbers if number is not None]
    return bool(asked) and _start(desk, engine, asked, wish, due_at=due_at, as_of=as_of)


def next_number(desk: Desk, engine: EngineRoom, process_id: str, *, due_at: datetime, as_of: datetime) -> int | None:
    """Return the number of the next call for a legal instant; None while none may follow.

    A refusal is never repeated by the clock: people mend what it says, and the patrol looks again every hour.
    """
    with desk.reading() as session:
        last = attempts.last(session, process_id, due_at)
    if last is None:
        return 1
    if last.end is AttemptEnd.REFUSED:
        return None
    if not last.flow_run_id:  # the engine was silent: were it not, its key would give the run that it made
        return last.number
    if as_of < call_again_at(last.number, last.asked_at) or is_under_way(desk, engine, last):
        return None
    return last.number + 1


def is_under_way(desk: Desk, engine: EngineRoom, last: Attempt) -> bool:
    """Tell whether the run of a call lives or still waits for a worker.

    Raises: EngineSilent when the engine does not answer.
    """
    if last.end is not AttemptEnd.OPEN:
        return False
    if is_present(desk.engine, last.flow_run_id):
        return True
    run = engine.run(last.flow_run_id)
    return run is not None and run.state in QUEUED


def has_queued_too_long(desk: Desk, engine: EngineRoom, process_id: str, *, due_at: datetime, as_of: datetime) -> bool:
    """Tell whether the run for a legal instant waits and waits: no worker takes it.

    Raises: EngineSilent when the engine does not answer.
    """
    with desk.reading() as session:
        last = attempts.last(session, process_id, due_at)
    if last is None or last.end is not AttemptEnd.OPEN or not last.flow_run_id:
        return False
    if as_of < max(due_at, last.asked_at) + LONGEST_QUEUE:
        return False
    run = engine.run(last.flow_run_id)
    return run is not None and run.state in QUEUED


def is_in_hand(desk: Desk, process_id: str, due_at: datetime) -> bool:
    """Tell whether a run that was called for a legal instant shows that it lives, or was refused: the clock waits.

    A run that the engine has only promised is in nobody's hands; when it comes, it finds the step done.
    """
    with desk.reading() as session:
        last = attempts.last(session, process_id, due_at)
    if last is None or last.end is AttemptEnd.REFUSED:
        return last is not None
    return last.end is AttemptEnd.OPEN and bool(last.flow_run_id) and is_present(desk.engine, last.flow_run_id)


def do_by_own_hand(desk: Desk, process_id: str, *, as_of: datetime, due: Sequence[datetime] = ()) -> int:
    """Fulfil what is due of a process here and now, without the engine; returns how many steps it did.

    Nothing happens while somebody acts on the process: whoever does goes on to what is due.

    Raises: Refusal when a step is refused; that is on record for each instant of `due`, and is not tried again.
    """
    with sole_turn(desk.engine, f"processo-{process_id}") as is_free:
        pass
    try:
        return len(advance_process(desk, process_id, as_of=as_of)) if is_free else 0
    except Refusal as refusal:
        with desk.transaction() as session:
            for due_at in due:
                attempts.refuse(session, process_id, due_at, asked_at=as_of, told=str(refusal))
        raise


def is_refused(desk: Desk, process_id: str, due_at: datetime) -> bool:
    """Tell whether the last call for a legal instant ended in a refusal, which people must mend."""
    with desk.reading() as session:
        last = attempts.last(session, process_id, due_at)
    return last is not None and last.end is AttemptEnd.REFUSED


def close_dead_runs(desk: Desk, engine: EngineRoom, *, as_of: datetime, patience: timedelta) -> list[str]:
    """Close the runs that the engine holds for alive though their process is gone; returns their ids.

    A run shows that it lives by a sign in our database that ends with its process, on whatever machine it ran.

    Raises: EngineSilent when the engine does not answer.
    """
    closed = []
    for run in engine.unfinished():
        # A run that is starting shows nothing yet: loading the programs takes its time, longer on a busy machine.
        is_young = as_of - run.since < (patience if run.state != "PENDING" else 3 * patience)
        if is_young or is_present(desk.engine, run.id):
            continue
        engine.close(run.id, message="interrotta: il suo programma non c'è più; ciò che era dovuto riparte da solo")
        with desk.transaction() as session:
            attempts.end(session, run.id, AttemptEnd.DEAD)
        closed.append(run.id)
    return closed


def settle_ended(desk: Desk, engine: EngineRoom) -> None:
    """Write down the end of calls whose run died before it could, as the engine knows it.

    Raises: EngineSilent when the engine does not answer.
    """
    with desk.reading() as session:
        waiting = attempts.open_ones(session)
    for one in waiting:
        run = engine.run(one.flow_run_id)
        if (run is None or run.state in OVER) and not is_present(desk.engine, one.flow_run_id):
            with desk.transaction() as session:
                attempts.end(session, one.flow_run_id, AttemptEnd.DEAD)


def _start(
    desk: Desk,
    engine: EngineRoom,
    asked: Sequence[tuple[str, int]],
    wish: Wish,
    *,
    due_at: datetime,
    as_of: datetime,
) -> bool:
    with desk.transaction() as session:
        ours = [
            (process_id, number)
            for process_id, number in asked
            if attempts.claim(session, process_id, due_at, number, asked_at=as_of)
        ]
    if not ours:
        return False
    run_id = engine.start(
        wish.deployment, wish.parameters, key=_key(ours, due_at), name=wish.name, at=max(due_at, as_of)
    )
    with desk.transaction() as session:
        for process_id, number in ours:
            attempts.note_run(session, process_id, due_at, number, flow_run_id=run_id)
    return True


def _key(asked: Sequence[tuple[str, int]], due_at: datetime) -> str:
    """One key for one set of calls: asking again for the same ones gives the same run, for others another."""
    told = "\n".join(f"{process_id}:{number}" for process_id, number in asked)
    return f"{due_at.isoformat()}:{hashlib.sha256(told.encode()).hexdigest()}"
