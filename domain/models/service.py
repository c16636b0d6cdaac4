"""What the house keeps about its own service: calendar, calls of the engine, signs of life, mail that came in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import AttemptEnd, IncomingKind


class DueStep(SQLModel, table=True):
    """A step that a process has still to fulfil (scadenza): the plan's answer, written anew after every act."""

    __tablename__ = "due_step"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    name: str = Field(max_length=60, primary_key=True)
    place: int = Field(description="where the step stands in the plan")
    title: str = Field(max_length=255)
    due_at: datetime | None = instant_field(nullable=True, index=True)
    """The legal instant; empty while nothing tells it."""
    waits_for: str = text_field()
    """What it waits for besides its instant, in Italian; empty: nothing."""


class Attempt(SQLModel, table=True):
    """A run that the clock or the sweep asked of the engine (chiamata): numbered, so that two clocks ask once."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("process_id", "due_at", "number"),
        CheckConstraint("number >= 1", name="attempt_from_one"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    due_at: datetime = instant_field()
    """The legal instant for which the run was asked."""
    number: int
    asked_at: datetime = instant_field()
    flow_run_id: str = Field(default="", max_length=40, description="empty: the engine did not answer")
    end: AttemptEnd = word_field(AttemptEnd, closed=False)
    told: str = text_field()
    """What a refusal said, in Italian."""


class Beat(SQLModel, table=True):
    """The last sign of life of a part of the house (battito)."""

    __tablename__ = "beat"

    part: str = Field(primary_key=True, max_length=40)
    seen_at: datetime = instant_field()
    told: str = text_field()
    """Counts, as JSON."""


class IncomingMessage(SQLModel, table=True):
    """A message that came into the office's mailbox (messaggio arrivato), known by the hash of its bytes."""

    __tablename__ = "incoming_message"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64)
    kind: IncomingKind = word_field(IncomingKind, closed=False)
    process_id: str | None = Field(
        default=None, sa_column=Column(String(60), ForeignKey("process.id"), nullable=True, index=True)
    )
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    received_at: datetime = instant_field()
    attachments: int = 0
    told: str = text_field()
    """What was done with it, in Italian, without names and addresses."""
