"""The definition of a rehearsal's year: sources that are invented and say so, and every date as many years later."""

from __future__ import annotations

import re
from hashlib import sha384
from typing import Any

import yaml

from domain.assembly.draw.seed import DRAWN, HIGHEST, PublicValues
from domain.lots import chance

_DAY = re.compile(r"(?P<year>\d{4})-(?P<rest>\d{2}-\d{2})")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def rehearsal_definition(text: str, years_later: int) -> str:
    """Return the definition (YAML) of the cycle so many years later, with invented sources of chance.

    `previous` names the cycle before; the acts on which the assembly rests keep their dates.
    """
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    shifted = {key: value if key in ("acts", "patron") else _later(value, years_later) for key, value in found.items()}
    for draw in ("first_draw", "selection"):
        shifted[draw]["sources"]["chain"] = "prova"
    for name in ("id", "title", "short_title"):
        shifted[name] = _renamed(found[name], years_later)
    if years_later:
        shifted["previous"] = _renamed(found["id"], years_later - 1)
    written: str = yaml.safe_dump(shifted, allow_unicode=True, sort_keys=False)
    return written


def invented_values(seed: str, wheels: list[str]) -> PublicValues:
    """Return what the two sources of a rehearsal say, the same for the same seed."""
    numbers = {}
    for wheel in wheels:
        balls = sorted(range(1, HIGHEST + 1), key=lambda ball: chance(seed, wheel, str(ball)))
        numbers[wheel] = tuple(balls[:DRAWN])
    return PublicValues(sha384(seed.encode()).hexdigest(), numbers)


def _later(value: Any, years: int) -> Any:
    if isinstance(value, dict):
        return {key: _later(one, years) for key, one in value.items()}
    if isinstance(value, list):
        return [_later(one, years) for one in value]
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if not found or not years:
        return value
    rest = "02-28" if found["rest"] == "02-29" else found["rest"]
    return f"{int(found['year']) + years}-{rest}"


def _renamed(name: str, years: int) -> str:
    """A name with the year it ends in moved on, or with a number where it has no year."""
    if not years:
        return name
    if not _YEAR.search(name):
        return f"{name}-{years + 1}"
    return _YEAR.sub(lambda found: str(int(found[0]) + years), name)
