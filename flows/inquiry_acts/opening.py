"""Opening an inquiry: the definition is checked, put on record and never changes unseen (promise I2)."""

from __future__ import annotations

from datetime import datetime

from domain.definition_file import load_definition
from domain.inquiry.definition import InquiryDefinition
from domain.vocabulary import InquiryStage, ProcessKind
from flows.edges import Desk
from flows.opening import open_process


def open_inquiry(desk: Desk, text: str, *, name: str, as_of: datetime) -> tuple[str, bool]:
    """Open the inquiry that a definition describes; returns its id and whether it is new.

    Raises: Refusal when the definition is faulty or its id is taken by another one.
    """
    definition = load_definition(text, InquiryDefinition, name=name)
    return open_process(desk, ProcessKind.INQUIRY, InquiryStage.PREPARATION, definition, text=text, as_of=as_of)
