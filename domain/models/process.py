"""The records that every process has: itself, its steps, register, decisions, documents and letters."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import DecisionKind, DocumentKind, EntryKind, LetterState, ProcessKind


class Process(SQLModel, table=True):
    """One run of a participation process (procedimento), with the definition it was opened with."""

    __tablename__ = "process"

    id: str = Field(primary_key=True, max_length=60)
    kind: ProcessKind = word_field(ProcessKind, closed=False)
    title: str
    stage: str = Field(max_length=40, description="NAME of the stage in the vocabulary of this kind")
    definition: str = text_field()
    definition_sha256: str = Field(max_length=64)
    opened_at: datetime = instant_field()
    planned_number: int = Field(
        default=0,
        sa_column_kwargs={"server_default": "0"},
        description="number of the register's entry up to which the calendar was planned; behind it: plan anew",
    )


class Step(SQLModel, table=True):
    """One thing that the calendar made the process do (adempimento): its legal instant and the real one."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("process_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    name: str = Field(max_length=60)
    due_at: datetime = instant_field()
    done_at: datetime = instant_field()


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
    kind: EntryKind = word_field(EntryKind, closed=False)
    subject: str = Field(max_length=160, description="what the entry is about: unique among the entries of its kind")
    happened_at: datetime = instant_field()
    recorded_at: datetime = instant_field()
    actor: str = Field(max_length=120, description="office, officer or 'calendario'; never a citizen")
    payload: str = text_field()
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Decision(SQLModel, table=True):
    """An act of a body or an officer on which the process waits (decisione), with who recorded it and when."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    kind: DecisionKind = word_field(DecisionKind, closed=False)
    act: str = Field(max_length=255)
    act_on: date
    officer: str = Field(max_length=120)
    value: str = Field(default="", max_length=255, description="the new last day, for an extension")
    recorded_at: datetime = instant_field()


class Document(SQLModel, table=True):
    """A document that the product wrote (documento): its name under the process's folder and the hash of its bytes."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("process_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    kind: DocumentKind = word_field(DocumentKind, closed=False)
    name: str = Field(max_length=160)
    title: str = Field(default="", max_length=255)
    sha256: str = Field(max_length=64)
    size_bytes: int
    public_from_stage: str = Field(default="", max_length=40, description="empty: never leaves the house")
    written_at: datetime = instant_field()


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
    body: str = text_field()
    attachments: str = text_field()
    """JSON list of document names of the same process."""
    state: LetterState = word_field(LetterState, index=True)
    attempts: int = 0
    queued_at: datetime = instant_field()
    next_attempt_at: datetime = instant_field(index=True)
    sent_at: datetime | None = instant_field(nullable=True)
    last_reply: str = text_field()
    """What the server last said, without addresses."""
