"""Opening a process of any kind: its definition is put on record and never changes unseen (promise I2)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.minutes import Minutes
from domain.models import Process
from domain.register import EntryDraft
from domain.store import processes
from domain.vocabulary import EntryKind, ProcessKind
from flows.edges import Desk


class Defined(Protocol):
    """A definition of any kind of process."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


def open_process(
    desk: Desk, kind: ProcessKind, stage: StrEnum, definition: Defined, *, text: str, as_of: datetime
) -> tuple[str, bool]:
    """Open a process in its first stage; returns its id and whether it is new, not opened before by the same text.

    Raises: Refusal when the id is taken by another definition.
    """
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    process = Process(
        id=definition.id,
        kind=kind,
        title=definition.title,
        stage=stage.name,
        definition=text,
        definition_sha256=sha256,
        opened_at=as_of,
    )
    payload = {"definition_sha256": sha256, "title": definition.title}
    opening = Minutes(entries=[EntryDraft(EntryKind.OPENING, definition.id, as_of, "ufficio", payload)])
    with desk.transaction() as session:
        return definition.id, processes.open_process(session, process, opening, mail_domain=desk.mail_domain)
