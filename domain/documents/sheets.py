"""Reading the rows of a spreadsheet that came from outside, within bounds that a hostile file cannot pass."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from openpyxl import load_workbook

from domain.errors import Refusal

LARGEST_BYTES = 300_000_000
"""Unit: bytes, unpacked. A hundred thousand comments take about forty million."""
MOST_ROWS = 300_000
MOST_COLUMNS = 500

_RESAVE = "Aprire il file con Excel o LibreOffice, salvarlo di nuovo come «.xlsx» e riprovare."


def read_sheet_rows(data: bytes, *, sheet: str | None = None) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of one sheet (the first, unless named) as (row number from 1, cell values), empty rows left out.

    Shape: values as the workbook holds them (None, str, int, float, bool, naive datetime); formulas come as text.
    Raises: Refusal, when the workbook is broken, too large or lacks the sheet; also while the rows are being read.
    """
    with refusing("Il file Excel è danneggiato e non si può leggere", _RESAVE):
        _check_package(data)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        if sheet is not None and sheet not in workbook.sheetnames:
            raise Refusal(f"Nel file Excel manca il foglio «{sheet}»", "Usare il modulo così com'è stato distribuito.")
        found = workbook[sheet] if sheet is not None else workbook.worksheets[0]
        found.reset_dimensions()  # what the sheet declares of its own size is not to be trusted
        cells = found.iter_rows(values_only=True)
    for number in count(1):
        with refusing("Il file Excel è danneggiato e non si può leggere", _RESAVE):
            row = next(cells, None)
        if row is None:
            return
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            problem = f"Il foglio passa {MOST_ROWS} righe o {MOST_COLUMNS} colonne"
            raise Refusal(problem, "Cancellare le celle lontane dai dati, o dividere il file, e riprovare.")
        values = [_value(cell) for cell in row]
        if any(value is not None for value in values):
            yield number, values


@contextmanager
def refusing(problem: str, remedy: str, place: str = "") -> Iterator[None]:
    """Refuse whatever goes wrong inside: for the libraries that open packages, which let out any error at all.

    Keep it around the library's calls only, or it would hide our own mistakes.
    """
    try:
        yield
    except Refusal:
        raise
    except Exception as error:
        raise Refusal(problem, remedy, place) from error


def _value(cell: Any) -> Any:
    """Return the value of a cell; an array formula is an object and becomes its text."""
    return getattr(cell, "text", cell)


def _check_package(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > LARGEST_BYTES:
            raise Refusal("Il file Excel, aperto, è troppo grande", "Dividere il file in più file e riprovare.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _declares_entities(package, part):
                raise Refusal("Il file Excel contiene definizioni XML non ammesse", _RESAVE)


def _declares_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as content:
        return b"<!DOCTYPE" in content.read(2048)
