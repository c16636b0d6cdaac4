"""The rules of time that all processes share: days and windows in a city's civil time, terms, holidays, extensions."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from domain.errors import Refusal

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)

MonthDay = tuple[int, int]
"""Month and day of the patron saint: (12, 7) in Milan."""


def why_not_zone(name: str) -> str | None:
    """Say why a name is no time zone, or None."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return f"«{name[:40]}» non è un fuso orario"
    return None


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a civil day, in UTC; where clocks jump over midnight, the first one after the jump.

    Law: codice civile, art. 2963, comma 2 (a term runs by whole days); the zone is the definition's.
    """
    return at(day, time.min, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant that no longer belongs to a last day, in UTC: the day itself is whole.

    Law: codice civile, art. 2963, comma 2 (the term is over when the last instant of the last day is).
    """
    return start_of(day + ONE_DAY, zone)


def at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return an hour of a civil day as an instant in UTC: the first of two when clocks go back, after the gap else."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the civil day to which an aware instant belongs."""
    return moment.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time between two instants, the second one excluded (finestra)."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, moment: datetime) -> bool:
        """Tell whether an aware instant lies in the window."""
        return self.opens_at <= moment < self.closes_at


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of civil days as people read it, both end days included (periodo)."""

    first_on: date
    last_on: date

    @property
    def count(self) -> int:
        return (self.last_on - self.first_on).days + 1

    def window(self, zone: ZoneInfo) -> Window:
        """Return the same stretch as instants: from the first of the first day to the end of the last day.

        Law: mission, promise I9 (civil time of the city, both end days included).
        """
        return Window(start_of(self.first_on, zone), end_of(self.last_on, zone))


@dataclass(frozen=True, slots=True)
class Extension:
    """A recorded decision to keep a window open longer (proroga)."""

    last_day: date
    decided_at: datetime
    evaluation_last_day: date | None = None
    """New end of the evaluation, only if the decision names one."""


def windows_with(extension: Extension, *, window: Days, evaluation: Days, zone: ZoneInfo) -> tuple[Days, Days]:
    """Return the window and the evaluation as an extension leaves them: the evaluation starts when the window is over.

    The end of the evaluation stays unless the decision moves it. Source: the definition's phases; the decision's act.
    Raises: Refusal when the extension does not lengthen, comes after the close, or leaves no day to evaluate.
    """
    problem = why_not_extended(extension, window=window, evaluation=evaluation, zone=zone)
    if problem:
        remedy = "indicate un ultimo giorno successivo a quello attuale, deciso a finestra aperta, prima della fine "
        raise Refusal(problem, f"{remedy}della valutazione; altrimenti prorogate anche la valutazione")
    return moved(window, evaluation, extension.last_day, extension.evaluation_last_day)


def why_not_extended(extension: Extension, *, window: Days, evaluation: Days, zone: ZoneInfo) -> str | None:
    """Say why an extension cannot hold, or None. Source: the definition's phases (no rule of law sets an own limit)."""
    ends_on = extension.evaluation_last_day or evaluation.last_on
    if extension.last_day <= window.last_on:
        return (
            f"la proroga al {_read(extension.last_day)} non allunga la finestra, aperta fino al {_read(window.last_on)}"
        )
    if extension.decided_at >= end_of(window.last_on, zone):
        return f"la proroga è decisa quando la finestra è già chiusa (ultimo giorno {_read(window.last_on)})"
    if ends_on < evaluation.last_on:
        return f"la proroga accorcia la valutazione, che finisce il {_read(evaluation.last_on)}"
    if extension.last_day >= ends_on:
        ending = f"che finisce il {_read(ends_on)}"
        return f"la proroga al {_read(extension.last_day)} non lascia giorni alla valutazione, {ending}"
    return None


def moved(window: Days, evaluation: Days, last_day: date, evaluation_last_day: date | None = None) -> tuple[Days, Days]:
    """Return window and evaluation with another last day of the window; whoever decided it was checked before."""
    ends_on = evaluation_last_day or evaluation.last_on
    return Days(window.first_on, last_day), Days(last_day + ONE_DAY, ends_on)


def is_holiday(day: date, *, patron: MonthDay | None = None) -> bool:
    """Tell whether a day is a public holiday in Italy, Sundays included.

    Law: legge 27 maggio 1949, n. 260, artt. 1 e 2, as in force in the day's year; the patron's day is the city's.
    """
    return day.weekday() == SUNDAY or day in _national_holidays(day.year) or (day.month, day.day) == patron


def is_working_day(day: date, *, patron: MonthDay | None = None) -> bool:
    """Tell whether offices work: Monday to Friday, no holiday.

    Law: regolamento (CEE, Euratom) n. 1182/71, art. 2 (working days leave out holidays, Saturdays and Sundays).
    """
    return day.weekday() < SATURDAY and not is_holiday(day, patron=patron)


def moved_forward(day: date, *, patron: MonthDay | None = None) -> date:
    """Return the day on which a term that would end on a holiday ends: the next day that is none.

    Law: codice civile, art. 2963, comma 3 (Saturday is no holiday).
    """
    return _first_from(day, lambda each: not is_holiday(each, patron=patron))


def term_in_days(start: date, days: int, *, patron: MonthDay | None = None) -> date:
    """Return the last day of a term of calendar days; the starting day does not count.

    Law: codice civile, art. 2963, commi 2 e 3.
    """
    return moved_forward(start + timedelta(days=days), patron=patron)


def term_in_working_days(start: date, days: int, *, patron: MonthDay | None = None) -> date:
    """Return the last day of a term of working days; the starting day does not count.

    Law: codice civile, art. 2963, comma 2; regolamento (CEE, Euratom) n. 1182/71, artt. 2 e 3.
    """
    day = start
    for _ in range(days):
        day = _first_from(day + ONE_DAY, lambda each: is_working_day(each, patron=patron))
    return day


def term_in_months(start: date, months: int, *, patron: MonthDay | None = None) -> date:
    """Return the last day of a term of months: the same day of the month, or the month's last when it has no such day.

    Law: codice civile, art. 2963, commi 3, 4 e 5 (31 December and two months is 28 February, 29 in a leap year).
    """
    return moved_forward(months_later(start, months), patron=patron)


def months_later(start: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day when it has no such day.

    Law: codice civile, art. 2963, commi 4 e 5.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _first_from(day: date, admits: Callable[[date], bool]) -> date:
    while not admits(day):
        day += ONE_DAY
    return day


@cache
def _national_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IT", years=year))


def _read(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
