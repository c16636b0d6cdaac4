"""The view of every comment with all that is known about it: one pass over the database, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from domain.inquiry.checks import RECEPTION_FIELDS, evaluation_payload, reception_payload
from domain.inquiry.views import CommentView
from domain.models import (
    Assignment,
    Comment,
    Evaluation,
    ExportDifference,
    GroupMember,
    Moderation,
    SourceFile,
    Support,
)
from domain.store.registry import BATCH
from domain.vocabulary import Discrepancy, Outcome

_OWN = [
    "id",
    "number",
    "key",
    "channel",
    "part",
    "section",
    "author_code",
    "text",
    "text_sha256",
    "submitted_at",
    "received_at",
    "admission",
    "title",
    "parent_key",
    "parent_missing",
    "depth",
    "on_behalf_of",
    "event",
    "locale",
    "alignment",
    "url",
]


def comment_views(session: Session, process_id: str) -> list[CommentView]:
    """Every comment of a process in order of number, with moderation, group, assignment, evaluation, supports."""
    differences = _differences(session, process_id)
    numbers: dict[str, int] = {}
    views: list[CommentView] = []
    for row in session.execute(_question(process_id).execution_options(yield_per=BATCH)):
        own = dict(zip(_OWN, row[: len(_OWN)], strict=True))
        numbers[own["key"]] = own["number"]
        views.append(
            CommentView(
                **own,
                parent_number=numbers.get(own["parent_key"]) if own["parent_key"] else None,
                differences=differences.get(own["id"], ()),
                **_joined(row[len(_OWN) :]),
            )
        )
    return views


def _question(process_id: str) -> Select[Any]:
    assignment = latest(Assignment, process_id)
    evaluation = latest(Evaluation, process_id)
    return (
        sa.select(
            *(getattr(Comment, name) for name in _OWN),
            col(Support.count),
            col(Support.against),
            col(Moderation.ground),
            col(Moderation.officer),
            col(Moderation.decided_on),
            col(GroupMember.group_number),
            col(GroupMember.likeness),
            col(GroupMember.added_text),
            col(Assignment.department),
            col(Evaluation.outcome),
            col(Evaluation.reason),
            col(Evaluation.plan_change),
            col(Evaluation.evaluated_at),
        )
        .outerjoin(Support, col(Support.comment_id) == col(Comment.id))
        .outerjoin(Moderation, col(Moderation.comment_id) == Comment.id)
        .outerjoin(GroupMember, col(GroupMember.comment_id) == Comment.id)
        .outerjoin(assignment, assignment.c.comment_id == Comment.id)
        .outerjoin(Assignment, col(Assignment.id) == assignment.c.latest)
        .outerjoin(evaluation, evaluation.c.comment_id == Comment.id)
        .outerjoin(Evaluation, col(Evaluation.id) == evaluation.c.latest)
        .where(col(Comment.process_id) == process_id)
        .order_by(col(Comment.number))
    )


def latest(table: type[Assignment] | type[Evaluation], process_id: str | sa.BindParameter[str]) -> Any:
    """The row that holds for each comment, as a subquery (`comment_id`, `latest`): the last one written."""
    return (
        select(table.comment_id, func.max(table.id).label("latest"))
        .join(Comment, col(Comment.id) == table.comment_id)
        .where(Comment.process_id == process_id)
        .group_by(col(table.comment_id))
        .subquery()
    )


def _joined(values: Iterable[Any]) -> dict[str, Any]:
    names = [
        "supports",
        "against",
        "ground",
        "moderated_by",
        "moderated_on",
        "group_number",
        "likeness",
        "added_text",
        "department",
        "outcome",
        "reason",
        "plan_change",
        "evaluated_at",
    ]
    texts = {"moderated_by", "added_text", "department", "reason", "plan_change"}
    return {name: "" if value is None and name in texts else value for name, value in zip(names, values, strict=True)}


def _differences(session: Session, process_id: str) -> dict[int, tuple[Discrepancy, ...]]:
    question = (
        sa.select(col(ExportDifference.comment_id), col(ExportDifference.kind))
        .join(Comment, col(Comment.id) == col(ExportDifference.comment_id))
        .where(col(Comment.process_id) == process_id)
        .order_by(col(ExportDifference.id))
    )
    found: dict[int, tuple[Discrepancy, ...]] = {}
    for comment_id, kind in session.execute(question):
        before = found.get(comment_id, ())
        found[comment_id] = before if kind in before else (*before, kind)
    return found


def received(session: Session, process_id: str) -> Iterator[tuple[int, str, str, dict[str, object]]]:
    """Every comment as the register should have it: number, key, text, payload of its reception."""
    fields = [getattr(Comment, name) for name in RECEPTION_FIELDS]
    question: Select[Any] = sa.select(col(Comment.number), col(Comment.key), col(Comment.text), *fields)
    chosen = question.where(col(Comment.process_id) == process_id).order_by(col(Comment.number))
    for number, key, text, *values in session.execute(chosen.execution_options(yield_per=BATCH)):
        yield number, key, text, reception_payload(**dict(zip(RECEPTION_FIELDS, values, strict=True)))


def evaluations_by_workbook(session: Session, process_id: str) -> dict[str, dict[str, object]]:
    """What each workbook that was read back left, as the register should have it: entry subject to payload."""
    question = (
        select(SourceFile.sha256, Evaluation, Comment.number)
        .join(SourceFile, col(SourceFile.id) == Evaluation.source_file_id)
        .join(Comment, col(Comment.id) == Evaluation.comment_id)
        .where(Comment.process_id == process_id)
        .order_by(col(Evaluation.id))
    )
    rows: dict[tuple[str, str], list[tuple[int, Outcome, str, str]]] = {}
    for sha256, evaluation, number in session.exec(question):
        row = (number, evaluation.outcome, evaluation.reason, evaluation.plan_change)
        rows.setdefault((evaluation.department, sha256), []).append(row)
    return {sha: evaluation_payload(department, sha, listed) for (department, sha), listed in rows.items()}
