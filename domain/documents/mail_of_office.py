"""What the office's own letters know: those that belong to no inquiry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.documents.mail_kinds import Mail


@dataclass(frozen=True, slots=True)
class Told:
    """A process, and one thing said of it on one line."""

    process: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning(Mail):
    """To the office, each working morning: what ran, what failed, what is due, who is late."""

    template: ClassVar[str] = "morning"
    today: date
    done: Sequence[Told]
    failed: Sequence[Told]
    overdue: Sequence[Told]
    coming: Sequence[Told]
    owed: Sequence[Told]
    letters: Sequence[Told]
    """Those that wait for a person."""
    silent: Sequence[str]
    """Parts of the house that have shown no sign of life."""
    desk_url: str
