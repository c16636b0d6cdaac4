"""Letters to persons in the outbox: whom they reached, which still wait, and how they are blanked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from domain.models import Letter
from domain.vocabulary import LetterState

_ERASED = "(cancellato)"
_WAITING = (LetterState.QUEUED, LetterState.SENDING)


def addresses_of(session: Session, process_id: str, *, prefix: str) -> dict[str, tuple[str, str]]:
    """Name and address of those whose letter's key is `prefix`, a number, "-" and a code; by code."""
    start = f"{process_id}/{prefix}"
    question = select(Letter.key, Letter.to_name, Letter.to_address).where(
        Letter.process_id == process_id, col(Letter.key).startswith(start), Letter.to_address != _ERASED
    )
    found = session.exec(question.order_by(col(Letter.id)))
    return {key.removeprefix(start).partition("-")[2]: (name, address) for key, name, address in found}


def keys(session: Session, process_id: str) -> Sequence[tuple[str, str]]:
    """Key and attachments of every letter of a process, oldest first."""
    question = select(Letter.key, Letter.attachments).where(Letter.process_id == process_id)
    return session.exec(question.order_by(col(Letter.id))).all()


def waiting(session: Session, process_id: str, *, offices: Sequence[str], code: str = "") -> int:
    """How many letters to persons (of one code, or of all) are still to be sent: they cannot be blanked yet."""
    theirs = (*_to_persons(process_id, offices, code), col(Letter.state).in_(_WAITING))
    return session.exec(select(func.count()).select_from(Letter).where(*theirs)).one()


def to_persons(
    session: Session, process_id: str, *, offices: Sequence[str], code: str = ""
) -> Sequence[tuple[int, str]]:
    """Id and key of the letters to persons (of one code, or of all), those that were blanked too; oldest first."""
    theirs = (*_of_persons(process_id, offices, code), col(Letter.state).not_in(_WAITING))
    question = select(Letter.id, Letter.key).where(*theirs).order_by(col(Letter.id))
    return [(int(number or 0), key) for number, key in session.exec(question)]


def erase_personal(session: Session, process_id: str, *, offices: Sequence[str], code: str = "") -> int:
    """Blank name, address, subject and text of letters to persons (of one code, or of all); returns how many.

    What stays is the letter's key, its state and its instants: the register refers to them. Letters to `offices` stay.
    """
    theirs = (*_to_persons(process_id, offices, code), col(Letter.state).not_in(_WAITING))
    count = session.exec(select(func.count()).select_from(Letter).where(*theirs)).one()
    blank = {"to_name": _ERASED, "to_address": _ERASED, "subject": _ERASED, "body": "", "last_reply": ""}
    session.execute(update(Letter).where(*theirs).values(blank))
    return count


def _to_persons(process_id: str, offices: Sequence[str], code: str) -> tuple[Any, ...]:
    return _of_persons(process_id, [*offices, _ERASED], code)


def _of_persons(process_id: str, others: Sequence[str], code: str) -> tuple[Any, ...]:
    persons = (col(Letter.process_id) == process_id, col(Letter.to_address).not_in(others))
    if not code:
        return persons
    # Every key of a letter to a person ends with the person's code: invito-1-CODE, assembly-meeting:...:CODE.
    key = col(Letter.key)
    return (*persons, or_(key.endswith(f"-{code}", autoescape=True), key.endswith(f":{code}", autoescape=True)))
