"""The instants of an observatory's year: the senders are asked, reminded, and the edition is prepared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.observatory.definition_house import Yearly
from domain.timetable import at, day_of

OFFICE_HOUR = time(9)


@dataclass(frozen=True, slots=True)
class EditionYear:
    """The instants of the edition on the data of one year."""

    year: int
    ask_at: datetime
    remind_at: datetime
    prepare_at: datetime
    due_on: date
    """The last day for the senders: that of the preparation."""


def edition_year(yearly: Yearly, year: int, *, opened_at: datetime, zone: ZoneInfo) -> EditionYear:
    """Return the instants of an edition; whoever opens late gives the senders their days nevertheless."""
    due_on = max(yearly.day_of(year), day_of(opened_at, zone) + timedelta(days=yearly.ask_days))

    def before(days: int) -> datetime:
        return at(due_on - timedelta(days=days), OFFICE_HOUR, zone)

    return EditionYear(year, before(yearly.ask_days), before(yearly.reminder_days), before(0), due_on)
