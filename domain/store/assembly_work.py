"""The assembly at work, in the database: meetings, minutes, attendance, groups, Actions, recommendations, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.models import (
    ActionChoice,
    AnswerOwner,
    Attendance,
    GroupPlace,
    Meeting,
    MeetingMinutes,
    Recommendation,
    RecommendationAnswer,
)
from domain.vocabulary import AnswerOutcome


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A recommendation with its vote, who answers it, and the answer (raccomandazione)."""

    id: int
    number: int
    meeting_number: int
    group: str
    action: str
    title: str
    text: str
    votes_for: int
    votes_against: int
    abstained: int
    is_adopted: bool
    department: str
    outcome: AnswerOutcome | None
    reason: str
    follow_up: str
    follow_up_on: date | None
    answered_at: datetime | None


def meetings(session: Session, process_id: str) -> list[Meeting]:
    """Every meeting as it was convened last, in order of number."""
    question = (
        select(Meeting).where(Meeting.process_id == process_id).order_by(col(Meeting.number), col(Meeting.sequence))
    )
    latest = {row.number: row for row in session.exec(question)}
    return [latest[number] for number in sorted(latest)]


def minutes(session: Session, process_id: str) -> dict[int, MeetingMinutes]:
    """The minutes of every meeting that has them, by its number."""
    found = session.exec(select(MeetingMinutes).where(MeetingMinutes.process_id == process_id))
    return {row.meeting_number: row for row in found}


def attendance(session: Session, process_id: str) -> dict[int, dict[str, bool]]:
    """Whether each member came, by number of the meeting and code, in order."""
    question = (
        select(Attendance)
        .where(Attendance.process_id == process_id)
        .order_by(col(Attendance.meeting_number), col(Attendance.code))
    )
    found: dict[int, dict[str, bool]] = {}
    for row in session.exec(question):
        found.setdefault(row.meeting_number, {})[row.code] = row.is_present
    return found


def groups(session: Session, process_id: str) -> dict[str, str]:
    """The working group of each member, by code: the one assigned last."""
    question = select(GroupPlace).where(GroupPlace.process_id == process_id).order_by(col(GroupPlace.id))
    return {row.code: row.group for row in session.exec(question)}


def chosen_actions(session: Session, process_id: str) -> Sequence[ActionChoice]:
    """The Actions that the Assembly chose, in order of code."""
    question = select(ActionChoice).where(ActionChoice.process_id == process_id).order_by(col(ActionChoice.action))
    return session.exec(question).all()


def recommendations(session: Session, process_id: str) -> list[RecommendationView]:
    """Every recommendation of a cycle with its owner and its answer, in order of number."""
    owner = _latest(AnswerOwner)
    answer = _latest(RecommendationAnswer)
    question = (
        sa.select(Recommendation, AnswerOwner, RecommendationAnswer)
        .outerjoin(owner, owner.c.recommendation_id == col(Recommendation.id))
        .outerjoin(AnswerOwner, col(AnswerOwner.id) == owner.c.latest)
        .outerjoin(answer, answer.c.recommendation_id == col(Recommendation.id))
        .outerjoin(RecommendationAnswer, col(RecommendationAnswer.id) == answer.c.latest)
        .where(col(Recommendation.process_id) == process_id)
        .order_by(col(Recommendation.number))
    )
    return [_view(*row) for row in session.execute(question)]


def _latest(table: type[AnswerOwner] | type[RecommendationAnswer]) -> sa.Subquery:
    """The newest row of a table for each recommendation."""
    return (
        sa.select(col(table.recommendation_id), sa.func.max(col(table.id)).label("latest"))
        .group_by(col(table.recommendation_id))
        .subquery()
    )


def _view(row: Recommendation, owner: AnswerOwner | None, answer: RecommendationAnswer | None) -> RecommendationView:
    return RecommendationView(
        id=row.id or 0,
        number=row.number,
        meeting_number=row.meeting_number,
        group=row.group,
        action=row.action,
        title=row.title,
        text=row.text,
        votes_for=row.votes_for,
        votes_against=row.votes_against,
        abstained=row.abstained,
        is_adopted=row.is_adopted,
        department=owner.department if owner else "",
        outcome=answer.outcome if answer else None,
        reason=answer.reason if answer else "",
        follow_up=answer.follow_up if answer else "",
        follow_up_on=answer.follow_up_on if answer else None,
        answered_at=answer.answered_at if answer else None,
    )
