"""Instants and sizes as the pages of the counter show them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.italian import number, short_day
from flows.account import ZONE


def instant(at: datetime | None) -> str:
    """Return an instant as a table shows it: 03/02/2025, 14:05; words while nothing tells it."""
    if at is None:
        return "non ancora determinato"
    local = at.astimezone(ZoneInfo(ZONE))
    seconds = f":{local.second:02d}" if local.second else ""
    return f"{short_day(local.date())}, {local.hour:02d}:{local.minute:02d}{seconds}"


def size(of_bytes: int) -> str:
    """Return a size in the unit a reader knows: 812 byte, 37 kB, 1,4 MB."""
    if of_bytes < 1_000:
        return f"{of_bytes} byte"
    if of_bytes < 1_000_000:
        return f"{number(round(of_bytes / 1_000))} kB"
    return f"{of_bytes / 1_000_000:,.1f} MB".replace(",", " ").replace(".", ",")
