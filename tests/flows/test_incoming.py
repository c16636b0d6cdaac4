"""Reading the mailbox from end to end: receipts join their letters, files go into their process, all of it once."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mailbox_server import MailboxServer
from small_case import small_case
from sqlalchemy import Engine, event
from sqlmodel import select
from stopping import played_until
from trays import Tray

from domain.documents.forms.filling import fill_form
from domain.errors import Refusal
from domain.inquiry.contributions import contributions_form
from domain.inquiry.rehearsed import Office
from domain.minutes import NewLetter
from domain.models import IncomingMessage, Letter, Process, RegisterEntry
from domain.outbox.message import Mailbox
from domain.register import verify_chain
from domain.store import incoming, letters, registry
from domain.store.turns import sole_turn
from domain.vocabulary import EntryKind, IncomingKind, LetterState, OfficeStage, ProcessKind
from flows.archive import FolderArchive
from flows.arrivals import read_arrival
from flows.delivery import deliver_due
from flows.edges import Desk, open_rehearsal, write_whole
from flows.incoming import MailRound, read_mail
from flows.incoming_files import MOST_FILES
from flows.inquiry_acts.case import load_case
from flows.inquiry_acts.checking import verify
from flows.inquiry_acts.plan import advance_inquiry
from flows.mailbox import KEYWORD, ImapTray
from flows.post_folder import FolderPostOffice
from tests.postbag import CASA, envelope, out_of_office, receipt, reply, report

CASE = small_case()
ID = "tetti"
AT = datetime(2025, 3, 10, 9, tzinfo=UTC)
OFFICE = Mailbox("Ufficio partecipazione", "partecipazione@comune.example")
WORKBOOK = "3-valutazione/scheda-casa-1.xlsx"


@pytest.fixture(scope="module")
def _evaluation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played_until("rientro 1: casa", tmp_path_factory.mktemp("played") / "casa", CASE)


@pytest.fixture(scope="module")
def _collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played_until("acquisizione: esportazione finale", tmp_path_factory.mktemp("played") / "casa", CASE)


def copied(folder: Path, to: Path) -> Desk:
    return open_rehearsal(shutil.copytree(folder, to), seed=CASE.definition_text)


@pytest.fixture
def desk(_evaluation: Path, tmp_path: Path) -> Desk:
    """The case when the departments have their first workbooks; each test has its own."""
    return copied(_evaluation, tmp_path / "valutazione")


@pytest.fixture
def collecting(_collection: Path, tmp_path: Path) -> Desk:
    """The case when the platform's office was asked for the final export."""
    return copied(_collection, tmp_path / "raccolta")


def letter_of(desk: Desk, start: str) -> Letter:
    with desk.transaction() as session:
        found = session.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
    return next(one for one in found if one.key.startswith(f"{ID}/{start}"))


def state_of(desk: Desk, start: str, *, put: LetterState | None = None) -> LetterState:
    """The state of a letter; `put`: what it is made to be first."""
    number = letter_of(desk, start).id
    with desk.transaction() as session:
        letter = session.get_one(Letter, number)
        letter.state = put or letter.state
        session.add(letter)
        return letter.state


def on_record(desk: Desk) -> list[tuple[IncomingKind, str | None, str]]:
    with desk.transaction() as session:
        rows = session.exec(select(IncomingMessage).order_by(IncomingMessage.id)).all()  # type: ignore[arg-type]
        return [(row.kind, row.process_id, row.told) for row in rows]


def entries(desk: Desk, kind: EntryKind = EntryKind.MAIL) -> list[RegisterEntry]:
    with desk.transaction() as session:
        assert verify_chain(registry.entries(session, ID)) == []
        return list(registry.entries_of_kind(session, ID, kind))


def to_officer(desk: Desk) -> list[str]:
    with desk.transaction() as session:
        found = session.exec(select(Letter).where(Letter.key.startswith(f"{ID}/arrived-files:")))  # type: ignore[attr-defined]
        return [letter.body for letter in found if letter.to_address == "responsabile@comune.example"]


def filled(desk: Desk, *, share: float = 1.0, slips: bool = False) -> bytes:
    office = Office(load_case(desk, ID).definition, "casa", share=share, slips=slips)
    return fill_form(desk.read(ID, WORKBOOK), office.answer, created=AT)


def ours(desk: Desk, start: str = "evaluation-request:") -> str:
    return letter_of(desk, start).message_id


