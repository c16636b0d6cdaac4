"""What one act leaves behind (verbale): entries, documents, letters, rows and perhaps a new stage, kept all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import SQLModel

from domain.register import EntryDraft
from domain.vocabulary import DocumentKind


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document whose bytes already lie in the process's folder."""

    kind: DocumentKind
    name: str
    title: str
    sha256: str
    size_bytes: int
    public_from_stage: str = ""
    """NAME of the stage from which it is public; empty: it never leaves the house."""

    def titled(self, title: str) -> FiledDocument:
        """Return the same document under a title that was known only after it was written."""
        return replace(self, title=title)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to one recipient, not yet in the outbox."""

    key: str
    to_name: str
    to_address: str
    subject: str
    body: str
    attachments: Sequence[str] = ()
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for one table, written in one go."""

    table: type[SQLModel]
    values: Sequence[Mapping[str, object]]


@dataclass(slots=True)
class Minutes:
    """Everything that one act leaves; the store keeps it in one transaction or not at all."""

    entries: list[EntryDraft] = field(default_factory=list)
    documents: list[FiledDocument] = field(default_factory=list)
    letters: list[NewLetter] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    stage: StrEnum | None = None
    step: str = ""
    """Name of the calendar's step that this act fulfils; empty for an act of staff."""
    due_at: datetime | None = None
