"""The assembly at work, in the database: meetings, minutes, attendance, groups, Actions, recommendations, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
class VotedRecommendation:
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
    """Code of whoever answers today."""
    owners: tuple[str, ...]
    """Codes of all who were asked, in order."""
    outcome: AnswerOutcome | None
    reason: str
    follow_up: str
    follow_up_on: date | None
    answered_at: datetime | None
    """When the first answer was recorded: a later correction makes nobody late."""


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


def recommendations(session: Session, process_id: str) -> list[VotedRecommendation]:
    """Every recommendation of a cycle with its owners and its answer, in order of number."""
    ours = select(Recommendation.id).where(Recommendation.process_id == process_id)
    owners: dict[int, list[str]] = {}
    for owner in session.exec(
        select(AnswerOwner).where(col(AnswerOwner.recommendation_id).in_(ours)).order_by(col(AnswerOwner.id))
    ):
        owners.setdefault(owner.recommendation_id, []).append(owner.department)
    answers: dict[int, list[RecommendationAnswer]] = {}
    for answer in session.exec(
        select(RecommendationAnswer)
        .where(col(RecommendationAnswer.recommendation_id).in_(ours))
        .order_by(col(RecommendationAnswer.id))
    ):
        answers.setdefault(answer.recommendation_id, []).append(answer)
    question = (
        select(Recommendation).where(Recommendation.process_id == process_id).order_by(col(Recommendation.number))
    )
    return [_view(row, owners.get(row.id or 0, []), answers.get(row.id or 0, [])) for row in session.exec(question)]


def _view(row: Recommendation, owners: Sequence[str], answers: Sequence[RecommendationAnswer]) -> VotedRecommendation:
    latest = answers[-1] if answers else None
    return VotedRecommendation(
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
        department=owners[-1] if owners else "",
        owners=tuple(owners),
        outcome=latest.outcome if latest else None,
        reason=latest.reason if latest else "",
        follow_up=latest.follow_up if latest else "",
        follow_up_on=latest.follow_up_on if latest else None,
        answered_at=answers[0].answered_at if answers else None,
    )