def test_a_failed_delivery_makes_a_sent_letter_wait_for_a_person(desk: Desk) -> None:
    tray = Tray(report(ours(desk)))
    number = letter_of(desk, "evaluation-request:").id
    assert read_mail(desk, tray, as_of=AT) == MailRound(kinds={"FAILED": 1}, refused=[number])  # type: ignore[arg-type]
    with desk.transaction() as session:
        (waiting,) = letters.waiting_for_a_person(session)
    assert (waiting.id, waiting.state) == (number, LetterState.REFUSED)
    assert waiting.last_reply == (
        "avviso di mancata consegna: 5.1.1 smtp; 550 5.1.1 ‹indirizzo›: Recipient address rejected"
    )
    assert on_record(desk) == [(IncomingKind.FAILED, ID, f"lettera n. {number}: da inviata a respinta")]
    (entry,) = entries(desk)
    assert entry.subject == hashlib.sha256(tray.messages[0]).hexdigest()
    key = waiting.key.removeprefix(f"{ID}/")
    assert json.loads(entry.payload) == {"kind": "FAILED", "left": [], "letter": key, "taken": []}


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        (lambda id: receipt("accettazione", id), LetterState.UNCERTAIN, LetterState.SENT),
        (lambda id: receipt("avvenuta-consegna", id, workbook=b"PK"), LetterState.UNCERTAIN, LetterState.SENT),
        (lambda id: receipt("avvenuta-consegna", id), LetterState.SENT, LetterState.SENT),
        (lambda id: receipt("errore-consegna", id), LetterState.SENT, LetterState.REFUSED),
        (lambda id: receipt("accettazione", id, data=b"<postacert/>"), LetterState.UNCERTAIN, LetterState.UNCERTAIN),
        (lambda id: report(id, action="delayed", status="4.4.1"), LetterState.SENT, LetterState.SENT),
        (lambda id: out_of_office(id), LetterState.UNCERTAIN, LetterState.UNCERTAIN),
        (lambda id: reply(to=id), LetterState.UNCERTAIN, LetterState.SENT),
        (lambda id: report(id), LetterState.QUEUED, LetterState.QUEUED),
        (lambda id: receipt("accettazione", id), LetterState.QUEUED, LetterState.QUEUED),
        (lambda id: receipt("avvenuta-consegna", id), LetterState.QUEUED, LetterState.SENT),
        (lambda id: report(id), LetterState.SETTLED, LetterState.SETTLED),
    ],
)
def test_what_comes_back_moves_a_letter_once_and_is_in_the_register(
    desk: Desk, message: Callable[[str], bytes], before: LetterState, after: LetterState
) -> None:
    state_of(desk, "evaluation-request:", put=before)
    tray = Tray(message(ours(desk)))
    first = read_mail(desk, tray, as_of=AT)
    assert state_of(desk, "evaluation-request:") is after and len(entries(desk)) == 1
    assert (len(first.refused) + len(first.proven), first.files_left) == (int(before is not after), 0)
    tray.marked.clear()  # the same message again
    assert read_mail(desk, tray, as_of=AT) == MailRound(known_before=1)
    assert state_of(desk, "evaluation-request:") is after and len(entries(desk)) == 1


@pytest.mark.parametrize(
    ("news", "heard"), [("avvenuta-consegna", LetterState.SENT), ("errore-consegna", LetterState.REFUSED)]
)
def test_news_of_a_letter_whose_sender_died_in_flight_are_not_lost(desk: Desk, news: str, heard: LetterState) -> None:
    draft = NewLetter("prova:1", "Casa", CASA, "Prova", "Testo.\n")
    with desk.transaction() as session:
        letters.enqueue(session, draft, process_id=ID, domain="comune.example", queued_at=AT)
    with desk.transaction() as session:
        (claim,) = letters.claim_due(session, as_of=AT)  # and the sender dies
    read_mail(desk, Tray(receipt(news, claim.message_id)), as_of=AT)
    assert state_of(desk, "prova:1") is heard
    deliver_due(desk.engine, desk.post, as_of=AT, read_document=desk.read)
    with desk.transaction() as session:  # nor does a sender that was only slow know better
        letters.record_sent(session, claim, sent_at=AT, reply="250")
    assert state_of(desk, "prova:1") is heard


