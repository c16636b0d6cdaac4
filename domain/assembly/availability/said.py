"""What an invited person said: attributes under a code, and apart from them how to reach whoever it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.tabular import SetAside


@dataclass(frozen=True, slots=True)
class Question:
    """A further question (criterio aggiunto): the values are the only answers."""

    code: str
    title: str
    asked: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer under its code (disponibilità): nothing here says who it is."""

    code: str
    is_available: bool
    answered_at: datetime
    channel: str
    answers: Mapping[str, str]
    """Criterion code to value; empty for whoever is not available."""
    place: str


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach somebody who is available (recapito): personal, kept apart and erased."""

    code: str
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    language: str = "it"


@dataclass(slots=True)
class ReadAnswers:
    """One file, read whole. Always: rows_in == len(answers) + len(set_aside)."""

    name: str
    sha256: str
    size_bytes: int
    layout: str
    rows_in: int = 0
    answers: list[Answer] = field(default_factory=list)
    """At most one for each code, in order of code."""
    contacts: dict[str, ContactDetails] = field(default_factory=dict)
    """By code, of those who are available."""
    set_aside: list[SetAside] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)


def latest_answers(files: Iterable[ReadAnswers]) -> tuple[dict[str, Answer], dict[str, ContactDetails]]:
    """Return one answer for each code over all files and channels, and the contacts of those available.

    The later answer holds; of two at the same instant the one of the file that comes later.
    """
    answers: dict[str, Answer] = {}
    contacts: dict[str, ContactDetails] = {}
    for file in files:
        for answer in file.answers:
            known = answers.get(answer.code)
            if known is None or known.answered_at <= answer.answered_at:
                answers[answer.code] = answer
                contacts.pop(answer.code, None)
                if answer.code in file.contacts:
                    contacts[answer.code] = file.contacts[answer.code]
    return dict(sorted(answers.items())), dict(sorted(contacts.items()))
