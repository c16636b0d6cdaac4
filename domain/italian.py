"""Days, instants, amounts and plurals as an Italian reader expects to see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

_MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)


def day_in_words(day: date) -> str:
    """Return a day as in an act: 1º febbraio 2025, 3 marzo 2025."""
    return f"{'1º' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """Return a day as in a table: 03/02/2025."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def month_in_words(day: date) -> str:
    """Return the month of a day: febbraio 2025."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def instant_in_words(at: datetime, zone: str) -> str:
    """Return an aware instant on the clocks of a zone: 3 marzo 2025, ore 23:59:59."""
    local = at.astimezone(ZoneInfo(zone))
    seconds = f":{local.second:02d}" if local.second else ""
    return f"{day_in_words(local.date())}, ore {local.hour:02d}:{local.minute:02d}{seconds}"


def number(value: int) -> str:
    """Return a whole number with the dots of thousands: 1.204."""
    return f"{value:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal: 12,5%; a dash when there is nothing to share."""
    return f"{100 * part / whole:.1f}%".replace(".", ",") if whole else "–"


def counted(value: int, one: str, many: str) -> str:
    """Return a number with its noun: 1 commento, 1.204 commenti."""
    return f"{number(value)} {one if value == 1 else many}"


def rows_told(rows_in: int, accepted: int, aside: int) -> str:
    """Return what became of a file's rows: righe 1.204 = accettate 1.200 + accantonate 4."""
    return f"righe {number(rows_in)} = accettate {number(accepted)} + accantonate {number(aside)}"


def register_numbers(numbers: Sequence[int], *, most: int = 20) -> str:
    """Return register numbers as a letter cites them: n. 4; nn. 4, 9 e 12; the first ones when there are more."""
    shown = [number(one) for one in numbers[:most]]
    rest = len(numbers) - len(shown)
    if rest > 0:
        return f"nn. {', '.join(shown)} e {counted(rest, 'altro', 'altri')}"
    return f"{'n.' if len(shown) == 1 else 'nn.'} {listed(shown)}"


def listed(words: Sequence[str], last: str = "e") -> str:
    """Return words as a sentence lists them: a, b e c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
