"""The records of the work on comments: groups, assignments, sheets sent and evaluations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import Likeness, Outcome


class GroupMember(SQLModel, table=True):
    """A comment's place in a group of near-duplicates (gruppo), with the text of its own that the model lacks."""

    __tablename__ = "group_member"
    __table_args__ = (Index("ix_group_member_group", "process_id", "group_number"),)

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    process_id: str = Field(foreign_key="process.id")
    group_number: int
    likeness: Likeness = word_field(Likeness)
    similarity: float
    added_text: str = text_field()


class Assignment(SQLModel, table=True):
    """Which department answers a comment (assegnazione); re-routing adds a row, the latest one holds."""

    __tablename__ = "assignment"

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    department: str = Field(max_length=40, index=True)
    reason: str = text_field()
    assigned_at: datetime = instant_field()


class SheetRow(SQLModel, table=True):
    """A comment that went out to a department on an evaluation workbook (riga di scheda), alone or in its group."""

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
    outcome: Outcome = word_field(Outcome)
    reason: str = text_field()
    plan_change: str = text_field()
    evaluated_at: datetime = instant_field()
