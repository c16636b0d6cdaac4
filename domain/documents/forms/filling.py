"""Filling in a form as an office would and saving it with another program: what rehearsals send back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.documents.forms.cells import typed
from domain.documents.forms.opening import open_workbook
from domain.documents.forms.spec import GUIDE_SHEET, KEY_HEADER, LISTS_SHEET, META_SHEET
from domain.documents.workbook import Sheet, write_xlsx

Answer = Callable[[Mapping[str, str]], Mapping[str, str]]
"""From a row, header to what stands in it, to what is typed: header to text."""


def fill_form(data: bytes, answer: Answer, *, created: datetime) -> bytes:
    """Return the workbook with the answers typed in; formats and drop-downs are lost, as other programs lose them."""
    book = open_workbook(data, "scheda")
    try:
        sheets = [_filled(sheet, answer) for sheet in book.worksheets if sheet.title != LISTS_SHEET]
        return write_xlsx(sheets, title="Scheda compilata", created=created)
    finally:
        book.close()


def _filled(sheet: Any, answer: Answer) -> Sheet:
    rows = _rows(sheet)
    if sheet.title in (GUIDE_SHEET, META_SHEET):
        return Sheet(sheet.title, next(rows, ()), rows)
    return Sheet(sheet.title, next(rows, ()), _typed_in(rows, answer))


def _rows(sheet: Any) -> Iterator[list[str]]:
    for cells in sheet.iter_rows():
        yield [typed(cell).text for cell in cells]


def _typed_in(rows: Iterator[list[str]], answer: Answer) -> Iterator[Sequence[str]]:
    header: list[str] | None = None
    for row in rows:
        if header is None:
            header = row if KEY_HEADER in row else None
            yield row
            continue
        typed_in = answer(dict(zip(header, row, strict=False)))
        yield [typed_in.get(name, value) for name, value in zip(header, row, strict=False)]
