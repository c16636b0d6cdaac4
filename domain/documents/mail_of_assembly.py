"""What each kind of letter of the assembly knows: its template may print these fields and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.documents.mail_kinds import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyMail(Mail):
    """What every letter of the assembly knows besides."""

    assembly: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatConfirmation(AssemblyMail):
    """To somebody whom the draw gave a seat: from when to when, and by when to say yes (promise A4)."""

    template: ClassVar[str] = "assembly-seat"
    cohort: int
    enters_on: date
    last_day: date
    answer_by: date
    training: str
    """Day, hour and place of the training; empty when not yet set."""
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementOffer(AssemblyMail):
    """To somebody called from the reserve: a seat is free (promise A5)."""

    template: ClassVar[str] = "assembly-replacement"
    cohort: int
    enters_on: date
    last_day: date
    answer_by: date
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCall(AssemblyMail):
    """To a member: a meeting is convened, or changed (promise A9)."""

    template: ClassVar[str] = "assembly-meeting"
    meeting: str
    """Its number and kind: "seduta n. 4 (plenaria)"."""
    day: date
    hours: str
    place: str
    agenda: Sequence[str]
    answer_by: date
    document: str
    invitation: str
    """Name of the calendar file."""
    changes: str = ""
    """What is new; empty for the first convocation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled(AssemblyMail):
    """To a member: a meeting that was convened will not be held."""

    template: ClassVar[str] = "assembly-cancelled"
    meeting: str
    day: date
    reason: str
    invitation: str
    next_meeting: str = ""
    """When and where the next one is; empty when not yet set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHandedOver(AssemblyMail):
    """To the administration: the annual report is here, the term to answer runs from the receipt (promise A12)."""

    template: ClassVar[str] = "assembly-report"
    recommendations: int
    months: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersRequest(AssemblyMail):
    """To a department: the recommendations that it answers, with their workbook (promise A12)."""

    template: ClassVar[str] = "assembly-answers"
    recommendations: Sequence[str]
    """Each one's number and title."""
    received_on: date
    due_on: date
    workbook: str
    is_further: bool = False
    """Whether an earlier workbook went to the same department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersMending(AssemblyMail):
    """To a department: rows of its workbook that could not be taken, with a workbook of just those."""

    template: ClassVar[str] = "assembly-mending"
    file: str
    accepted: int
    rows: int
    faults: Sequence[str]
    due_on: date
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersReminder(AssemblyMail):
    """To a department that owes answers: how many, and how long the term still runs."""

    template: ClassVar[str] = "assembly-reminder"
    missing: Sequence[str]
    """Each one's number and title."""
    days_left: int
    """Negative once the term is over."""
    due_on: date


@dataclass(frozen=True, slots=True)
class DepartmentGap:
    """A department and the recommendations that it has still to answer, in words: "nn. 4 e 7"."""

    name: str
    numbers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWarning(AssemblyMail):
    """To the officer in charge and to coordination: the term to answer is about to end, or has (promise A12)."""

    template: ClassVar[str] = "assembly-term"
    received_on: date
    due_on: date
    days_left: int
    """Negative once the term is over."""
    answered: int
    total: int
    owing: Sequence[DepartmentGap]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPublished(AssemblyMail):
    """To members and departments: the city has answered, here is the dossier (promise A12)."""

    template: ClassVar[str] = "assembly-dossier"
    recommendations: int
    outcomes: Sequence[str]
    """Each outcome with its count: "accolte: 9"."""
    act: str
    act_on: date
    document: str
    site: str


ASSEMBLY_KINDS: tuple[type[AssemblyMail], ...] = (
    SeatConfirmation,
    ReplacementOffer,
    MeetingCall,
    MeetingCancelled,
    ReportHandedOver,
    AnswersRequest,
    AnswersMending,
    AnswersReminder,
    TermWarning,
    DossierPublished,
)
