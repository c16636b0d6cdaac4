"""The numbers of the house, for whoever watches it: counts alone, asked of the database without loading a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlmodel import Session, col

from domain.models import Attempt, Beat, Document, DueStep, IncomingMessage, Letter, Process, RegisterEntry
from domain.store import letters
from domain.vocabulary import AttemptEnd, IncomingKind, LetterState, ProcessKind

SOON = timedelta(days=7)
"""How far ahead "this week" looks."""


@dataclass(frozen=True, slots=True)
class HouseNumbers:
    """What the house counts at a moment; no word about a person."""

    processes: Mapping[tuple[ProcessKind, str], int]
    """By kind and NAME of the stage."""
    steps_overdue: int
    """Due and waiting for nothing."""
    steps_soon: int
    """Due within a week, whatever they wait for."""
    letters: Mapping[LetterState, int]
    oldest_due_letter_s: float
    """Unit: seconds. How long the letter that waits longest could have been sent; 0 when none waits."""
    attempts: Mapping[AttemptEnd, int]
    incoming: Mapping[IncomingKind, int]
    register_entries: int
    beat_age_s: Mapping[str, float]
    """Unit: seconds since the last sign of life, by part."""
    documents: int
    documents_bytes: int
    database_bytes: int


def house_numbers(session: Session, *, as_of: datetime) -> HouseNumbers:
    """Count what the house holds at `as_of`."""
    due = letters.due_since(session, as_of=as_of)
    documents, documents_bytes = session.execute(_documents()).one()
    return HouseNumbers(
        processes=_processes(session),
        steps_overdue=_count(session, col(DueStep.due_at) <= as_of, col(DueStep.waits_for) == ""),
        steps_soon=_count(session, col(DueStep.due_at) > as_of, col(DueStep.due_at) <= as_of + SOON),
        letters=_by_word(session, col(Letter.state), LetterState),
        oldest_due_letter_s=max(0.0, (as_of - due).total_seconds()) if due else 0.0,
        attempts=_by_word(session, col(Attempt.end), AttemptEnd),
        incoming=_by_word(session, col(IncomingMessage.kind), IncomingKind),
        register_entries=session.execute(_entries()).scalar_one(),
        beat_age_s=_beats(session, as_of),
        documents=documents,
        documents_bytes=documents_bytes,
        database_bytes=_database_bytes(session),
    )


def _processes(session: Session) -> dict[tuple[ProcessKind, str], int]:
    counted = select(col(Process.kind), col(Process.stage), func.count()).group_by(
        col(Process.kind), col(Process.stage)
    )
    return {(kind, stage): count for kind, stage, count in session.execute(counted)}


def _count(session: Session, *conditions: Any) -> int:
    counted: int = session.execute(select(func.count()).select_from(DueStep).where(*conditions)).scalar_one()
    return counted


def _by_word(session: Session, column: Any, words: Any) -> dict[Any, int]:
    """Count the rows of each word; every word is there, so that no series ends when its last row goes."""
    found: dict[Any, int] = dict(session.execute(select(column, func.count()).group_by(column)).tuples().all())
    return {word: found.get(word, 0) for word in words}


def _entries() -> Select[tuple[int]]:
    # Each register is numbered from one without gaps: the last numbers say how many, and an index tells them.
    last = (
        select(func.max(col(RegisterEntry.number)))
        .where(col(RegisterEntry.process_id) == col(Process.id))
        .correlate(Process)
        .scalar_subquery()
    )
    return select(func.coalesce(func.sum(last), 0)).select_from(Process)


def _documents() -> Select[tuple[int, int]]:
    return select(func.count(), func.coalesce(func.sum(col(Document.size_bytes)), 0)).select_from(Document)


def _beats(session: Session, as_of: datetime) -> dict[str, float]:
    seen = session.execute(select(col(Beat.part), col(Beat.seen_at)).order_by(col(Beat.part)))
    return {part: max(0.0, (as_of - at).total_seconds()) for part, at in seen}


def _database_bytes(session: Session) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, size = (session.execute(text(f"PRAGMA {one}")).scalar_one() for one in ("page_count", "page_size"))
    return int(pages) * int(size)
