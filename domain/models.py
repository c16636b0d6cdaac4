"""The records (SQLModel tables) and nothing else; facts are written once, only stages, letters and steps move."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Enum, Index, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from domain.vocabulary import (
    Admission,
    Channel,
    DecisionKind,
    Discrepancy,
    DocumentKind,
    EntryKind,
    Ground,
    LetterState,
    Likeness,
    Outcome,
    ProcessKind,
)


class Instant(TypeDecorator[datetime]):
    """An aware moment: naive values are refused, UTC is stored, UTC comes back (SQLite alone would drop the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone: pass an aware datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _instant(*, index: bool = False, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Instant(), nullable=nullable, index=index), default=None if nullable else ...)


def _word(kind: type, *, index: bool = False, closed: bool = True) -> Any:
    """A column of the vocabulary: the member's NAME is stored; a closed list has a CHECK, a growing one has none."""
    column_type = Enum(kind, native_enum=False, length=40, create_constraint=closed, name=kind.__name__.lower())
    return Field(sa_column=Column(column_type, nullable=False, index=index))


def _text(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Text, nullable=nullable), default=None if nullable else "")


class Process(SQLModel, table=True):
    """One run of a participation process (procedimento), with the definition it was opened with."""

    __tablename__ = "process"

    id: str = Field(primary_key=True, max_length=60)
    kind: ProcessKind = _word(ProcessKind, closed=False)
    title: str
    stage: str = Field(max_length=40, description="NAME of the stage in the vocabulary of this kind")
    definition: str = _text()
    definition_sha256: str = Field(max_length=64)
    opened_at: datetime = _instant()


