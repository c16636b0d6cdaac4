"""Processes, their steps, decisions and documents in the database; and the one door through which an act is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert
from sqlmodel import Session, col, select

from domain.errors import Refusal
from domain.minutes import FiledDocument, Minutes
from domain.models import Decision, Document, Process, Step
from domain.register import CALENDAR, EntryDraft
from domain.store import letters, registry
from domain.vocabulary import NEXT_STAGES, EntryKind, ProcessKind


def find(session: Session, process_id: str) -> Process | None:
    """The process with this id, if any."""
    return session.get(Process, process_id)


def get(session: Session, process_id: str) -> Process:
    """The process with this id.

    Raises: Refusal when there is none; it names the ones that exist.
    """
    process = session.get(Process, process_id)
    if process is None:
        known = ", ".join(session.exec(select(Process.id).order_by(Process.id).limit(20)).all()) or "nessuno"
        raise Refusal(
            f"non esiste alcun procedimento «{process_id}»",
            f"procedimenti aperti: {known}; per aprirne uno usate «istruttoria inquiry open DEFINIZIONE»",
        )
    return process


def of_kind(session: Session, kind: ProcessKind) -> Sequence[Process]:
    """Every process of a kind, in order of id."""
    return session.exec(select(Process).where(Process.kind == kind).order_by(Process.id)).all()


def open_process(session: Session, process: Process, minutes: Minutes, *, mail_domain: str) -> bool:
    """Keep a new process and its opening; False when it was already open with the same definition.

    Raises: Refusal when the id is taken by another definition.
    """
    known = session.get(Process, process.id)
    if known is not None:
        if known.definition_sha256 == process.definition_sha256:
            return False
        raise Refusal(
            f"il procedimento «{process.id}» è già aperto con un'altra definizione",
            "le regole pubblicate non cambiano (impegno I2): usate un altro identificativo, o la definizione di allora",
        )
    opened_at = process.opened_at
    session.add(process)
    session.flush()
    keep(session, process.id, minutes, recorded_at=opened_at, mail_domain=mail_domain)
    return True


def keep(session: Session, process_id: str, minutes: Minutes, *, recorded_at: datetime, mail_domain: str) -> bool:
    """Keep all that an act leaves, in one transaction; False when its step had already been done.

    The order in the register is fixed: what happened, documents, letters, the change of stage, then the step.

    Raises: Refusal when the act would skip a stage or go back.
    """
    process = registry.lock_process(session, process_id)
    if minutes.step and is_done(session, process_id, minutes.step):
        return False
    drafts = [*minutes.entries, *_document_entries(minutes, recorded_at), *_letter_entries(minutes, recorded_at)]
    if minutes.stage is not None:
        _refuse_leap(process, minutes.stage)
        drafts.append(_stage_entry(process, minutes, recorded_at))
        process.stage = minutes.stage.name
        session.add(process)
    if minutes.step:
        assert minutes.due_at is not None
        drafts.append(EntryDraft(EntryKind.STEP, minutes.step, minutes.due_at))
        session.add(Step(process_id=process_id, name=minutes.step, due_at=minutes.due_at, done_at=recorded_at))
    registry.append(session, process_id, drafts, recorded_at=recorded_at)
    for document in minutes.documents:
        session.add(_document_row(process_id, document, recorded_at))
    for rows in minutes.rows:
        for first in range(0, len(rows.values), registry.BATCH):
            session.execute(insert(rows.table), list(rows.values[first : first + registry.BATCH]))
    for letter in minutes.letters:
        letters.enqueue(session, letter, process_id=process_id, domain=mail_domain, queued_at=recorded_at)
    return True


def is_done(session: Session, process_id: str, step: str) -> bool:
    """Whether a step of the calendar is on record as done."""
    return session.exec(select(Step.id).where(Step.process_id == process_id, Step.name == step)).first() is not None


def steps(session: Session, process_id: str) -> Sequence[Step]:
    """The steps done so far, in the order in which they were done."""
    return session.exec(select(Step).where(Step.process_id == process_id).order_by(col(Step.id))).all()


def steps_since(session: Session, moment: datetime) -> Sequence[Step]:
    """The steps of all processes done after a moment, in the order in which they were done."""
    return session.exec(select(Step).where(Step.done_at > moment).order_by(col(Step.id))).all()


def decisions(session: Session, process_id: str) -> Sequence[Decision]:
    """The decisions on record, oldest first."""
    return session.exec(select(Decision).where(Decision.process_id == process_id).order_by(col(Decision.id))).all()


def documents(session: Session, process_id: str) -> Sequence[Document]:
    """The documents on record, oldest first."""
    return session.exec(select(Document).where(Document.process_id == process_id).order_by(col(Document.id))).all()


def document_named(session: Session, process_id: str, name: str) -> Document | None:
    """The document of a process with this name, if it is on record."""
    return session.exec(select(Document).where(Document.process_id == process_id, Document.name == name)).first()


def _refuse_leap(process: Process, stage: StrEnum) -> None:
    before = type(stage)[process.stage]
    if stage not in NEXT_STAGES[before]:
        allowed = " o ".join(f"«{after}»" for after in NEXT_STAGES[before]) or "nessuna: il procedimento è concluso"
        raise Refusal(f"dalla fase «{before}» non si passa a «{stage}»", f"fase successiva ammessa: {allowed}")


def _stage_entry(process: Process, minutes: Minutes, recorded_at: datetime) -> EntryDraft:
    assert minutes.stage is not None
    return EntryDraft(
        EntryKind.STAGE,
        minutes.stage.name,
        minutes.due_at or recorded_at,
        payload={"from": process.stage, "to": minutes.stage.name},
    )


def _document_entries(minutes: Minutes, at: datetime) -> list[EntryDraft]:
    return [
        EntryDraft(
            EntryKind.DOCUMENT,
            document.name,
            at,
            CALENDAR if minutes.step else "ufficio",
            {"kind": document.kind.name, "sha256": document.sha256, "size_bytes": document.size_bytes},
        )
        for document in minutes.documents
    ]


def _letter_entries(minutes: Minutes, at: datetime) -> list[EntryDraft]:
    return [
        EntryDraft(
            EntryKind.LETTER,
            letter.key,
            at,
            CALENDAR if minutes.step else "ufficio",
            {"subject": letter.subject, "attachments": list(letter.attachments)},
        )
        for letter in minutes.letters
    ]


def _document_row(process_id: str, document: FiledDocument, written_at: datetime) -> Document:
    return Document(
        process_id=process_id,
        kind=document.kind,
        name=document.name,
        title=document.title,
        sha256=document.sha256,
        size_bytes=document.size_bytes,
        public_from_stage=document.public_from_stage,
        written_at=written_at,
    )
