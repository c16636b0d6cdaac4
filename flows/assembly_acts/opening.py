"""Opening a yearly cycle: the definition is checked, put on record and never changes unseen."""

from __future__ import annotations

from datetime import datetime

from domain.assembly.definition import AssemblyDefinition
from domain.definition_file import load_definition
from domain.vocabulary import AssemblyStage, ProcessKind
from flows.edges import Desk
from flows.opening import open_process


def open_assembly(desk: Desk, text: str, *, name: str, as_of: datetime) -> tuple[str, bool]:
    """Open the cycle that a definition describes; returns its id and whether it is new.

    Raises: Refusal when the definition is faulty or its id is taken by another one.
    """
    definition = load_definition(text, AssemblyDefinition, name=name)
    return open_process(desk, ProcessKind.ASSEMBLY, AssemblyStage.PREPARATION, definition, text=text, as_of=as_of)
