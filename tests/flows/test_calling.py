"""Clock and engine: each legal instant is called for once, and nothing waits for an engine that is silent or slow."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from at_once import at_once
from small_engine import Mood, SmallEngine, SmallRun, listening, small_engine
from sqlalchemy import Engine

import deployments.watch
from deployments.clock import LegalClock
from deployments.schedule import ADVANCE, PATROL
from deployments.watch import Watch
from domain.errors import Refusal
from domain.minutes import Minutes
from domain.models import Attempt
from domain.outbox.message import Mailbox
from domain.register import EntryDraft
from domain.store import attempts, processes, registry
from domain.store.database import open_engine
from domain.store.turns import presence
from domain.vocabulary import AttemptEnd, EntryKind, InquiryStage, ProcessKind
from flows import calling
from flows.archive import FolderArchive, write_whole
from flows.calling import Wish
from flows.edges import Desk, now
from flows.engine_room import EngineRoom, EngineSilent
from flows.plans import PLANS
from flows.post_folder import FolderPostOffice
from flows.steps import Moment, Plan, Step
from tests.people import open_house

pytestmark = pytest.mark.alone

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WITHIN = 2 * SECOND
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Where it is the clock that matters, not the kind of database."""
WISH = Wish(ADVANCE, {"modulo": {"process_id": "orti"}}, "Orti · chiusura")


@dataclass(frozen=True)
class Day:
    """The least that a case must tell."""

    id: str
    stage_name: str
    done: frozenset[str]
    last_recorded_at: datetime | None
    register_number: int


@dataclass
class City:
    """Processes with one step each, at an instant that a test names; who refuses; how often each step was begun."""

    engine: Engine
    home: Path
    instants: dict[str, datetime] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    begun: list[str] = field(default_factory=list)

    def desk(self) -> Desk:
        """The house, opened anew as another program would."""
        post = FolderPostOffice(self.home / "posta", Mailbox("Ufficio", "ufficio@citta.example"), write_whole)
        url = self.engine.url.render_as_string(hide_password=False)
        return Desk(open_engine(url), self.home, b"0" * 32, post, FolderArchive(self.home))

    def opens(self, process_id: str, due_at: datetime) -> None:
        """A process whose window closes at an instant."""
        self.instants[process_id] = due_at
        open_house(self.engine, process_id)

    def plan(self) -> Plan[Day]:
        return Plan(self._load, self._steps, InquiryStage)

    def _load(self, desk: Desk, process_id: str) -> Day:
        with desk.reading() as session:
            process = processes.get(session, process_id)
            done = frozenset(step.name for step in processes.steps(session, process_id))
            newest = registry.last_recorded_at(session, process_id)
            number = registry.head(session, process_id).number
        return Day(process_id, process.stage, done, newest, number)

    def _steps(self, day: Day) -> Sequence[Step[Day]]:
        stages = frozenset(stage.name for stage in InquiryStage)
        return [Step("close", "Chiusura", stages, due=lambda day: self.instants[day.id], do=self._close)]

    def _close(self, _desk: Desk, day: Day, _moment: Moment) -> Minutes:
        self.begun.append(day.id)
        if day.id in self.refusing:
            raise Refusal("manca il verbale", "caricatelo")
        return Minutes()