class Step(SQLModel, table=True):
    """One thing that the calendar made the process do (adempimento): its legal instant and the real one."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("process_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    name: str = Field(max_length=60)
    due_at: datetime = _instant()
    done_at: datetime = _instant()


class RegisterEntry(SQLModel, table=True):
    """One line of the register (protocollo): numbered within its process, chained to the line before by its hash."""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("process_id", "number"),
        UniqueConstraint("process_id", "kind", "subject"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    number: int
    kind: EntryKind = _word(EntryKind, closed=False)
    subject: str = Field(max_length=160, description="what the entry is about: unique among the entries of its kind")
    happened_at: datetime = _instant()
    recorded_at: datetime = _instant()
    actor: str = Field(max_length=120, description="office, officer or 'calendario'; never a citizen")
    payload: str = _text()
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class SourceFile(SQLModel, table=True):
    """A file as it came in (file acquisito): its bytes are kept under their hash, its rows are all accounted for."""

    __tablename__ = "source_file"
    __table_args__ = (
        UniqueConstraint("process_id", "sha256"),
        CheckConstraint("rows_in = rows_accepted + rows_set_aside", name="rows_conserved"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    sha256: str = Field(max_length=64)
    name: str = Field(max_length=255)
    size_bytes: int
    layout: str = Field(max_length=120, description="what the reader recognised, in words")
    subject: str = Field(max_length=40, description="proposals, comments, contributions, evaluations")
    collected_at: datetime = _instant()
    rows_in: int
    rows_accepted: int
    rows_set_aside: int
    lacks: str = _text()
    """What this layout cannot tell (one per line), and how to get it."""


class SetAsideRow(SQLModel, table=True):
    """A row that could not be taken (riga accantonata): where it stands, why, and what would mend it."""

    __tablename__ = "set_aside_row"

    id: int | None = Field(default=None, primary_key=True)
    source_file_id: int = Field(foreign_key="source_file.id", index=True)
    place: str
    problem: str = _text()
    remedy: str = _text()
    raw: str = _text()


class Comment(SQLModel, table=True):
    """One contribution of any channel (osservazione, commento, contributo): written once, never edited (promise I12).

    `number` is its number in the register. `key` is where it comes from: `comment:515`, `proposal:457`, `contribution:…`.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("process_id", "number"),
        UniqueConstraint("process_id", "key"),
        Index("ix_comment_process_part", "process_id", "part"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    number: int
    key: str = Field(max_length=80)
    source_file_id: int = Field(foreign_key="source_file.id")
    channel: Channel = _word(Channel)
    part: str = Field(max_length=40, description="code of the part of the plan, from the definition")
    section: str = Field(default="", max_length=80, description="section of the draft it is attached to, when known")
    parent_key: str = Field(default="", max_length=80)
    parent_missing: bool = False
    depth: int = 0
    author_code: str = Field(max_length=20, description="stable public code; no names are stored")
    on_behalf_of: str = Field(default="", max_length=255, description="the body's name when someone speaks for one")
    event: str = Field(default="", max_length=255, description="workshop, meeting or table where it was said")
    title: str = _text()
    text: str = _text()
    text_sha256: str = Field(max_length=64)
    locale: str = Field(default="", max_length=12)
    alignment: int = 0
    url: str = Field(default="", max_length=500)
    submitted_at: datetime = _instant(index=True)
    received_at: datetime = _instant()
    admission: Admission = _word(Admission)


class Support(SQLModel, table=True):
    """How many supported a comment, as the latest export says (sostegni)."""

    __tablename__ = "support"

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    count: int
    against: int | None = None
    source_file_id: int = Field(foreign_key="source_file.id")


class ExportDifference(SQLModel, table=True):
    """A later export that says otherwise (difformità): flagged beside the comment, which keeps its first text."""

    __tablename__ = "export_difference"
    __table_args__ = (UniqueConstraint("comment_id", "source_file_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    source_file_id: int = Field(foreign_key="source_file.id")
    kind: Discrepancy = _word(Discrepancy)
    later_text: str = _text()
    later_sha256: str = Field(default="", max_length=64)


class Moderation(SQLModel, table=True):
    """A text taken out of the public outputs (moderazione): named ground, officer, day; it stays counted and answered."""

    __tablename__ = "moderation"

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    ground: Ground = _word(Ground)
    officer: str = Field(max_length=120)
    decided_on: date
    recorded_at: datetime = _instant()


class GroupMember(SQLModel, table=True):
    """A comment's place in a group of near-duplicates (gruppo), with the text of its own that the model lacks."""

    __tablename__ = "group_member"
    __table_args__ = (Index("ix_group_member_group", "process_id", "group_number"),)

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    process_id: str = Field(foreign_key="process.id")
    group_number: int
    likeness: Likeness = _word(Likeness)
    similarity: float
    added_text: str = _text()


class Assignment(SQLModel, table=True):
    """Which department answers a comment (assegnazione); re-routing adds a row, the latest one holds."""

    __tablename__ = "assignment"

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    department: str = Field(max_length=40, index=True)
    reason: str = _text()
    assigned_at: datetime = _instant()


class SheetRow(SQLModel, table=True):
    """A comment that went out to a department on an evaluation workbook (riga di scheda), as a row or within its group."""

    __tablename__ = "sheet_row"

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    department: str = Field(max_length=40, primary_key=True)
    document: str = Field(max_length=160)


class Evaluation(SQLModel, table=True):
    """What a department decided of a comment and why (valutazione, controdeduzione); the latest one holds."""

    __tablename__ = "evaluation"

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    source_file_id: int = Field(foreign_key="source_file.id")
    department: str = Field(max_length=40)
    outcome: Outcome = _word(Outcome)
    reason: str = _text()
    plan_change: str = _text()
    evaluated_at: datetime = _instant()


class Decision(SQLModel, table=True):
    """An act of a body or an officer on which the process waits (decisione), with who recorded it and when."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    kind: DecisionKind = _word(DecisionKind, closed=False)
    act: str = Field(max_length=255)
    act_on: date
    officer: str = Field(max_length=120)
    value: str = Field(default="", max_length=255, description="the new last day, for an extension")
    recorded_at: datetime = _instant()


class Document(SQLModel, table=True):
    """A document that the product wrote (documento): its name under the process's folder and the hash of its bytes."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("process_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    kind: DocumentKind = _word(DocumentKind, closed=False)
    name: str = Field(max_length=160)
    title: str = Field(default="", max_length=255)
    sha256: str = Field(max_length=64)
    size_bytes: int
    public_from_stage: str = Field(default="", max_length=40, description="empty: never leaves the house")
    written_at: datetime = _instant()


class Letter(SQLModel, table=True):
    """A message to one recipient (lettera): written once, sent at most once; its Message-ID is fixed at enqueue."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("key"), UniqueConstraint("message_id"))

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    key: str = Field(max_length=200, description="what is written to whom: enqueuing it twice leaves one letter")
    message_id: str = Field(max_length=255)
    to_name: str = Field(max_length=160)
    to_address: str = Field(max_length=254)
    reply_to: str = Field(default="", max_length=254)
    subject: str = Field(max_length=255)
    body: str = _text()
    attachments: str = _text()
    """JSON list of document names of the same process."""
    state: LetterState = _word(LetterState, index=True)
    attempts: int = 0
    queued_at: datetime = _instant()
    next_attempt_at: datetime = _instant(index=True)
    sent_at: datetime | None = _instant(nullable=True)
    last_reply: str = _text()
    """What the server last said, without addresses."""


APPEND_ONLY = (
    "register_entry",
    "source_file",
    "set_aside_row",
    "comment",
    "export_difference",
    "moderation",
    "group_member",
    "assignment",
    "sheet_row",
    "evaluation",
    "decision",
    "document",
)
"""Tables whose rows the database refuses to change or delete."""

