"""Spreadsheet forms: written with sealed keys, read back by header and key whatever staff did to them."""

from __future__ import annotations

from domain.documents.forms.reading import read_form
from domain.documents.forms.result import FormAnswer, FormReading, RejectedRow
from domain.documents.forms.spec import Column, FormRow, FormSpec, day_of, distinct_labels, fold
from domain.documents.forms.writing import write_blank_form, write_form

__all__ = [
    "Column",
    "FormAnswer",
    "FormReading",
    "FormRow",
    "FormSpec",
    "RejectedRow",
    "day_of",
    "distinct_labels",
    "fold",
    "read_form",
    "write_blank_form",
    "write_form",
]
