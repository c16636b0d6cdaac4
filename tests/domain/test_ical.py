"""The calendar as a file: what other programs read in it, and that its bytes repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from domain.errors import Refusal
from domain.ical import Guest, Invitation, as_ics, as_invitation
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


OFFICE = "assemblea@comune.example"
MEETING = Invitation(
    identity="assemblea-2025.seduta-4",
    sequence=0,
    written_at=AS_OF,
    starts_at=datetime(2025, 3, 29, 17, tzinfo=UTC),
    ends_at=datetime(2025, 3, 29, 20, tzinfo=UTC),
    title="Assemblea clima 2025, seduta n. 4",
    place="Sala consiliare; Municipio 3",
    agenda=("Benvenuto", "Scelta delle Azioni"),
    organizer=Guest("Ufficio partecipazione", OFFICE),
    guests=(Guest("Membri dell'assemblea", OFFICE, is_group=True),),
)


def test_an_invitation_says_when_in_romes_time_and_carries_the_rule_of_that_time() -> None:
    made = as_invitation(MEETING, "citta.example")
    assert made.decode().replace("\r\n ", "") == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Istruttoria//Calendario//IT\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:REQUEST\r\n"
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Rome\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
        "TZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
        "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
        "TZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:Assemblea clima 2025\\, seduta n. 4\r\n"
        "DTSTART;TZID=Europe/Rome:20250329T180000\r\nDTEND;TZID=Europe/Rome:20250329T210000\r\n"
        "DTSTAMP:20250210T120000Z\r\nUID:assemblea-2025.seduta-4@citta.example\r\nSEQUENCE:0\r\n"
        'ATTENDEE;CN="Membri dell\'assemblea";CUTYPE=GROUP;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:' + OFFICE + "\r\n"
        "DESCRIPTION:Ordine del giorno:\\n1. Benvenuto\\n2. Scelta delle Azioni\r\n"
        "LOCATION:Sala consiliare\\; Municipio 3\r\n"
        'ORGANIZER;CN="Ufficio partecipazione":mailto:' + OFFICE + "\r\n"
        "STATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert made == as_invitation(MEETING, "citta.example")


def test_the_zone_written_by_rule_agrees_with_the_worlds_table_day_after_day() -> None:
    zone = next(iter(Calendar.from_ical(as_invitation(MEETING, "citta.example")).walk("VTIMEZONE")))
    by_rule = zone.to_tz(lookup_tzid=False)
    noons = (datetime(1999, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(0, 38 * 365, 5))
    assert [noon for noon in noons if _offset(noon, by_rule) != _offset(noon, ZoneInfo("Europe/Rome"))] == []


def _offset(noon: datetime, zone: object) -> timedelta | None:
    return noon.replace(tzinfo=zone).utcoffset()  # type: ignore[arg-type]


def test_a_change_and_a_cancellation_reach_the_same_entry_and_come_after_it() -> None:
    moved = replace(MEETING, sequence=1, starts_at=MEETING.starts_at.replace(hour=18))
    called_off = replace(moved, sequence=2, is_cancelled=True)
    told = []
    for invitation in (MEETING, moved, called_off):
        calendar = Calendar.from_ical(as_invitation(invitation, "citta.example"))
        event = calendar.walk("VEVENT")[0]
        told.append((str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])))
    uid = "assemblea-2025.seduta-4@citta.example"
    assert told == [
        ("REQUEST", uid, 0, "CONFIRMED"),
        ("REQUEST", uid, 1, "CONFIRMED"),
        ("CANCEL", uid, 2, "CANCELLED"),
    ]


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"ends_at": MEETING.starts_at}, "la seduta finirebbe prima di cominciare"),
        ({"guests": ()}, "l'invito di calendario non ha destinatari"),
    ],
)
def test_an_invitation_that_no_calendar_could_take_is_refused(wrong: dict[str, object], problem: str) -> None:
    with pytest.raises(Refusal, match=problem):
        as_invitation(replace(MEETING, **wrong), "citta.example")  # type: ignore[arg-type]
