"""The facts of an inquiry as their tables hold them, for whoever checks them against the register."""

from __future__ import annotations

from sqlmodel import Session, col, select

from domain.facts import PROCESS_KINDS
from domain.inquiry.fact_checks import WrittenFacts
from domain.models import Assignment, Comment, GroupMember, Moderation, RegisterEntry
from domain.store import process_facts
from domain.vocabulary import EntryKind

_FACTS = (*PROCESS_KINDS, EntryKind.MODERATION, EntryKind.GROUPING, EntryKind.ROUTING)


def written_facts(session: Session, process_id: str) -> WrittenFacts:
    """Everything that was decided in an inquiry, table by table."""
    of_process = Comment.process_id == process_id
    moderations = select(Comment.key, Moderation).join(Comment, col(Comment.id) == Moderation.comment_id)
    members = select(GroupMember.group_number, GroupMember.comment_id).where(GroupMember.process_id == process_id)
    routes = select(Comment.number, Assignment.department).join(Comment, col(Comment.id) == Assignment.comment_id)
    return WrittenFacts(
        common=process_facts.common_facts(session, process_id),
        moderations=session.exec(moderations.where(of_process)).all(),
        members=session.exec(members.order_by(col(GroupMember.group_number), col(GroupMember.comment_id))).all(),
        routes=session.exec(routes.where(of_process).order_by(col(Assignment.id))).all(),
    )


def fact_entries(session: Session, process_id: str) -> list[RegisterEntry]:
    """The register entries about those facts, in order of number."""
    return process_facts.entries_of(session, process_id, _FACTS)
