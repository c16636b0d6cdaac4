"""On what the account of the promises rests: the facts, the verdicts, and how one is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView

Line = tuple[str, "Verdict", str]
"""Promise, verdict, evidence."""


class Verdict(StrEnum):
    """What became of a promise (giudizio)."""

    KEPT = "mantenuto"
    PARTLY = "mantenuto in parte"
    NOT_KEPT = "non mantenuto"
    UNVERIFIABLE = "non verificabile"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records say, on which the account rests."""

    definition: InquiryDefinition
    calendar: InquiryCalendar
    views: Sequence[CommentView]
    public_documents: int
    rules_published_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    concluded_at: datetime | None
    approval_act: str
    approved_at: datetime
    printed: int
    """Comments read again in the answers annex."""
    coordination_told: bool
    definition_unchanged: bool


def judge(*, kept: bool, partly: bool = False) -> Verdict:
    """Return the verdict on a promise that the records can tell."""
    return Verdict.KEPT if kept else Verdict.PARTLY if partly else Verdict.NOT_KEPT
