"""The case of one inquiry: its definition, calendar, decisions and steps, as an act finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.definition_file import load_definition
from domain.errors import Refusal
from domain.inquiry.calendar_of_inquiry import InquiryCalendar, calendar_of
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.evaluation import Disagreement
from domain.inquiry.views import CommentView
from domain.models import Decision, Process, Step
from domain.store import inquiry_progress, inquiry_views, processes, registry
from domain.store.inquiry_progress import Progress
from domain.vocabulary import DecisionKind, InquiryStage, ProcessKind
from flows.edges import Desk


@dataclass(frozen=True, slots=True)
class InquiryCase:
    """What an act needs to know of an inquiry before it begins."""

    process: Process
    definition: InquiryDefinition
    calendar: InquiryCalendar
    steps: Sequence[Step]
    decisions: Sequence[Decision]
    progress: Progress
    disagreements: Sequence[Disagreement] = ()
    """Groups that got different outcomes; looked for only when no evaluation is missing any more."""
    last_recorded_at: datetime | None = None
    """When the newest entry was written into the register."""
    register_number: int = 0
    """Number of that entry."""

    @property
    def id(self) -> str:
        return self.process.id

    @property
    def stage(self) -> InquiryStage:
        return InquiryStage[self.process.stage]

    @property
    def stage_name(self) -> str:
        return self.process.stage

    @property
    def done(self) -> frozenset[str]:
        return frozenset(step.name for step in self.steps)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.definition.timezone)

    def decision(self, kind: DecisionKind) -> Decision | None:
        """The latest decision of a kind, if any."""
        return next((decision for decision in reversed(self.decisions) if decision.kind is kind), None)

    def done_at(self, name: str) -> datetime | None:
        """When a step was done, if it was."""
        return next((step.done_at for step in self.steps if step.name == name), None)

    def day(self, moment: datetime) -> date:
        """The civil day of a moment in the city."""
        return moment.astimezone(self.zone).date()


def load_case(desk: Desk, process_id: str) -> InquiryCase:
    """Load an inquiry as it stands now.

    Raises: Refusal when there is no such process or it is not an inquiry.
    """
    with desk.transaction() as session:
        process = processes.get(session, process_id)
        steps = processes.steps(session, process_id)
        decisions = processes.decisions(session, process_id)
        progress = inquiry_progress.progress(session, process_id)
        last_recorded_at = registry.last_recorded_at(session, process_id)
        number = registry.head(session, process_id).number
        is_whole = process.stage == InquiryStage.EVALUATION.name and not progress.missing
        disagreements = inquiry_progress.disagreements(session, process_id) if is_whole else []
    if process.kind is not ProcessKind.INQUIRY:
        raise Refusal(f"«{process_id}» non è un'istruttoria pubblica", "usate i comandi del suo tipo di procedimento")
    definition = _definition_of(process.definition, f"{process_id}.yaml")
    calendar = _calendar(definition, decisions)
    return InquiryCase(
        process, definition, calendar, steps, decisions, progress, disagreements, last_recorded_at, number
    )


@lru_cache(maxsize=64)
def _definition_of(text: str, name: str) -> InquiryDefinition:
    """Read a definition once for all the acts of a run: it never changes, and a step loads its case three times."""
    return load_definition(text, InquiryDefinition, name=name)


def _calendar(definition: InquiryDefinition, decisions: Sequence[Decision]) -> InquiryCalendar:
    extension = next((one for one in reversed(decisions) if one.kind is DecisionKind.EXTENSION), None)
    if extension is None:
        return calendar_of(definition)
    last_day, _, evaluation_last_day = extension.value.partition("/")
    return calendar_of(
        definition,
        last_day=date.fromisoformat(last_day),
        evaluation_last_day=date.fromisoformat(evaluation_last_day) if evaluation_last_day else None,
    )


def load_views(desk: Desk, process_id: str) -> list[CommentView]:
    """Every comment of the inquiry with all that is known about it now."""
    with desk.transaction() as session:
        return inquiry_views.comment_views(session, process_id)
