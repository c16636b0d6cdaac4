"""What the definitions of all processes are made of: codes, lines, addresses, acts, departments, recipients."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from domain.definition_file import Day, wrong
from domain.timetable import why_not_zone


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
