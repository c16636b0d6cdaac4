"""The kinds of value that an inquiry's definition is made of, each refused in words that staff can act on."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from domain.definition_file import wrong
from domain.timetable import why_not_zone

LONGEST_RUN = 10_000
"""Sections that one run of ids may name: more is a slip of the keyboard."""


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


def _run(text: str) -> str:
    bounds = _bounds(text)
    if bounds is None:
        return text
    first, last = bounds
    if last < first:
        raise wrong(f"l'intervallo {text[:40]} va all'indietro", "scrivete prima il numero minore")
    if last - first >= LONGEST_RUN:
        raise wrong(f"l'intervallo {text[:40]} supera {LONGEST_RUN} sezioni", "controllate le cifre o dividetelo")
    return text


Code = Annotated[str, AfterValidator(_code)]
Address = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]
Section = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_run)]
Zone = Annotated[str, AfterValidator(_zone)]


def sections_in(run: str) -> list[str]:
    """Return the ids that an entry of `sections` names: itself, or each id of a run like '101-109'."""
    bounds = _bounds(run)
    return [run] if bounds is None else [str(number) for number in range(bounds[0], bounds[1] + 1)]


def count_in(run: str) -> int:
    """Return how many ids an entry of `sections` names, without naming them."""
    bounds = _bounds(run)
    return 1 if bounds is None else bounds[1] - bounds[0] + 1


def _bounds(run: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", run)
    return (int(found[1]), int(found[2])) if found else None
