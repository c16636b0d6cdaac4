"""What rehearsals of every kind of process share: acts at their instants, and somebody who watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.store import processes, registry
from flows.delivery import deliver_due
from flows.edges import Desk
from flows.plans import advance_process


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens in a rehearsal, at its instant."""

    at: datetime
    label: str
    do: Callable[[], object]


Watch = Callable[[str, str, datetime], None]
"""Told 'before' or 'after', the label of what happens, and the simulated instant."""


def nothing() -> None:
    """Only the clock moves."""


def still_to_play(desk: Desk, process_ids: Sequence[str], acts: Iterable[Act]) -> list[Act]:
    """Return the acts in the order of time, without those that an interrupted play of these processes has done.

    Whatever the register tells of a later instant, everything of an earlier one is on record and has left.
    """
    with desk.reading() as session:
        found = [registry.last_recorded_at(session, one) for one in process_ids]
    came_to = max((moment for moment in found if moment is not None), default=None)
    return [act for act in sorted(acts, key=lambda act: act.at) if came_to is None or act.at >= came_to]


def perform(desk: Desk, process_ids: Sequence[str], act: Act, watch: Watch) -> None:
    """Do one act, then what the calendars of these processes make of its instant, then send all the mail."""
    watch("before", act.label, act.at)
    act.do()
    watch("after", act.label, act.at)
    with desk.reading() as session:
        opened = [one for one in process_ids if processes.find(session, one)]
    for process_id in opened:
        advance_process(desk, process_id, as_of=act.at)
    while deliver_due(desk.engine, desk.post, as_of=act.at, read_document=desk.read).counts["sent"]:
        pass