def test_what_is_not_ours_is_on_record_with_its_reason_and_in_no_register(desk: Desk) -> None:
    tray = Tray(reply(to="", text="Offerta"), report("<altra@altrove.example>"), reply(to="<x@y.example>"), b"\x00")
    assert read_mail(desk, tray, as_of=AT).kinds == {"UNKNOWN": 3, "FAILED": 1}
    told = "non riguarda nessuna lettera di questo ufficio"
    assert {row[1:] for row in on_record(desk)} == {(None, told)}
    assert entries(desk) == [] and tray.marked == {0, 1, 2, 3}


def test_a_returned_workbook_goes_into_its_process_and_the_same_message_twice_changes_nothing(desk: Desk) -> None:
    tray = Tray(reply(("scheda-casa-1.xlsx", filled(desk)), ("firma.png", b"x"), to=ours(desk)))
    done = read_mail(desk, tray, as_of=AT)
    assert (done.touched, done.files_taken, done.files_left) == ({ID}, 1, 0)
    number = letter_of(desk, "evaluation-request:").id
    told = f"lettera n. {number}: resta inviata; 1 file acquisito"
    assert on_record(desk) == [(IncomingKind.REPLY, ID, told)] and to_officer(desk) == []
    assert len(entries(desk, EntryKind.EVALUATION)) == 1
    again = Tray(*tray.messages)
    assert read_mail(desk, again, as_of=AT) == MailRound(known_before=1)
    assert len(entries(desk, EntryKind.EVALUATION)) == 1
    advance_inquiry(desk, ID, as_of=AT)
    assert verify(desk, ID).faults == []


def test_a_workbook_in_a_message_of_its_own_and_in_a_certified_envelope_is_taken_too(desk: Desk) -> None:
    plain = reply(("a.xlsx", filled(desk, share=0.5)), to="")
    sealed = envelope(reply(("b.xlsx", filled(desk, share=0.6)), to="", text="PEC"))
    done = read_mail(desk, Tray(plain, sealed), as_of=AT)
    assert (done.touched, done.files_taken, done.kinds) == ({ID}, 2, {"UNKNOWN": 2})
    assert on_record(desk) == [(IncomingKind.UNKNOWN, ID, "1 file acquisito")] * 2


def test_rows_to_mend_go_back_to_the_department_as_ever(desk: Desk) -> None:
    assert read_mail(desk, Tray(reply(("a.xlsx", filled(desk, slips=True)), to="")), as_of=AT).files_taken == 1
    assert letter_of(desk, "mending-request:").to_address == CASA


def test_a_workbook_from_an_address_that_is_not_the_departments_is_kept_and_the_officer_told(desk: Desk) -> None:
    data = filled(desk)
    stranger = "Mario <mario.bianchi@altrove.example>"
    tray = Tray(reply(("../Scheda Casa (1).xlsx", data), to=ours(desk), sender=stranger))
    done = read_mail(desk, tray, as_of=AT)
    assert (done.touched, done.files_taken, done.files_left) == (set(), 0, 1)
    place = f"{ID}/{hashlib.sha256(data).hexdigest()[:8]}-scheda-casa-1.xlsx"
    assert read_arrival(desk, place)[1] == data
    (body,) = to_officer(desk)
    assert (
        "Nella casella dell'ufficio è arrivato, il 10 marzo 2025, un messaggio da mario.bianchi@altrove.example. "
        "Il programma non ha acquisito da sé:\n\n"
        "- «Scheda Casa (1).xlsx»\n"
        f"  Dove si trova: arrivi/{place}\n"
        "  Perché: non viene dall'indirizzo della direzione a cui la scheda appartiene\n"
        "  Che cosa fare: verificate chi l'ha mandato: se il file è buono, acquisitelo voi dalla cartella degli "
        "arrivi; altrimenti rispondete a chi l'ha mandato\n"
    ) in body
    assert entries(desk, EntryKind.EVALUATION) == []
    assert "mario" not in json.dumps([entry.payload for entry in entries(desk)]) + on_record(desk)[0][2]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(90_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("bomba.xlsx", bomb(), "il file, una volta aperto, occuperebbe 90 MB in 1 parti: non viene letto"),
        ("inoltro.eml", b"Subject: x\r\n\r\nx", "è un messaggio allegato a un altro"),
        ("scheda.pdf", b"%PDF-1.7", "è un PDF: le risposte non si possono leggere"),
        ("scheda.xlsx", b"PK\x03\x04 damaged", "il file è danneggiato o incompleto"),
        ("scheda.xlsx", b"", "il file è vuoto"),
        ("scheda.xlsx.p7m", b"0\x82\x01\x00", "non è una cartella di lavoro di Excel"),
        ("scheda.csv", b"a;b\r\n", "è un file di testo (CSV, HTML): le chiavi e gli elenchi vanno persi"),
    ],
)
def test_a_wrong_file_is_kept_and_the_officer_told_what_it_is(desk: Desk, name: str, data: bytes, problem: str) -> None:
    done = read_mail(desk, Tray(reply((name, data), to=ours(desk))), as_of=AT)
    (body,) = to_officer(desk)
    assert done.files_left == 1 and f"  Perché: {problem}\n" in body
    assert [path.read_bytes() for path in (desk.home / "arrivi" / ID).iterdir()] == [data]


