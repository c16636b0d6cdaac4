"""Whose form a workbook is, before anybody reads its answers."""

from __future__ import annotations

from collections.abc import Mapping

from domain.documents.forms.layout import read_meta
from domain.documents.forms.opening import open_workbook


def form_meta(data: bytes, name: str) -> Mapping[str, str]:
    """Return what the form says of itself (kind, process, department, batch); empty when it is no form of ours.

    Raises: Refusal when the file is no workbook at all.
    """
    book = open_workbook(data, name)
    try:
        return read_meta(book)
    finally:
        book.close()
