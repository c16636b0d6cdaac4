"""The case of one inquiry: its definition, calendar, decisions and steps, as an act finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.definition_file import load_definition
from domain.inquiry.calendar_of_inquiry import InquiryCalendar, calendar_of
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.evaluation import Disagreement
from domain.inquiry.views import CommentView
from domain.models import Decision
from domain.store import inquiry_progress, inquiry_views
from domain.store.inquiry_progress import Progress
from domain.vocabulary import DecisionKind, InquiryStage, ProcessKind
from flows.case import ProcessCase, record_of
from flows.edges import Desk


@dataclass(frozen=True, slots=True)
class InquiryCase(ProcessCase):
    """What an act needs to know of an inquiry before it begins."""

    definition: InquiryDefinition
    calendar: InquiryCalendar
    progress: Progress
    disagreements: Sequence[Disagreement] = ()
    """Groups that got different outcomes; looked for only when no evaluation is missing any more."""

    @property
    def stage(self) -> InquiryStage:
        return InquiryStage[self.stage_name]


def load_case(desk: Desk, process_id: str) -> InquiryCase:
    """Load an inquiry as it stands now.

    Raises: Refusal when there is no such process or it is not an inquiry.
    """
    with desk.reading() as session:
        record = record_of(session, process_id, ProcessKind.INQUIRY)
        progress = inquiry_progress.progress(session, process_id)
        is_whole = record.process.stage == InquiryStage.EVALUATION.name and not progress.missing
        disagreements = inquiry_progress.disagreements(session, process_id) if is_whole else []
    definition = _definition_of(record.process.definition, f"{process_id}.yaml")
    calendar = _calendar(definition, record.decisions)
    return InquiryCase(record, definition.timezone, definition, calendar, progress, disagreements)


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
