"""iCalendar files, the same bytes for the same data: the calendar of the house, and the invitation to a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from domain.errors import Refusal
from domain.vocabulary import ProcessKind

NAME = "Procedimenti di partecipazione"
_ROME = ZoneInfo("Europe/Rome")


class DatedStep(Protocol):
    """What the calendar must know of a step; `store.agenda.OpenStep` is one."""

    @property
    def process_id(self) -> str: ...

    @property
    def process_title(self) -> str: ...

    @property
    def kind(self) -> ProcessKind: ...

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def due_at(self) -> datetime | None: ...

    @property
    def waits_for(self) -> str: ...


def as_ics(steps: Iterable[DatedStep], as_of: datetime, domain: str) -> bytes:
    """Return the steps as an iCalendar file; a step whose instant nothing tells yet has no place in it.

    `as_of` stands as the instant at which the entries were written: give the newest entry of the register, and the
    bytes repeat for as long as nothing happens. `domain` makes the identifiers the house's own.
    Law: RFC 5545; every instant in UTC, so that no table of time zones is needed.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", NAME)
    for step in steps:
        if step.due_at is not None:
            calendar.add_component(_event(step, step.due_at, as_of, domain))
    return bytes(calendar.to_ical())


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom an invitation names: a person, or a body for all its members, so that one file can go to everybody."""

    name: str
    address: str
    is_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One state of a meeting, as calendars must know it (invito di calendario).

    `sequence` grows with every change, `written_at` is when this change was decided; `identity` never changes.
    """

    identity: str
    """Process and number of the meeting: "assemblea-2025.seduta-4"."""
    sequence: int
    written_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    agenda: Sequence[str]
    organizer: Guest
    guests: Sequence[Guest]
    is_cancelled: bool = False


def as_invitation(invitation: Invitation, domain: str) -> bytes:
    """Return the file that puts a meeting into a calendar, moves it there, or takes it away again.

    Law: RFC 5546, 3.2.2 and 3.2.5 (REQUEST and CANCEL; same UID, higher SEQUENCE); RFC 5545, 3.6.5 (VTIMEZONE).
    Raises: Refusal when the meeting ends before it starts or nobody is invited.
    """
    if invitation.ends_at <= invitation.starts_at:
        raise Refusal("la seduta finirebbe prima di cominciare", "correggete l'ora di inizio o di fine", "invito")
    if not invitation.guests:
        raise Refusal("l'invito di calendario non ha destinatari", "indicate chi è convocato", "invito")
    calendar = _calendar("CANCEL" if invitation.is_cancelled else "REQUEST")
    calendar.add_component(_rome())
    calendar.add_component(_meeting(invitation, domain))
    return bytes(calendar.to_ical())


def _meeting(invitation: Invitation, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{invitation.identity}@{domain}")
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.written_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", invitation.starts_at.astimezone(_ROME))
    event.add("dtend", invitation.ends_at.astimezone(_ROME))
    event.add("summary", f"ANNULLATA: {invitation.title}" if invitation.is_cancelled else invitation.title)
    event.add("location", invitation.place)
    if invitation.agenda:
        points = (f"{number}. {point}" for number, point in enumerate(invitation.agenda, start=1))
        event.add("description", "\n".join(("Ordine del giorno:", *points)))
    event.add("status", "CANCELLED" if invitation.is_cancelled else "CONFIRMED")
    event.add("organizer", _address(invitation.organizer), encode=False)
    for guest in invitation.guests:
        attendee = _address(guest)
        attendee.params["CUTYPE"] = vText("GROUP" if guest.is_group else "INDIVIDUAL")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("FALSE")  # who cannot come writes to the office: no machine counts the answers
        event.add("attendee", attendee, encode=False)
    return event


def _address(guest: Guest) -> vCalAddress:
    address = vCalAddress(f"mailto:{guest.address}")
    address.params["CN"] = vText(guest.name)
    return address


def _rome() -> Timezone:
    """Write the zone by its rule, not by this machine's table: the same bytes everywhere."""
    zone = Timezone()
    zone.add("tzid", "Europe/Rome")
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, month, hour, before, after, name in (
        (TimezoneDaylight(), 3, 2, winter, summer, "CEST"),
        (TimezoneStandard(), 10, 3, summer, winter, "CET"),
    ):
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001  local by the format
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Istruttoria//Calendario//IT")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(step: DatedStep, due_at: datetime, as_of: datetime, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{step.process_id}.{step.name}@{domain}")
    event.add("dtstamp", as_of.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", due_at.astimezone(UTC))
    event.add("summary", f"{step.title} · {step.process_title}")
    if step.waits_for:
        event.add("description", step.waits_for[:1].upper() + step.waits_for[1:])
    event.add("categories", [str(step.kind)])
    event.add("status", "TENTATIVE" if step.waits_for else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # an instant of the law keeps nobody from a meeting
    return event
