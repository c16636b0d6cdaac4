"""The outbox in the database: a letter enters once, is claimed by one sender, and its end is recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from domain.errors import Refusal
from domain.minutes import NewLetter
from domain.models import Letter
from domain.outbox.draft import write_letter
from domain.outbox.fate import Verdict
from domain.outbox.incoming import state_after
from domain.outbox.message import Claim
from domain.vocabulary import IncomingKind, LetterState

WAIT_FOR_A_PERSON = (LetterState.UNCERTAIN, LetterState.REFUSED)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an officer decided of a letter: what the register must record."""

    letter_id: int
    process_id: str
    key: str
    was: LetterState
    verdict: Verdict
    officer: str
    settled_at: datetime


def enqueue(session: Session, draft: NewLetter, *, process_id: str, domain: str, queued_at: datetime) -> Letter:
    """Put a letter into the outbox, or return the one that is already there under its key, whatever became of it.

    `domain` is the office's own, for the Message-ID.

    Raises: Refusal when the draft could not go out as it is.
    """
    letter = write_letter(draft, process_id=process_id, domain=domain, queued_at=queued_at)
    values = letter.model_dump(exclude={"id"})
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(Letter).values(values).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(Letter).values(values).on_conflict_do_nothing())
    return session.exec(select(Letter).where(Letter.key == letter.key)).one()


def is_any_due(session: Session, *, as_of: datetime) -> bool:
    """Tell whether a letter waits to be sent at this moment."""
    return session.exec(_due(as_of).limit(1)).first() is not None


def due_since(session: Session, *, as_of: datetime) -> datetime | None:
    """Since when the letter that has waited longest could have been sent; None when none waits.

    A letter whose sender died waits too: the next round finds out what became of it.
    """
    return session.exec(
        select(func.min(Letter.next_attempt_at)).where(
            col(Letter.state).in_([LetterState.QUEUED, LetterState.SENDING]), Letter.next_attempt_at <= as_of
        )
    ).one()


def claim_due(session: Session, *, as_of: datetime, limit: int = 1) -> list[Claim]:
    """Mark the next due letters as being sent, oldest first, and return them; nobody else will get them.

    The number of the attempt is the claim's token: what comes back later with another number is not recorded.
    """
    due = session.exec(_due(as_of).limit(limit).with_for_update(skip_locked=True)).all()
    for letter in due:
        letter.state = LetterState.SENDING
        letter.attempts += 1
        session.add(letter)
    session.flush()
    return [_claim(letter) for letter in due]


def in_flight(session: Session) -> list[Claim]:
    """Return the letters being sent; to whoever holds the mailroom's turn they are those of a sender that died."""
    rows = session.exec(select(Letter).where(Letter.state == LetterState.SENDING).order_by(col(Letter.id))).all()
    return [_claim(letter) for letter in rows]


def record_sent(session: Session, claim: Claim, *, sent_at: datetime, reply: str) -> bool:
    """Record that the server took the letter; False when somebody has settled it meanwhile."""
    return _record(session, claim, state=LetterState.SENT, sent_at=sent_at, last_reply=reply)


def record_uncertain(session: Session, claim: Claim, *, reply: str) -> bool:
    """Record that nobody knows whether the letter arrived: it waits for an officer and is never sent blindly."""
    return _record(session, claim, state=LetterState.UNCERTAIN, last_reply=reply)


def record_retry(session: Session, claim: Claim, *, next_attempt_at: datetime, reply: str) -> bool:
    """Record that the letter certainly did not leave, and when to try again."""
    return _record(session, claim, state=LetterState.QUEUED, next_attempt_at=next_attempt_at, last_reply=reply)


def record_refused(session: Session, claim: Claim, *, reply: str) -> bool:
    """Record that the letter cannot be delivered: it waits for an officer."""
    return _record(session, claim, state=LetterState.REFUSED, last_reply=reply)


