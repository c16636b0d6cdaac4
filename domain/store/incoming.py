"""Messages that came in, in the database: each once by its bytes, and the letter that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from domain.models import IncomingMessage, Letter


def is_on_record(session: Session, sha256: str) -> bool:
    """Tell whether a message with these bytes came in before."""
    return session.exec(select(IncomingMessage.id).where(IncomingMessage.sha256 == sha256)).first() is not None


def put_on_record(session: Session, message: IncomingMessage) -> bool:
    """Keep a message; False when it is there already, also when another reader was faster."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    put = dialect.insert(IncomingMessage).values(message.model_dump(exclude={"id"})).on_conflict_do_nothing()
    return session.execute(put.returning(col(IncomingMessage.id))).first() is not None


def letter_about(session: Session, message_ids: Sequence[str]) -> Letter | None:
    """Return the letter that the first of these Message-IDs names, of those that are ours."""
    found = session.exec(select(Letter).where(col(Letter.message_id).in_(message_ids))).all()
    return min(found, key=lambda letter: list(message_ids).index(letter.message_id), default=None)


def of_process(session: Session, process_id: str) -> Sequence[IncomingMessage]:
    """Return what came in about a process, in the order in which it was read."""
    chosen = select(IncomingMessage).where(IncomingMessage.process_id == process_id)
    return session.exec(chosen.order_by(col(IncomingMessage.id))).all()
