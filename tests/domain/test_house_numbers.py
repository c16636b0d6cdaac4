"""The numbers of the house, on every kind of database: each counted where it should be."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from domain.minutes import FiledDocument, Minutes, NewLetter
from domain.store import agenda, attempts, beats, letters, processes, registry
from domain.store.agenda import PlannedStep
from domain.store.database import reading, transaction
from domain.store.metrics import HouseNumbers, house_numbers
from domain.vocabulary import AttemptEnd, DocumentKind, IncomingKind, InquiryStage, LetterState, ProcessKind
from tests.people import MAIL_DOMAIN, NOON, open_house


def numbers(engine: Engine) -> HouseNumbers:
    with reading(engine) as session:
        return house_numbers(session, as_of=NOON)


def test_an_empty_house_counts_nothing_and_names_every_series(engine: Engine) -> None:
    found = numbers(engine)
    assert found.database_bytes > 0
    assert found == HouseNumbers(
        processes={},
        steps_overdue=0,
        steps_soon=0,
        letters=dict.fromkeys(LetterState, 0),
        oldest_due_letter_s=0.0,
        attempts=dict.fromkeys(AttemptEnd, 0),
        incoming=dict.fromkeys(IncomingKind, 0),
        register_entries=0,
        beat_age_s={},
        documents=0,
        documents_bytes=0,
        database_bytes=found.database_bytes,
    )


def test_a_house_at_work_is_counted_as_it_stands(engine: Engine) -> None:
    open_house(engine, "orti")
    open_house(engine, "tetti", stage=InquiryStage.EVALUATION)
    document = FiledDocument(DocumentKind.NOTICE, "avviso.docx", "", "0" * 64, 1234, "")
    drafts = [NewLetter(f"k{n}", "Verde", "verde@citta.example", "Oggetto", "Testo") for n in range(3)]
    hour = timedelta(hours=1)
    with transaction(engine) as session:
        minutes = Minutes(documents=[document], letters=drafts)
        processes.keep(session, "orti", minutes, recorded_at=NOON - hour, mail_domain=MAIL_DOMAIN)
        letters.claim_due(session, as_of=NOON - hour)
        steps = [
            PlannedStep("a", "A", NOON - hour),
            PlannedStep("b", "B", NOON - hour, "attende altro"),
            PlannedStep("c", "C", NOON + hour, "attende altro"),
            PlannedStep("d", "D", NOON + timedelta(days=7)),
            PlannedStep("e", "E", NOON + timedelta(days=7, seconds=1)),
            PlannedStep("f", "F", None),
        ]
        agenda.write(session, "orti", steps, number=registry.head(session, "orti").number)
        attempts.claim(session, "orti", NOON, 1, asked_at=NOON)
        beats.record(session, "clock", seen_at=NOON - timedelta(seconds=40))
    found = numbers(engine)
    assert found.processes == {(ProcessKind.INQUIRY, "PREPARATION"): 1, (ProcessKind.INQUIRY, "EVALUATION"): 1}
    assert (found.steps_overdue, found.steps_soon) == (1, 2)
    assert {state: count for state, count in found.letters.items() if count} == {
        LetterState.QUEUED: 2,
        LetterState.SENDING: 1,
    }
    assert found.oldest_due_letter_s == 3600
    assert found.attempts[AttemptEnd.OPEN] == 1
    assert found.beat_age_s == {"clock": 40}
    assert (found.documents, found.documents_bytes) == (1, 1234)
    with reading(engine) as session:
        assert found.register_entries == sum(registry.head(session, one).number for one in ("orti", "tetti")) == 6
