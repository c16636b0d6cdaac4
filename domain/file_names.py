"""Names for files that people hand in: plain, safe on every system, with the ending they came with."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import PurePosixPath

from domain.errors import Refusal
from domain.outbox.draft import slug

ENDINGS = (".csv", ".json", ".xlsx", ".zip", ".yaml", ".yml", ".docx", ".parquet", ".geojson")
"""What the acts can read; nothing else is kept."""
LONGEST = 80
"""Unit: characters of the stem."""

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
"""Names that Windows takes for its devices, whatever their ending: the folder may be looked at from there."""


def safe_name(told: str) -> str:
    """Return the name under which a file is kept: no folder, no accent, no blank, the ending in small letters.

    Raises: Refusal when the ending is none of those that the acts can read.
    """
    last = told.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    ending = f"{dot}{ending}".strip().lower()
    if ending not in ENDINGS:
        raise Refusal(
            "un file con questa terminazione non si può consegnare",
            f"salvatelo in uno di questi formati e riprovate: {', '.join(ENDINGS)}",
        )
    plain = slug(stem, longest=LONGEST) or "file"
    return f"{'file-' if _DEVICES.fullmatch(plain) else ''}{plain}{ending}"


def free_name(name: str, taken: Container[str]) -> str:
    """Return the name with the first number from 2 on that makes it free."""
    path = PurePosixPath(name)
    number = 2
    while (numbered := f"{path.stem}-{number}{path.suffix}") in taken:
        number += 1
    return numbered
