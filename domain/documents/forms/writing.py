"""Writes a form as an Excel workbook that staff can fill in and nobody can fill in wrong by accident."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from domain.documents.forms.cells import cell_text
from domain.documents.forms.guide import write_guide, write_meta
from domain.documents.forms.keys import row_key
from domain.documents.forms.spec import (
    GUIDE_SHEET,
    KEY_HEADER,
    LISTS_SHEET,
    META_SHEET,
    Column,
    FormRow,
    FormSpec,
    day_of,
)
from domain.documents.forms.styles import Styles, set_height, write_cell

HEADER_ROW = 2
"""Counted from 0: the title and the line under it stand above."""


def write_form(
    spec: FormSpec,
    rows: Iterable[FormRow],
    *,
    secret: bytes = b"",
    meta: Mapping[str, str],
    created: datetime,
    subtitle: str = "",
    blank_rows: int = 0,
) -> bytes:
    """Return the workbook (.xlsx) with these rows, then `blank_rows` empty ones; same arguments, same bytes.

    Shape: sheets `Istruzioni`, the form's own, and two hidden ones (`_elenchi`, `_meta`). `meta["process"]` is part
    of every row's seal, so the reader must know it. Raises: ValueError for a keyed form without a secret.
    """
    if spec.keyed and not secret:
        raise ValueError(f"form {spec.kind!r} has sealed rows: it needs a secret")
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        # constant memory: rows go out as they come, so every sheet below is written from top to bottom
        target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    ) as book:
        book.set_properties({"title": spec.title, "created": created.astimezone(UTC).replace(tzinfo=None)})
        styles = Styles(book)
        guide, sheet = book.add_worksheet(GUIDE_SHEET), book.add_worksheet(spec.sheet)
        write_guide(guide, spec, styles)
        _write_head(sheet, spec, styles, subtitle)
        last = _write_rows(sheet, spec, rows, styles, secret=secret, process=meta.get("process", ""))
        last = _write_blank_rows(sheet, spec, styles, first=last + 1, count=blank_rows)
        _add_choices(sheet, book.add_worksheet(LISTS_SHEET), spec, last)
        _lay_out(sheet, spec, last)
        write_meta(book.add_worksheet(META_SHEET), spec, meta)
    return target.getvalue()


def write_blank_form(
    spec: FormSpec, rows: int = 200, *, meta: Mapping[str, str], created: datetime, subtitle: str = ""
) -> bytes:
    """Return a workbook (.xlsx) of empty rows to fill in."""
    return write_form(spec, (), meta=meta, created=created, subtitle=subtitle, blank_rows=rows)


def _write_rows(
    sheet: Any, spec: FormSpec, rows: Iterable[FormRow], styles: Styles, *, secret: bytes, process: str
) -> int:
    """Write the rows and return the index of the last one."""
    shift = 1 if spec.keyed else 0
    index = HEADER_ROW
    for index, row in enumerate(rows, start=HEADER_ROW + 1):
        values = {column.key: cell_text(row.values.get(column.key, "")) for column in spec.columns}
        if spec.keyed:
            sheet.write_string(index, 0, row_key(spec, row.key, values, secret=secret, process=process), styles.key)
        set_height(sheet, index, [(values[column.key], column.width) for column in spec.columns])
        for place, column in enumerate(spec.columns, start=shift):
            value = values[column.key]
            day = day_of(value) if column.is_date and not column.locked else None
            write_cell(sheet, index, place, value, _style(column, value, row.level, styles), day)
    return index


def _style(column: Column, value: str, level: int, styles: Styles) -> Any:
    if column.locked:
        return styles.locked[1 if level else 0]
    if column.is_date:
        return styles.date
    return styles.quoted if value.startswith(("=", "+", "-", "@")) else styles.answer


def _write_blank_rows(sheet: Any, spec: FormSpec, styles: Styles, *, first: int, count: int) -> int:
    shift = 1 if spec.keyed else 0
    for index in range(first, first + count):
        for place, column in enumerate(spec.columns, start=shift):
            sheet.write_blank(index, place, None, _style(column, "", 0, styles))
    return first + count - 1


def _write_head(sheet: Any, spec: FormSpec, styles: Styles, subtitle: str) -> None:
    headers = _headers(spec)
    for row, height, text, style in ((0, 26, spec.title, styles.title), (1, 18, subtitle, styles.subtitle)):
        sheet.set_row(row, height)
        for place in range(len(headers)):
            # the key column is not printed, so the title stands beside it
            write_cell(sheet, row, place, cell_text(text) if place == (1 if spec.keyed else 0) else "", style)
    sheet.set_row(HEADER_ROW, 34)
    for place, (header, column) in enumerate(headers):
        answer = column is not None and not column.locked
        sheet.write_string(HEADER_ROW, place, header, styles.answer_header if answer else styles.header)


def _headers(spec: FormSpec) -> list[tuple[str, Column | None]]:
    key: list[tuple[str, Column | None]] = [(KEY_HEADER, None)] if spec.keyed else []
    return [*key, *((column.header, column) for column in spec.columns)]


def _add_choices(sheet: Any, lists: Any, spec: FormSpec, last: int) -> None:
    """Put the drop-downs, the dates' check and the hints on every answer cell."""
    lists.very_hidden()
    first, last = HEADER_ROW + 1, max(last, HEADER_ROW + 1)
    for place, (_, column) in enumerate(_headers(spec)):
        if column is None or column.locked:
            continue
        rule = _rule(column)
        if column.choices:
            letter = xl_col_to_name(place)
            rule |= {"validate": "list", "source": f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(column.choices)}"}
        if len(rule) > 1:
            sheet.data_validation(first, place, last, place, rule)
    for row in range(max(len(column.choices) for column in spec.columns)):
        for place, (_, column) in enumerate(_headers(spec)):
            if column is not None and row < len(column.choices):
                lists.write_string(row, place, cell_text(column.choices[row]))


def _rule(column: Column) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": "any"}
    if column.is_date:
        rule = {"validate": "date", "criteria": ">=", "value": datetime(1990, 1, 1)}  # noqa: DTZ001  a day of the sheet
    elif column.max_length and not column.choices:
        rule = {"validate": "length", "criteria": "<=", "value": column.max_length}
    if column.help:
        rule |= {"input_title": column.header[:32], "input_message": column.help[:255]}
    if rule["validate"] != "any" or column.choices:
        rule |= {"error_title": "Valore non ammesso", "error_message": _error(column)[:255]}
    return rule


def _error(column: Column) -> str:
    if column.choices:
        return f"Scegliete una voce dall'elenco della colonna «{column.header}»."
    if column.is_date:
        return f"Nella colonna «{column.header}» scrivete una data, per esempio 15/02/2025."
    return f"Nella colonna «{column.header}» scrivete al massimo {column.max_length} caratteri."


def _lay_out(sheet: Any, spec: FormSpec, last: int) -> None:
    headers = _headers(spec)
    for place, (_, column) in enumerate(headers):
        sheet.set_column(place, place, column.width if column else 9)
    sheet.freeze_panes(HEADER_ROW + 1, 2 if spec.keyed else 0)
    sheet.autofilter(HEADER_ROW, 0, max(last, HEADER_ROW + 1), len(headers) - 1)
    sheet.repeat_rows(0, HEADER_ROW)
    sheet.print_area(0, 1 if spec.keyed else 0, max(last, HEADER_ROW + 1), len(headers) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&8&A&R&8pagina &P di &N")
    sheet.set_zoom(90)
    # a guard-rail against slips: the control is in the seals. Excel refuses to sort locked cells, so it is not offered
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True, "insert_rows": not spec.keyed})