def test_a_workbook_at_the_wrong_stage_is_kept_and_the_officer_told(collecting: Desk, desk: Desk) -> None:
    data = filled(desk)
    done = read_mail(collecting, Tray(reply(("scheda.xlsx", data), to="")), as_of=AT)
    (body,) = to_officer(collecting)
    assert (done.files_taken, done.files_left) == (0, 1)
    assert "Perché: non si leggono schede: la fase è «valutazione»" in body
    assert len(list((collecting.home / "arrivi" / ID).iterdir())) == 1


def test_a_form_of_a_process_that_is_not_here_does_not_pass_for_this_one(desk: Desk) -> None:
    other = contributions_form(small_case(process_id="prati").definition, created=AT)
    done = read_mail(desk, Tray(reply(("a.xlsx", other), to=ours(desk)), reply(("b.xlsx", other), to="")), as_of=AT)
    (body,) = to_officer(desk)
    assert (done.files_left, "è un modulo di un altro procedimento" in body) == (1, True)
    assert on_record(desk)[1] == (IncomingKind.UNKNOWN, None, "non riguarda nessuna lettera di questo ufficio")


def test_exports_that_answer_our_request_are_collected_together(collecting: Desk) -> None:
    moment = load_case(collecting, ID).calendar.closes_at.replace(hour=10)
    files = CASE.snapshots[1]
    platform = "Redazione <redazione@comune.example>"
    message = reply(*reversed(files), to=ours(collecting, "export-request:"), sender=platform)
    done = read_mail(collecting, Tray(message), as_of=moment)
    assert (done.touched, done.files_taken, done.files_left) == ({ID}, len(files), 0)
    imported = entries(collecting, EntryKind.IMPORT)[-len(files) :]
    assert [json.loads(entry.payload)["subject"] for entry in imported] == ["proposals", "comments"]


def test_exports_from_somebody_else_or_that_answer_nothing_are_not_collected(collecting: Desk) -> None:
    moment = load_case(collecting, ID).calendar.closes_at.replace(hour=10)
    (file, *_) = CASE.snapshots[1]
    stranger = reply(file, to=ours(collecting, "export-request:"))
    unasked = reply(file, to="", sender="Redazione <redazione@comune.example>")
    done = read_mail(collecting, Tray(stranger, unasked), as_of=moment)
    assert (done.touched, done.files_taken, done.files_left) == (set(), 0, 1)
    (body,) = to_officer(collecting)
    assert "non viene dall'indirizzo di chi gestisce la piattaforma" in body


def test_a_form_of_contributions_comes_from_an_address_of_the_definition(collecting: Desk) -> None:
    ((_, form),) = CASE.contributions
    known = reply(("contributi.xlsx", form), to="", sender="dg@comune.example")
    done = read_mail(collecting, Tray(known), as_of=AT)
    assert (done.touched, done.files_taken) == ({ID}, 1)
    (stranger,) = [reply(("contributi.xlsx", form), to="", sender="ladro@altrove.example")]
    assert read_mail(collecting, Tray(stranger), as_of=AT).files_left == 1
    assert "non viene da un indirizzo della definizione" in to_officer(collecting)[0]


