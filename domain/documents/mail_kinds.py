"""What each kind of letter knows: its template may print these fields and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What every letter knows: who reads it, about which inquiry, who signs."""

    template: ClassVar[str]
    recipient: str
    inquiry: str
    plan: str
    platform: str
    city: str
    office: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpening(Mail):
    """To the working group: the rules are public, the window is about to open (promise I2)."""

    template: ClassVar[str] = "window-opening"
    opens_on: date
    closes_on: date
    evaluation_starts_on: date
    evaluation_ends_on: date
    documents: Sequence[str]
    platform_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest(Mail):
    """To whoever runs the platform: the window is closed, the final exports are needed."""

    template: ClassVar[str] = "export-request"
    closed_on: date
    answer_by: date
    exports: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest(Mail):
    """To a department: its comments and its workbook (promise I14)."""

    template: ClassVar[str] = "evaluation-request"
    comments: int
    groups: int
    parts: Sequence[str]
    due_on: date
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingRequest(Mail):
    """To a department: rows of its workbook that could not be taken, with a workbook of just those."""

    template: ClassVar[str] = "mending-request"
    accepted: int
    faults: Sequence[str]
    due_on: date
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Mail):
    """To a department that owes evaluations; no projected day: nothing has come yet."""

    template: ClassVar[str] = "reminder"
    missing: int
    total: int
    days_left: int
    due_on: date
    projected_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Owing:
    """A department and how many comments it has still to evaluate."""

    name: str
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLapsed(Mail):
    """To coordination and the officer in charge: the term has passed, somebody still owes."""

    template: ClassVar[str] = "term-lapsed"
    lapsed_on: date
    missing: int
    total: int
    owing: Sequence[Owing]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisReady(Mail):
    """To the Council's secretariat: the package, before the approval (promise I5)."""

    template: ClassVar[str] = "synthesis-ready"
    received: int
    answered: int
    documents: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Mail):
    """To everyone who carries the outcomes out of the house, after the approval."""

    template: ClassVar[str] = "publication"
    act: str
    act_on: date
    documents: Sequence[str]
    platform_url: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """A kind of difference, in words, and how many comments it touches."""

    what: str
    comments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDifferences(Mail):
    """To the officer in charge: a later export says otherwise (promise I12)."""

    template: ClassVar[str] = "export-differences"
    file: str
    collected_on: date
    differences: Sequence[DifferenceCount]
    report: str = ""


KINDS: tuple[type[Mail], ...] = (
    WindowOpening,
    ExportRequest,
    EvaluationRequest,
    MendingRequest,
    Reminder,
    TermLapsed,
    SynthesisReady,
    Publication,
    ExportDifferences,
)
