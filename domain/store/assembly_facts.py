"""The facts of an assembly as their tables hold them, for whoever checks them against the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from domain.assembly.checks import AssemblyFacts
from domain.facts import PROCESS_KINDS
from domain.models import (
    ActionChoice,
    AnswerOwner,
    Attendance,
    Availability,
    Commitment,
    Contact,
    Erasure,
    GroupPlace,
    Invitation,
    Meeting,
    MeetingMinutes,
    PublicSeed,
    Recommendation,
    RecommendationAnswer,
    RegisterEntry,
    ReplacementCall,
    ReplacementReply,
    Seat,
    SeatEnding,
    SetAsideRow,
    SourceFile,
)
from domain.store import process_facts
from domain.vocabulary import EntryKind

_OWN: Sequence[type[SQLModel]] = (
    Commitment,
    PublicSeed,
    Seat,
    GroupPlace,
    ReplacementCall,
    Meeting,
    MeetingMinutes,
    Recommendation,
    Erasure,
)
_BY_CODE: Sequence[tuple[type[SQLModel], str]] = (
    (Invitation, "code"),
    (Attendance, "code"),
    (ActionChoice, "action"),
    (Contact, "code"),
)
"""Tables without a number of their own: sorted here, since every database sorts text in its own way."""
_BELONGING: Sequence[tuple[type[SQLModel], type[SQLModel], str, Mapping[str, str]]] = (
    (Availability, SourceFile, "source_file_id", {"file": "sha256"}),
    (SetAsideRow, SourceFile, "source_file_id", {"file": "sha256"}),
    (SeatEnding, Seat, "seat_id", {"code": "code"}),
    (ReplacementReply, ReplacementCall, "call_id", {"code": "code", "vacated": "vacated"}),
    (AnswerOwner, Recommendation, "recommendation_id", {"number": "number"}),
    (RecommendationAnswer, Recommendation, "recommendation_id", {"number": "number"}),
)
"""Table, the one it belongs to, through which column, and what is told of that one: new name to its column."""
_FACTS = (
    *PROCESS_KINDS,
    EntryKind.COMMITMENT,
    EntryKind.DRAW,
    EntryKind.INVITATION,
    EntryKind.AVAILABILITY,
    EntryKind.SEATS,
    EntryKind.SEAT_END,
    EntryKind.REPLACEMENT_CALL,
    EntryKind.REPLACEMENT_REPLY,
    EntryKind.CONVOCATION,
    EntryKind.MINUTES,
    EntryKind.RECOMMENDATION,
    EntryKind.ANSWER,
    EntryKind.ERASURE,
)


def written_facts(session: Session, process_id: str) -> AssemblyFacts:
    """Everything that is on record of an assembly, table by table."""
    tables: dict[str, Sequence[Mapping[str, object]]] = {}
    for table in _OWN:
        tables[_name(table)] = _rows(session, table, process_id)
    for table, column in _BY_CODE:
        tables[_name(table)] = sorted(_rows(session, table, process_id), key=_text(column))
    for table, owner, through, told in _BELONGING:
        tables[_name(table)] = _joined(session, table, owner, through, told, process_id)
    files = {one.id: one.sha256 for one in session.exec(_of(SourceFile, process_id))}
    answers = tables[_name(RecommendationAnswer)]
    tables[_name(RecommendationAnswer)] = [
        row | {"file": files.get(row["source_file_id"], "")}  # type: ignore[operator]
        for row in answers
    ]
    collected = _rows(session, SourceFile, process_id)
    for subject in ("availability", "answers"):
        tables[f"{subject}_file"] = [row for row in collected if row["subject"] == subject]
    tables["mailed"] = [row for row in tables[_name(Invitation)] if row["invited_at"] is not None]
    return AssemblyFacts(process_facts.common_facts(session, process_id), tables)


def fact_entries(session: Session, process_id: str) -> list[RegisterEntry]:
    """The register entries about those facts, in order of number."""
    return process_facts.entries_of(session, process_id, _FACTS)


def _joined(
    session: Session,
    table: type[SQLModel],
    owner: type[SQLModel],
    through: str,
    told: Mapping[str, str],
    process_id: str,
) -> list[dict[str, object]]:
    ours: Any = _of(owner, process_id)
    owners = {one.id: {name: getattr(one, column) for name, column in told.items()} for one in session.exec(ours)}
    key: Any = getattr(table, through)
    question: Any = select(table).where(col(key).in_(_ids(owner, process_id)))
    found = sorted(session.exec(question).all(), key=lambda row: getattr(row, "id", None) or getattr(row, through))
    return [one.model_dump() | owners[getattr(one, through)] for one in found]


def _rows(session: Session, table: type[SQLModel], process_id: str) -> list[dict[str, object]]:
    found: Sequence[Any] = session.exec(_of(table, process_id)).all()
    return [one.model_dump() for one in sorted(found, key=lambda row: getattr(row, "id", None) or 0)]


def _of(table: Any, process_id: str) -> Any:
    return select(table).where(table.process_id == process_id)


def _ids(table: Any, process_id: str) -> Any:
    return select(table.id).where(table.process_id == process_id)


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _text(column: str) -> Callable[[Mapping[str, object]], str]:
    return lambda row: str(row[column])
