"""The legal clock (orologio): what the calendar in our database asks for happens at its instant, never missed."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
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
STANDBY_S = 1.0
QUIET_S = 4


class LegalClock:
    """One alarm for each legal instant of the calendar; a look every second keeps them current."""

    def __init__(self, desk: Desk, engine: EngineRoom) -> None:
        self._desk = desk
        self._watch = Watch(desk, engine)
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
        """Give every instant within the horizon its alarm, and take back those that the calendar no longer holds."""
        moment = now()
        self._watch.keep_current()
        with self._desk.reading() as session:
            coming = agenda.upcoming(session, until=moment + HORIZON, is_free=True)
        instants = {step.due_at for step in coming if step.due_at is not None and step.due_at > moment}
        for instant in instants:
            self._set_alarm(instant, moment)
        for job in self._alarms.get_jobs():
            if job.id.startswith(_ALARM) and job.id.removeprefix(_ALARM) not in {at.isoformat() for at in instants}:
                job.remove()

    def beat(self) -> None:
        """Leave a sign of life."""
        alarms = sum(job.id.startswith(_ALARM) for job in self._alarms.get_jobs())
        with self._desk.transaction() as session:
            beats.record(session, "clock", seen_at=now(), told={"alarms": alarms})

    def _set_alarm(self, instant: datetime, moment: datetime) -> None:
        name = f"{_ALARM}{instant.isoformat()}"
        if self._alarms.get_job(name) is None:
            at = max(moment, instant - LEAD)
            self._alarms.add_job(self._watch.prepare, "date", run_date=at, args=[instant], id=name)


_ALARM = "alarm:"


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
