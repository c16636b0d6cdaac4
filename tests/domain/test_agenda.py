"""The calendar in the database: planned anew when the register has grown, and read in the order of the law."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine

from domain.minutes import Minutes
from domain.models import Process
from domain.register import EntryDraft
from domain.store import agenda, processes
from domain.store.agenda import OpenStep, PlannedStep
from domain.store.database import reading, transaction
from domain.vocabulary import EntryKind, InquiryStage, OfficeStage, ProcessKind
from tests.people import NOON, keep, open_house

DAY = timedelta(days=1)
TITLE = "Istruttoria pubblica sul piano degli orti"


def planned(name: str, due_at: datetime | None, waits_for: str = "") -> PlannedStep:
    return PlannedStep(name, name.capitalize(), due_at, waits_for)


def found(process_id: str, name: str, due_at: datetime | None, waits_for: str = "") -> OpenStep:
    return OpenStep(process_id, TITLE, ProcessKind.INQUIRY, name, name.capitalize(), due_at, waits_for)


def write(engine: Engine, process_id: str, *steps: PlannedStep, number: int = 1) -> bool:
    with transaction(engine) as session:
        return agenda.write(session, process_id, steps, number=number)


def stale(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [process_id for process_id, _ in agenda.to_plan_anew(session)]


def grow(engine: Engine, process_id: str) -> None:
    """Let something happen to a process that its calendar does not know of."""
    keep(engine, Minutes(entries=[EntryDraft(EntryKind.MODERATION, "1", NOON)]), process_id=process_id)


def test_a_process_is_planned_anew_when_its_register_has_grown_and_only_then(engine: Engine) -> None:
    open_house(engine, "orti")
    open_house(engine, "piazze")
    assert stale(engine) == ["orti", "piazze"]
    assert write(engine, "orti", planned("rules", NOON))
    assert stale(engine) == ["piazze"]
    assert write(engine, "piazze")  # nothing left to do is an answer too
    assert stale(engine) == []
    grow(engine, "orti")
    assert stale(engine) == ["orti"]


def test_a_plan_that_did_not_see_the_newest_entry_is_not_written(engine: Engine) -> None:
    open_house(engine)
    assert write(engine, "orti", planned("rules", NOON))
    grow(engine, "orti")
    assert not write(engine, "orti", planned("close", NOON), number=1)
    with reading(engine) as session:
        assert agenda.upcoming(session) == [found("orti", "rules", NOON)]
    assert stale(engine) == ["orti"]
    assert write(engine, "orti", planned("close", NOON), number=2)
    with reading(engine) as session:
        assert agenda.upcoming(session) == [found("orti", "close", NOON)]
    assert stale(engine) == []


def test_what_is_due_stands_in_the_order_of_the_law_and_then_of_the_plan(engine: Engine) -> None:
    for process_id in ("orti", "piazze"):
        open_house(engine, process_id)
    write(engine, "piazze", planned("seal", NOON), planned("close", NOON - DAY), planned("group", None))
    write(
        engine,
        "orti",
        planned("rules", NOON - 2 * DAY, "attende qualcuno"),
        planned("zeta", NOON),
        planned("alfa", NOON),
        planned("later", NOON + DAY),
    )
    with reading(engine) as session:
        assert agenda.due(session, as_of=NOON) == [
            found("piazze", "close", NOON - DAY),
            found("orti", "zeta", NOON),
            found("orti", "alfa", NOON),
            found("piazze", "seal", NOON),
        ]
        assert agenda.due(session, as_of=NOON - DAY - timedelta(microseconds=1)) == []
        assert agenda.open_processes(session) == ["orti", "piazze"]
        assert agenda.open_kinds(session) == {"orti": ProcessKind.INQUIRY, "piazze": ProcessKind.INQUIRY}


def test_what_is_to_come_can_be_asked_of_one_process_up_to_an_instant_and_without_what_waits(engine: Engine) -> None:
    for process_id in ("orti", "piazze"):
        open_house(engine, process_id)
    write(engine, "orti", planned("open", NOON), planned("close", NOON + DAY, "attende qualcuno"))
    write(engine, "piazze", planned("group", None), planned("open", NOON - DAY))
    with reading(engine) as session:
        assert agenda.upcoming(session) == [
            found("piazze", "open", NOON - DAY),
            found("orti", "open", NOON),
            found("orti", "close", NOON + DAY, "attende qualcuno"),
            found("piazze", "group", None),
        ]
        assert agenda.upcoming(session, until=NOON) == [
            found("piazze", "open", NOON - DAY),
            found("orti", "open", NOON),
        ]
        assert agenda.upcoming(session, process_id="piazze") == [
            found("piazze", "open", NOON - DAY),
            found("piazze", "group", None),
        ]
        assert agenda.upcoming(session, until=NOON + DAY, process_id="orti", is_free=True) == [
            found("orti", "open", NOON)
        ]


def test_the_office_has_a_register_and_no_calendar(engine: Engine) -> None:
    office = Process(
        id="ufficio",
        kind=ProcessKind.OFFICE,
        title="Ufficio",
        stage=OfficeStage.OPEN.name,
        definition="",
        definition_sha256="0" * 64,
        opened_at=NOON,
    )
    opening = EntryDraft(EntryKind.OPENING, "ufficio", NOON, "ufficio")
    with transaction(engine) as session:
        processes.open_process(session, office, Minutes(entries=[opening]), mail_domain="citta.example")
    open_house(engine, stage=InquiryStage.EVALUATION)
    assert stale(engine) == ["orti"]
