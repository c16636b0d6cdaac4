"""Tables for machines and for people: CSV, JSON and Excel written as streams, texts kept as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

LARGEST_CELL = 32_767
"""Characters that one Excel cell holds."""
CUT = " […continua nel CSV e nel JSON]"
_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; the rows are gone through once.

    A cell is None, a bool, an int, a float or a text; anything else is written as its `str`.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[float] = ()
    """Unit: characters; one per column, the default where missing."""


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> Iterator[bytes]:
    """Yield a CSV as RFC 4180 says: UTF-8 without BOM, CRLF, quotes doubled; None is an empty cell.

    Texts are written unchanged, also those that start with `=`: a CSV is for programs, and a text altered to please a
    spreadsheet would no longer be what the citizen wrote. For spreadsheets there is the XLSX, whose cells are typed.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for count, row in enumerate(rows, start=1):
        writer.writerow(row)
        if count % _LINES == 0:
            yield target.getvalue().encode()
            target.seek(0)
            target.truncate()
    yield target.getvalue().encode()


def json_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a JSON list with one object per line, its keys in the order of the header; None is null."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
    keys = [f"{encode(name)}:" for name in header]
    lines: list[str] = []
    opening = "[\n"
    for row in rows:
        lines.append("{" + ",".join([key + encode(cell) for key, cell in zip(keys, row, strict=True)]) + "}")
        if len(lines) == _LINES:
            yield (opening + ",\n".join(lines)).encode()
            lines.clear()
            opening = ",\n"
    yield ((opening if lines else "[" if opening == "[\n" else "") + ",\n".join(lines) + "\n]\n").encode()


def write_xlsx(sheets: Iterable[Sheet], *, title: str, created: datetime) -> bytes:
    """Return a workbook, row by row in constant memory: every text is a text, no cell is ever a formula or a link.

    A text longer than a cell can hold ends with a mark that says where the rest is.
    """
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "text_wrap": True})
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, bold)
    return target.getvalue()


def _write_sheet(target: xlsxwriter.worksheet.Worksheet, sheet: Sheet, bold: object) -> None:
    for column, width in enumerate(sheet.widths):
        target.set_column(column, column, width)
    target.freeze_panes(1, 0)
    target.repeat_rows(0)
    for column, name in enumerate(sheet.header):
        target.write_string(0, column, name, bold)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, bool | int | float):
                target.write(last, column, cell)
            else:
                target.write_string(last, column, _fitting(str(cell)))
    target.autofilter(0, 0, max(last, 1), len(sheet.header) - 1)


def _fitting(text: str) -> str:
    return text if len(text) <= LARGEST_CELL else text[: LARGEST_CELL - len(CUT)] + CUT
