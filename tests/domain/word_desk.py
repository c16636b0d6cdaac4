"""A desk for tests of Word documents: small templates from words, and the words of a document."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import docx
from docx.shared import Cm
from pydantic import BaseModel, Field

CREATED = datetime(2025, 1, 17, 9, tzinfo=UTC)


class Person(BaseModel):
    name: Annotated[str, Field(serialization_alias="nome")]
    votes: Annotated[int, Field(serialization_alias="voti")] = 1204


class Paper(BaseModel):
    subject: Annotated[str, Field(serialization_alias="oggetto")]
    people: Annotated[list[Person], Field(serialization_alias="persone")] = []
    chair: Annotated[Person, Field(serialization_alias="presidente")] = Person(name="Ada")


def document(*paragraphs: str, rows: Iterable[Iterable[str]] = (), header: str = "", language: str = "it-IT") -> Any:
    """A Word document, A4 and Italian, with these paragraphs; "# " makes a heading."""
    made = docx.Document()
    made.sections[0].page_width, made.sections[0].page_height = Cm(21), Cm(29.7)
    for mark in made.styles.element.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}lang"):
        mark.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", language)
    for words in paragraphs:
        level = len(words) - len(words.lstrip("#"))
        made.add_paragraph(words.lstrip("# "), style=f"Heading {level}" if level else "Normal")
    table_rows = [list(row) for row in rows]
    if table_rows:
        table = made.add_table(rows=0, cols=len(table_rows[0]))
        for row in table_rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        made.add_paragraph("Fine.")
    if header:
        made.sections[0].header.paragraphs[0].text = header
    return made


def template(*paragraphs: str, **more: Any) -> bytes:
    """The bytes of such a document."""
    return saved(document(*paragraphs, **more))


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def words(data: bytes) -> list[str]:
    """The paragraphs of a document's body, those of its tables after them."""
    opened = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in opened.paragraphs] + cells
