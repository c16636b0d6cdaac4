"""The facts that every process has, as their tables hold them, for whoever checks them against the register."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.facts import ProcessFacts
from domain.models import IncomingMessage, RegisterEntry
from domain.store import processes
from domain.vocabulary import EntryKind


def common_facts(session: Session, process_id: str) -> ProcessFacts:
    """Stage, decisions, steps and messages of a process."""
    return ProcessFacts(
        stage=processes.get(session, process_id).stage,
        decisions=processes.decisions(session, process_id),
        steps=processes.steps(session, process_id),
        messages=_messages(session, process_id),
    )


def entries_of(session: Session, process_id: str, kinds: Sequence[EntryKind]) -> list[RegisterEntry]:
    """The register entries of some kinds, in order of number."""
    question = select(RegisterEntry).where(RegisterEntry.process_id == process_id, col(RegisterEntry.kind).in_(kinds))
    return list(session.exec(question.order_by(col(RegisterEntry.number))))


def _messages(session: Session, process_id: str) -> list[tuple[str, str]]:
    """What came in about a process: its own messages, and those of another that its register names too."""
    named = select(RegisterEntry.subject).where(
        RegisterEntry.process_id == process_id, RegisterEntry.kind == EntryKind.MAIL
    )
    about = or_(col(IncomingMessage.process_id) == process_id, col(IncomingMessage.sha256).in_(named))
    return [(one.sha256, one.kind.name) for one in session.exec(select(IncomingMessage).where(about))]
