"""Keeping what a file means: its rows, new comments with their numbers, differences and supports, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from domain.inquiry.checks import RECEPTION_FIELDS, reception_payload
from domain.inquiry.intake import Admitted, Intake
from domain.models import Comment, ExportDifference, SetAsideRow, SourceFile, Support
from domain.register import EntryDraft
from domain.store import registry
from domain.vocabulary import Discrepancy, EntryKind


def receive(session: Session, process_id: str, intake: Intake, *, received_at: datetime, sealed: bool) -> SourceFile:
    """Keep a file and all that it means; each new comment takes its number from the register.

    `sealed`: the register was sealed already, so that what is new is flagged as come after the seal.
    """
    read = intake.file
    source = SourceFile(
        process_id=process_id,
        sha256=read.sha256,
        name=read.name,
        size_bytes=read.size_bytes,
        layout=read.layout,
        subject=read.subject,
        collected_at=received_at,
        rows_in=read.rows_in,
        rows_accepted=intake.rows_accepted,
        rows_set_aside=intake.rows_set_aside,
        lacks="\n".join(read.lacks),
    )
    session.add(source)
    session.flush()
    assert source.id is not None
    registry.append(session, process_id, [_import_entry(intake, received_at)], recorded_at=received_at)
    _keep_set_aside(session, source.id, intake)
    _keep_comments(session, process_id, source.id, intake, received_at)
    _keep_differences(session, process_id, source.id, intake, received_at, sealed=sealed)
    _keep_supports(session, process_id, source.id, intake)
    return source


def confirm(session: Session, source: SourceFile, *, after: datetime, seen_at: datetime) -> None:
    """Put on record that a file collected before an instant came again, unchanged, after it; once is enough.

    An export that has not changed since the last day of the window is the final export all the same.
    """
    subject = f"{source.sha256}:conferma"
    if not source.collected_at < after <= seen_at:
        return
    if registry.entry_of(session, source.process_id, EntryKind.IMPORT, subject) is None:
        payload = {"sha256": source.sha256, "subject": source.subject}
        draft = EntryDraft(EntryKind.IMPORT, subject, seen_at, "ufficio", payload)
        registry.append(session, source.process_id, [draft], recorded_at=seen_at)


def _import_entry(intake: Intake, at: datetime) -> EntryDraft:
    read = intake.file
    payload = {
        "sha256": read.sha256,
        "subject": read.subject,
        "rows_in": read.rows_in,
        "rows_accepted": intake.rows_accepted,
        "rows_set_aside": intake.rows_set_aside,
        "new_comments": len(intake.admitted),
    }
    return EntryDraft(EntryKind.IMPORT, read.sha256, at, "ufficio", payload)


def _keep_set_aside(session: Session, source_id: int, intake: Intake) -> None:
    rows = [
        {
            "source_file_id": source_id,
            "place": row.fault.place,
            "problem": row.fault.problem,
            "remedy": row.fault.remedy,
            "raw": row.raw,
        }
        for row in intake.set_aside
    ]
    if rows:
        session.execute(insert(SetAsideRow), rows)


def _keep_comments(session: Session, process_id: str, source_id: int, intake: Intake, at: datetime) -> None:
    rows = [_comment_row(process_id, source_id, admitted, at) for admitted in intake.admitted]
    drafts = (
        EntryDraft(EntryKind.RECEPTION, str(row["key"]), admitted.read.submitted_at, "ufficio", _payload(row))
        for row, admitted in zip(rows, intake.admitted, strict=True)
    )
    numbers = registry.append(session, process_id, drafts, recorded_at=at)
    for row, number in zip(rows, numbers, strict=True):
        row["number"] = number
    for first in range(0, len(rows), registry.BATCH):
        session.execute(insert(Comment), rows[first : first + registry.BATCH])


def _payload(row: Mapping[str, Any]) -> dict[str, object]:
    return reception_payload(**{name: row[name] for name in RECEPTION_FIELDS})


def _comment_row(process_id: str, source_id: int, admitted: Admitted, at: datetime) -> dict[str, object]:
    read = admitted.read
    return {
        "process_id": process_id,
        "key": read.key,
        "source_file_id": source_id,
        "channel": read.channel,
        "part": admitted.part,
        "section": admitted.section,
        "parent_key": read.parent_key,
        "parent_missing": admitted.parent_missing,
        "depth": read.depth,
        "author_code": read.author_code,
        "on_behalf_of": read.on_behalf_of[:255],
        "event": read.event[:255],
        "title": read.title,
        "text": read.text,
        "text_sha256": read.text_sha256,
        "locale": read.locale[:12],
        "alignment": read.alignment,
        "url": read.url[:500],
        "submitted_at": read.submitted_at,
        "received_at": at,
        "admission": admitted.admission,
    }


def _keep_differences(
    session: Session, process_id: str, source_id: int, intake: Intake, at: datetime, *, sealed: bool
) -> None:
    keys = {admitted.read.key: admitted.read for admitted in intake.admitted}
    hidden = [key for key, read in keys.items() if read.hidden_on_platform]
    ids = _ids(session, process_id) if (sealed and keys) or hidden or intake.supports else {}
    rows: list[dict[str, object]] = [
        {"comment_id": d.comment_id, "kind": d.kind, "later_text": d.later_text, "later_sha256": d.later_sha256}
        for d in intake.differences
    ]
    rows += [_flag(ids[key], Discrepancy.HIDDEN) for key in hidden]
    rows += [_flag(ids[key], Discrepancy.LATE_ARRIVAL) for key in keys] if sealed else []
    if not rows:
        return
    counts = {kind.name: sum(row["kind"] is kind for row in rows) for kind in Discrepancy}
    draft = EntryDraft(EntryKind.DISCREPANCY, intake.file.sha256, at, "ufficio", counts)
    registry.append(session, process_id, [draft], recorded_at=at)
    session.execute(insert(ExportDifference), [row | {"source_file_id": source_id} for row in rows])


def _flag(comment_id: int, kind: Discrepancy) -> dict[str, object]:
    return {"comment_id": comment_id, "kind": kind, "later_text": "", "later_sha256": ""}


def _ids(session: Session, process_id: str) -> dict[str, int]:
    pairs = session.exec(select(Comment.key, Comment.id).where(Comment.process_id == process_id))
    return {key: comment_id for key, comment_id in pairs if comment_id is not None}


def _keep_supports(session: Session, process_id: str, source_id: int, intake: Intake) -> None:
    if not intake.supports:
        return
    ids = _ids(session, process_id)
    rows = [
        {"comment_id": ids[key], "count": count, "against": against, "source_file_id": source_id}
        for key, count, against in intake.supports
    ]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for first in range(0, len(rows), registry.BATCH):
        upsert = dialect.insert(Support)
        session.execute(
            upsert.on_conflict_do_update(
                index_elements=["comment_id"],
                set_={name: upsert.excluded[name] for name in ("count", "against", "source_file_id")},
            ),
            rows[first : first + registry.BATCH],
        )
