"""The calendar as a file: what other programs read in it, and that its bytes repeat."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from domain.ical import as_ics
from domain.store.agenda import OpenStep
from domain.vocabulary import ProcessKind

AS_OF = datetime(2025, 2, 10, 12, 0, 0, 250_000, tzinfo=UTC)
SPRING = datetime(2025, 3, 30, 3, tzinfo=ZoneInfo("Europe/Rome"))


def step(name: str, due_at: datetime | None, waits_for: str = "", title: str = "Chiusura") -> OpenStep:
    return OpenStep("orti", "Istruttoria orti; prove, altro", ProcessKind.INQUIRY, name, title, due_at, waits_for)


def test_a_step_is_an_instant_in_utc_with_a_name_that_stays() -> None:
    made = as_ics([step("close", SPRING, "attende la fase «valutazione»"), step("later", None)], AS_OF, "citta.example")
    assert made.decode().replace("\r\n ", "") == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Istruttoria//Calendario//IT\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\nX-WR-CALNAME:Procedimenti di partecipazione\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:Chiusura · Istruttoria orti\\; prove\\, altro\r\nDTSTART:20250330T010000Z\r\n"
        "DTSTAMP:20250210T120000Z\r\nUID:orti.close@citta.example\r\nCATEGORIES:istruttoria pubblica\r\n"
        "DESCRIPTION:Attende la fase «valutazione»\r\nSTATUS:TENTATIVE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    assert made == as_ics([step("close", SPRING, "attende la fase «valutazione»")], AS_OF, "citta.example")


def test_a_title_cannot_smuggle_in_an_event() -> None:
    title = "Uno\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:due"
    made = as_ics([step("close", SPRING, title=title)], AS_OF, "citta.example")
    assert len(Calendar.from_ical(made).walk("VEVENT")) == 1


def test_a_house_with_nothing_to_do_has_a_calendar_all_the_same() -> None:
    assert Calendar.from_ical(as_ics([], AS_OF, "citta.example")).walk("VEVENT") == []
