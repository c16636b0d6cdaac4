"""The records of the assembly at work: meetings, attendance, groups, Actions, recommendations and their answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import AnswerOutcome, MeetingKind


class Meeting(SQLModel, table=True):
    """A convocation (convocazione): each change of a meeting is a row with the next sequence; the latest one holds."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("process_id", "number", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    number: int
    sequence: int = 0
    kind: MeetingKind = word_field(MeetingKind)
    group: str = Field(default="", max_length=40, description="code of the working group; empty: everybody")
    cohort: int = Field(default=0, description="the cohort that is trained; 0: everybody")
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    place: str = Field(max_length=255)
    agenda: str = text_field()
    """JSON: the points, in order."""
    is_cancelled: bool = False
    convened_at: datetime = instant_field()


class MeetingMinutes(SQLModel, table=True):
    """The minutes of a meeting (verbale): who was there by number, what was said of each point."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (CheckConstraint("present <= entitled", name="present_among_entitled"),)

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    meeting_number: int = Field(primary_key=True)
    opened_at: datetime = instant_field()
    closed_at: datetime = instant_field()
    chair: str = Field(max_length=160, description="the facilitator or office that presided; never a citizen")
    guests: str = text_field()
    """JSON: experts, officers and facilitators by role and body."""
    points: str = text_field()
    """JSON: title and discussion of each point."""
    entitled: int
    present: int
    is_quorate: bool
    recorded_at: datetime = instant_field()


class Attendance(SQLModel, table=True):
    """Whether a member came to a meeting (presenza)."""

    __tablename__ = "attendance"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    meeting_number: int = Field(primary_key=True)
    code: str = Field(primary_key=True, max_length=80)
    is_present: bool


class GroupPlace(SQLModel, table=True):
    """A member's place in a working group (assegnazione a un gruppo); the latest one of a group holds."""

    __tablename__ = "group_place"

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    group: str = Field(max_length=40)
    code: str = Field(max_length=80)
    assigned_at: datetime = instant_field()


class ActionChoice(SQLModel, table=True):
    """An Action of the plan that the Assembly chose to work on (azione scelta, promise A8)."""

    __tablename__ = "action_choice"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    action: str = Field(primary_key=True, max_length=40)
    meeting_number: int
    recorded_at: datetime = instant_field()


class Recommendation(SQLModel, table=True):
    """What the Assembly recommends (raccomandazione), with its vote."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("process_id", "number"),
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstained >= 0", name="votes_counted"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    number: int
    meeting_number: int
    group: str = Field(max_length=40)
    action: str = Field(default="", max_length=40)
    title: str = Field(max_length=255)
    text: str = text_field()
    votes_for: int
    votes_against: int
    abstained: int
    is_adopted: bool
    recorded_at: datetime = instant_field()


class AnswerOwner(SQLModel, table=True):
    """Which department answers a recommendation (direzione competente); re-routing adds a row, the latest one holds."""

    __tablename__ = "answer_owner"

    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", index=True)
    department: str = Field(max_length=40)
    reason: str = text_field()
    assigned_at: datetime = instant_field()


class RecommendationAnswer(SQLModel, table=True):
    """What the city answers to a recommendation and why (risposta); the latest one holds."""

    __tablename__ = "recommendation_answer"

    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", index=True)
    source_file_id: int = Field(foreign_key="source_file.id")
    department: str = Field(max_length=40)
    outcome: AnswerOutcome = word_field(AnswerOutcome)
    reason: str = text_field()
    follow_up: str = text_field()
    """What is done, and when; empty where nothing follows."""
    follow_up_on: date | None = None
    answered_at: datetime = instant_field()