@pytest.fixture
def city(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    made = City(engine, tmp_path)
    monkeypatch.setitem(cast(dict[ProcessKind, Plan[Any]], PLANS), ProcessKind.INQUIRY, made.plan())
    return made


@pytest.fixture
def desk(city: City) -> Iterator[Desk]:
    desk = city.desk()
    yield desk
    desk.engine.dispose()


@pytest.fixture
def small() -> Iterator[SmallEngine]:
    with small_engine() as running:
        yield running


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due is called for at the first look that finds it free."""
    monkeypatch.setattr(deployments.watch, "GRACE", timedelta(0))


def kept(desk: Desk, process_id: str = "orti") -> list[tuple[str, datetime, datetime]]:
    with desk.reading() as session:
        return [(step.name, step.due_at, step.done_at) for step in processes.steps(session, process_id)]


def asked(desk: Desk) -> list[tuple[str, int, str, AttemptEnd]]:
    """Every call on record: process, number, run, end."""
    with desk.reading() as session:
        found: Sequence[Attempt] = attempts.since(session, now() - 1000 * HOUR)
        return [(one.process_id, one.number, one.flow_run_id, one.end) for one in found]


def call(desk: Desk, room: EngineRoom, due_at: datetime, as_of: datetime) -> bool:
    return calling.call(desk, room, "orti", WISH, due_at=due_at, as_of=as_of)


def test_an_instant_is_called_for_once_however_often_it_is_asked(city: City, desk: Desk, small: SmallEngine) -> None:
    due_at = now() + HOUR
    city.opens("orti", due_at)
    assert [call(desk, small.room(), due_at, now()) for _ in range(3)] == [True, False, False]
    (run,) = small.runs
    assert (run.deployment, run.name, run.scheduled_at) == (ADVANCE, "Orti · chiusura", due_at)
    assert run.parameters == {"modulo": {"process_id": "orti"}}
    assert asked(desk) == [("orti", 1, run.id, AttemptEnd.OPEN)]


def test_two_clocks_that_ask_at_the_same_time_get_one_run_for_each_instant(
    city: City, desk: Desk, small: SmallEngine
) -> None:
    first = now() + HOUR
    city.opens("orti", first)
    other = city.desk()
    instants = [first + place * MINUTE for place in range(8)]
    for due_at in instants:
        at_once(*(partial(call, house, small.room(), due_at, now()) for house in (desk, other)))
    other.engine.dispose()
    assert [run.scheduled_at for run in small.runs] == instants
    assert asked(desk) == [("orti", 1, run.id, AttemptEnd.OPEN) for run in small.runs]


def test_a_call_whose_answer_is_lost_makes_one_run(city: City, desk: Desk, small: SmallEngine) -> None:
    due_at, room = now(), small.room()
    city.opens("orti", due_at)
    small.mood = Mood.DROPS
    with pytest.raises(EngineSilent):
        call(desk, room, due_at, now())
    (run,) = small.runs
    assert asked(desk) == [("orti", 1, "", AttemptEnd.OPEN)]
    small.mood = Mood.WELL
    assert call(desk, room, due_at, now())
    assert small.runs == [run]
    assert asked(desk) == [("orti", 1, run.id, AttemptEnd.OPEN)]


def test_an_engine_that_is_silent_costs_no_number_of_a_call(city: City, desk: Desk) -> None:
    due_at, small = now(), SmallEngine()
    city.opens("orti", due_at)
    with listening(small):
        room = small.room(timeout_s=0.2)
        for mood in (Mood.BUSY, Mood.HANGS):
            small.mood = mood
            with pytest.raises(EngineSilent):
                call(desk, room, due_at, now())
    with pytest.raises(EngineSilent):
        call(desk, room, due_at, now())
    assert asked(desk) == [("orti", 1, "", AttemptEnd.OPEN)]
    small.mood = Mood.WELL
    with listening(small):
        assert call(desk, small.room(), due_at, now())
    assert asked(desk) == [("orti", 1, small.runs[0].id, AttemptEnd.OPEN)]


def test_an_engine_that_takes_a_request_and_says_nothing_is_given_up_in_time_its_token_included(
    small: SmallEngine,
) -> None:
    small.mood, began = Mood.HANGS, time.monotonic()
    with pytest.raises(EngineSilent):
        small.room(timeout_s=0.2).start(ADVANCE, {}, key="k", name="n")
    assert small.asked == ["GET /csrf-token"]
    assert time.monotonic() - began < 5


@ON_SQLITE
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("mood", [Mood.BUSY, Mood.HANGS, None])
def test_what_is_due_while_the_engine_is_silent_is_done_by_the_clock_itself_once(
    city: City, desk: Desk, mood: Mood | None
) -> None:
    due_at, small = now() - MINUTE, SmallEngine()
    city.opens("orti", due_at)
    with listening(small):
        if mood is not None:
            small.mood = mood
            chase_twice(desk, small)
    if mood is None:
        chase_twice(desk, small)
    assert [(name, due) for name, due, _ in kept(desk)] == [("close", due_at)]
    assert city.begun == ["orti"]
    assert asked(desk) == [("orti", 1, "", AttemptEnd.OPEN)]


def chase_twice(desk: Desk, small: SmallEngine) -> None:
    watch = Watch(desk, small.room(timeout_s=0.2))
    watch.chase()
    watch.chase()


@pytest.mark.usefixtures("hasty")
def test_a_refusal_is_never_repeated_whoever_was_refused(city: City, desk: Desk, small: SmallEngine) -> None:
    due_at, watch = now() - MINUTE, Watch(desk, small.room())
    city.opens("orti", due_at)
    city.refusing.add("orti")
    watch.chase()
    (run,) = small.runs
    with desk.transaction() as session:
        attempts.end(session, run.id, AttemptEnd.REFUSED, told="manca il verbale → caricatelo")
    small.move(run, "FAILED")
    for later in (SECOND, HOUR, 100 * HOUR):
        assert not call(desk, small.room(), due_at, now() + later)
    small.mood = Mood.BUSY
    watch.chase()
    watch.on_the_dot(due_at)
    assert (small.runs, city.begun) == ([run], [])
    assert asked(desk) == [("orti", 1, run.id, AttemptEnd.REFUSED)]


@pytest.mark.usefixtures("hasty")
def test_a_refusal_of_the_clocks_own_hand_is_not_repeated_either(city: City, desk: Desk, small: SmallEngine) -> None:
    due_at, watch = now() - MINUTE, Watch(desk, small.room())
    city.opens("orti", due_at)
    city.refusing.add("orti")
    small.mood = Mood.BUSY
    for _ in range(3):
        watch.chase()
    small.mood = Mood.WELL
    watch.chase()
    assert (city.begun, small.runs, kept(desk)) == (["orti"], [], [])
    assert asked(desk) == [("orti", 1, "", AttemptEnd.REFUSED)]


@pytest.mark.usefixtures("hasty")
def test_a_run_that_no_worker_takes_is_waited_for_two_minutes_then_the_clock_does_its_step(
    city: City, desk: Desk, small: SmallEngine
) -> None:
    due_at, watch = now() - HOUR, Watch(desk, small.room())
    city.opens("orti", due_at)
    assert call(desk, small.room(), due_at, now() - 110 * SECOND)
    watch.chase()
    assert kept(desk) == []
    with desk.transaction() as session:
        last = attempts.last(session, "orti", due_at)
        assert last is not None
        last.asked_at -= 11 * SECOND
        session.add(last)
    watch.chase()
    watch.chase()
    assert [(name, due) for name, due, _ in kept(desk)] == [("close", due_at)]
    assert city.begun == ["orti"]
    assert len(small.runs) == 1


def test_a_dead_run_is_closed_and_called_again_each_time_after_a_longer_wait(
    city: City, desk: Desk, small: SmallEngine
) -> None:
    due_at, room, moment = now(), small.room(), now()
    city.opens("orti", due_at)
    for place, wait in enumerate((MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR)):
        assert call(desk, room, due_at, moment)
        run = small.runs[place]
        begins_and_dies(desk, small, run, due_at)
        told = "interrotta: il suo programma non c'è più; ciò che era dovuto riparte da solo"
        assert close_dead(desk, room, now() + 59 * SECOND) == []
        assert close_dead(desk, room, now() + 61 * SECOND) == [run.id]
        assert (run.state, run.message) == ("CRASHED", told)
        assert not call(desk, room, due_at, moment + wait - SECOND)
        moment += wait
    assert call(desk, room, due_at, moment)
    assert [(number, end) for _, number, _, end in asked(desk)] == [
        *((number, AttemptEnd.DEAD) for number in range(1, 7)),
        (7, AttemptEnd.OPEN),
    ]


def begins_and_dies(desk: Desk, small: SmallEngine, run: SmallRun, due_at: datetime) -> None:
    """While it lives it is neither closed nor called again, however long it takes."""
    with presence(desk.engine, run.id):
        small.move(run, "RUNNING")
        assert close_dead(desk, small.room(), now() + 100 * HOUR) == []
        assert not call(desk, small.room(), due_at, now() + 100 * HOUR)
        assert calling.is_in_hand(desk, "orti", due_at)
    assert not calling.is_in_hand(desk, "orti", due_at)


def close_dead(desk: Desk, room: EngineRoom, as_of: datetime) -> list[str]:
    return calling.close_dead_runs(desk, room, as_of=as_of, patience=MINUTE)


def test_a_run_that_the_engine_has_ended_or_forgotten_is_settled_and_called_again(
    city: City, desk: Desk, small: SmallEngine
) -> None:
    due_at, room = now(), small.room()
    city.opens("orti", due_at)
    assert call(desk, room, due_at, now())
    calling.settle_ended(desk, room)
    assert asked(desk)[0][3] is AttemptEnd.OPEN
    small.move(small.runs[0], "CRASHED")
    calling.settle_ended(desk, room)
    assert call(desk, room, due_at, now() + MINUTE)
    small.runs.clear()
    calling.settle_ended(desk, room)
    assert [(number, end) for _, number, _, end in asked(desk)] == [(1, AttemptEnd.DEAD), (2, AttemptEnd.DEAD)]


def test_the_end_of_a_flow_that_nobody_called_leaves_calls_without_an_answer_as_they_are(
    city: City, desk: Desk
) -> None:
    due_at, small = now(), SmallEngine(port=9)
    city.opens("orti", due_at)
    with pytest.raises(EngineSilent):
        call(desk, small.room(timeout_s=0.2), due_at, now())
    with desk.transaction() as session:
        attempts.end(session, "", AttemptEnd.DONE)
    assert asked(desk) == [("orti", 1, "", AttemptEnd.OPEN)]


@pytest.mark.parametrize(("count", "runs"), [(3, [ADVANCE, ADVANCE, ADVANCE]), (4, [PATROL])])
def test_more_than_three_processes_with_one_instant_get_one_run(
    city: City, desk: Desk, small: SmallEngine, count: int, runs: list[str]
) -> None:
    due_at, watch = now() + 20 * SECOND, Watch(desk, small.room())
    names = [f"p{place}" for place in range(count)]
    for name in names:
        city.opens(name, due_at)
    city.opens("altro", due_at + SECOND)
    watch.keep_current()
    for _ in range(2):
        watch.prepare(due_at)
    assert [(run.deployment, run.scheduled_at) for run in small.runs] == [(one, due_at) for one in runs]
    ids = [run.id for run in small.runs] * (count // len(runs))
    assert asked(desk) == [(name, 1, id, AttemptEnd.OPEN) for name, id in zip(names, ids, strict=True)]


@contextmanager
def ticking(desk: Desk, room: EngineRoom) -> Iterator[LegalClock]:
    """A clock that runs for as long as the block lasts."""
    clock = LegalClock(desk, room)
    clock.start()
    try:
        yield clock
    finally:
        clock.stop()


def sleep_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - now()).total_seconds()))


@ON_SQLITE
@pytest.mark.parametrize("mood", [Mood.WELL, Mood.HANGS])
def test_what_no_living_run_has_in_hand_is_done_on_the_dot_though_the_engine_is_slow_or_silent(
    city: City, desk: Desk, small: SmallEngine, mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[datetime] = []
    prepare = Watch.prepare
    monkeypatch.setattr(Watch, "prepare", lambda watch, due_at: (prepared.append(due_at), prepare(watch, due_at)))
    small.mood = mood
    due_at = now() + 1.2 * SECOND
    city.opens("orti", due_at)
    with ticking(desk, small.room(timeout_s=2.0)):
        sleep_until(due_at + 1.3 * SECOND)
    ((_, _, done_at),) = kept(desk)
    assert timedelta(0) <= done_at - due_at <= WITHIN
    assert city.begun == ["orti"]
    assert prepared == [due_at]
    # Asked for once ahead of the instant, though the clock looks at the calendar every second.
    all_said = [
        "GET /csrf-token",
        "POST /deployments/filter",
        f"POST /deployments/{small.id_of(ADVANCE)}/create_flow_run",
    ]
    assert small.asked == (all_said if mood is Mood.WELL else all_said[:1])
    assert asked(desk) == [("orti", 1, small.runs[0].id if mood is Mood.WELL else "", AttemptEnd.OPEN)]


@ON_SQLITE
def test_what_a_living_run_has_in_hand_is_left_to_it(city: City, desk: Desk, small: SmallEngine) -> None:
    due_at = now() + 1.2 * SECOND
    city.opens("orti", due_at)
    with ticking(desk, small.room()):
        sleep_until(due_at - 0.2 * SECOND)
        (run,) = small.runs
        with presence(desk.engine, run.id):
            small.move(run, "RUNNING")
            sleep_until(due_at + 1.3 * SECOND)
    assert (kept(desk), city.begun) == ([], [])
    assert small.runs == [run]


@ON_SQLITE
def test_an_instant_that_is_taken_back_from_the_calendar_rings_no_alarm(
    city: City, desk: Desk, small: SmallEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[datetime] = []
    monkeypatch.setattr(Watch, "on_the_dot", lambda _watch, due_at: rung.append(due_at))
    instant = now() + 1.6 * SECOND
    city.opens("orti", instant)
    with ticking(desk, small.room()):
        sleep_until(instant - 1.3 * SECOND)
        city.instants["orti"] = instant + HOUR
        extended = EntryDraft(EntryKind.DECISION, "extension", now(), "ufficio")
        assert desk.keep("orti", Minutes(entries=[extended]), as_of=now())
        sleep_until(instant + 1.3 * SECOND)
    assert (rung, kept(desk), city.begun) == ([], [], [])
    assert [run.scheduled_at for run in small.runs] == [instant]


def test_two_clocks_on_one_house_do_each_step_once(city: City, desk: Desk, small: SmallEngine) -> None:
    missed, coming = now() - HOUR, now() + 1.2 * SECOND
    expected = {f"p{place}": (missed, coming)[place % 2] for place in range(6)}
    for process_id, due_at in expected.items():
        city.opens(process_id, due_at)
    other = city.desk()
    with ticking(desk, small.room()), ticking(other, small.room()):
        sleep_until(coming + 1.3 * SECOND)
    other.engine.dispose()
    assert sorted(city.begun) == sorted(expected)
    found = {process_id: kept(desk, process_id) for process_id in expected}
    assert {process_id: [(name, due) for name, due, _ in steps] for process_id, steps in found.items()} == {
        process_id: [("close", due_at)] for process_id, due_at in expected.items()
    }
    assert max(steps[0][2] for steps in found.values()) - coming <= WITHIN
    assert [(run.deployment, run.scheduled_at) for run in small.runs] == [(ADVANCE, coming)] * 3
    by_process = {run.parameters["modulo"]["process_id"]: run.id for run in small.runs}
    assert sorted(asked(desk)) == [(one, 1, by_process[one], AttemptEnd.OPEN) for one in ("p1", "p3", "p5")]
