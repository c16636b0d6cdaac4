"""Opening an observatory: the definition is checked, put on record and never changes unseen."""

from __future__ import annotations

from datetime import datetime

from domain.vocabulary import ObservatoryStage, ProcessKind
from flows.edges import Desk
from flows.observatory_acts.case import read_definition
from flows.opening import open_process


def open_observatory(desk: Desk, text: str, *, name: str, as_of: datetime) -> tuple[str, bool]:
    """Open the observatory that a definition describes; returns its id and whether it is new.

    Raises: Refusal when the definition is faulty or its id is taken by another one.
    """
    definition = read_definition(text, name)
    return open_process(desk, ProcessKind.OBSERVATORY, ObservatoryStage.ACTIVE, definition, text=text, as_of=as_of)
