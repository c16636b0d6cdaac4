"""The office itself as a process: a register for what belongs to no inquiry, such as a round of mail or its letter."""

from __future__ import annotations

from datetime import datetime

from domain.minutes import Minutes
from domain.models import Process
from domain.register import EntryDraft
from domain.store import processes
from domain.vocabulary import EntryKind, OfficeStage, ProcessKind
from flows.edges import Desk

OFFICE = "ufficio"
"""Id of the office's own register."""
_NO_DEFINITION = "0" * 64


def open_office(desk: Desk, *, as_of: datetime) -> None:
    """Open the office's register, once for the life of the house."""
    with desk.reading() as session:
        if processes.find(session, OFFICE) is not None:
            return
    office = Process(
        id=OFFICE,
        kind=ProcessKind.OFFICE,
        title="Ufficio partecipazione",
        stage=OfficeStage.OPEN.name,
        definition="",
        definition_sha256=_NO_DEFINITION,
        opened_at=as_of,
    )
    opening = EntryDraft(EntryKind.OPENING, OFFICE, as_of, "ufficio", {"title": office.title})
    with desk.transaction() as session:
        processes.open_process(session, office, Minutes(entries=[opening]), mail_domain=desk.mail_domain)
