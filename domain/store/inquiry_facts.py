"""The facts of an inquiry as their tables hold them, for whoever checks them against the register."""

from __future__ import annotations

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.inquiry.fact_checks import WrittenFacts
from domain.models import Assignment, Comment, GroupMember, IncomingMessage, Moderation, RegisterEntry
from domain.store import processes
from domain.vocabulary import EntryKind

_FACTS = (
    EntryKind.STAGE,
    EntryKind.DECISION,
    EntryKind.MODERATION,
    EntryKind.STEP,
    EntryKind.GROUPING,
    EntryKind.ROUTING,
    EntryKind.MAIL,
)


def written_facts(session: Session, process_id: str) -> WrittenFacts:
    """Everything that was decided in an inquiry, table by table."""
    of_process = Comment.process_id == process_id
    moderations = select(Comment.key, Moderation).join(Comment, col(Comment.id) == Moderation.comment_id)
    members = select(GroupMember.group_number, GroupMember.comment_id).where(GroupMember.process_id == process_id)
    routes = select(Comment.number, Assignment.department).join(Comment, col(Comment.id) == Assignment.comment_id)
    return WrittenFacts(
        stage=processes.get(session, process_id).stage,
        decisions=processes.decisions(session, process_id),
        moderations=session.exec(moderations.where(of_process)).all(),
        steps=processes.steps(session, process_id),
        members=session.exec(members.order_by(col(GroupMember.group_number), col(GroupMember.comment_id))).all(),
        routes=session.exec(routes.where(of_process).order_by(col(Assignment.id))).all(),
        messages=_messages(session, process_id),
    )


def _messages(session: Session, process_id: str) -> list[tuple[str, str]]:
    """What came in about a process: its own messages, and those of another that its register names too."""
    named = select(RegisterEntry.subject).where(
        RegisterEntry.process_id == process_id, RegisterEntry.kind == EntryKind.MAIL
    )
    about = or_(col(IncomingMessage.process_id) == process_id, col(IncomingMessage.sha256).in_(named))
    return [(one.sha256, one.kind.name) for one in session.exec(select(IncomingMessage).where(about))]


def fact_entries(session: Session, process_id: str) -> list[RegisterEntry]:
    """The register entries about those facts, in order of number."""
    question = select(RegisterEntry).where(RegisterEntry.process_id == process_id, col(RegisterEntry.kind).in_(_FACTS))
    return list(session.exec(question.order_by(col(RegisterEntry.number))))