def test_a_message_too_large_is_not_downloaded_and_the_officer_is_told_of_a_reply(desk: Desk) -> None:
    tray = Tray(reply(("a.xlsx", b"x" * 3_000_000), to=ours(desk)), b"Subject: x\r\n\r\n" + b"x" * 2_500_000)
    tray.largest_bytes = 2_000_000
    done = read_mail(desk, tray, as_of=AT)
    assert done.kinds == {"REPLY": 1, "UNKNOWN": 1} and tray.downloaded < 2_000 and tray.marked == {0, 1}
    fault = "supera 2 MB: non è stato scaricato"
    number = letter_of(desk, "evaluation-request:").id
    assert [told for _, _, told in on_record(desk)] == [
        f"{fault}; lettera n. {number}: resta inviata",
        f"{fault}; non riguarda nessuna lettera di questo ufficio",
    ]
    assert f"Dove si trova: nella casella di posta\n  Perché: {fault}\n" in to_officer(desk)[0]
    tray.marked.clear()
    assert read_mail(desk, tray, as_of=AT) == MailRound(known_before=2)


def test_only_so_many_files_of_a_message_are_looked_into_and_the_others_are_kept(desk: Desk) -> None:
    files = [(f"{number}.pdf", b"%PDF" + bytes([number])) for number in range(MOST_FILES + 2)]
    assert read_mail(desk, Tray(reply(*files, to=ours(desk))), as_of=AT).files_left == MOST_FILES + 2
    (body,) = to_officer(desk)
    assert body.count(f"Perché: il messaggio porta più di {MOST_FILES} file") == 2
    assert len(list((desk.home / "arrivi" / ID).iterdir())) == MOST_FILES + 2


def test_a_round_reads_the_oldest_first_and_leaves_the_rest_to_the_next(desk: Desk) -> None:
    tray = Tray(*(reply(to="", text=f"n. {number}") for number in range(5)))
    assert [read_mail(desk, tray, as_of=AT, limit=2).counts["read"] for _ in range(4)] == [2, 2, 1, 0]


def test_a_second_reader_at_the_same_time_does_nothing(desk: Desk) -> None:
    with sole_turn(desk.engine, "mailbox"):
        assert read_mail(desk, Tray(reply()), as_of=AT) == MailRound(is_busy=True)


def test_a_message_that_cannot_be_put_on_record_does_not_hold_back_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.incoming

    def broken(*_args: object, **_kwargs: object) -> None:
        raise Refusal("il modello è rotto", "correggetelo")

    monkeypatch.setattr(flows.incoming, "tell_officer", broken)
    tray = Tray(reply(("a.pdf", b"%PDF"), to=ours(desk)), report(ours(desk)))
    done = read_mail(desk, tray, as_of=AT)
    assert (done.postponed, done.kinds, tray.marked) == (["il modello è rotto → correggetelo"], {"FAILED": 1}, {1})
    monkeypatch.undo()
    assert read_mail(desk, tray, as_of=AT).files_left == 1 and tray.marked == {0, 1}


def test_files_for_a_process_that_takes_none_are_kept(desk: Desk) -> None:
    office = {"id": "ufficio", "kind": ProcessKind.OFFICE, "title": "Ufficio", "stage": OfficeStage.OPEN.name}
    opening = {"definition": "", "definition_sha256": "0" * 64, "opened_at": AT}
    draft = NewLetter("prospetto/1", "Ufficio", "ufficio@comune.example", "Prospetto", "Testo.\n")
    with desk.transaction() as session:
        session.add(Process(**office, **opening))
        session.flush()
        letter = letters.enqueue(session, draft, process_id="ufficio", domain="comune.example", queued_at=AT)
        message_id = letter.message_id
    done = read_mail(desk, Tray(reply(("a.pdf", b"%PDF"), to=message_id)), as_of=AT)
    assert (done.touched, done.files_left, on_record(desk)[0][1]) == (set(), 1, "ufficio")
    assert len(list((desk.home / "arrivi" / "ufficio").iterdir())) == 1


class Deadly(ImapTray):
    """Kills its own process where it is told."""

    dies_before_marking = 0

    def mark(self, uid: int) -> None:
        self.dies_before_marking -= 1
        if self.dies_before_marking == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        super().mark(uid)


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_killed_between_record_and_mark_a_reader_does_nothing_twice(
    desk: Desk, dovecot: MailboxServer, dies_at: int
) -> None:
    user = f"ucciso-{dies_at}"
    dovecot.put(user, report(ours(desk)), reply(("a.xlsx", filled(desk)), to=ours(desk)), reply(("b.pdf", b"%PDF")))
    child = os.fork()
    if child == 0:
        try:
            again = open_rehearsal(desk.home, seed=CASE.definition_text)
            tray = Deadly(dovecot.settings(user))
            tray.dies_before_marking = dies_at
            read_mail(again, tray, as_of=AT)
        finally:
            os._exit(3)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    done = read_mail(desk, ImapTray(dovecot.settings(user)), as_of=AT)
    assert (done.known_before, done.kinds.total(), done.stopped) == (1, 3 - dies_at, "")
    assert len(on_record(desk)) == 3 and len(entries(desk)) == 2
    assert len(entries(desk, EntryKind.EVALUATION)) == 1
    assert state_of(desk, "evaluation-request:") is LetterState.REFUSED
    assert dovecot.flags(user) == [[KEYWORD]] * 3


