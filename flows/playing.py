"""What rehearsals of every kind of process share: acts at their instants, and somebody who watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens in a rehearsal, at its instant."""

    at: datetime
    label: str
    do: Callable[[], object]


Watch = Callable[[str, str, datetime], None]
"""Told 'before' or 'after', the label of what happens, and the simulated instant."""


def nothing() -> None:
    """Only the clock moves."""
