"""Opening an inquiry: the definition is checked, put on record and never changes unseen (promise I2)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from domain.definition_file import load_definition
from domain.inquiry.definition import InquiryDefinition
from domain.minutes import Minutes
from domain.models import Process
from domain.register import EntryDraft
from domain.store import processes
from domain.vocabulary import EntryKind, InquiryStage, ProcessKind
from flows.edges import Desk


def open_inquiry(desk: Desk, text: str, *, name: str, as_of: datetime) -> tuple[str, bool]:
    """Open the inquiry that a definition describes; returns its id and whether it is new.

    Raises: Refusal when the definition is faulty or its id is taken by another one.
    """
    definition = load_definition(text, InquiryDefinition, name=name)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    process = Process(
        id=definition.id,
        kind=ProcessKind.INQUIRY,
        title=definition.title,
        stage=InquiryStage.PREPARATION.name,
        definition=text,
        definition_sha256=sha256,
        opened_at=as_of,
    )
    opening = EntryDraft(
        EntryKind.OPENING, definition.id, as_of, "ufficio", {"definition_sha256": sha256, "title": definition.title}
    )
    with desk.transaction() as session:
        is_new = processes.open_process(session, process, Minutes(entries=[opening]), mail_domain=desk.mail_domain)
    return definition.id, is_new
