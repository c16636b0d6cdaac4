"""The desk where forms are filled in: a small inquiry, and staff who edit workbooks as they do in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.text import digest
from domain.vocabulary import Admission, Channel

SECRET = b"a secret of the house"
CREATED = datetime(2025, 3, 4, 8, 0, tzinfo=UTC)


def definition(**changes: Any) -> InquiryDefinition:
    """Return a small inquiry on two Actions, answered by two departments."""
    who = {"name": "Ufficio", "email": "ufficio@comune.example"}
    written: dict[str, Any] = {
        "id": "energia",
        "city": "Comune di Milano",
        "title": "Istruttoria sul piano energetico",
        "short_title": "Istruttoria energia",
        "plan": "Piano energetico",
        "acts": [{"title": "Delibera"}],
        "phases": {
            "preparation": {"starts_on": "2022-10-01", "ends_on": "2025-01-31", "source": "Patto"},
            "window": {"starts_on": "2025-02-01", "ends_on": "2025-03-03", "source": "Patto"},
            "evaluation": {"starts_on": "2025-03-04", "ends_on": "2025-06-30", "source": "Patto"},
        },
        "parts": [
            {"code": "azione-1", "title": "Azione 1", "departments": ["verde", "casa"]},
            {"code": "azione-2", "title": "Azione 2", "departments": ["casa"]},
        ],
        "departments": [
            {"code": "verde", "name": "Verde e Ambiente", "email": "verde@comune.example"},
            {"code": "casa", "name": "Casa", "email": "casa@comune.example"},
        ],
        "recipients": {
            "responsible": who,
            "coordination": who,
            "working_group": [who],
            "council": who,
            "platform": who,
        },
        "moderation": {"grounds": ["ingiuria"], "officers": ["Dirigente"]},
        "outcomes": ["accolta", "parzialmente accolta", "non accolta", "già prevista", "non pertinente"],
        "reminder_days": [30, 7],
        "platform": {"name": "Milano Partecipa"},
    }
    return InquiryDefinition.model_validate(written | changes)


def view(number: int, text: str = "", **changes: Any) -> CommentView:
    """Return an admitted comment on Action 1 that the department `verde` must answer."""
    text = text or f"Il contributo numero {number} chiede più alberi e meno sprechi."
    facts: dict[str, Any] = {
        "id": 1000 + number,
        "number": number,
        "key": f"comment:{number}",
        "channel": Channel.COMMENT,
        "part": "azione-1",
        "section": "12",
        "author_code": f"P-{number:05}",
        "text": text,
        "text_sha256": digest(text),
        "submitted_at": datetime(2025, 2, 10, 9, 30, tzinfo=UTC),
        "received_at": datetime(2025, 3, 4, 6, 0, tzinfo=UTC),
        "admission": Admission.ADMITTED,
        "department": "verde",
    }
    return CommentView(**(facts | changes))


class Desk:
    """A workbook on a staff member's screen."""

    def __init__(self, book: Workbook, title: str) -> None:
        self.book = book
        self.sheet: Worksheet = book[title]

    def column(self, header: str) -> int:
        """Return the column (from 1) under this header, wherever it stands."""
        return next(cell.column for row in self.sheet.iter_rows(max_row=20) for cell in row if cell.value == header)

    def row(self, key_id: str) -> int:
        """Return the number of the row whose key is of this id."""
        key = self.column("Chiave")
        for row in self.sheet.iter_rows(min_col=key, max_col=key):
            if str(row[0].value).rpartition(".")[0] == key_id:
                return row[0].row
        raise KeyError(key_id)

    def write(self, row: int, **answers: object) -> None:
        """Type answers in a row; names are headers with `_` for a space."""
        for header, value in answers.items():
            self.sheet.cell(row, self.column(header.replace("_", " "))).value = value  # type: ignore[assignment]

    def answer(self, key_id: str, **answers: object) -> None:
        self.write(self.row(key_id), **answers)


def edit(data: bytes, change: Callable[[Desk], object], title: str = "Scheda") -> bytes:
    """Return the workbook as it is saved after somebody worked on it."""
    with opened(data, title) as (desk, saved):
        change(desk)
    return saved.getvalue()


@contextmanager
def opened(data: bytes, title: str = "Scheda") -> Iterator[tuple[Desk, io.BytesIO]]:
    """Open a workbook to edit; on leaving, it is saved into the buffer."""
    saved = io.BytesIO()
    book = load_workbook(io.BytesIO(data))
    yield Desk(book, title), saved
    book.save(saved)


def day(text: str) -> date:
    return date.fromisoformat(text)
