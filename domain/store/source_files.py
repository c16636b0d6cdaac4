"""Files that came in, in the database: each kept once under the hash of its bytes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from domain.models import SourceFile
from domain.store import registry


def file_of(session: Session, process_id: str, sha256: str) -> SourceFile | None:
    """The file with these bytes, if it was collected before."""
    return session.exec(
        select(SourceFile).where(SourceFile.process_id == process_id, SourceFile.sha256 == sha256)
    ).first()


def keep(session: Session, source: SourceFile) -> bool:
    """Keep a file that was read, under the process's lock; False when its bytes were there already."""
    registry.lock_process(session, source.process_id)
    if file_of(session, source.process_id, source.sha256):
        return False
    session.add(source)
    session.flush()
    return True


def files(session: Session, process_id: str) -> Sequence[SourceFile]:
    """Every file collected, in order."""
    return session.exec(
        select(SourceFile).where(SourceFile.process_id == process_id).order_by(col(SourceFile.id))
    ).all()
