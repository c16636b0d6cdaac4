"""What the readers hand in and what the documents are made from: plain values, no database behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.tabular import SetAside
from domain.vocabulary import Admission, Channel, Discrepancy, Ground, Likeness, Outcome


@dataclass(frozen=True, slots=True)
class ReadComment:
    """One contribution as a reader understood it, before the inquiry admits it."""

    key: str
    """`comment:515`, `proposal:457`, `contribution:<hash>`: stable from one export to the next."""
    channel: Channel
    section: str
    """Id of the platform section or debate it hangs from; empty when the file does not tell."""
    text: str
    """Already cleaned and normalised (`domain.text`)."""
    text_sha256: str
    author_code: str
    submitted_at: datetime
    place: str
    """File and line, for whoever looks it up."""
    part: str = ""
    """Code of the part, when the file names the part itself (the other channels' form)."""
    parent_key: str = ""
    depth: int = 0
    on_behalf_of: str = ""
    event: str = ""
    title: str = ""
    locale: str = ""
    alignment: int = 0
    url: str = ""
    supports: int | None = None
    against: int | None = None
    hidden_on_platform: bool = False


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section of the draft as the platform holds it (a proposal that is no amendment, a debate)."""

    id: str
    title: str
    text: str
    url: str = ""
    supports: int | None = None


@dataclass(slots=True)
class ReadFile:
    """One file, read whole. Always: rows_in == len(comments) + len(sections) + len(set_aside)."""

    name: str
    sha256: str
    size_bytes: int
    subject: str
    """`proposals`, `comments`, `contributions`."""
    layout: str
    """What was recognised, in Italian words for staff."""
    rows_in: int = 0
    comments: list[ReadComment] = field(default_factory=list)
    sections: list[ReadSection] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    """What this layout cannot tell, and how to get it; one Italian sentence each."""
    data: bytes = field(default=b"", repr=False)
    """The bytes whose hash `sha256` is: kept as they came."""


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment with everything that is known about it at a moment: what documents and open data are made from."""

    id: int
    number: int
    key: str
    channel: Channel
    part: str
    section: str
    author_code: str
    text: str
    text_sha256: str
    submitted_at: datetime
    received_at: datetime
    admission: Admission
    title: str = ""
    parent_key: str = ""
    parent_number: int | None = None
    parent_missing: bool = False
    depth: int = 0
    on_behalf_of: str = ""
    event: str = ""
    locale: str = ""
    alignment: int = 0
    url: str = ""
    supports: int | None = None
    against: int | None = None
    ground: Ground | None = None
    """Not None: moderated; the text must not appear in any public output."""
    moderated_by: str = ""
    moderated_on: date | None = None
    group_number: int | None = None
    likeness: Likeness | None = None
    added_text: str = ""
    department: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    plan_change: str = ""
    evaluated_at: datetime | None = None
    differences: tuple[Discrepancy, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.ground is None

    @property
    def must_be_answered(self) -> bool:
        """Every admitted comment is answered, moderated ones included (promises I4, I5)."""
        return self.admission is Admission.ADMITTED
