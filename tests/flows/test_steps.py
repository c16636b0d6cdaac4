"""The mechanism: steps are fulfilled in order, each at its instant and exactly once, with both instants on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.errors import Refusal
from domain.minutes import Minutes
from domain.outbox.message import Mailbox
from domain.register import EntryDraft
from domain.store import processes, registry
from domain.vocabulary import EntryKind, InquiryStage
from flows.archive import FolderArchive
from flows.edges import Desk, write_whole
from flows.post_folder import FolderPostOffice
from flows.steps import Fulfilled, Moment, Plan, Step, advance, fulfil, next_step
from tests.people import OPENED, open_house

NOON = datetime(2025, 2, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STAGES = [stage.name for stage in InquiryStage]


@dataclass(frozen=True)
class Day:
    """The least that a case must tell, and what else these steps look at."""

    stage_name: str
    done: frozenset[str]
    last_recorded_at: datetime | None
    register_number: int
    waits: frozenset[str] = frozenset()


@dataclass
class Office:
    """A plan of small steps, and the diary of what was done when."""

    desk: Desk
    steps: Sequence[Step[Day]]
    waits: frozenset[str] = frozenset()
    diary: list[tuple[str, Moment]] = field(default_factory=list)

    @property
    def plan(self) -> Plan[Day]:
        return Plan(self._load, lambda _day: self.steps, InquiryStage)

    def _load(self, desk: Desk, process_id: str) -> Day:
        with desk.transaction() as session:
            process = processes.get(session, process_id)
            done = frozenset(step.name for step in processes.steps(session, process_id))
            newest = registry.last_recorded_at(session, process_id)
            number = registry.head(session, process_id).number
        return Day(process.stage, done, newest, number, self.waits)

    def advance(self, as_of: datetime) -> list[str]:
        return [done.name for done in advance(self.desk, self.plan, "orti", as_of=as_of)]


@pytest.fixture
def desk(sqlite_engine: Engine, tmp_path: Path) -> Desk:
    open_house(sqlite_engine)
    post = FolderPostOffice(tmp_path / "posta", Mailbox("Ufficio", "ufficio@citta.example"), write_whole)
    return Desk(sqlite_engine, tmp_path, b"0" * 32, post, FolderArchive(tmp_path))


def office(desk: Desk, *steps: Step[Day], waits: frozenset[str] = frozenset()) -> Office:
    made = Office(desk, (), waits)
    made.steps = [replace(step, do=noting(made, step)) for step in steps]
    return made


def noting(made: Office, step: Step[Day]) -> Callable[[Desk, Day, Moment], Minutes]:
    def do(desk: Desk, day: Day, moment: Moment) -> Minutes:
        made.diary.append((step.name, moment))
        return step.do(desk, day, moment)

    return do


def step(
    name: str,
    due_at: datetime | None = NOON,
    *,
    leads_to: InquiryStage | None = None,
    stages: Sequence[str] = STAGES,
    leaves: Sequence[EntryDraft] = (),
) -> Step[Day]:
    return Step(
        name,
        f"Adempimento {name}",
        frozenset(stages),
        due=lambda _day: due_at,
        do=lambda _desk, _day, _moment: Minutes(stage=leads_to, entries=list(leaves)),
        why_not=lambda _desk, day: "attende" if name in day.waits else None,
    )


def kept(desk: Desk) -> list[tuple[str, datetime, datetime]]:
    with desk.transaction() as session:
        return [(step.name, step.due_at, step.done_at) for step in processes.steps(session, "orti")]


def test_a_step_that_is_due_is_done_with_its_legal_instant_and_the_real_one(desk: Desk) -> None:
    late = NOON + 5 * HOUR
    made = office(desk, step("open"))
    done = advance(desk, made.plan, "orti", as_of=late)
    assert done == [Fulfilled("open", "Adempimento open", NOON, late)]
    assert made.diary == [("open", Moment(NOON, late))]
    assert kept(desk) == [("open", NOON, late)]
    with desk.transaction() as session:
        (entry,) = registry.entries_of_kind(session, "orti", EntryKind.STEP)
    assert (entry.subject, entry.happened_at, entry.recorded_at, entry.actor) == ("open", NOON, late, "calendario")


def test_nothing_is_done_an_instant_too_early_and_everything_at_the_instant(desk: Desk) -> None:
    made = office(desk, step("open"))
    assert made.advance(NOON - timedelta(microseconds=1)) == []
    assert made.advance(NOON) == ["open"]


def test_advancing_again_at_the_same_instant_or_later_changes_nothing(desk: Desk) -> None:
    made = office(desk, step("open"), step("close"))
    assert made.advance(NOON) == ["open", "close"]
    before = kept(desk)
    assert made.advance(NOON) == made.advance(NOON + HOUR) == []
    assert kept(desk) == before and len(made.diary) == 2


def test_nothing_is_done_as_of_an_instant_before_what_is_already_on_record(desk: Desk) -> None:
    made = office(desk, step("open"), step("close", NOON - 2 * HOUR))
    desk.keep("orti", Minutes(entries=[EntryDraft(EntryKind.IMPORT, "x", NOON)]), as_of=NOON + HOUR)
    assert made.advance(NOON) == []
    assert made.advance(NOON + HOUR) == ["open", "close"]


def test_what_was_missed_is_caught_up_in_the_order_of_the_list(desk: Desk) -> None:
    made = office(desk, step("third", NOON - 3 * HOUR), step("first", NOON), step("second", NOON - HOUR))
    assert made.advance(NOON + HOUR) == ["third", "first", "second"]


def test_a_step_that_waits_holds_back_none_of_the_others_and_is_done_when_it_waits_no_more(desk: Desk) -> None:
    made = office(desk, step("seal"), step("remind"), waits=frozenset({"seal"}))
    assert made.advance(NOON) == ["remind"]
    made.waits = frozenset()
    assert made.advance(NOON + HOUR) == ["seal"]


def test_a_step_whose_instant_nothing_tells_yet_waits(desk: Desk) -> None:
    made = office(desk, step("publish", None))
    assert made.advance(NOON) == []
    assert next_step(desk, made.plan, "orti", as_of=NOON) is None


def test_a_step_happens_in_its_stages_only_and_a_step_may_open_the_next_stage(desk: Desk) -> None:
    made = office(
        desk,
        step("close", stages=["WINDOW_OPEN"], leads_to=InquiryStage.EVALUATION),
        step("open", stages=["PREPARATION"], leads_to=InquiryStage.WINDOW_OPEN),
        step("publish", stages=["AWAITING_APPROVAL"]),
    )
    assert made.advance(NOON) == ["open", "close"]
    with desk.transaction() as session:
        assert processes.get(session, "orti").stage == "EVALUATION"


def test_a_step_that_would_skip_a_stage_leaves_nothing(desk: Desk) -> None:
    made = office(desk, step("leap", leads_to=InquiryStage.PUBLISHED, leaves=[EntryDraft(EntryKind.IMPORT, "x", NOON)]))
    with pytest.raises(Refusal, match="dalla fase «preparazione» non si passa a «esito pubblicato»"):
        made.advance(NOON)
    assert kept(desk) == []
    with desk.transaction() as session:
        assert registry.head(session, "orti").number == 1


@pytest.mark.parametrize("name", ["later", "unknown", "never"])
def test_a_step_that_is_not_due_is_refused_by_name(desk: Desk, name: str) -> None:
    made = office(desk, step("later", NOON + HOUR), step("never", None))
    with pytest.raises(Refusal) as caught:
        fulfil(desk, made.plan, "orti", name, as_of=NOON)
    assert str(caught.value) == (
        f"l'adempimento «{name}» non è dovuto → controllate le prossime date con «istruttoria calendar»"
    )
    assert made.diary == []


def test_who_comes_second_with_the_same_step_is_told_so_and_leaves_nothing(desk: Desk) -> None:
    made = office(desk, step("open", leaves=[EntryDraft(EntryKind.IMPORT, "x", NOON)]))
    assert fulfil(desk, made.plan, "orti", "open", as_of=NOON) is not None
    assert fulfil(desk, made.plan, "orti", "open", as_of=NOON + HOUR) is None
    assert kept(desk) == [("open", NOON, NOON)]
    with desk.transaction() as session:
        assert len(registry.entries_of_kind(session, "orti", EntryKind.IMPORT)) == 1


def test_a_runner_that_does_not_do_the_step_is_stopped_instead_of_asked_for_ever(desk: Desk) -> None:
    made = office(desk, step("open"))
    with pytest.raises(Refusal, match="l'adempimento «open» non risulta fatto → segnalatelo"):
        advance(desk, made.plan, "orti", as_of=NOON, run=lambda _name: None)


def test_another_runner_does_the_same_steps_in_the_same_order(desk: Desk) -> None:
    made = office(desk, step("open"), step("close"))
    asked: list[str] = []

    def run(name: str) -> Fulfilled | None:
        asked.append(name)
        return fulfil(desk, made.plan, "orti", name, as_of=NOON)

    done = advance(desk, made.plan, "orti", as_of=NOON, run=run)
    assert asked == [one.name for one in done] == ["open", "close"]


INSTANTS = st.lists(st.integers(0, 48), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(INSTANTS, st.lists(st.integers(-2, 50), max_size=4))
def test_however_often_and_whenever_it_ticks_the_same_steps_are_done_once(
    desk: Desk, dues: list[int], ticks: list[int]
) -> None:
    process_id = f"p{len(_seen)}"
    _seen.append(process_id)
    open_house(desk.engine, process_id)
    made = office(desk, *(step(f"s{place}", OPENED + due * HOUR) for place, due in enumerate(dues)))
    last = max(dues)
    done = [
        (one.name, one.due_at <= one.done_at)
        for tick in [*sorted(ticks), last]
        for one in advance(desk, made.plan, process_id, as_of=OPENED + tick * HOUR)
    ]
    assert sorted(done) == sorted((f"s{place}", True) for place in range(len(dues)))
    assert len(made.diary) == len(dues)


_seen: list[str] = []
