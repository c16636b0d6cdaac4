"""The instants of one inquiry: what its definition, and the extension that was decided, make of its three phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.inquiry.definition import InquiryDefinition, Period
from domain.timetable import Days, Extension, Window, at, moved, start_of, windows_with

OFFICE_HOUR = time(9)
"""When reminders leave, in the city's civil time. Source: the product's; no rule sets it."""


@dataclass(frozen=True, slots=True)
class InquiryCalendar:
    """The days and the instants (UTC) of an inquiry; periods between instants exclude the second one."""

    zone: ZoneInfo
    preparation: Days
    window: Days
    evaluation: Days
    notice_at: datetime
    opens_at: datetime
    closes_at: datetime
    evaluation_ends_at: datetime
    reminders: tuple[tuple[int, datetime], ...]
    """(days before the evaluation's last day, instant), the earliest first."""

    def is_open(self, moment: datetime) -> bool:
        """Tell whether a comment sent at this aware instant comes in time."""
        return Window(self.opens_at, self.closes_at).is_open(moment)


def calendar_of(
    definition: InquiryDefinition, *, last_day: date | None = None, evaluation_last_day: date | None = None
) -> InquiryCalendar:
    """Return the inquiry's calendar; `last_day` is the window's new end when an extension is on record.

    The extension was checked when it was decided (`extended`).
    Law: promise I9 (three phases, both end days included); notice and reminders: the definition's days.
    The notice takes the first instant of its day, so that its days before the window are whole. Reminders due before
    the evaluation begins, as a long extension can make them, have nothing to remind of and are left out.
    """
    zone = ZoneInfo(definition.timezone)
    phases = definition.phases
    preparation, window, evaluation = _days(phases.preparation), _days(phases.window), _days(phases.evaluation)
    if last_day is not None:
        window, evaluation = moved(window, evaluation, last_day, evaluation_last_day)
    opened = window.window(zone)
    reminders = [
        (days, at(evaluation.last_on - timedelta(days=days), OFFICE_HOUR, zone)) for days in definition.reminder_days
    ]
    return InquiryCalendar(
        zone=zone,
        preparation=preparation,
        window=window,
        evaluation=evaluation,
        notice_at=start_of(window.first_on - timedelta(days=definition.notice_days), zone),
        opens_at=opened.opens_at,
        closes_at=opened.closes_at,
        evaluation_ends_at=evaluation.window(zone).closes_at,
        reminders=tuple((days, moment) for days, moment in reminders if moment >= opened.closes_at),
    )


def extended(definition: InquiryDefinition, current: InquiryCalendar, extension: Extension) -> InquiryCalendar:
    """Return the calendar that a new extension leaves, from the one now in force.

    Raises: Refusal when the extension shortens, comes after the close, or reaches the end of the evaluation.
    """
    window, evaluation = windows_with(
        extension, window=current.window, evaluation=current.evaluation, zone=current.zone
    )
    return calendar_of(definition, last_day=window.last_on, evaluation_last_day=evaluation.last_on)


def _days(period: Period) -> Days:
    return Days(period.starts_on, period.ends_on)
