"""What a spreadsheet form asks: its columns, who may write where, and which answers it knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

KEY_HEADER = "Chiave"
"""Header of the column that ties a row to its record."""
GUIDE_SHEET, LISTS_SHEET, META_SHEET = "Istruzioni", "_elenchi", "_meta"
"""The sheets beside the form's own; the last two are hidden."""

_WORDS = re.compile(r"[^0-9a-z]+")
_DAY = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)


def fold(text: str) -> str:
    """Return a word as it is compared: no case, accents, apostrophes, punctuation or double spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _WORDS.sub(" ", plain.casefold().replace("'", "").replace("’", "")).strip()


def day_of(text: str) -> date | None:
    """Return the day that a text names, as staff write it (15/02/2025, 15.2.2025, 15-02-2025) or as ISO does."""
    found = _DAY.fullmatch(text.strip()) or _ISO_DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form (colonna)."""

    key: str
    header: str
    width: int = 14
    """In characters."""
    locked: bool = False
    choices: tuple[str, ...] = ()
    required: bool = False
    """A row with any answer must have this one."""
    help: str = ""
    max_length: int = 0
    """In characters; 0: as much as a cell holds."""
    signed: bool = False
    """A locked text that the row's key vouches for."""
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One kind of form (modulo): the same object writes it and reads it back.

    Raises: ValueError when two headers, or two answers of one drop-down, would be taken for the same word.
    """

    kind: str
    version: int
    title: str
    instructions: tuple[str, ...]
    columns: tuple[Column, ...]
    sheet: str = "Scheda"
    keyed: bool = True
    """False: a blank form, whose rows carry no key."""

    def __post_init__(self) -> None:
        headers = [column.header for column in self.columns]
        for words in ([KEY_HEADER, *headers], *(column.choices for column in self.columns)):
            if len({fold(word) for word in words}) < len(words):
                raise ValueError(f"form {self.kind!r}: two words of {list(words)} read alike")

    @property
    def answers(self) -> tuple[Column, ...]:
        """Columns that staff fill in."""
        return tuple(column for column in self.columns if not column.locked)

    @property
    def signed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.signed)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row to write: the id of its record (empty in a blank form) and the values by column key."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    level: int = 0
    """1: stands under the row above it, indented."""


def distinct_labels(titles: Mapping[str, str]) -> dict[str, str]:
    """Return code → label for a drop-down: the title, with the code behind it where two titles read alike."""
    folded = [fold(title) for title in titles.values()]
    return {
        code: title if folded.count(fold(title)) == 1 and fold(title) else f"{title} [{code}]"
        for code, title in titles.items()
    }
