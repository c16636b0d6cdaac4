"""The city's answers come back by mail: from the department's own address into the cycle, else to a person."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_assembly import CYCLE, composed, reported
from sqlmodel import select
from trays import Tray

from domain.documents.forms.filling import fill_form
from domain.models import IncomingMessage, Letter
from domain.store import processes, registry
from domain.vocabulary import AnswerOutcome, EntryKind
from flows.assembly_acts.answering import read_back
from flows.assembly_acts.case import load_case
from flows.assembly_acts.checking import verify
from flows.edges import Desk, open_rehearsal
from flows.incoming import MailRound, read_mail
from flows.returned import WorkbookBack
from tests.postbag import reply

AT = datetime(2026, 1, 12, 9, tzinfo=UTC)
SEED = "risposte"
GREEN = "Direzione Verde <verde.ambiente@milano.example>"
ANSWER = {"Esito": "non accolta", "Motivazione": "Nel bilancio di quest'anno non ci sono le risorse."}


@pytest.fixture(scope="module")
def _reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ciclo") / "casa"
    desk = open_rehearsal(home, seed=SEED)
    composed(desk)
    reported(desk)
    desk.engine.dispose()
    return home


@pytest.fixture
def desk(_reported: Path, tmp_path: Path) -> Desk:
    """A house whose departments have just been asked; each test has its own."""
    return open_rehearsal(shutil.copytree(_reported, tmp_path / "casa"), seed=SEED)


def filled(desk: Desk, answer: dict[str, str]) -> bytes:
    sheet = desk.read(CYCLE, "6-dossier/risposte-verde-ambiente-1.xlsx")
    return fill_form(sheet, lambda _row: answer, created=AT)


def letters(desk: Desk, start: str) -> list[Letter]:
    with desk.transaction() as session:
        found = session.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
        session.expunge_all()
    return [one for one in found if one.key.startswith(f"{CYCLE}/{start}")]


def outcome(desk: Desk) -> AnswerOutcome | None:
    (recommendation,) = load_case(desk, CYCLE).progress.adopted
    return recommendation.outcome


def test_a_workbook_of_answers_goes_into_its_cycle_and_the_same_message_twice_changes_nothing(desk: Desk) -> None:
    (asked,) = letters(desk, "assembly-answers:")
    message = reply(("risposte.xlsx", filled(desk, ANSWER)), ("firma.png", b"x"), to=asked.message_id, sender=GREEN)
    done = read_mail(desk, Tray(message), as_of=AT)
    assert (done.touched, done.files_taken, done.files_left) == ({CYCLE}, 1, 0)
    assert outcome(desk) is AnswerOutcome.NOT_ACCEPTED
    with desk.transaction() as session:
        (row,) = session.exec(select(IncomingMessage))
        assert row.told == f"lettera n. {asked.id}: da in coda a inviata; 1 file acquisito"
        assert len(registry.entries_of_kind(session, CYCLE, EntryKind.MAIL)) == 1
    assert read_mail(desk, Tray(message), as_of=AT) == MailRound(known_before=1)
    assert letters(desk, "arrived-files:") == []


def test_a_faulty_row_goes_back_to_the_department(desk: Desk) -> None:
    faulty = filled(desk, ANSWER | {"Motivazione": ""})
    assert read_mail(desk, Tray(reply(("r.xlsx", faulty), to="", sender=GREEN)), as_of=AT).files_taken == 1
    (mending,) = letters(desk, "assembly-mending:")
    assert (mending.to_address, outcome(desk)) == ("verde.ambiente@milano.example", None)


def test_a_recommendation_goes_to_another_department_and_not_back_again(desk: Desk) -> None:
    names, before = load_case(desk, CYCLE).definition.department_names, verify(desk, CYCLE).faults

    def pass_on(sheet: str, to: str) -> WorkbookBack:
        row = {"Altra direzione competente": names[to], "Motivazione": "Riguarda le case."}
        data = fill_form(desk.read(CYCLE, sheet), lambda _row: row, created=AT)
        return read_back(desk, CYCLE, "passaggio.xlsx", data, as_of=AT)

    there = pass_on("6-dossier/risposte-verde-ambiente-1.xlsx", "casa")
    with desk.reading() as session:
        (name,) = [one.name for one in processes.documents(session, CYCLE) if "/risposte-casa-" in one.name]
    back = pass_on(name, "verde-ambiente")
    assert [(one.rows_accepted, one.handed_on) for one in (there, back)] == [(1, 1), (1, 0)]
    assert [fault.place for fault in there.faults + back.faults] == ["n. 1"]
    (recommendation,) = load_case(desk, CYCLE).progress.adopted
    assert recommendation.owners == ("verde-ambiente", "casa")
    assert verify(desk, CYCLE).faults == before


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("Casa <casa@milano.example>", "casa@milano.example"),
        ("Chiunque <persona@posta.example>", "un mittente che non si riconosce"),
    ],
    ids=["another department", "a citizen"],
)
def test_answers_from_another_address_are_kept_and_no_citizen_is_named(desk: Desk, sender: str, shown: str) -> None:
    message = reply(("risposte.xlsx", filled(desk, ANSWER)), to="", sender=sender)
    done = read_mail(desk, Tray(message), as_of=AT)
    assert (done.touched, done.files_taken, done.files_left) == (set(), 0, 1)
    assert outcome(desk) is None
    (told,) = letters(desk, "arrived-files:")
    assert told.to_address == "responsabile.assemblea@milano.example"
    assert told.subject == "Assemblea sul clima 2025: 1 file arrivato per posta da vedere"
    assert f"un messaggio da {shown}. Il programma non ha acquisito da sé:\n\n- «risposte.xlsx»\n" in told.body
    assert "Perché: non viene dall'indirizzo della direzione a cui la scheda appartiene\n" in told.body
    assert "«Assemblea sul clima 2025»" in told.body and "posta.example" not in told.body
    (kept,) = (desk.home / "arrivi" / CYCLE).iterdir()
    assert kept.read_bytes() == filled(desk, ANSWER)


def test_a_file_that_is_no_form_of_answers_is_left_to_the_officer(desk: Desk) -> None:
    (asked,) = letters(desk, "assembly-answers:")
    message = reply(("elenco.csv", b"a;b\r\n1;2\r\n"), to=asked.message_id, sender=GREEN)
    assert read_mail(desk, Tray(message), as_of=AT).files_left == 1
    (told,) = letters(desk, "arrived-files:")
    assert "Perché: è un file di testo (CSV, HTML)" in told.body
