"""The kinds of value that an inquiry's definition is made of, each refused in words that staff can act on."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from domain.definition_file import wrong

LONGEST_RUN = 10_000
"""Sections that one run of ids may name: more is a slip of the keyboard."""


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


Section = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_run)]


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
