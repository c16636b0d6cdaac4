"""The calendar of the house as an iCalendar file, the same bytes for the same steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol

from icalendar import Calendar, Event

from domain.vocabulary import ProcessKind

NAME = "Procedimenti di partecipazione"


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
    calendar = Calendar()
    calendar.add("prodid", "-//Istruttoria//Calendario//IT")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    for step in steps:
        if step.due_at is not None:
            calendar.add_component(_event(step, step.due_at, as_of, domain))
    return bytes(calendar.to_ical())


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
