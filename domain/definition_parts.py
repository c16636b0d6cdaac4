"""What the definitions of all processes are made of: codes, lines, addresses, acts, departments, recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from domain.definition_file import Day, Mismatch, wrong
from domain.definition_words import nearest
from domain.timetable import why_not_zone
from domain.vocabulary import DocumentKind


def _code(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", text):
        raise wrong(
            f"«{text[:40]}» non è un codice", "usate minuscole senza accenti, cifre e trattini, al più 40 segni"
        )
    return text


def _address(text: str) -> str:
    if len(text) > 254 or not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+", text):
        raise wrong("l'indirizzo di posta non è leggibile", "scrivete un solo indirizzo, come ufficio@comune.example")
    return text


def _zone(text: str) -> str:
    if why := why_not_zone(text):
        raise wrong(why, "scrivete un nome come Europe/Rome")
    return text


Code = Annotated[str, AfterValidator(_code)]
Address = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]
Zone = Annotated[str, AfterValidator(_zone)]


class Written(BaseModel):
    """A group of fields of a definition, as it was written and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(Written):
    """An act of the city (atto) that a process rests on."""

    title: Line
    number: str = ""
    on: Day | None = None


class Department(Written):
    """A department that answers (direzione competente)."""

    code: Code
    name: Line
    email: Address


class Recipient(Written):
    """Somebody who receives what the process writes (destinatario)."""

    name: Line
    email: Address


def repeated(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield every word that stands in the list before, with its place."""
    for index, word in enumerate(words):
        if word in words[:index]:
            yield index, word


def template_mismatches(templates: Mapping[str, str]) -> Iterator[Mismatch]:
    """Yield every key of `templates` that is no kind of document."""
    known = [kind.name for kind in DocumentKind]
    for key in templates:
        if key not in known:
            meant = nearest(key.upper(), known)
            remedy = f"forse intendevate «{meant}»" if meant else f"scegliete fra: {', '.join(known)}"
            yield Mismatch(("templates", key), f"«{key[:40]}» non è un tipo di documento", remedy)
