"""The case of one yearly cycle: its definition, calendar, decisions and steps, as an act finds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from domain.assembly.calendar_of_assembly import AssemblyCalendar, calendar_of
from domain.assembly.definition import AssemblyDefinition
from domain.definition_file import load_definition
from domain.errors import Refusal
from domain.store import assembly_progress
from domain.store.assembly_progress import AssemblyProgress
from domain.vocabulary import AssemblyStage, ProcessKind
from flows.case import ProcessCase, record_of
from flows.edges import Desk


@dataclass(frozen=True, slots=True)
class AssemblyCase(ProcessCase):
    """What an act needs to know of a cycle before it begins."""

    definition: AssemblyDefinition
    calendar: AssemblyCalendar
    progress: AssemblyProgress

    @property
    def stage(self) -> AssemblyStage:
        return AssemblyStage[self.stage_name]


def load_case(desk: Desk, process_id: str) -> AssemblyCase:
    """Load a cycle as it stands now.

    Raises: Refusal when there is no such process or it is not an assembly.
    """
    with desk.reading() as session:
        record = record_of(session, process_id, ProcessKind.ASSEMBLY)
        progress = assembly_progress.progress(session, process_id)
    definition, calendar = _read(record.process.definition, f"{process_id}.yaml")
    return AssemblyCase(record, definition.timezone, definition, calendar, progress)


@lru_cache(maxsize=64)
def _read(text: str, name: str) -> tuple[AssemblyDefinition, AssemblyCalendar]:
    """Read a definition once for all the acts of a run: it never changes."""
    definition = load_definition(text, AssemblyDefinition, name=name)
    return definition, calendar_of(definition)


def require_stage(case: AssemblyCase, what: str, *stages: AssemblyStage) -> None:
    """Refuse an act that does not belong to the stage of the cycle.

    Raises: Refusal.
    """
    if case.stage not in stages:
        allowed = " o ".join(f"«{stage}»" for stage in stages)
        raise Refusal(f"{what}: la fase è «{case.stage}»", f"si fa nella fase {allowed}; vedete «assembly status»")
