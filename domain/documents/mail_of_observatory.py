"""What each kind of letter of the observatory knows: its template may print these fields and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.documents.mail_kinds import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservatoryMail(Mail):
    """What every letter of the observatory knows besides."""

    observatory: str
    city: str
    year: str
    """Of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractRequest(ObservatoryMail):
    """To a sender: what the next edition needs from it, and by when."""

    template: ClassVar[str] = "observatory-request"
    extracts: Sequence[str]
    """What each holds."""
    due_on: date
    form: str = ""
    """Title of the blank questionnaire that is attached; empty: none is."""
    is_reminder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractFaults(ObservatoryMail):
    """To a sender: rows of its extract that could not be taken, by rule, with the workbook that lists them."""

    template: ClassVar[str] = "observatory-faults"
    extract: str
    file: str
    rows_in: int
    accepted: int
    set_aside: int
    rules: Sequence[str]
    """Column, rule and how many rows break it: nobody's data."""
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionReady(ObservatoryMail):
    """To the office: an edition is prepared, and waits for whoever decides to publish it."""

    template: ClassVar[str] = "observatory-ready"
    hash: str
    accepted: int
    """Rows of all extracts."""
    set_aside: int
    cautions: Sequence[str]
    folder: str
    reason: str = ""
    """Why it corrects a published edition; empty for the first of a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFailed(ObservatoryMail):
    """To the office: no edition could be prepared, why, and which one still stands."""

    template: ClassVar[str] = "observatory-failed"
    problem: str
    remedy: str
    standing: str
    """The edition that stands; empty: none was ever published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(ObservatoryMail):
    """To everyone who reads the observatory: the edition is out."""

    template: ClassVar[str] = "observatory-published"
    act: str
    act_on: date
    hash: str
    documents: Sequence[str]
    """Those attached."""
    too_large: Sequence[str] = ()
    """Those that no message could carry."""
    reason: str = ""
    """What a revision corrects; empty for the first of a year."""


OBSERVATORY_KINDS: tuple[type[ObservatoryMail], ...] = (
    ExtractRequest,
    ExtractFaults,
    EditionReady,
    EditionFailed,
    EditionPublished,
)
