"""`istruttoria letter …`: what waits for a person, how it is settled, a round of the mailroom."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from deployments import cli_letter
from deployments.cli import app
from domain.errors import Refusal
from domain.models import Letter, Process
from domain.vocabulary import InquiryStage, LetterState, ProcessKind
from flows.edges import open_desk
from flows.settings import Settings
from tests.flows.trays import Tray
from tests.postbag import out_of_office, receipt, reply

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from small_case import definition_text

QUEUED = datetime(2025, 3, 5, 8, tzinfo=UTC)
RUN = CliRunner()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with one letter of which nobody knows the end, and one in the queue."""
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path))
    desk = open_desk(Settings())
    process = {"id": "orti", "kind": ProcessKind.INQUIRY, "title": "Orti", "stage": InquiryStage.PREPARATION.name}
    process |= {"definition": definition_text(process_id="orti"), "definition_sha256": "0" * 64, "opened_at": QUEUED}
    plain = {"process_id": "orti", "to_name": "Direzione Casa", "to_address": "casa@citta.example", "body": "Testo\n"}
    plain |= {"attachments": "[]", "queued_at": QUEUED, "next_attempt_at": QUEUED, "subject": "Orti: prova"}
    uncertain = {"state": LetterState.UNCERTAIN, "attempts": 1, "last_reply": "collegamento interrotto"}
    with desk.engine.begin() as connection:
        connection.execute(insert(Process).values(process))
        for number, own in enumerate((uncertain, {"state": LetterState.QUEUED, "attempts": 0}), start=1):
            ids = {"key": f"orti/prova:{number}", "message_id": f"<prova.{number}@comune.example>"}
            connection.execute(insert(Letter).values({**plain, **ids, "last_reply": "", **own}))
    return tmp_path


def said(*words: str) -> str:
    result = RUN.invoke(app, ["letter", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_only_what_waits_for_a_person_is_listed(house: Path) -> None:
    assert said("list").splitlines() == [
        "n. 1 (orti), incerta: a Direzione Casa",
        "  Orti: prova",
        "  tentativi: 1; ultima risposta: collegamento interrotto",
        "Per definirle: istruttoria letter settle NUMERO --verdict arrivata|rispedire --officer «nome e ruolo»",
    ]
    assert json.loads(said("list", "--process", "orti", "--json"))["letters"][0]["state"] == "incerta"
    with pytest.raises(Refusal, match="non esiste alcun procedimento «prati»"):
        said("list", "--process", "prati")


def test_a_settled_letter_waits_no_more_and_the_queue_is_sent_once(house: Path) -> None:
    settled = said("settle", "1", "--verdict", "rispedire", "--officer", "Ufficio posta")
    assert settled == "Lettera n. 1, che era incerta: rimessa in coda: parte al prossimo invio.\n"
    assert said("list") == "Nessuna lettera attende una decisione.\n"
    assert said("send") == "2 lettere inviate, 0 da ritentare, 0 respinte, 0 incerte.\n"
    assert json.loads(said("send", "--json")) == {
        **dict.fromkeys(("sent", "retried", "refused", "uncertain"), 0),
        "stopped": "",
        "busy": False,
    }
    assert len(list((house / "posta").glob("*.eml"))) == 2
    with pytest.raises(Refusal, match="non attende una decisione"):
        said("settle", "1", "--verdict", "arrivata", "--officer", "Ufficio posta")


def test_only_who_the_definition_names_settles_a_letter(house: Path) -> None:
    with pytest.raises(Refusal, match="«Un passante» non può definire lettere → può farlo: Ufficio posta"):
        said("settle", "1", "--verdict", "rispedire", "--officer", "Un passante")
    assert said("list").startswith("n. 1 (orti), incerta")


def test_without_a_mailbox_there_is_nothing_to_fetch(house: Path) -> None:
    with pytest.raises(Refusal, match="non è indicata nessuna casella di posta da leggere"):
        said("fetch")


def test_a_round_of_reading_says_what_came(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Tray(
        receipt("avvenuta-consegna", "<prova.1@comune.example>"), reply(("a.pdf", b"%PDF"), to=""), out_of_office()
    )
    monkeypatch.setattr(cli_letter, "open_tray", lambda _settings: mailbox)
    assert said("fetch").splitlines() == [
        "3 messaggi letti, 0 già a protocollo, 0 rimandati.",
        "- risposta automatica: 1",
        "- ricevuta di consegna: 1",
        "- messaggio non riconosciuto: 1",
        "- lettera n. 1: era incerta, risulta partita",
    ]
    assert said("list") == "Nessuna lettera attende una decisione.\n"
    mailbox.marked.clear()
    assert json.loads(said("fetch", "--json")) == {
        "read": 3,
        "known_before": 3,
        **dict.fromkeys(("letters_refused", "letters_proven", "files_taken", "files_left", "postponed"), 0),
        "kinds": {},
        "processes": [],
        "stopped": "",
        "busy": False,
    }
