"""What one cell can hold, what it says, and whether that is an answer that its column allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.documents.forms.spec import Column, day_of, fold

CELL_LIMIT = 32_767
"""What an Excel cell holds, in UTF-16 units: one more and Excel calls the file damaged."""
CUT_MARK = " […] (testo tagliato: supera il limite di una cella; il testo intero è nel protocollo)"

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")
"""How Excel writes a carriage return inside a cell."""
_SHOWN = 60
"""Characters of a wrong value that an error repeats."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a cell: `nature` is empty for a text, else says what it is."""

    text: str = ""
    nature: str = ""
    day: date | None = None


EMPTY = Typed()


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it: line ends unified, illegal signs out, cut at the limit with a mark."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(text) <= CELL_LIMIT:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def typed(cell: Any) -> Typed:
    """Return what an openpyxl cell holds, formulas as their text and never as their result."""
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f":
        return Typed(str(getattr(value, "text", value)).strip(), "formula")
    if cell.data_type == "e":
        return Typed(str(value), "errore")
    if isinstance(value, bool):
        return Typed("VERO" if value else "FALSO")
    if isinstance(value, str):
        return Typed(_ESCAPED_CONTROL.sub("", value).strip())
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return Typed(f"{day:%d/%m/%Y}", "data", day)
    if isinstance(value, time | timedelta):
        return Typed(str(value), "ora")
    if isinstance(value, float) and value.is_integer():
        return Typed(str(int(value)))
    return Typed(str(value))


class Checker:
    """Judges what was typed in one column; made once per column and file."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._choices: Mapping[str, str] = {fold(choice): choice for choice in column.choices}

    def judge(self, said: Typed) -> tuple[str, tuple[str, str] | None]:
        """Return the answer as the product keeps it (a day as ISO), and problem and remedy when it is not allowed."""
        if not said.text:
            return "", None
        if said.nature in _NATURES and not (said.nature == "data" and self._column.is_date):
            return said.text, _NATURES[said.nature]
        if self._column.choices:
            return self._choice(said.text)
        if self._column.is_date:
            return self._day(said)
        longest = self._column.max_length
        if longest and len(said.text) > longest:
            return said.text, (
                f"il testo è di {len(said.text)} caratteri, il massimo è {longest}",
                f"accorciatelo a {longest} caratteri",
            )
        return said.text, None

    def _choice(self, text: str) -> tuple[str, tuple[str, str] | None]:
        choice = text if text in self._column.choices else self._choices.get(fold(text))
        if choice is not None:
            return choice, None
        listed = "; ".join(self._column.choices[:8]) + ("; …" if len(self._column.choices) > 8 else "")
        return text, (f"«{text[:_SHOWN]}» non è fra le voci ammesse", f"scegliete una voce dell'elenco: {listed}")

    @staticmethod
    def _day(said: Typed) -> tuple[str, tuple[str, str] | None]:
        day = said.day or day_of(said.text)
        if day is not None:
            return day.isoformat(), None
        return said.text, (
            f"«{said.text[:_SHOWN]}» non è una data",
            "scrivete giorno/mese/anno, per esempio 15/02/2025",
        )


_NATURES = {
    "formula": ("contiene una formula", "scrivete il valore, senza il segno = davanti"),
    "errore": ("contiene un errore di calcolo di Excel", "cancellate il contenuto e scrivete la risposta"),
    "data": ("contiene una data, serve un testo", "scrivete la risposta come testo"),
    "ora": ("contiene un'ora, serve un testo", "scrivete la risposta come testo"),
}
