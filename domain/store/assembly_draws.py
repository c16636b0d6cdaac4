"""The two draws of an assembly in the database: commitments, seeds, invitations, answers, contacts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from domain.models import Availability, Commitment, Contact, Erasure, Invitation, PublicSeed
from domain.vocabulary import ContactChannel, DrawKind

BATCH = 500
"""Codes that one question names."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an invited code said last: whether it is available, and its answers by criterion."""

    code: str
    is_available: bool
    answers: Mapping[str, str]
    answered_at: datetime


def commitment(session: Session, process_id: str, kind: DrawKind) -> Commitment | None:
    """What was published before chance was known, if it was."""
    return session.get(Commitment, (process_id, kind))


def seed(session: Session, process_id: str, kind: DrawKind) -> PublicSeed | None:
    """The seed of a draw, once it is on record."""
    return session.get(PublicSeed, (process_id, kind))


def invitations(session: Session, process_id: str, *, wave: int | None = None) -> Sequence[Invitation]:
    """Those whom the first draw invited, in order of code; of one wave, or of all."""
    question = select(Invitation).where(Invitation.process_id == process_id).order_by(col(Invitation.code))
    return session.exec(question if wave is None else question.where(Invitation.wave == wave)).all()


def last_wave(session: Session, process_id: str) -> int:
    """The number of the newest wave; 0 before the first draw."""
    found = session.exec(select(func.max(Invitation.wave)).where(Invitation.process_id == process_id)).one()
    return found or 0


def note_invited(
    session: Session, process_id: str, codes: Sequence[str], channel: ContactChannel, *, invited_at: datetime
) -> None:
    """Write down through which channel these codes were invited, and when."""
    for first in range(0, len(codes), BATCH):
        session.execute(
            update(Invitation)
            .where(col(Invitation.process_id) == process_id, col(Invitation.code).in_(codes[first : first + BATCH]))
            .values(channel=channel, invited_at=invited_at)
        )


def answers(session: Session, process_id: str) -> dict[str, Answered]:
    """What every invited code said last, by code, in order of code."""
    question = (
        select(Availability)
        .where(Availability.process_id == process_id)
        .order_by(col(Availability.code), col(Availability.answered_at), col(Availability.id))
    )
    return {
        row.code: Answered(row.code, row.is_available, json.loads(row.answers), row.answered_at)
        for row in session.exec(question)
    }


def contacts(session: Session, process_id: str, codes: Iterable[str] | None = None) -> dict[str, Contact]:
    """How to reach people, by code; of all who gave an address, or of those named."""
    found = {
        row.code: row
        for row in session.exec(select(Contact).where(Contact.process_id == process_id).order_by(col(Contact.code)))
    }
    return found if codes is None else {code: found[code] for code in codes if code in found}


def keep_contacts(session: Session, process_id: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep how to reach people; what they said last replaces what they said before."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for row in rows:
        values = dict(row) | {"process_id": process_id}
        told = {name: value for name, value in values.items() if name not in ("process_id", "code")}
        session.execute(
            dialect.insert(Contact)
            .values(values)
            .on_conflict_do_update(index_elements=["process_id", "code"], set_=told)
        )


def erased(session: Session, process_id: str) -> Sequence[Erasure]:
    """What was erased of a process, oldest first."""
    return session.exec(select(Erasure).where(Erasure.process_id == process_id).order_by(col(Erasure.id))).all()


def erase(session: Session, process_id: str, what: str) -> int:
    """Erase all rows of a kind of personal data: `inviti`, `disponibilità` or `recapiti`; returns how many."""
    table, owner = _PERSONAL[what]
    count = session.exec(select(func.count()).select_from(table).where(owner == process_id)).one()
    session.execute(delete(table).where(owner == process_id))
    return count


_PERSONAL = {
    "inviti": (Invitation, col(Invitation.process_id)),
    "disponibilità": (Availability, col(Availability.process_id)),
    "recapiti": (Contact, col(Contact.process_id)),
}
PERSONAL = tuple(_PERSONAL)
"""The kinds of personal data that are kept for a time only."""
