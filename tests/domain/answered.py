"""A small inquiry whose comments are all answered: the definition, and views that differ in one thing at a time."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.vocabulary import Admission, Channel, Ground, Likeness, Outcome

CREATED = datetime(2025, 7, 1, 8, 0, tzinfo=UTC)
FRAME = (Path(__file__).parents[2] / "templates" / "inquiry" / "annex-frame.docx").read_bytes()
_OFFICE = {"name": "Ufficio", "email": "ufficio@citta.example"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

DEFINITION = InquiryDefinition.model_validate(
    {
        "id": "prova",
        "city": "Comune di Roccalta",
        "title": "Istruttoria pubblica sul piano del verde",
        "short_title": "Istruttoria verde",
        "plan": "Piano del verde",
        "acts": [{"title": "Atto di indirizzo"}],
        "phases": {
            "preparation": {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 1, 31), "source": "prova"},
            "window": {"starts_on": date(2025, 2, 1), "ends_on": date(2025, 3, 3), "source": "prova"},
            "evaluation": {"starts_on": date(2025, 3, 4), "ends_on": date(2025, 6, 30), "source": "prova"},
        },
        "parts": [
            {"code": "premessa", "title": "Premessa", "departments": ["verde"]},
            {"code": "azione-1", "title": "Azione 1", "departments": ["casa"]},
        ],
        "departments": [
            {"code": "verde", "name": "Direzione Verde", "email": "verde@citta.example"},
            {"code": "casa", "name": "Direzione Casa", "email": "casa@citta.example"},
        ],
        "recipients": {
            **dict.fromkeys(("responsible", "coordination", "council", "platform"), _OFFICE),
            "working_group": [_OFFICE],
        },
        "moderation": {"grounds": list(Ground), "officers": ["Responsabile"]},
        "outcomes": list(Outcome),
        "reminder_days": [30, 7],
        "platform": {"name": "Piattaforma"},
        "annex_volume_size": 50,
    }
)


def view(number: int, **changes: Any) -> CommentView:
    """A comment of the platform, admitted, public, answered; whatever differs is named."""
    text = str(changes.get("text", f"Più alberi in via {number}."))
    plain: dict[str, Any] = {
        "id": number,
        "number": number,
        "key": f"proposal:{900 + number}",
        "channel": Channel.AMENDMENT,
        "part": "premessa",
        "section": "457",
        "author_code": f"RO-{number:04d}",
        "text": text,
        "text_sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "submitted_at": datetime(2025, 2, 12, 23, 30, tzinfo=UTC),
        "received_at": datetime(2025, 2, 13, 5, 0, tzinfo=UTC),
        "admission": Admission.ADMITTED,
        "url": f"https://citta.example/proposals/{900 + number}",
        "department": "verde",
        "outcome": Outcome.NOT_ACCEPTED,
        "reason": "La via è già alberata.",
    }
    return CommentView(**(plain | changes))


def late(number: int, **changes: Any) -> CommentView:
    unanswered: dict[str, Any] = {"admission": Admission.LATE, "outcome": None, "reason": "", "department": ""}
    return view(number, **(unanswered | changes))


def moderated(number: int, **changes: Any) -> CommentView:
    hidden = {"text": "SEGRETO", "title": "SEGRETO", "added_text": "SEGRETO", "url": "https://citta.example/SEGRETO"}
    decided = {"ground": Ground.INSULT, "moderated_by": "Responsabile", "moderated_on": date(2025, 3, 1)}
    return view(number, **(hidden | decided | changes))


def campaign() -> list[CommentView]:
    """Model 3, its exact copy 5, its near copy 4 with words of its own; one answer for all."""
    answer: dict[str, Any] = {
        "part": "azione-1",
        "group_number": 1,
        "department": "casa",
        "outcome": Outcome.ACCEPTED,
        "reason": "La proposta è fondata.\n\nI fondi ci sono.",
        "plan_change": "Azione 1, capoverso 2.",
    }
    words = "Cortili aperti e ombra per tutti."
    return [
        view(3, text=words, likeness=Likeness.MODEL, **answer),
        view(4, text=f"{words} Anche di sera.", likeness=Likeness.NEAR, added_text="Anche di sera.", **answer),
        view(5, text=words, likeness=Likeness.EXACT, **answer),
    ]


def paragraphs(document: bytes, part: str = "word/document.xml") -> list[tuple[str, str]]:
    """What a Word file says: style and text of each paragraph; a line break is a newline."""
    found = []
    with zipfile.ZipFile(BytesIO(document)) as archive:
        root = etree.fromstring(archive.read(part))
    for paragraph in root.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        marks = {f"{_W}t": lambda node: node.text or "", f"{_W}br": lambda _: "\n", f"{_W}tab": lambda _: "\t"}
        text = "".join(marks[node.tag](node) for run in paragraph.iter(f"{_W}r") for node in run.iterchildren(*marks))
        found.append((style.get(f"{_W}val") if style is not None else "", text))
    return found
