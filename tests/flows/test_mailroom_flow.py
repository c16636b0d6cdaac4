"""The mailroom's flow in the engine: a round on the house that the environment names, repeated only where it helps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from mail_server import mail_server
from mailbox_server import PASSWORD, MailboxServer
from prefect.states import Failed
from small_case import HelpfulHands, small_case

from domain.documents.forms.filling import fill_form
from domain.errors import Refusal
from domain.inquiry.rehearsed import Office
from domain.minutes import NewLetter
from domain.models import Process
from domain.store import letters
from domain.vocabulary import ProcessKind
from flows import engine
from flows.delivery import Tally
from flows.edges import Desk
from flows.incoming import MailRound
from flows.inquiry_acts.case import load_case
from flows.mailroom import incoming_mail, mailroom
from flows.rehearsal import Rehearsal
from flows.requests import Round
from tests.postbag import reply

START = datetime(2025, 3, 3, 12, tzinfo=UTC)
NOW = Round(as_of=START)
OPENING = {"definition": "", "definition_sha256": "0" * 64, "opened_at": START}

pytestmark = pytest.mark.usefixtures("engine_at_hand")


class Interrupted(Exception):
    """The rehearsal stops here, and the test goes on."""


@pytest.fixture
def desk(house: Callable[[str], Desk]) -> Desk:
    """A house with one letter in the outbox."""
    desk = house("energia")
    draft = NewLetter(
        "reminder/1", "Casa", "casa@comune.example", "Promemoria", "Testo.\n", attachments=("scheda.xlsx",)
    )
    with desk.transaction() as session:
        session.add(Process(id="energia", kind=ProcessKind.INQUIRY, title="Energia", stage="EVALUATION", **OPENING))
        session.flush()
        letters.enqueue(session, draft, process_id="energia", domain="comune.example", queued_at=START)
    desk.archive.write("documenti/energia/scheda.xlsx", b"scheda")
    return desk


def test_a_round_sends_what_is_due_and_the_next_one_nothing(desk: Desk) -> None:
    assert (mailroom(NOW), mailroom(NOW)) == (Tally(sent=[1]), Tally())
    (written,) = (desk.home / "posta").iterdir()
    assert b'filename="scheda.xlsx"' in written.read_bytes()


def test_a_server_that_is_down_fails_the_run_in_plain_words_and_the_letter_goes_once_it_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.deliver, "retries", 0)
    monkeypatch.setenv("ISTRUTTORIA_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ISTRUTTORIA_SMTP_SECURITY", "none")
    with mail_server() as (port, _):
        monkeypatch.setenv("ISTRUTTORIA_SMTP_PORT", str(port))
    state = mailroom(NOW, return_state=True)
    assert state.message is not None and state.is_failed()
    assert state.message.startswith("la posta in uscita è ferma: ") and "non è raggiungibile" in state.message
    assert state.message.endswith("→ risolvete il problema: il prossimo giro riprende la coda")
    with mail_server() as (port, seen):
        monkeypatch.setenv("ISTRUTTORIA_SMTP_PORT", str(port))
        assert mailroom(NOW) == Tally(sent=[1])
    assert len(seen.accepted) == 1


@pytest.mark.parametrize(
    ("trouble", "rounds"), [(OSError("il disco non risponde"), 4), (Refusal("manca il segreto", "rimettetelo"), 1)]
)
def test_what_the_world_does_is_tried_again_and_a_refusal_never(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: Exception, rounds: int
) -> None:
    seen: list[datetime] = []

    def in_trouble(*_: object, as_of: datetime, **__: object) -> Tally:
        seen.append(as_of)
        raise trouble

    monkeypatch.setattr(engine, "deliver_due", in_trouble)
    monkeypatch.setattr(engine.deliver, "retry_delay_seconds", [0.0])
    assert mailroom(NOW, return_state=True).is_failed()
    assert seen == [START] * rounds


def test_a_round_of_reading_takes_a_returned_workbook_in_and_goes_on_with_its_process(
    monkeypatch: pytest.MonkeyPatch, house: Callable[[str], Desk], dovecot: MailboxServer
) -> None:
    desk = house("casa")
    played = HelpfulHands(desk), small_case().script

    def watch(when: str, label: str, _at: datetime) -> None:
        if (when, label) == ("before", "rientro 1: casa"):
            raise Interrupted

    with pytest.raises(Interrupted):
        Rehearsal(desk, *played, watch).play()
    for department in ("casa", "ambiente"):
        office = Office(load_case(desk, "tetti").definition, department)
        form = desk.read("tetti", f"3-valutazione/scheda-{department}-1.xlsx")
        filled = fill_form(form, office.answer, created=START)
        dovecot.put("giro", reply(("scheda.xlsx", filled), to="", sender=f"{department}@comune.example"))
    monkeypatch.setenv("ISTRUTTORIA_IMAP_HOST", "127.0.0.1")
    monkeypatch.setenv("ISTRUTTORIA_IMAP_PORT", str(dovecot.port))
    monkeypatch.setenv("ISTRUTTORIA_IMAP_SECURITY", "none")
    monkeypatch.setenv("ISTRUTTORIA_IMAP_USER", "giro")
    monkeypatch.setenv("ISTRUTTORIA_IMAP_PASSWORD", PASSWORD)
    later = Round(as_of=datetime(2025, 3, 20, 9, tzinfo=UTC))
    first, second = incoming_mail(later), incoming_mail(later)
    assert (first.touched, first.files_taken, first.files_left) == ({"tetti"}, 2, 0)
    assert second == MailRound()
    # Both departments have answered everything: the process went on by itself, as far as nobody has to decide.
    assert "conclude" in load_case(desk, "tetti").done


def test_without_a_mailbox_the_run_says_what_to_set(house: Callable[[str], Desk]) -> None:
    house("casa")
    state = incoming_mail(NOW, return_state=True)
    assert state.is_failed() and state.message == (
        "non è indicata nessuna casella di posta da leggere → "
        "indicate ISTRUTTORIA_IMAP_HOST, ISTRUTTORIA_IMAP_USER e la parola d'ordine, come nella guida"
    )


def test_the_waits_between_rounds_grow(engine_at_hand: None) -> None:
    assert (engine.deliver.retries, engine.deliver.retry_delay_seconds) == (3, [10, 20, 40])
    state = Failed(message="", data=engine.MailStopped("server giù"))
    assert engine.deliver.retry_condition_fn is not None
    assert engine.deliver.retry_condition_fn(engine.deliver, None, state)  # type: ignore[arg-type]
