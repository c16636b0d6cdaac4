"""How far the evaluation is: counted in the database, cheap enough for every tick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.inquiry.evaluation import Disagreement
from domain.models import Assignment, Comment, Evaluation, GroupMember, SheetRow
from domain.store.inquiry_views import latest
from domain.vocabulary import Admission, Outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the evaluation is: comments to answer, those with a department, those evaluated."""

    to_answer: int
    assigned: int
    evaluated: int
    waiting_for_a_sheet: int
    last_arrival_at: datetime | None
    """When the last comment that waits for a workbook was received or assigned."""
    last_evaluated_at: datetime | None

    @property
    def missing(self) -> int:
        return self.to_answer - self.evaluated


def progress(session: Session, process_id: str) -> Progress:
    """Count how far the evaluation is, in the database: cheap enough for every tick."""
    counted, last = _questions()
    asked = {"process_id": process_id}
    to_answer, assigned, evaluated, waiting, last_arrival = session.execute(counted, asked).one()
    return Progress(to_answer, assigned, evaluated, waiting, last_arrival, session.execute(last, asked).scalar())


@lru_cache(maxsize=1)
def _questions() -> tuple[Any, Any]:
    """Put together once what every tick asks of every process: that takes longer than the answer."""
    process_id: sa.BindParameter[str] = sa.bindparam("process_id")
    assignment = latest(Assignment, process_id)
    evaluation = latest(Evaluation, process_id)
    is_sent = sa.exists().where(
        col(SheetRow.comment_id) == col(Comment.id), col(SheetRow.department) == col(Assignment.department)
    )
    arrived_at = func.coalesce(col(Assignment.assigned_at), col(Comment.received_at))
    counted = (
        sa.select(
            func.count(),
            func.count(col(Assignment.id)),
            func.count(evaluation.c.latest),
            func.coalesce(func.sum(sa.case((is_sent, 0), else_=1)), 0),
            func.max(sa.case((is_sent, None), else_=arrived_at)),
        )
        .select_from(Comment)
        .outerjoin(assignment, assignment.c.comment_id == col(Comment.id))
        .outerjoin(Assignment, col(Assignment.id) == assignment.c.latest)
        .outerjoin(evaluation, evaluation.c.comment_id == col(Comment.id))
        .where(col(Comment.process_id) == process_id, col(Comment.admission) == Admission.ADMITTED)
    )
    last = (
        sa.select(func.max(col(Evaluation.evaluated_at)))
        .join(Comment, col(Comment.id) == col(Evaluation.comment_id))
        .where(col(Comment.process_id) == process_id)
    )
    return counted, last


def owed(session: Session, process_id: str) -> dict[str, int]:
    """How many evaluations each department still owes, by its code; those that owe nothing are left out."""
    assignment = latest(Assignment, process_id)
    evaluation = latest(Evaluation, process_id)
    question = (
        sa.select(col(Assignment.department), func.count())
        .select_from(Comment)
        .join(assignment, assignment.c.comment_id == col(Comment.id))
        .join(Assignment, col(Assignment.id) == assignment.c.latest)
        .outerjoin(evaluation, evaluation.c.comment_id == col(Comment.id))
        .where(
            col(Comment.process_id) == process_id,
            col(Comment.admission) == Admission.ADMITTED,
            evaluation.c.latest.is_(None),
        )
        .group_by(col(Assignment.department))
        .order_by(col(Assignment.department))
    )
    return {str(department): int(missing) for department, missing in session.execute(question)}


def sent_sheets(session: Session, process_id: str) -> set[tuple[int, str]]:
    """Which comment has gone out to which department: pairs of comment id and department."""
    question = (
        select(SheetRow.comment_id, SheetRow.department)
        .join(Comment, col(Comment.id) == SheetRow.comment_id)
        .where(Comment.process_id == process_id)
    )
    return set(session.exec(question).all())


def assignment_history(session: Session, process_id: str) -> dict[int, list[str]]:
    """The departments that held each comment, by number, oldest first; the present one is left out."""
    question = (
        select(Comment.number, Assignment.department)
        .join(Comment, col(Comment.id) == Assignment.comment_id)
        .where(Comment.process_id == process_id)
        .order_by(col(Assignment.id))
    )
    history: dict[int, list[str]] = {}
    for number, department in session.exec(question):
        history.setdefault(number, []).append(department)
    return {number: departments[:-1] for number, departments in history.items() if len(departments) > 1}


def disagreements(session: Session, process_id: str) -> list[Disagreement]:
    """Return the groups that got different outcomes, members with a text of their own left out: cheap at every tick."""
    evaluation = latest(Evaluation, process_id)
    question = (
        sa.select(
            col(GroupMember.group_number), col(Comment.number), col(Evaluation.department), col(Evaluation.outcome)
        )
        .join(Comment, col(Comment.id) == col(GroupMember.comment_id))
        .join(evaluation, evaluation.c.comment_id == col(GroupMember.comment_id))
        .join(Evaluation, col(Evaluation.id) == evaluation.c.latest)
        .where(col(GroupMember.process_id) == process_id, col(GroupMember.added_text) == "")
    )
    divided = (
        question.with_only_columns(col(GroupMember.group_number))
        .group_by(col(GroupMember.group_number))
        .having(func.count(sa.distinct(col(Evaluation.outcome))) > 1)
    )
    answers: dict[int, list[tuple[int, str, Outcome]]] = {}
    rows = question.where(col(GroupMember.group_number).in_(divided)).order_by(col(Comment.number))
    for group_number, number, department, outcome in session.execute(rows):
        answers.setdefault(group_number, []).append((number, department, outcome))
    return [Disagreement(number, tuple(answers[number])) for number in sorted(answers)]
