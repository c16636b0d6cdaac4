"""Opening a process of any kind: its definition is put on record and never changes unseen (promise I2)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from domain.minutes import Minutes
from domain.models import Process
from domain.register import EntryDraft
from domain.store import processes
from domain.vocabulary import EntryKind, ProcessKind
from flows.edges import Desk


def open_process(
    desk: Desk, kind: ProcessKind, stage: StrEnum, process_id: str, *, title: str, text: str, as_of: datetime
) -> bool:
    """Open a process in its first stage; False when it was open already with the same definition.

    Raises: Refusal when the id is taken by another definition.
    """
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    process = Process(
        id=process_id,
        kind=kind,
        title=title,
        stage=stage.name,
        definition=text,
        definition_sha256=sha256,
        opened_at=as_of,
    )
    opening = EntryDraft(EntryKind.OPENING, process_id, as_of, "ufficio", {"definition_sha256": sha256, "title": title})
    with desk.transaction() as session:
        return processes.open_process(session, process, Minutes(entries=[opening]), mail_domain=desk.mail_domain)
