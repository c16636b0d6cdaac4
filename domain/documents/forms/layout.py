"""Where a form stands in a workbook that was moved about: its sheet, its header row, its columns, its merged cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from operator import is_not
from typing import IO, Any

from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook

from domain.documents.forms.cells import typed
from domain.documents.forms.spec import GUIDE_SHEET, KEY_HEADER, LISTS_SHEET, META_SHEET, FormSpec, fold
from domain.errors import Fault, Refusal

_HEADER_SOUGHT_ROWS, _HEADER_SOUGHT_COLUMNS = 60, 256
_LAST_ROW = 1_048_576
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_COPY_BACK = "ricopiate le intestazioni dal modulo ricevuto, senza cambiarle, oppure compilate di nuovo quel modulo"
KEY = ""
"""Stands for the key column among the column keys, which are never empty."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The sheet that holds the answers: `places` gives the index (from 0) of every column that was found."""

    title: str
    header_row: int
    places: dict[str, int]
    source: Any
    merged: tuple[tuple[int, int], ...] = ()
    """Runs of row numbers, in order, whose key or answers are in merged cells."""
    warnings: list[Fault] = field(default_factory=list)

    def letter(self, key: str) -> str:
        return str(get_column_letter(self.places[key] + 1))

    def is_merged(self, row_number: int) -> bool:
        before = bisect_right(self.merged, (row_number, _LAST_ROW)) - 1
        return before >= 0 and row_number <= self.merged[before][1]

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield number and cells of every row under the header that was written, only as wide as the form's columns."""
        first, wide = self.header_row + 1, max(self.places.values()) + 1
        cells = self.source.iter_rows(min_row=first, max_row=_LAST_ROW, max_col=wide)
        for number, row in enumerate(cells, start=first):
            # Before a row with a number far down, the library gives all that are not there: a million of them.
            if any(map(is_not, row, repeat(EMPTY_CELL))):
                yield number, row


def find_sheet(book: Workbook, spec: FormSpec, name: str) -> FormSheet:
    """Find the form by its headers, wherever it stands.

    Raises: Refusal when no sheet has them, several have, one is there twice, or a column of answers is gone.
    """
    aside = {GUIDE_SHEET, LISTS_SHEET, META_SHEET}
    found = [
        (sheet, *header)
        for sheet in book.worksheets
        if sheet.title not in aside and (header := _header(sheet, spec)) is not None
    ]
    if not found:
        raise Refusal("manca la riga delle intestazioni delle colonne", _COPY_BACK, name)
    chosen = [one for one in found if one[0].title == spec.sheet] or found
    if len(chosen) > 1:
        titles = ", ".join(f"«{sheet.title}»" for sheet, *_ in found)
        raise Refusal(f"più fogli contengono il modulo: {titles}", "lasciate solo quello da leggere", name)
    sheet, row_number, places = chosen[0]
    place = f"{name}, foglio {sheet.title}, riga {row_number}"
    _refuse_wrong_columns(spec, places, place)
    here = {key: spots[0] for key, spots in places.items()}
    return FormSheet(
        sheet.title,
        row_number,
        here,
        sheet,
        _merged_rows(book, sheet, {here[key] + 1 for key in here if key == KEY or not spec.column(key).locked}),
        [_ignored(name, other.title) for other, *_ in found if other is not sheet],
    )


def read_meta(book: Workbook) -> dict[str, str]:
    """Return the facts of the hidden sheet, empty when it is gone."""
    if META_SHEET not in book.sheetnames:
        return {}
    rows: Iterator[tuple[Any, ...]] = book[META_SHEET].iter_rows(max_row=50, max_col=2)
    pairs = [(typed(row[0]).text, typed(row[1]).text) for row in rows if len(row) == 2]
    return {fact: value for fact, value in pairs if fact}


def _header(sheet: Any, spec: FormSpec) -> tuple[int, dict[str, list[int]]] | None:
    """Return number and columns of the row that looks most like the form's header."""
    wanted = {fold(column.header): column.key for column in spec.columns} | (
        {fold(KEY_HEADER): KEY} if spec.keyed else {}
    )
    best: tuple[int, dict[str, list[int]]] | None = None
    rows = sheet.iter_rows(max_row=_HEADER_SOUGHT_ROWS, max_col=_HEADER_SOUGHT_COLUMNS)
    for number, cells in enumerate(rows, start=1):
        places: dict[str, list[int]] = {}
        for index, cell in enumerate(cells):
            key = wanted.get(fold(cell.value)) if isinstance(cell.value, str) else None
            if key is not None:
                places.setdefault(key, []).append(index)
        if len(places) >= max(2, len(wanted) // 2) and (best is None or len(places) > len(best[1])):
            best = number, places
    return best


def _refuse_wrong_columns(spec: FormSpec, places: dict[str, list[int]], place: str) -> None:
    needed = {column.key: column.header for column in spec.answers} | ({KEY: KEY_HEADER} if spec.keyed else {})
    missing = [f"«{header}»" for key, header in needed.items() if key not in places]
    if missing:
        raise Refusal(f"manca la colonna {', '.join(missing)}", _COPY_BACK, place)
    doubled = [f"«{header}»" for key, header in needed.items() if len(places[key]) > 1]
    if doubled:
        raise Refusal(f"la colonna {', '.join(doubled)} compare due volte", "lasciatene una sola", place)


def _ignored(name: str, title: str) -> Fault:
    return Fault(
        "il foglio contiene un altro modulo e non è stato letto",
        "se le risposte sono lì, riportatele nel foglio originale",
        f"{name}, foglio {title}",
    )


def _merged_rows(book: Workbook, sheet: Any, columns: set[int]) -> tuple[tuple[int, int], ...]:
    """Return the runs of rows that merged cells of these columns (from 1) touch: reading by row cannot see them."""
    spans = []
    for reference in _MERGED.findall(_after_rows(book, sheet)):
        bounds = range_boundaries(reference.decode())
        left, top, right, bottom = (bound or 1 for bound in bounds)
        if any(left <= column <= right for column in columns):
            spans.append((top, bottom))
    runs: list[tuple[int, int]] = []
    for top, bottom in sorted(spans):
        if runs and top <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(bottom, runs[-1][1]))
        else:
            runs.append((top, bottom))
    return tuple(runs)


def _after_rows(book: Any, sheet: Any, *, chunk_bytes: int = 1 << 20, most_bytes: int = 1 << 23) -> bytes:
    """Return what the sheet's XML says after its rows; openpyxl's reader stops before it."""
    tail = b""
    source: IO[bytes]
    with book._archive.open(sheet._worksheet_path) as source:
        while chunk := source.read(chunk_bytes):
            tail = tail[-32:] + chunk
            if end := _END_OF_ROWS.search(tail):
                return tail[end.end() :] + source.read(most_bytes)
    return b""
