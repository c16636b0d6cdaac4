"""The case of a process of any kind: its record, its steps and decisions, and how far its register has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

from domain.errors import Refusal
from domain.models import Decision, Process, Step
from domain.store import processes, registry
from domain.vocabulary import DecisionKind, ProcessKind

_A_PROCESS = {
    ProcessKind.INQUIRY: "un'istruttoria pubblica",
    ProcessKind.ASSEMBLY: "un ciclo dell'assemblea",
    ProcessKind.OBSERVATORY: "un osservatorio",
}


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """What every act finds of a process, whatever its kind."""

    process: Process
    steps: Sequence[Step]
    decisions: Sequence[Decision]
    last_recorded_at: datetime | None = None
    """When the newest entry was written into the register."""
    register_number: int = 0
    """Number of that entry."""


def process_of_kind(session: Session, process_id: str, kind: ProcessKind) -> Process:
    """Read a process that must be of a kind.

    Raises: Refusal when there is no such process or it is of another kind.
    """
    process = processes.get(session, process_id)
    if process.kind is not kind:
        raise Refusal(f"«{process_id}» non è {_A_PROCESS[kind]}", "usate i comandi del suo tipo di procedimento")
    return process


def record_of(session: Session, process_id: str, kind: ProcessKind) -> ProcessRecord:
    """Read what every act needs of a process.

    Raises: Refusal when there is no such process or it is of another kind.
    """
    return ProcessRecord(
        process_of_kind(session, process_id, kind),
        processes.steps(session, process_id),
        processes.decisions(session, process_id),
        registry.last_recorded_at(session, process_id),
        registry.head(session, process_id).number,
    )


@dataclass(frozen=True, slots=True)
class ProcessCase:
    """What the case of every kind can tell; the kind adds its definition, its calendar and its own facts."""

    record: ProcessRecord
    timezone: str
    """The city's, from the definition."""

    @property
    def id(self) -> str:
        return self.record.process.id

    @property
    def stage_name(self) -> str:
        return self.record.process.stage

    @property
    def done(self) -> frozenset[str]:
        return frozenset(step.name for step in self.record.steps)

    @property
    def last_recorded_at(self) -> datetime | None:
        return self.record.last_recorded_at

    @property
    def register_number(self) -> int:
        return self.record.register_number

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def decision(self, kind: DecisionKind) -> Decision | None:
        """The latest decision of a kind, if any."""
        return next((decision for decision in reversed(self.record.decisions) if decision.kind is kind), None)

    def done_at(self, name: str) -> datetime | None:
        """When a step was done, if it was."""
        return next((step.done_at for step in self.record.steps if step.name == name), None)

    def day(self, moment: datetime) -> date:
        """The civil day of a moment in the city."""
        return moment.astimezone(self.zone).date()
