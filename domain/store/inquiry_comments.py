"""What was collected, in the database: files, rows set aside, comments as later exports last showed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.inquiry.intake import Known, component_of
from domain.models import Comment, ExportDifference, SetAsideRow, SourceFile
from domain.vocabulary import Discrepancy


def set_aside_rows(session: Session, process_id: str) -> Sequence[tuple[str, SetAsideRow]]:
    """Every row set aside, with the name of its file."""
    return session.exec(
        select(SourceFile.name, SetAsideRow)
        .join(SourceFile, col(SourceFile.id) == SetAsideRow.source_file_id)
        .where(SourceFile.process_id == process_id)
        .order_by(col(SetAsideRow.id))
    ).all()


def known(session: Session, process_id: str) -> dict[str, Known]:
    """Every comment of a process by its key, as later exports last showed it."""
    last = _last_differences(session, process_id)
    question: sa.Select[Any] = sa.select(
        col(Comment.id),
        col(Comment.key),
        col(Comment.channel),
        col(Comment.part),
        col(Comment.section),
        col(Comment.source_file_id),
        col(Comment.text_sha256),
        col(Comment.url),
    ).where(col(Comment.process_id) == process_id)
    found: dict[str, Known] = {}
    for comment_id, key, channel, part, section, source, sha, url in session.execute(question):
        seen = last.get(comment_id, {})
        present = seen.get(Discrepancy.VANISHED, ("", 0))[1] <= seen.get(Discrepancy.REAPPEARED, ("", 0))[1]
        changed = seen.get(Discrepancy.CHANGED, (sha, 0))[0]
        found[key] = Known(
            comment_id,
            channel,
            part,
            section,
            source,
            changed,
            present,
            hidden=Discrepancy.HIDDEN in seen,
            component=component_of(url),
        )
    return found


def _last_differences(session: Session, process_id: str) -> dict[int, dict[Discrepancy, tuple[str, int]]]:
    """Per comment and kind: hash of the later text and number of the last flag (they grow with time)."""
    question = (
        sa.select(
            col(ExportDifference.comment_id),
            col(ExportDifference.kind),
            col(ExportDifference.later_sha256),
            col(ExportDifference.id),
        )
        .join(Comment, col(Comment.id) == col(ExportDifference.comment_id))
        .where(col(Comment.process_id) == process_id)
        .order_by(col(ExportDifference.id))
    )
    last: dict[int, dict[Discrepancy, tuple[str, int]]] = {}
    for comment_id, kind, sha, number in session.execute(question):
        last.setdefault(comment_id, {})[kind] = (sha, number or 0)
    return last


def differences_of(session: Session, source_id: int) -> dict[Discrepancy, list[int]]:
    """Return what one file says otherwise: numbers of the comments by kind, in the vocabulary's order."""
    question = (
        sa.select(col(ExportDifference.kind), col(Comment.number))
        .join(Comment, col(Comment.id) == col(ExportDifference.comment_id))
        .where(col(ExportDifference.source_file_id) == source_id)
        .order_by(col(Comment.number))
    )
    numbers: dict[Discrepancy, list[int]] = {}
    for kind, number in session.execute(question):
        numbers.setdefault(kind, []).append(number)
    return {kind: numbers[kind] for kind in Discrepancy if kind in numbers}
