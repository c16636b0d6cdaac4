"""The cast: a small inquiry on allotments, what people say to it, and the house in which it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.intake import Intake, Known, take_in
from domain.inquiry.views import ReadComment, ReadFile
from domain.minutes import Minutes
from domain.models import Process, SourceFile
from domain.register import EntryDraft
from domain.store import inquiry_comments, inquiry_reception, processes, registry, source_files
from domain.store.database import transaction
from domain.tabular import SetAside
from domain.text import digest
from domain.timetable import Window
from domain.vocabulary import Channel, EntryKind, InquiryStage, ProcessKind

ROME = ZoneInfo("Europe/Rome")
SITE = "https://partecipa.citta.example"
OPENED = datetime(2025, 1, 2, 8, tzinfo=UTC)
NOON = datetime(2025, 2, 10, 12, tzinfo=UTC)
WINDOW = Window(datetime(2025, 2, 1, tzinfo=ROME).astimezone(UTC), datetime(2025, 3, 4, tzinfo=ROME).astimezone(UTC))
"""From the first instant of 1 February to the last of 3 March, in Rome."""
MAIL_DOMAIN = "citta.example"


def definition(*, catch_all: bool = False) -> InquiryDefinition:
    """The inquiry on allotments; with `catch_all`, the preamble takes what no part names."""
    office = {"name": "Direzione Verde", "email": "verde@citta.example"}
    return InquiryDefinition.model_validate(
        {
            "id": "orti",
            "city": "Comune di Valsorda",
            "title": "Istruttoria pubblica sul piano degli orti",
            "short_title": "Istruttoria orti",
            "plan": "Piano degli orti",
            "acts": [{"title": "Deliberazione di indirizzo", "number": "7", "on": date(2024, 12, 5)}],
            "phases": {
                "preparation": {"starts_on": date(2024, 12, 10), "ends_on": date(2025, 1, 31), "source": "Patto, 1"},
                "window": {"starts_on": date(2025, 2, 1), "ends_on": date(2025, 3, 3), "source": "Patto, 2"},
                "evaluation": {"starts_on": date(2025, 3, 4), "ends_on": date(2025, 6, 30), "source": "Patto, 3"},
            },
            "departments": [
                {"code": "verde", "name": "Direzione Verde", "email": "verde@citta.example"},
                {"code": "casa", "name": "Direzione Casa", "email": "casa@citta.example"},
            ],
            "parts": [
                {
                    "code": "premessa",
                    "title": "Premessa",
                    "departments": ["verde"],
                    "sections": ["10"],
                    "catch_all": catch_all,
                },
                {"code": "azione-1", "title": "Azione 1", "departments": ["casa", "verde"], "sections": ["11-12"]},
            ],
            "recipients": {
                "responsible": {"name": "Responsabile del procedimento", "email": "responsabile@citta.example"},
                "coordination": {"name": "Direzione Generale", "email": "dg@citta.example"},
                "working_group": [office, {"name": "Direzione Casa", "email": "casa@citta.example"}],
                "council": {"name": "Segreteria del Consiglio", "email": "consiglio@citta.example"},
                "platform": {"name": "Redazione", "email": "redazione@citta.example"},
            },
            "moderation": {"grounds": ["ingiuria", "minaccia"], "officers": ["Responsabile del procedimento"]},
            "outcomes": ["accolta", "parzialmente accolta", "non accolta"],
            "reminder_days": [30, 7],
            "platform": {"name": "Partecipa", "url": SITE, "space": "orti"},
        }
    )


def said(number: int, **changes: Any) -> ReadComment:
    """A comment as a reader understood it: on section 11, in time; whatever differs is named."""
    text = str(changes.get("text", f"Più orti in via {number}."))
    plain: dict[str, Any] = {
        "key": f"comment:{number}",
        "channel": Channel.COMMENT,
        "section": "11",
        "text": text,
        "text_sha256": digest(text),
        "author_code": f"OR-{number:04d}",
        "submitted_at": NOON,
        "place": f"commenti.csv, riga {number}",
    }
    return ReadComment(**(plain | changes))


def amendment(number: int, **changes: Any) -> ReadComment:
    """An osservazione: it has a number of its own, and comments hang from it."""
    return said(number, **({"key": f"proposal:{number}", "channel": Channel.AMENDMENT} | changes))


def export(*comments: ReadComment, set_aside: Sequence[SetAside] = (), **changes: Any) -> ReadFile:
    """A file that holds these comments; its bytes, and so its hash, follow from what it says."""
    data = repr((comments, set_aside, sorted(changes.items()))).encode()
    plain: dict[str, Any] = {
        "name": "commenti.csv",
        "sha256": digest(data.decode()),
        "size_bytes": len(data),
        "subject": "comments",
        "layout": "commenti di Decidim",
        "rows_in": len(comments) + len(set_aside),
        "comments": list(comments),
        "set_aside": list(set_aside),
        "data": data,
    }
    return ReadFile(**(plain | changes))


def open_house(engine: Engine, process_id: str = "orti", *, stage: InquiryStage = InquiryStage.PREPARATION) -> None:
    """Put the inquiry on record, with the first entry of its register."""
    opening = EntryDraft(EntryKind.OPENING, process_id, OPENED, "ufficio")
    process = Process(
        id=process_id,
        kind=ProcessKind.INQUIRY,
        title="Istruttoria pubblica sul piano degli orti",
        stage=stage.name,
        definition="",
        definition_sha256="0" * 64,
        opened_at=OPENED,
    )
    with transaction(engine) as session:
        assert processes.open_process(session, process, Minutes(entries=[opening]), mail_domain=MAIL_DOMAIN)


def keep(engine: Engine, minutes: Minutes, *, at: datetime = NOON, process_id: str = "orti") -> bool:
    """Keep what an act leaves."""
    with transaction(engine) as session:
        return processes.keep(session, process_id, minutes, recorded_at=at, mail_domain=MAIL_DOMAIN)


def collect(
    engine: Engine, file: ReadFile, *, at: datetime = NOON, sealed: bool = False, process_id: str = "orti"
) -> Intake:
    """Take a file in and keep what it means, as `flows.inquiry_acts.collecting` does."""
    with transaction(engine) as session:
        registry.lock_process(session, process_id)
        known = inquiry_comments.known(session, process_id)
        intake = take_in(file, definition=definition(), window=WINDOW, known=known)
        inquiry_reception.receive(session, process_id, intake, received_at=at, sealed=sealed)
    return intake


def known_to(engine: Engine, process_id: str = "orti") -> dict[str, Known]:
    """Every comment as later exports last showed it."""
    with transaction(engine) as session:
        return inquiry_comments.known(session, process_id)


def workbook(engine: Engine, name: str, *, process_id: str = "orti") -> int:
    """Put a workbook that came back on record; returns the id of the file."""
    source = SourceFile(
        process_id=process_id,
        sha256=digest(name),
        name=name,
        size_bytes=1,
        layout="scheda di valutazione",
        subject="evaluations",
        collected_at=NOON,
        rows_in=0,
        rows_accepted=0,
        rows_set_aside=0,
    )
    with transaction(engine) as session:
        assert source_files.keep(session, source)
    assert source.id is not None
    return source.id