def test_killed_after_any_commit_a_reader_loses_and_doubles_nothing(desk: Desk, tmp_path: Path) -> None:
    messages = [
        receipt("avvenuta-consegna", ours(desk), workbook=filled(desk, share=0)),
        reply(("a.xlsx", filled(desk, slips=True)), ("b.pdf", b"%PDF"), to=ours(desk)),
        report(ours(desk)),
    ]
    kills = 0
    while True:
        again = copied(desk.home, tmp_path / f"uccisa-{kills + 1}")
        if _read_and_die(again, messages, at_commit=kills + 1):
            break
        kills += 1
        done = read_mail(again, Tray(*messages), as_of=AT)
        assert (done.counts["read"], done.stopped, done.postponed) == (3, "", [])
        assert [entry.subject for entry in entries(again)] == [hashlib.sha256(one).hexdigest() for one in messages]
        assert len(entries(again, EntryKind.EVALUATION)) == len(to_officer(again)) == 1
        mending = [one for one in entries(again, EntryKind.LETTER) if one.subject.startswith("mending-request:")]
        assert len(mending) == 1 and state_of(again, "evaluation-request:") is LetterState.REFUSED
        again.engine.dispose()
        shutil.rmtree(again.home)
    assert kills >= 15


def _read_and_die(desk: Desk, messages: list[bytes], *, at_commit: int) -> bool:
    """Read in a process that is killed right after a commit; True when it came to its end before. No mark survives."""
    child = os.fork()
    if child == 0:
        again, left = open_rehearsal(desk.home, seed=CASE.definition_text), at_commit

        def burn(_connection: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(again.engine, "begin", burn)  # right after the commit before
        try:
            read_mail(again, Tray(*messages), as_of=AT)
            os._exit(0)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def test_a_mailbox_that_does_not_answer_ends_the_round_with_its_reason(desk: Desk, dovecot: MailboxServer) -> None:
    done = read_mail(desk, ImapTray(dovecot.settings("x", password="sbagliata")), as_of=AT)
    assert "AUTHENTICATIONFAILED" in done.stopped and done.kinds.total() == 0


def test_news_of_a_letter_are_on_record_once_on_every_database(engine: Engine, tmp_path: Path) -> None:
    desk = Desk(
        engine, tmp_path, b"s" * 32, FolderPostOffice(tmp_path / "posta", OFFICE, write_whole), FolderArchive(tmp_path)
    )
    office = {"id": ID, "kind": ProcessKind.OFFICE, "title": "Ufficio", "stage": OfficeStage.OPEN.name}
    draft = NewLetter("evaluation-request:1", "Casa", CASA, "Scheda", "Testo.\n")
    with desk.transaction() as session:
        session.add(Process(**office, definition="", definition_sha256="0" * 64, opened_at=AT))
        session.flush()
        letters.enqueue(session, draft, process_id=ID, domain="comune.example", queued_at=AT)
    state_of(desk, "evaluation-request:", put=LetterState.UNCERTAIN)
    tray = Tray(receipt("accettazione", ours(desk)), report(ours(desk)), reply(("a.pdf", b"%PDF"), to=ours(desk)))
    first = read_mail(desk, tray, as_of=AT)
    assert (first.proven, first.refused, first.files_left) == ([1], [1], 1)
    assert read_mail(desk, Tray(*tray.messages), as_of=AT) == MailRound(known_before=3)
    assert [entry.subject for entry in entries(desk)] == [hashlib.sha256(one).hexdigest() for one in tray.messages]
    with desk.transaction() as session:
        (letter,) = letters.waiting_for_a_person(session)
        kinds = [row.kind for row in incoming.of_process(session, ID)]
    assert kinds == [IncomingKind.ACCEPTED, IncomingKind.FAILED, IncomingKind.REPLY]
    assert (letter.state, letter.sent_at) == (LetterState.REFUSED, AT)
