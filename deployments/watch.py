"""What the clock does at each look: prepare, chase, catch up, send, bury the dead, keep the desk current."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps

from deployments.schedule import ADVANCE, PATROL, SEND_MAIL
from domain.errors import Refusal
from domain.store import agenda, letters
from domain.store.agenda import OpenStep
from domain.vocabulary import ProcessKind
from flows import calling
from flows.account import titled
from flows.almanac import due_steps, refresh
from flows.calling import Wish
from flows.edges import Desk, now
from flows.engine_room import EngineRoom, EngineSilent
from flows.journal import journal
from flows.office import OFFICE

GRACE = timedelta(seconds=10)
"""What is due and free for so long, though nobody does it, is called for."""
MAIL_GRACE = timedelta(seconds=20)
"""A letter that waits so long has no act that is about to send it."""
PATIENCE = timedelta(seconds=60)
"""A run that shows no sign of life for so long is dead."""
MOST_OFFERED = 200
"""Processes that a form lists; a city with more of them types the id."""


def quietly(work: Callable[..., None]) -> Callable[..., None]:
    """Let a look that fails leave a line and no more: the next one is a moment away."""

    @wraps(work)
    def looked(watch: Watch, *args: object) -> None:
        try:
            work(watch, *args)
        except EngineSilent as silent:
            watch.note("the engine is silent", work.__name__, silent)
        except Exception as error:  # the clock outlives a database that restarts and a process that cannot be read
            watch.note("a look of the clock failed", work.__name__, error)

    return looked


class Watch:
    """The clock's eyes and hands, on one house and one engine."""

    def __init__(self, desk: Desk, engine: EngineRoom) -> None:
        self._desk = desk
        self._engine = engine
        self._seen: dict[tuple[str, datetime], datetime] = {}
        self._offered: Mapping[str, ProcessKind] | None = None

    @quietly
    def keep_current(self) -> None:
        """Plan anew what has changed."""
        refresh(self._desk)

    @quietly
    def prepare(self, due_at: datetime) -> None:
        """Ask for the runs of a legal instant that is about to come: one each, or one for all when they are many."""
        moment = now()
        with self._desk.reading() as session:
            coming = agenda.upcoming(session, until=due_at, is_free=True)
        self._call([step for step in coming if step.due_at == due_at], due_at, moment)

    @quietly
    def on_the_dot(self, due_at: datetime) -> None:
        """Do with own hands what is due at an instant that has come, unless a run has it in hand."""
        due = [step for step in due_steps(self._desk, as_of=now()) if step.due_at == due_at]
        self._do_itself([step for step in due if not calling.is_in_hand(self._desk, step.process_id, due_at)])

    @quietly
    def chase(self) -> None:
        """Call for what is due and not being done: its run died, or nobody was there to start it."""
        moment = now()
        due = due_steps(self._desk, as_of=moment)
        keys = {(step.process_id, step.due_at) for step in due if step.due_at is not None}
        self._seen = {key: self._seen.get(key, moment) for key in keys}
        by_instant: dict[datetime, list[OpenStep]] = {}
        for step in due:
            if step.due_at is not None and moment - self._seen[step.process_id, step.due_at] >= GRACE:
                by_instant.setdefault(step.due_at, []).append(step)
        for due_at, steps in by_instant.items():
            try:
                self._call(steps, due_at, moment)
                self._take_over_what_queues(steps, due_at, moment)
            except EngineSilent as silent:
                self.note("the engine is silent: the clock does it itself", "chase", silent)
                self._do_itself(self._not_refused(steps))

    @quietly
    def catch_up(self, _started_at: datetime) -> None:
        """Do with own hands, in order and at once, what was due while no clock ran."""
        self._do_itself(due_steps(self._desk, as_of=now()))

    @quietly
    def send_mail(self) -> None:
        """Ask for a round of mail when a letter waits for one."""
        moment = now()
        with self._desk.reading() as session:
            since = letters.due_since(session, as_of=moment - MAIL_GRACE)
        if since is not None:
            wish = Wish(SEND_MAIL, {}, "Giro della posta in uscita")
            calling.call(self._desk, self._engine, OFFICE, wish, due_at=since, as_of=moment)

    @quietly
    def bury(self) -> None:
        """Close the runs whose process is gone, so that nobody reads «running» for ever."""
        for run_id in calling.close_dead_runs(self._desk, self._engine, as_of=now(), patience=PATIENCE):
            self.note("a dead run was closed", "bury", None, run_id=run_id)
        calling.settle_ended(self._desk, self._engine)

    @quietly
    def offer(self) -> None:
        """Let the forms of the desk list the processes that are open now."""
        with self._desk.reading() as session:
            listed = agenda.open_kinds(session)
        offered = listed if len(listed) <= MOST_OFFERED else {}
        if offered != self._offered:
            self._engine.offer_processes(offered)
            self._offered = offered

    def note(self, what: str, where: str, error: Exception | None, **ids: str) -> None:
        """Leave a line in the journal: ids and kinds, never what a refusal says of a person."""
        journal().warning(what, where=where, error=type(error).__name__ if error else "", **ids)

    def _call(self, steps: Sequence[OpenStep], due_at: datetime, moment: datetime) -> None:
        by_process: dict[str, OpenStep] = {}
        for step in steps:
            by_process.setdefault(step.process_id, step)
        if len(by_process) > calling.SEVERAL:
            wish = Wish(PATROL, {}, f"Ronda · {len(by_process)} procedimenti")
            calling.call_together(self._desk, self._engine, list(by_process), wish, due_at=due_at, as_of=moment)
            return
        for process_id, step in by_process.items():
            name = f"{titled(process_id)} · {step.title[:1].lower()}{step.title[1:]}"
            wish = Wish(ADVANCE, {"modulo": {"process_id": process_id}}, name)
            calling.call(self._desk, self._engine, process_id, wish, due_at=due_at, as_of=moment)

    def _take_over_what_queues(self, steps: Sequence[OpenStep], due_at: datetime, moment: datetime) -> None:
        waiting = [
            step
            for step in steps
            if calling.has_queued_too_long(self._desk, self._engine, step.process_id, due_at=due_at, as_of=moment)
        ]
        if waiting:
            self.note("no worker takes the run: the clock does it itself", "chase", None, count=str(len(waiting)))
            self._do_itself(waiting)

    def _not_refused(self, steps: Sequence[OpenStep]) -> list[OpenStep]:
        """The engine's silence is no reason to repeat what people must mend."""
        return [
            step
            for step in steps
            if step.due_at is not None and not calling.is_refused(self._desk, step.process_id, step.due_at)
        ]

    def _do_itself(self, steps: Sequence[OpenStep]) -> None:
        instants: dict[str, list[datetime]] = {}
        for step in steps:
            if step.due_at is not None:
                instants.setdefault(step.process_id, []).append(step.due_at)
        for process_id, due in instants.items():
            try:
                calling.do_by_own_hand(self._desk, process_id, as_of=now(), due=list(dict.fromkeys(due)))
            except Refusal as refusal:
                self.note("a step was refused", "own hand", refusal, process_id=process_id)
            except Exception as error:  # one process that cannot be read must not keep the others waiting
                self.note("a step failed", "own hand", error, process_id=process_id)