def settle(session: Session, letter_id: int, *, verdict: Verdict, officer: str, settled_at: datetime) -> Settlement:
    """Let an officer say of an uncertain or refused letter that it arrived, or that it must be sent again.

    A letter sent again keeps its Message-ID: mail programs show it once even when both arrive.

    Raises: Refusal when the letter does not wait for a person.
    """
    letter = session.exec(select(Letter).where(Letter.id == letter_id).with_for_update()).first()
    if letter is None or letter.state not in WAIT_FOR_A_PERSON:
        raise Refusal(
            f"la lettera n. {letter_id} non attende una decisione",
            "si definiscono a mano solo le lettere incerte o respinte: cercatele con «istruttoria letter list»",
        )
    was = letter.state
    if verdict is Verdict.ARRIVED:
        letter.state = LetterState.SETTLED
        letter.sent_at = settled_at
    else:
        letter.state = LetterState.QUEUED
        letter.next_attempt_at = settled_at
    letter.last_reply = f"definita a mano: {verdict}"
    session.add(letter)
    session.flush()
    return Settlement(letter_id, letter.process_id, letter.key, was, verdict, officer, settled_at)


def is_written(session: Session, key: str) -> bool:
    """Tell whether a letter with this key entered the outbox, whatever became of it."""
    return session.exec(select(Letter.id).where(Letter.key == key)).first() is not None


def newest_of_kind(session: Session, process_id: str, kind: str) -> datetime | None:
    """When the newest letter of a kind was written; None when there is none."""
    prefix = f"{process_id}/{kind}:"
    return session.exec(select(func.max(Letter.queued_at)).where(col(Letter.key).startswith(prefix))).one()


def process_of(session: Session, letter_id: int) -> str:
    """The id of the process that a letter belongs to; empty when there is no such letter."""
    return session.exec(select(Letter.process_id).where(Letter.id == letter_id)).first() or ""


def hear_of(
    session: Session, letter_id: int, *, kind: IncomingKind, reply: str, heard_at: datetime
) -> tuple[LetterState, LetterState]:
    """Let news of a letter change where it stands, if it does; returns the state before and after."""
    letter = session.exec(select(Letter).where(Letter.id == letter_id).with_for_update()).one()
    was, now = letter.state, state_after(kind, letter.state)
    if now is not was:
        letter.state, letter.last_reply = now, reply
        letter.sent_at = heard_at if now is LetterState.SENT else letter.sent_at
        session.add(letter)
        session.flush()
    return was, now


def waiting_for_a_person(session: Session, *, process_id: str = "") -> Sequence[Letter]:
    """Return the letters that are uncertain or refused, oldest first; of one process, or of all when none is named."""
    chosen = select(Letter).where(col(Letter.state).in_(WAIT_FOR_A_PERSON))
    if process_id:
        chosen = chosen.where(Letter.process_id == process_id)
    return session.exec(chosen.order_by(col(Letter.id))).all()


def count_by_state(session: Session, *, process_id: str) -> dict[LetterState, int]:
    """Count the letters of a process in each state; every state is there."""
    counted = select(Letter.state, func.count()).where(Letter.process_id == process_id).group_by(col(Letter.state))
    found = dict(session.exec(counted).all())
    return {state: found.get(state, 0) for state in LetterState}


def _due(as_of: datetime) -> Any:
    due = select(Letter).where(Letter.state == LetterState.QUEUED, Letter.next_attempt_at <= as_of)
    return due.order_by(col(Letter.id))


def _record(session: Session, claim: Claim, **values: object) -> bool:
    # An uncertain letter may still be recorded: its sender was thought dead, and knows better.
    held = (
        update(Letter)
        .where(col(Letter.id) == claim.letter_id, col(Letter.attempts) == claim.attempt)
        .where(col(Letter.state).in_((LetterState.SENDING, LetterState.UNCERTAIN)))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(held)
    return isinstance(result, CursorResult) and result.rowcount == 1


def _claim(letter: Letter) -> Claim:
    return Claim(
        letter_id=letter.id or 0,
        attempt=letter.attempts,
        process_id=letter.process_id,
        key=letter.key,
        message_id=letter.message_id,
        to_name=letter.to_name,
        to_address=letter.to_address,
        reply_to=letter.reply_to,
        subject=letter.subject,
        body=letter.body,
        attachments=tuple(json.loads(letter.attachments or "[]")),
        queued_at=letter.queued_at,
    )
