"""A file of rows, whatever its format: a header and its rows, each at its place or set aside with its reason."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.documents.sheets import read_sheet_rows
from domain.errors import Fault, Refusal
from domain.tabular.columns import Columns
from domain.tabular.origin import Origin
from domain.tabular.rows import RowFault, SetAside
from domain.text import clean

Cells = list[str]
Item = tuple[int, Cells] | SetAside

LONGEST_RAW = 2_000
"""Unit: characters kept of a row set aside; the whole of it is in the file, which is kept."""

_BROKEN_BYTES = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Table:
    """A file of rows, read as it is walked through; `form` says what it is, `unit` how its places are called."""

    name: str
    header: list[str]
    rows: Iterator[Item]
    form: str
    origin: Origin
    unit: str = "riga"
    notes: list[str] = field(default_factory=list)
    columns: Columns = field(init=False)
    private: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = Columns(self.header)
        self.private = self.origin.private(self.columns)

    def place(self, line: int, column: str = "") -> str:
        where = f"{self.name}, {self.unit} {line}"
        return f"{where}, colonna «{column}»" if column else where

    def set_aside(self, line: int, cells: Cells, fault: RowFault) -> SetAside:
        """Return the row as it will be kept: its place, its fault, and its content without the names of people."""
        shown = ("…" if index in self.private and cell else cell for index, cell in enumerate(cells))
        raw = clean(" | ".join(shown)[: 2 * LONGEST_RAW])[:LONGEST_RAW]
        return SetAside(Fault(fault.problem, fault.remedy, self.place(line, fault.column)), raw)


def broken_cell(cells: Cells) -> int | None:
    """Return the index of the first cell that holds bytes of another encoding, or None."""
    return next((index for index, cell in enumerate(cells) if _BROKEN_BYTES.search(cell)), None)


def read_json(data: bytes, name: str, origin: Origin) -> Table:
    """Read an array of objects; nested objects are flattened with "/", lists joined with ", ".

    Raises: Refusal, when it is not one.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        at = f"{name}, riga {error.lineno}" if isinstance(error, json.JSONDecodeError) else name
        raise Refusal("Il file JSON è interrotto o non valido", origin.get_again, at) from None
    if not isinstance(found, list):
        raise Refusal(
            "Il file JSON non contiene un elenco di righe", "Caricare l'esportazione JSON così com'è scaricata.", name
        )
    if not found:
        raise Refusal("Il file JSON non contiene righe", "Riscaricare l'esportazione, se ci sono contributi.", name)
    flat = [_flattened(element) if isinstance(element, dict) else None for element in found]
    header = list(dict.fromkeys(key for row in flat if row is not None for key in row))
    return Table(name, header, _json_rows(flat, header, name), "JSON", origin, unit="elemento")


def _json_rows(flat: list[dict[str, str] | None], header: list[str], name: str) -> Iterator[Item]:
    for number, row in enumerate(flat, start=1):
        if row is None:
            problem = "l'elemento non è un oggetto con i nomi delle colonne"
            yield SetAside(Fault(problem, "Riscaricare l'esportazione.", f"{name}, elemento {number}"))
        else:
            yield number, [row.get(key, "") for key in header]


def _flattened(element: dict[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    waiting = [("", element)]
    while waiting:
        prefix, branch = waiting.pop()
        for key, value in branch.items():
            if isinstance(value, dict):
                waiting.append((f"{prefix}{key}/", value))
            else:
                flat[f"{prefix}{key}".lower()] = _json_text(value)
    return flat


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_json_text(item) if not isinstance(item, (dict, list)) else "…" for item in value)
    return str(value)


def read_xlsx(data: bytes, name: str, zone: ZoneInfo, origin: Origin) -> Table:
    """Read the first sheet; typed dates, to which Excel gives no zone, are taken as civil time of the city.

    Raises: Refusal, when the workbook cannot be read; also while its rows are walked through.
    """
    sheet = read_sheet_rows(data)
    first = next(sheet, None)
    if first is None:
        raise Refusal("Il foglio Excel è vuoto", origin.send, name)
    header = [_sheet_text(value, zone) for value in first[1]]
    while header and not header[-1]:
        header.pop()
    notes = [
        f"Le celle di Excel con tipo data non dicono il fuso orario: sono lette come ora civile {zone.key}; "
        "l'esportazione CSV lo dice."
    ]
    return Table(name, header, _sheet_rows(sheet, len(header), name, zone), "Excel", origin, notes=notes)


def _sheet_rows(sheet: Iterator[tuple[int, list[Any]]], width: int, name: str, zone: ZoneInfo) -> Iterator[Item]:
    for number, values in sheet:
        cells = [_sheet_text(value, zone) for value in values]
        if any(cells[width:]):
            problem = f"la riga ha celle oltre le {width} colonne dell'intestazione"
            yield SetAside(Fault(problem, "Spostare il testo nella sua colonna.", f"{name}, riga {number}"))
        else:
            yield number, cells[:width] + [""] * (width - len(cells))


def _sheet_text(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def open_text(data: bytes, encoding: str) -> io.TextIOWrapper:
    """Open bytes as lines without touching their line ends; bytes of another encoding stay recognizable."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors=errors, newline="")
