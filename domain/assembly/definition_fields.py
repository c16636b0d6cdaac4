"""The kinds of value that only an assembly's definition knows: shares written as fractions, age bands, hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from domain.definition_file import wrong

OLDEST = 130
"""Unit: years. Nobody in a registry is older."""


def _share(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    found = re.fullmatch(r"([0-9]{1,4})/([1-9][0-9]{0,3})", str(value).strip())
    if found is None or not 0 < (share := Fraction(int(found[1]), int(found[2]))) <= 1:
        raise wrong(f"«{str(value)[:40]}» non è una quota", "scrivete una frazione fra 0 e 1, per esempio 2/3")
    return share


def _hour(value: Any) -> time:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", str(value).strip())
    if found is None:
        raise wrong(f"«{str(value)[:40]}» non è un'ora", "scrivete l'ora come 18:00")
    return time(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class AgeBand:
    """A band of ages (fascia d'età), both ends included; the last one has no end."""

    first: int
    last: int

    @property
    def label(self) -> str:
        return f"{self.first} e oltre" if self.last >= OLDEST else f"{self.first}-{self.last}"


def _band(value: Any) -> AgeBand:
    if isinstance(value, AgeBand):
        return value
    found = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})?", str(value).strip())
    if found is None:
        raise wrong(f"«{str(value)[:40]}» non è una fascia d'età", "scrivete 16-24, oppure 75- per chi ha di più")
    first, last = int(found[1]), int(found[2] or OLDEST)
    if not first <= last <= OLDEST:
        raise wrong(f"la fascia {str(value)[:40]} va all'indietro", "scrivete prima l'età minore")
    return AgeBand(first, last)


Share = Annotated[Fraction, BeforeValidator(_share), PlainSerializer(str)]
"""A part of a whole, exact: 2/3."""
Hour = Annotated[time, BeforeValidator(_hour)]
Band = Annotated[AgeBand, BeforeValidator(_band)]
