"""The sheets beside the form: instructions for who fills it in, facts for who reads it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.documents.forms.cells import cell_text
from domain.documents.forms.spec import Column, FormSpec
from domain.documents.forms.styles import Styles, set_height, write_cell

_WIDTHS = (26, 80, 46)
"""In characters."""


def write_guide(sheet: Any, spec: FormSpec, styles: Styles) -> None:
    """Write the sheet that tells staff how to fill the form in."""
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 26)
    lines: list[tuple[tuple[str, str, str], tuple[Any, Any, Any]]] = [
        ((spec.title, "", ""), (styles.title,) * 3),
        (("", "", ""), (styles.text,) * 3),
    ]
    plain = (styles.strong, styles.text, styles.text)
    lines += [((f"{number}.", line, ""), plain) for number, line in enumerate(spec.instructions, start=1)]
    lines += [
        (("", "", ""), plain),
        (("Colonna", "Che cosa scrivere", "Valori ammessi"), (styles.answer_header,) * 3),
    ]
    lines += [((one.header, one.help or "Testo libero.", _allowed(one)), plain) for one in spec.answers]
    for row, (texts, formats) in enumerate(lines):
        if row:
            set_height(sheet, row, zip(texts, _WIDTHS, strict=True))
        for place, (text, style) in enumerate(zip(texts, formats, strict=True)):
            write_cell(sheet, row, place, cell_text(text), style)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")


def _allowed(column: Column) -> str:
    parts = ["; ".join(column.choices)] if column.choices else []
    if column.is_date:
        parts.append("una data: giorno/mese/anno")
    elif column.max_length and not column.choices:
        parts.append(f"al massimo {column.max_length} caratteri")
    if column.required:
        parts.append("obbligatoria")
    return "; ".join(parts)


def write_meta(sheet: Any, spec: FormSpec, meta: Mapping[str, str]) -> None:
    """Write the hidden sheet by which the form is recognized when it comes back."""
    sheet.very_hidden()
    facts = {"form": spec.kind, "version": str(spec.version), **meta}
    for row, (name, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, cell_text(value))
