"""Personal data of one person in the database: erased when the consent is withdrawn, and remembered as withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from domain.models import Availability, Contact, RegisterEntry
from domain.vocabulary import EntryKind

_WITHDRAWAL = "revoca "


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """How many rows were erased of a person."""

    answers: int
    contacts: int


def withdrawal_subject(code: str) -> str:
    """Name the entry of a withdrawal."""
    return f"{_WITHDRAWAL}{code}"


def withdrawn(session: Session, process_id: str) -> frozenset[str]:
    """The codes that withdrew their consent."""
    question = select(RegisterEntry.subject).where(
        RegisterEntry.process_id == process_id,
        RegisterEntry.kind == EntryKind.ERASURE,
        col(RegisterEntry.subject).startswith(_WITHDRAWAL),
    )
    return frozenset(subject.removeprefix(_WITHDRAWAL) for subject in session.exec(question))


def erase_person(session: Session, process_id: str, code: str) -> ErasedPerson:
    """Erase what one code answered and how it is reached; its invitation and its seat stay under the code."""
    counts = []
    for table in (Availability, Contact):
        theirs = (col(table.process_id) == process_id, col(table.code) == code)
        counts.append(session.exec(select(func.count()).select_from(table).where(*theirs)).one())
        session.execute(delete(table).where(*theirs))
    return ErasedPerson(*counts)
