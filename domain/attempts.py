"""When the engine is called again for a step that is still not done: soon at first, then less and less often."""

from __future__ import annotations

from datetime import datetime, timedelta

CALL_AGAIN_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
"""Waits after the first, the second … call for the same instant; the last one repeats. Source: the product's own."""


def call_again_at(number: int, asked_at: datetime) -> datetime:
    """Return when call number + 1 may follow the call with this number."""
    return asked_at + CALL_AGAIN_AFTER[min(number, len(CALL_AGAIN_AFTER)) - 1]
