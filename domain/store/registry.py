"""The register in the database: numbering under a lock, appending in bulk, reading in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from domain.errors import Refusal
from domain.models import Process, RegisterEntry
from domain.register import ChainHead, EntryDraft, chain
from domain.vocabulary import EntryKind

BATCH = 5000
"""Rows written or read at a time: keeps memory flat on large inquiries."""


def lock_process(session: Session, process_id: str) -> Process:
    """Take the process for this transaction: whoever else writes to it waits.

    Raises: Refusal when there is no such process.
    """
    process = session.exec(select(Process).where(Process.id == process_id).with_for_update()).first()
    if process is None:
        raise Refusal(
            f"non esiste alcun procedimento «{process_id}»",
            "controllate l'identificativo; per aprirne uno usate «istruttoria inquiry open DEFINIZIONE»",
        )
    return process


def head(session: Session, process_id: str) -> ChainHead:
    """The last entry of a register; number 0 when it is still empty."""
    last = session.exec(
        select(RegisterEntry.number, RegisterEntry.hash)
        .where(RegisterEntry.process_id == process_id)
        .order_by(col(RegisterEntry.number).desc())
        .limit(1)
    ).first()
    return ChainHead(*last) if last else ChainHead()


def last_recorded_at(session: Session, process_id: str) -> datetime | None:
    """When the newest entry was written; None while the register is empty."""
    return session.exec(
        select(RegisterEntry.recorded_at)
        .where(RegisterEntry.process_id == process_id)
        .order_by(col(RegisterEntry.number).desc())
        .limit(1)
    ).first()


def append(session: Session, process_id: str, drafts: Iterable[EntryDraft], *, recorded_at: datetime) -> Sequence[int]:
    """Chain the drafts at the end of the register and return their numbers; the caller holds the process's lock."""
    first = head(session, process_id)
    count = 0
    for batch in _batches(chain(process_id, first, drafts, recorded_at=recorded_at)):
        session.execute(insert(RegisterEntry), batch)
        count += len(batch)
    return range(first.number + 1, first.number + 1 + count)


def entries(session: Session, process_id: str) -> Iterator[RegisterEntry]:
    """Every entry of a register in order of number, read a batch at a time."""
    question = (
        select(RegisterEntry)
        .where(RegisterEntry.process_id == process_id)
        .order_by(col(RegisterEntry.number))
        .execution_options(yield_per=BATCH)
    )
    for entry in session.exec(question):
        session.expunge(entry)
        yield entry


def entry_of(session: Session, process_id: str, kind: EntryKind, subject: str) -> RegisterEntry | None:
    """The entry of a kind about a subject: there is at most one."""
    return session.exec(
        select(RegisterEntry).where(
            RegisterEntry.process_id == process_id, RegisterEntry.kind == kind, RegisterEntry.subject == subject
        )
    ).first()


def entries_of_kind(session: Session, process_id: str, kind: EntryKind) -> Sequence[RegisterEntry]:
    """Every entry of a kind, in order of number."""
    return session.exec(
        select(RegisterEntry)
        .where(RegisterEntry.process_id == process_id, RegisterEntry.kind == kind)
        .order_by(col(RegisterEntry.number))
    ).all()


def hashes(session: Session, process_id: str) -> dict[int, str]:
    """The hash of every entry by its number."""
    question = select(RegisterEntry.number, RegisterEntry.hash).where(RegisterEntry.process_id == process_id)
    return dict(session.exec(question).all())


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
