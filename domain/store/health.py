"""What a check of the house asks of its database: is it whole and at the right schema, what is late, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select, text
from sqlmodel import Session, col

from domain.models import Beat, DueStep, Letter, RegisterEntry
from domain.store import database
from domain.store.letters import WAIT_FOR_A_PERSON
from domain.vocabulary import LetterState


@dataclass(frozen=True, slots=True)
class Waiting:
    """What should have happened, and what waits for somebody."""

    overdue: int
    """Steps that wait for nothing and were due before the instant asked about."""
    letters_for_a_person: int
    oldest_letter_due_at: datetime | None
    """Since when the letter that waits longest could have been sent."""


def schema(engine: Engine) -> tuple[str, str]:
    """Return the schema of the database and the newest one that the program knows; equal when all is well."""
    return database.revision_of(engine), database.known_revisions()[-1]


def damage(engine: Engine) -> Sequence[str]:
    """Return what SQLite finds broken in its own file; a PostgreSQL server answers for its files, so nothing."""
    if engine.dialect.name != "sqlite":
        return []
    with database.reading(engine) as session:
        told = [str(row[0]) for row in session.execute(text("PRAGMA quick_check(5)"))]
    return [] if told == ["ok"] else told


def waiting(session: Session, *, due_before: datetime, as_of: datetime) -> Waiting:
    """Count the steps that were due before an instant, and the letters that wait."""
    overdue = select(func.count()).where(col(DueStep.due_at) <= due_before, col(DueStep.waits_for) == "")
    for_a_person = select(func.count()).where(col(Letter.state).in_(WAIT_FOR_A_PERSON))
    oldest = select(col(Letter.next_attempt_at)).where(
        col(Letter.state) == LetterState.QUEUED, col(Letter.next_attempt_at) <= as_of
    )
    return Waiting(
        overdue=session.execute(overdue).scalar_one(),
        letters_for_a_person=session.execute(for_a_person).scalar_one(),
        oldest_letter_due_at=session.execute(oldest.order_by(col(Letter.next_attempt_at)).limit(1)).scalar(),
    )


def seen_at(session: Session, part: str) -> datetime | None:
    """When a part of the house last showed that it lives."""
    return session.execute(select(col(Beat.seen_at)).where(col(Beat.part) == part)).scalar()


def newest_entry_at(session: Session) -> datetime | None:
    """When the newest entry of any register was written."""
    newest = select(col(RegisterEntry.recorded_at)).order_by(col(RegisterEntry.recorded_at).desc()).limit(1)
    return session.execute(newest).scalar()
