"""What the office's own letters know: those that belong to no kind of process, or to every kind."""

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


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file that came by mail and was not taken in: where it lies, why, what to do."""

    name: str
    place: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedFiles(Mail):
    """To the officer in charge of a process of any kind: files came by mail that nobody took in."""

    template: ClassVar[str] = "arrived-files"
    process: str
    """Short title of the process."""
    city: str
    sender: str
    arrived_on: date
    files: Sequence[ArrivedFile]


OFFICE_KINDS: tuple[type[Mail], ...] = (Morning, ArrivedFiles)
