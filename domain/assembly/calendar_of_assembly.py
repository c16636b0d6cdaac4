"""The instants of one yearly cycle: what its definition makes of the draws, the terms, the meetings and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from domain.assembly.definition import AssemblyDefinition, PublicSources
from domain.timetable import at, end_of, is_working_day, months_later, start_of, term_in_months

OFFICE_HOUR = time(9)
"""When reminders leave, in the city's civil time. Source: the product's; no rule sets it."""


@dataclass(frozen=True, slots=True)
class CohortTerm:
    """The term of one cohort (mandato): from its entry up to and without the day of its exit."""

    number: int
    enters_on: date
    leaves_on: date
    enters_at: datetime
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class AssemblyCalendar:
    """The days and the instants (UTC) of a cycle, apart from the answer's term, which runs from a date of receipt."""

    zone: ZoneInfo
    availability_ends_at: datetime
    reminders: tuple[tuple[int, datetime], ...]
    """(days after the letters, instant), earliest first."""
    cohorts: tuple[CohortTerm, ...]
    plenaries: tuple[datetime, ...]
    """When each plenary of the cycle begins, unless it is convened for another day."""
    periodic: tuple[date, ...]
    """Last days of the periods that the periodic reports tell of."""
    report_due_at: datetime
    last_exit_at: datetime
    erase_at: datetime


def calendar_of(definition: AssemblyDefinition) -> AssemblyCalendar:
    """Return the calendar of a cycle.

    Law: promises A5 (entries, terms), A9 (plenaries), A11 (periodic reports), A12 (report at the year's end).
    """
    zone = ZoneInfo(definition.timezone)
    calls, terms = definition.invitations, definition.terms
    cohorts = tuple(
        _cohort(number, months_later(terms.first_entry_on, terms.interval_months * (number - 1)), definition, zone)
        for number in range(1, terms.cohorts + 1)
    )
    last_exit_on = max(cohort.leaves_on for cohort in cohorts)
    reminders = ((days, at(calls.letters_on + timedelta(days=days), OFFICE_HOUR, zone)) for days in calls.reminder_days)
    return AssemblyCalendar(
        zone=zone,
        availability_ends_at=end_of(calls.ends_on, zone),
        reminders=tuple(reminders),
        cohorts=cohorts,
        plenaries=tuple(_plenaries(definition, zone)),
        periodic=_periods(definition, last_exit_on),
        report_due_at=end_of(definition.answering.report_on, zone),
        last_exit_at=start_of(last_exit_on, zone),
        erase_at=start_of(months_later(last_exit_on, definition.privacy.retention_months), zone),
    )


def source_instant(sources: PublicSources, zone: ZoneInfo) -> datetime:
    """Return the instant of the drand round that a definition names."""
    return at(sources.drand_on, sources.drand_hour, zone)


def answer_due_at(definition: AssemblyDefinition, received_on: date) -> datetime:
    """Return when the city's answer is late: the first instant after the last day of the term.

    Law: promise A12 (two months from receipt, by the definition); codice civile, art. 2963.
    """
    last_on = term_in_months(received_on, definition.answering.answer_months, patron=definition.patron_day)
    return end_of(last_on, ZoneInfo(definition.timezone))


def _cohort(number: int, enters_on: date, definition: AssemblyDefinition, zone: ZoneInfo) -> CohortTerm:
    leaves_on = months_later(enters_on, definition.terms.months)
    return CohortTerm(number, enters_on, leaves_on, start_of(enters_on, zone), start_of(leaves_on, zone))


def _plenaries(definition: AssemblyDefinition, zone: ZoneInfo) -> list[datetime]:
    """The days of the cadence, each moved on to the next working day."""
    meetings = definition.meetings
    days = [
        months_later(meetings.first_plenary_on, meetings.plenary_every_months * index)
        for index in range(meetings.plenaries)
    ]
    return [at(_working_from(day, definition.patron_day), meetings.hour, zone) for day in days]


def _working_from(day: date, patron: tuple[int, int] | None) -> date:
    return next(
        later for later in (day + timedelta(days=more) for more in count()) if is_working_day(later, patron=patron)
    )


def _periods(definition: AssemblyDefinition, last_exit_on: date) -> tuple[date, ...]:
    months, first_on = definition.answering.periodic_every_months, definition.terms.first_entry_on
    ends = (months_later(first_on, months * index) - timedelta(days=1) for index in count(1))
    return tuple(takewhile(lambda day: day < last_exit_on, ends))
