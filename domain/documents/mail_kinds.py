"""What each kind of letter knows: its template may print these fields and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What every letter knows: who reads it and who signs."""

    template: ClassVar[str]
    recipient: str
    office: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryMail(Mail):
    """What every letter of an inquiry knows besides."""

    inquiry: str
    plan: str
    platform: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpening(InquiryMail):
    """To the working group and to whoever runs the platform: rules and days before the window opens (promise I2)."""

    template: ClassVar[str] = "window-opening"
    opens_on: date
    closes_on: date
    evaluation_starts_on: date
    evaluation_ends_on: date
    documents: Sequence[str]
    platform_url: str = ""
    publishes: bool = False
    """Whether the recipient is the one who puts the documents on the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowExtended(InquiryMail):
    """To everyone who was told the days of the window: an act has moved its close (promise I2)."""

    template: ClassVar[str] = "window-extended"
    act: str
    act_on: date
    closes_on: date
    evaluation_starts_on: date
    evaluation_ends_on: date
    document: str
    publishes: bool = False
    """Whether the recipient is the one who puts the documents on the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest(InquiryMail):
    """To whoever runs the platform: the window is closed, the final exports are needed."""

    template: ClassVar[str] = "export-request"
    closed_on: date
    answer_by: date
    exports: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convocation(InquiryMail):
    """To each member of the working group: the evaluation begins, and what is to be agreed first (promise I6)."""

    template: ClassVar[str] = "convocation"
    comments: int
    agenda: Sequence[str]
    document: str
    evaluation_ends_on: date
    contact: str
    contact_address: str
    for_information: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest(InquiryMail):
    """To a department: its comments and its workbook (promise I14)."""

    template: ClassVar[str] = "evaluation-request"
    comments: int
    groups: int
    parts: Sequence[str]
    due_on: date
    workbook: str
    is_further: bool = False
    """Whether an earlier workbook went to the same department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingRequest(InquiryMail):
    """To a department: rows of its workbook that could not be taken, with a workbook of just those."""

    template: ClassVar[str] = "mending-request"
    file: str
    accepted: int
    rows: int
    """Rows to mend: one row may have several faults."""
    faults: Sequence[str]
    due_on: date
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(InquiryMail):
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
class TermLapsed(InquiryMail):
    """To coordination and the officer in charge: the term has passed, somebody still owes."""

    template: ClassVar[str] = "term-lapsed"
    lapsed_on: date
    missing: int
    total: int
    owing: Sequence[Owing]
    disagreeing: int = 0
    """Groups of like texts that got different outcomes."""


@dataclass(frozen=True, slots=True)
class DividedGroup:
    """A group of like texts that got different outcomes: what was said of which contributions, one line each."""

    number: int
    said: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement(InquiryMail):
    """To the departments concerned and the officer in charge: one text, several outcomes; nothing is final yet."""

    template: ClassVar[str] = "disagreement"
    groups: Sequence[DividedGroup]
    due_on: date
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisReady(InquiryMail):
    """To the Council's secretariat and to coordination: the package, before the approval (promises I5, I6)."""

    template: ClassVar[str] = "synthesis-ready"
    received: int
    answered: int
    documents: Sequence[str]
    """Those attached."""
    too_large: Sequence[str] = ()
    """Those that no message could carry."""
    decides: bool = True
    """Whether the recipient is the one who tells the Council's decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(InquiryMail):
    """To everyone who carries the outcomes out of the house, after the approval."""

    template: ClassVar[str] = "publication"
    act: str
    act_on: date
    documents: Sequence[str]
    """Those attached."""
    too_large: Sequence[str] = ()
    """Those that no message could carry."""
    platform_url: str = ""
    publishes: bool = False
    """Whether the recipient is the one who puts documents and answers on the platform."""


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """A kind of difference, in words, how many comments it touches and the first of their numbers."""

    what: str
    comments: int
    numbers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDifferences(InquiryMail):
    """To the officer in charge: a later export says otherwise (promise I12)."""

    template: ClassVar[str] = "export-differences"
    file: str
    collected_on: date
    differences: Sequence[DifferenceCount]


KINDS: tuple[type[Mail], ...] = (
    WindowOpening,
    WindowExtended,
    ExportRequest,
    Convocation,
    EvaluationRequest,
    MendingRequest,
    Disagreement,
    Reminder,
    TermLapsed,
    SynthesisReady,
    Publication,
    ExportDifferences,
)
