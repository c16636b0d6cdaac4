"""How a form looks: a few formats, made once per workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

_HIGHEST, _LINE_HEIGHT = 409, 15
"""Unit: points; no row of Excel is higher."""
_BAND, _ANSWER_BAND, _GREY, _LINE = "#1F3864", "#2F6B4F", "#F2F2F2", "#BFBFBF"


class Styles:
    """The few formats of a form, made once per workbook."""

    def __init__(self, book: Any) -> None:
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": _LINE, "font_name": "Calibri"}
        band = {"bold": True, "font_color": "#FFFFFF", "bg_color": _BAND, "font_name": "Calibri"}
        locked = {**cell, "bg_color": _GREY, "font_color": "#262626"}
        answer = {**cell, "locked": False, "num_format": "@"}
        self.title = book.add_format({**band, "font_size": 14, "valign": "vcenter"})
        self.subtitle = book.add_format({**band, "bold": False, "font_size": 10, "valign": "vcenter"})
        self.header = book.add_format({**cell, **band, "valign": "vcenter"})
        self.answer_header = book.add_format({**cell, **band, "bg_color": _ANSWER_BAND, "valign": "vcenter"})
        self.key = book.add_format({**locked, "font_size": 7, "font_color": "#7F7F7F", "text_wrap": False})
        self.locked = (book.add_format(locked), book.add_format({**locked, "indent": 1, "italic": True}))
        self.answer = book.add_format(answer)
        # an answer that looks like a formula stays a text even when somebody edits its cell
        self.quoted = book.add_format({**answer, "quote_prefix": True})
        self.date = book.add_format({**answer, "num_format": "dd/mm/yyyy", "align": "left"})
        self.text = book.add_format({"valign": "top", "text_wrap": True, "font_name": "Calibri"})
        self.strong = book.add_format({"valign": "top", "text_wrap": True, "font_name": "Calibri", "bold": True})


def set_height(sheet: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its texts need, given each column's width in characters.

    Excel would do it by itself, LibreOffice does not; a row of one line stays free to grow with its answer.
    """
    lines = max((_lines(text, width) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, min(_HIGHEST, _LINE_HEIGHT * lines + 3))


def _lines(text: str, width: int) -> int:
    fits = max(1, int(width * 0.95))
    return sum(max(1, -(-len(line) // fits)) for line in text.split("\n")) if text else 1


def write_cell(sheet: Any, row: int, place: int, value: str, style: Any, day: date | None = None) -> None:
    """Write a text, or a day where the cell holds one, as a value and never as a formula."""
    if not value:
        sheet.write_blank(row, place, None, style)
    elif day is not None:
        sheet.write_datetime(row, place, day, style)
    else:
        sheet.write_string(row, place, value, style)
