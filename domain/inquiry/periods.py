"""Days put together so that a chart stays readable: by day, by week or by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from domain.documents.spoken import Count
from domain.inquiry.contexts.synthesis import WeekRow
from domain.italian import month_in_words, number, short_day

_MOST_BARS = 40


def periods(days: Mapping[date, int]) -> tuple[str, list[Count]]:
    """Return the word for the period (giorno, settimana, mese) and the counts, empty periods included.

    Days as long as they fit, then weeks from Monday, then months; beyond that only the months that have something.
    """
    if not days:
        return "giorno", []
    first, last = min(days), max(days)
    if (last - first).days < _MOST_BARS:
        every = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        return "giorno", [Count(label=short_day(day), count=days.get(day, 0)) for day in every]
    monday = first - timedelta(days=first.weekday())
    if (last - monday).days < 7 * _MOST_BARS:
        weeks = Counter[date]()
        for day, count in days.items():
            weeks[day - timedelta(days=day.weekday())] += count
        mondays = [monday + timedelta(weeks=step) for step in range((last - monday).days // 7 + 1)]
        return "settimana", [Count(label=f"dal {short_day(start)}", count=weeks[start]) for start in mondays]
    return "mese", _months(days)


def weeks(days: Mapping[date, int]) -> list[WeekRow]:
    """Return the same days as a grid, a week per row from Monday; empty when they are too many for it."""
    if not days or (max(days) - min(days)).days >= _MOST_BARS:
        return []
    first, last = min(days), max(days)
    monday = first - timedelta(days=first.weekday())
    return [_week(monday + timedelta(weeks=step), days, first, last) for step in range((last - monday).days // 7 + 1)]


def _week(monday: date, days: Mapping[date, int], first: date, last: date) -> WeekRow:
    every = [monday + timedelta(days=step) for step in range(7)]
    cells = [number(days.get(day, 0)) if first <= day <= last else "–" for day in every]
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return WeekRow(
        week=f"dal {short_day(monday)}",
        total=sum(days.get(day, 0) for day in every),
        **dict(zip(names, cells, strict=True)),
    )


def _months(days: Mapping[date, int]) -> list[Count]:
    months = Counter[date]()
    for day, count in days.items():
        months[day.replace(day=1)] += count
    return [Count(label=month_in_words(month), count=months[month]) for month in sorted(months)]
