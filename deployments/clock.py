"""The legal clock (orologio): what the calendar in our database asks for happens at its instant, never missed."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from deployments.watch import Watch
from domain.store import agenda, beats
from domain.store.turns import sole_turn
from flows.edges import Desk, now, open_desk
from flows.engine_room import EngineRoom, engine_room
from flows.journal import keep_journal
from flows.office import open_office
from flows.settings import our_settings

LOOK_EVERY_S = 1
"""Unit: seconds. How often the clock looks whether the calendar has changed; one question to the database."""
HORIZON = timedelta(days=2)
"""What comes later is planned when it comes nearer: the clock looks every second."""
LEAD = timedelta(seconds=40)
"""A run is asked for so long before its instant: its process is up by then and begins on the dot."""
ON_THE_DOT = timedelta(seconds=1)
"""So long after an instant the clock does itself what no run has in its hands: a slow engine makes nothing late."""
STANDBY_S = 1.0
QUIET_S = 4


class LegalClock:
    """Two alarms for each legal instant of the calendar; a look every second keeps them current."""

    def __init__(self, desk: Desk, engine: EngineRoom) -> None:
        self._desk = desk
        self._watch = Watch(desk, engine)
        self._awaited: set[datetime] = set()
        self._alarms = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(8)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone=UTC,
        )

    def start(self) -> None:
        """Begin: what was missed is done at once, whatever the engine does; then every instant has its alarm."""
        started_at = now()
        open_office(self._desk, as_of=started_at)
        self._alarms.add_job(self._watch.catch_up, args=[started_at], id="catch-up")
        for name, work, seconds in (
            ("look", self.look, LOOK_EVERY_S),
            ("chase", self._watch.chase, 5),
            ("mail", self._watch.send_mail, 10),
            ("dead", self._watch.bury, 20),
            ("desk", self._watch.offer, 15),
            ("beat", self.beat, 15),
        ):
            # What was missed comes first: everything else leaves it the processor for a moment.
            first_at = started_at if name == "look" else started_at + timedelta(seconds=QUIET_S)
            self._alarms.add_job(work, "interval", seconds=seconds, id=name, next_run_time=first_at)
        self._alarms.start()

    def stop(self) -> None:
        """Let what is being done end, then rest."""
        self._alarms.shutdown(wait=True)

    def look(self) -> None:
        """Give every instant within the horizon its alarms, and take back those that the calendar no longer holds."""
        moment = now()
        self._watch.keep_current()
        with self._desk.reading() as session:
            coming = agenda.upcoming(session, until=moment + HORIZON, is_free=True)
        instants = {step.due_at for step in coming if step.due_at is not None and step.due_at > moment}
        for instant in instants - self._awaited:
            self._await(instant, moment)
        for instant in self._awaited - instants:
            if instant > moment:
                self._take_back(instant)
        self._awaited = instants

    def beat(self) -> None:
        """Leave a sign of life."""
        with self._desk.transaction() as session:
            beats.record(session, "clock", seen_at=now(), told={"alarms": len(self._awaited)})

    def _await(self, instant: datetime, moment: datetime) -> None:
        """Call the engine ahead of the instant, and see right after it that what is due is in somebody's hands."""
        told = {"args": [instant], "replace_existing": True}
        ahead = max(moment, instant - LEAD)
        self._alarms.add_job(self._watch.prepare, "date", run_date=ahead, id=_name(_CALL, instant), **told)
        self._alarms.add_job(
            self._watch.on_the_dot, "date", run_date=instant + ON_THE_DOT, id=_name(_DOT, instant), **told
        )

    def _take_back(self, instant: datetime) -> None:
        for kind in (_CALL, _DOT):
            with suppress(JobLookupError):  # it has rung
                self._alarms.remove_job(_name(kind, instant))


_CALL, _DOT = "call", "dot"


def _name(kind: str, instant: datetime) -> str:
    return f"{kind}:{instant.isoformat()}"


def main(arguments: Sequence[str] = ()) -> None:
    """Run the clock until it is told to stop; a second one on the same house waits for the first to end."""
    over = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    keep_journal("clock")
    settings = our_settings()
    desk = open_desk(settings)
    while not over.is_set():
        with sole_turn(desk.engine, "orologio") as is_ours:
            if is_ours:
                clock = LegalClock(desk, engine_room(settings))
                clock.start()
                over.wait()
                clock.stop()
        over.wait(STANDBY_S)
    desk.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
