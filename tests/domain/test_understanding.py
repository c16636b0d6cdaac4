"""What comes back is understood as what it is; whatever a hostile sender writes, the answer is at least «unknown»."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.outbox.incoming import Understood, kind_of, reply_in_words, state_after, understand
from domain.outbox.opened import MOST_PARTS, TOO_DEEP, Enclosure
from domain.vocabulary import IncomingKind, LetterState
from tests.postbag import CASA, OURS, certified_data, envelope, out_of_office, receipt, reply, report

DAEMON = "mailer-daemon@mx.comune.example"
PROVIDER = "posta-certificata@pec.gestore.example"
SAID = "5.1.1 smtp; 550 5.1.1 ‹indirizzo›: Recipient address rejected"


@pytest.mark.parametrize("whole", [False, True])
def test_a_report_names_the_letter_by_the_headers_or_the_message_that_it_returns(whole: bool) -> None:
    # What stands in angle brackets in the text is asked for too, after that: it may be an address, which is nobody's.
    about = [OURS, f"<{CASA}>"]
    assert understand(report(whole=whole)) == Understood(IncomingKind.FAILED, about, SAID, "", DAEMON)


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.2.2", IncomingKind.FAILED),
        ("Delayed", "4.4.1", IncomingKind.DELAYED),
        ("delivered", "2.1.5", IncomingKind.DELIVERED),
        ("relayed", "2.1.9", IncomingKind.ACCEPTED),
        ("expanded", "2.0.0", IncomingKind.ACCEPTED),
        ("vanished", "5.0.0", IncomingKind.FAILED),
        ("vanished", "?", IncomingKind.AUTOMATIC),
    ],
)
def test_a_report_says_how_it_went(action: str, status: str, kind: IncomingKind) -> None:
    assert understand(report(action=action, status=status)).kind is kind


def test_of_several_outcomes_the_worst_counts() -> None:
    two = report(action="delivered", status="2.0.0").replace(
        b"Diagnostic-Code:", b"\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code:"
    )
    assert understand(two).kind is IncomingKind.FAILED


def test_a_bounce_from_before_the_standard_is_a_failure_too() -> None:
    qmail = (
        b"Return-Path: <>\r\nFrom: MAILER-DAEMON@vecchio.example\r\nSubject: failure notice\r\n\r\n"
        b"Hi. This is the qmail-send program at vecchio.example.\r\n\r\n<casa@comune.example>:\r\n"
        b"Sorry, no mailbox here by that name.\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n"
        b"Message-ID: " + OURS.encode() + b"\r\nSubject: Istruttoria\r\n"
    )
    exim = b"X-Failed-Recipients: casa@comune.example\r\nFrom: Mailer-Daemon@exim.example\r\n\r\n" + OURS.encode()
    for data in (qmail, exim):
        understood = understand(data)
        assert understood.kind is IncomingKind.FAILED and OURS in understood.about


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("accettazione", IncomingKind.ACCEPTED),
        ("presa-in-carico", IncomingKind.ACCEPTED),
        ("avvenuta-consegna", IncomingKind.DELIVERED),
        ("preavviso-errore-consegna", IncomingKind.DELAYED),
        ("errore-consegna", IncomingKind.FAILED),
        ("non-accettazione", IncomingKind.FAILED),
        ("rilevazione-virus", IncomingKind.FAILED),
    ],
)
def test_a_receipt_of_certified_mail_says_how_it_went_and_its_enclosures_are_ours(
    word: str, kind: IncomingKind
) -> None:
    assert understand(receipt(word, workbook=b"PK")) == Understood(kind, [OURS], f"PEC: {word}", "", PROVIDER)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE postacert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]>'
    b'<postacert tipo="accettazione"><dati><msgid>&c;&d;</msgid></dati></postacert>'
)
UNREADABLE = "ricevuta PEC senza dati di certificazione leggibili"
OTHERWISE = "ricevuta PEC con dati di certificazione che dicono altro"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", UNREADABLE),
        (b"<postacert", UNREADABLE),
        (b"<html/>", UNREADABLE),
        (BOMB, UNREADABLE),
        (BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"), UNREADABLE),
        (certified_data("accettazione") + b" " * 1_000_000, UNREADABLE),
        (certified_data("errore-consegna"), OTHERWISE),
        (certified_data("accettazione", message_id="<altra@comune.example>"), OTHERWISE),
        (certified_data("accettazione", message_id=OURS + OURS.replace("0", "1")), OTHERWISE),
        (certified_data("accettazione", message_id=""), OTHERWISE),
    ],
)
def test_a_receipt_whose_certified_data_are_missing_hostile_or_contradictory_is_not_believed(
    data: bytes, fault: str
) -> None:
    assert understand(receipt("accettazione", data=data)) == Understood(
        IncomingKind.UNKNOWN, [OURS], "", fault, PROVIDER
    )


def test_a_receipt_of_an_unknown_kind_is_not_believed() -> None:
    understood = understand(receipt("lettura", data=certified_data("lettura")))
    assert (understood.kind, understood.fault) == (IncomingKind.UNKNOWN, UNREADABLE)


def test_a_reply_brings_its_files_under_plain_names() -> None:
    files = [("scheda à.xlsx", b"PK1"), ("../../etc/passwd", b"2"), ("C:\\Temp\\a.xlsx", b"3"), ("..", b"4")]
    assert understand(reply(*files)) == Understood(
        IncomingKind.REPLY,
        [OURS, "<altro@mail.comune.example>"],
        sender=CASA,
        enclosures=[
            Enclosure("scheda à.xlsx", b"PK1"),
            Enclosure("passwd", b"2"),
            Enclosure("a.xlsx", b"3"),
            Enclosure("allegato", b"4"),
        ],
    )


def test_what_came_in_a_certified_envelope_is_read_as_what_its_sender_wrote() -> None:
    inside = reply(("scheda.xlsx", b"PK"), to="", sender="Casa <casa@pec.comune.example>")
    for kind in ("posta-certificata", "errore"):
        assert understand(envelope(inside, kind=kind)) == Understood(
            IncomingKind.UNKNOWN, [], sender="casa@pec.comune.example", enclosures=[Enclosure("scheda.xlsx", b"PK")]
        )


@pytest.mark.parametrize(
    "sign",
    [
        ("Auto-Submitted", "auto-replied; owner-email=x"),
        ("X-Autoreply", "yes"),
        ("Precedence", "auto_reply"),
        ("Return-Path", "<>"),
    ],
)
def test_what_a_machine_answered_is_no_reply_and_its_files_are_not_looked_at(sign: tuple[str, str]) -> None:
    understood = understand(reply(("scheda.xlsx", b"PK"), headers=[sign]))
    assert (understood.kind, understood.about[0], understood.enclosures) == (IncomingKind.AUTOMATIC, OURS, ())
    assert understand(reply(headers=[("Auto-Submitted", "no")])).kind is IncomingKind.REPLY


def test_an_out_of_office_note_is_automatic() -> None:
    assert understand(out_of_office()).kind is IncomingKind.AUTOMATIC


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Casa <CASA@Comune.example>", CASA),
        (CASA, CASA),
        ("", ""),
        (f"{CASA}, ladro@altrove.example", ""),
        ("=?utf-8?q?casa=40comune=2Eexample=20=3Ccasa=40comune=2Eexample=3E?= <ladro@x.example>", "ladro@x.example"),
    ],
)
def test_a_sender_is_the_one_plain_address_and_no_encoded_name_passes_for_it(sender: str, address: str) -> None:
    assert understand(f"From: {sender}\r\nSubject: x\r\n\r\n".encode()).sender == address


def nested(levels: int, kind: str) -> bytes:
    if kind == "message":
        return b"Content-Type: message/rfc822\r\n\r\n" * levels + b"From: casa@comune.example\r\n\r\nfine"
    heads = [f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(levels)]
    return b"".join(heads) + b"\r\nfine"


def many_parts(count: int) -> bytes:
    head = f'From: {CASA}\r\nIn-Reply-To: {OURS}\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head.encode() + b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


@pytest.mark.parametrize(
    "data",
    [
        report(diagnostic="a" * 1_000_000),
        report(diagnostic="<" * 1_000_000),
        receipt("accettazione", data=certified_data("accettazione", error="a" * 900_000)),
        b"X-Failed-Recipients: x\r\n\r\n" + b"<a@" * 1_000_000,
        b"From: " + b"<(" * 1_000_000,
        b"X: y\r\n" * 300_000,
    ],
    ids=range(6),
)
def test_long_lines_and_many_headers_cost_no_more_than_their_length(data: bytes) -> None:
    began = time.process_time()
    assert understand(data).fault == ""
    assert time.process_time() - began < 5


def test_a_message_enclosed_in_a_reply_is_one_of_its_files() -> None:
    forwarded = envelope(reply(("a.xlsx", b"PK")), kind="nessuno")
    (data, eml) = understand(forwarded).enclosures
    assert (data.name, eml.name) == ("daticert.xml", "postacert.eml") and b"a.xlsx" in eml.data


@pytest.mark.parametrize("data", [nested(5_000, "message"), nested(5_000, "multipart"), many_parts(100_000)])
def test_a_message_made_to_exhaust_its_reader_is_read_by_its_headers_only(data: bytes) -> None:
    began = time.process_time()
    understood = understand(data)
    assert understood.fault == TOO_DEEP and understood.enclosures == []
    assert time.process_time() - began < 5


def test_as_many_parts_as_an_office_ever_sends_are_read() -> None:
    assert (understand(many_parts(MOST_PARTS)).fault, understand(many_parts(MOST_PARTS + 1)).fault) == ("", TOO_DEEP)


BROKEN = [
    b"",
    b"\x00" * 100,
    b"Content-Type: multipart/mixed\r\n\r\nno boundary",
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n",
    b"From: =?utf-8?b?!!!?=\r\nContent-Disposition: attachment; filename*=ascii'xx'%E9%00%ff\r\n\r\nx",
    b"From: =?no-such-charset?q?x?= <a@b.example>\r\nReferences: " + b"<" * 1_000_000,
    b"Content-Type: application/x; name*0*=no-such''%41; name*1=b\r\n\r\nx",
    b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.xlsx\r\n\r\n=A===",
    b"Content-Transfer-Encoding: x-uuencode\r\nContent-Disposition: attachment; filename=a.xlsx\r\n\r\nbegin\n!!",
    b"X-Ricevuta: accettazione\r\nContent-Type: message/rfc822\r\n\r\n",
    b"X-Trasporto: posta-certificata\r\n\r\n",
    report()[:900],
    receipt("accettazione")[:1200],
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_broken_messages_are_understood_as_something(data: bytes) -> None:
    assert isinstance(understand(data).kind, IncomingKind)


SEEDS = [report(), receipt("avvenuta-consegna", workbook=b"PK"), reply(("a.xlsx", b"PK")), envelope(reply())]


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=6)), max_size=12))
def test_no_damage_makes_the_reader_fail(seed: bytes, damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(seed)
    for place, bytes_ in damage:
        data[place % len(data) : place % len(data) + len(bytes_)] = bytes_
    understood = understand(bytes(data))
    assert "il messaggio non si può leggere" not in understood.fault
    assert "@" not in understood.said + understood.fault


def test_a_reply_to_somebody_elses_letter_is_unknown() -> None:
    understood = understand(reply(to="<altro@altrove.example>"))
    assert kind_of(understood, is_about_us=False) is IncomingKind.UNKNOWN
    assert kind_of(understood, is_about_us=True) is IncomingKind.REPLY
    assert kind_of(understand(report()), is_about_us=False) is IncomingKind.FAILED


@pytest.mark.parametrize("kind", IncomingKind)
@pytest.mark.parametrize("state", LetterState)
def test_only_a_failure_and_a_proof_move_a_letter_and_what_was_settled_by_hand_stays(
    kind: IncomingKind, state: LetterState
) -> None:
    moved = {(IncomingKind.FAILED, LetterState.SENT): LetterState.REFUSED}
    for open_end in (LetterState.UNCERTAIN, LetterState.SENDING):
        moved[IncomingKind.FAILED, open_end] = LetterState.REFUSED
        for proof in (IncomingKind.ACCEPTED, IncomingKind.DELIVERED, IncomingKind.REPLY):
            moved[proof, open_end] = LetterState.SENT
    for proof in (IncomingKind.DELIVERED, IncomingKind.REPLY):
        moved[proof, LetterState.QUEUED] = LetterState.SENT
    assert state_after(kind, state) is moved.get((kind, state), state)


def test_what_a_letter_shows_names_nobody() -> None:
    assert reply_in_words(IncomingKind.FAILED, understand(report())) == f"avviso di mancata consegna: {SAID}"
    assert reply_in_words(IncomingKind.REPLY, understand(reply())) == "risposta"
