"""The records of what was collected: files, rows set aside, comments and what later exports say of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import Admission, Channel, Discrepancy, Ground


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
    collected_at: datetime = instant_field()
    rows_in: int
    rows_accepted: int
    rows_set_aside: int
    lacks: str = text_field()
    """What this layout cannot tell (one per line), and how to get it."""


class SetAsideRow(SQLModel, table=True):
    """A row that could not be taken (riga accantonata): where it stands, why, and what would mend it."""

    __tablename__ = "set_aside_row"

    id: int | None = Field(default=None, primary_key=True)
    source_file_id: int = Field(foreign_key="source_file.id", index=True)
    place: str
    problem: str = text_field()
    remedy: str = text_field()
    raw: str = text_field()


class Comment(SQLModel, table=True):
    """One contribution of any channel (osservazione, commento, contributo): written once, never edited (promise I12).

    `number` is its number in the register.
    `key` is where it comes from: `comment:515`, `proposal:457`, `contribution:…`.
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
    channel: Channel = word_field(Channel)
    part: str = Field(max_length=40, description="code of the part of the plan, from the definition")
    section: str = Field(default="", max_length=80, description="section of the draft it is attached to, when known")
    parent_key: str = Field(default="", max_length=80)
    parent_missing: bool = False
    depth: int = 0
    author_code: str = Field(max_length=20, description="stable public code; no names are stored")
    on_behalf_of: str = Field(default="", max_length=255, description="the body's name when someone speaks for one")
    event: str = Field(default="", max_length=255, description="workshop, meeting or table where it was said")
    title: str = text_field()
    text: str = text_field()
    text_sha256: str = Field(max_length=64)
    locale: str = Field(default="", max_length=12)
    alignment: int = 0
    url: str = Field(default="", max_length=500)
    submitted_at: datetime = instant_field(index=True)
    received_at: datetime = instant_field()
    admission: Admission = word_field(Admission)


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
    kind: Discrepancy = word_field(Discrepancy)
    later_text: str = text_field()
    later_sha256: str = Field(default="", max_length=64)


class Moderation(SQLModel, table=True):
    """A text taken out of the public outputs (moderazione), on a named ground; it stays counted and answered."""

    __tablename__ = "moderation"

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    ground: Ground = word_field(Ground)
    officer: str = Field(max_length=120)
    decided_on: date
    recorded_at: datetime = instant_field()
