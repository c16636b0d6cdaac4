"""The outbox's rules: who a letter is, how it looks on the wire, what becomes of it after each reply."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.minutes import NewLetter
from domain.outbox.draft import message_id, slug, why_not_an_address, write_letter
from domain.outbox.fate import RETRY_AFTER, Phase, Reply, next_attempt_at, next_state, without_addresses
from domain.outbox.message import Claim, Mailbox, compose, media_type
from domain.vocabulary import LetterState

MONDAY = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
OFFICE = Mailbox("Ufficio partecipazione", "partecipazione@comune.example")
DRAFT = NewLetter(
    key="reminder/casa/15",
    to_name="Direzione Casa",
    to_address="casa@comune.example",
    subject="Mancano 3 valutazioni",
    body="Buongiorno,\nil termine è vicino.\n",
    reply_to="partecipazione@comune.example",
)
CLAIM = Claim(
    letter_id=7,
    attempt=1,
    process_id="energia",
    key="energia/reminder/casa/15",
    message_id="<reminder.0123@comune.example>",
    to_name="Direzione Casa",
    to_address="casa@comune.example",
    reply_to="partecipazione@comune.example",
    subject="Mancano 3 valutazioni",
    body="Buongiorno,\nil termine è vicino.\n",
    attachments=(),
    queued_at=MONDAY,
)


def parsed(claim: Claim, *attachments: tuple[str, str, bytes]) -> email.message.EmailMessage:
    content = compose(claim, attachments, sender=OFFICE, written_at=MONDAY).as_bytes()
    return email.message_from_bytes(content.replace(b"\r\n", b"\n"), policy=email.policy.default)  # type: ignore[return-value]


def test_a_letter_looks_like_this_on_the_wire() -> None:
    content = compose(
        CLAIM, [("Scheda città.txt", "text/plain", b"righe")], sender=OFFICE, written_at=MONDAY
    ).as_bytes()
    assert content.replace(b"\r\n", b"\n").decode("ascii") == (
        "Date: Mon, 03 Mar 2025 09:30:00 +0000\n"
        "Message-ID: <reminder.0123@comune.example>\n"
        "From: Ufficio partecipazione <partecipazione@comune.example>\n"
        "To: Direzione Casa <casa@comune.example>\n"
        "Reply-To: partecipazione@comune.example\n"
        "Subject: Mancano 3 valutazioni\n"
        "Auto-Submitted: auto-generated\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="=_f1be097c35d7518ab80554e18e8538f7"\n'
        "\n"
        "--=_f1be097c35d7518ab80554e18e8538f7\n"
        'Content-Type: text/plain; charset="utf-8"\n'
        "Content-Transfer-Encoding: quoted-printable\n"
        "Content-Language: it\n"
        "\n"
        "Buongiorno,\n"
        "il termine =C3=A8 vicino.\n"
        "\n"
        "--=_f1be097c35d7518ab80554e18e8538f7\n"
        "Content-Type: text/plain\n"
        "Content-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename*=utf-8''Scheda%20citt%C3%A0.txt\n"
        "MIME-Version: 1.0\n"
        "\n"
        "cmlnaGU=\n"
        "\n"
        "--=_f1be097c35d7518ab80554e18e8538f7--\n"
    )


def test_the_same_letter_is_the_same_bytes_at_every_attempt() -> None:
    files = [("scheda.xlsx", media_type("scheda.xlsx"), bytes(range(256)) * 9)]
    first = compose(CLAIM, files, sender=OFFICE, written_at=MONDAY).as_bytes()
    again = compose(replace(CLAIM, attempt=4), files, sender=OFFICE, written_at=MONDAY).as_bytes()
    assert first == again
    assert first.isascii() and b"\n" not in first.replace(b"\r\n", b"")


def test_an_invitation_says_what_it_does_so_that_mail_programs_show_an_appointment() -> None:
    for method in ("REQUEST", "CANCEL"):
        content = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n".encode()
        message = compose(
            CLAIM, [("seduta-4.ics", media_type("seduta-4.ics"), content)], sender=OFFICE, written_at=MONDAY
        )
        (part,) = message.iter_attachments()
        assert part["Content-Type"] == f'text/calendar; method="{method}"; charset="utf-8"'
        assert part.get_payload(decode=True) == content


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_a_name_never_becomes_a_second_recipient(word: str) -> None:
    for name in (f"{word}, Mario", f"Rossi, {word} <altro@comune.example>", word):
        to = parsed(replace(CLAIM, to_name=name))["To"]
        assert [address.addr_spec for address in to.addresses] == ["casa@comune.example"]


def test_a_name_with_a_comma_is_read_back_as_it_was_written() -> None:
    for name in ("Rossi, Mario", 'L\'ufficio "Casa", piano 2', "Città e Qualità, Bicocca – sede"):
        (address,) = parsed(replace(CLAIM, to_name=name))["To"].addresses
        assert (address.display_name, address.addr_spec) == (name, "casa@comune.example")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=150))
def test_a_file_name_arrives_whole_and_its_bytes_too(stem: str) -> None:
    name = f"{stem.replace('/', '-').strip() or 'x'}.docx"
    message = parsed(CLAIM, (name, media_type(name), b"\x00\r\n.\r\n--=_"))
    (part,) = message.iter_attachments()
    assert (part.get_filename(), part.get_content()) == (name, b"\x00\r\n.\r\n--=_")
    assert message.get_body().get_content() == CLAIM.body  # type: ignore[union-attr]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300))
def test_a_body_arrives_as_it_was_written(line: str) -> None:
    body = f"{line}\n.\nFrom qui in poi\n{line}\n"
    message = parsed(replace(CLAIM, body=body))
    assert message.get_content() == body


@pytest.mark.parametrize("hostile", ["uno\r\nBcc: tutti@altrove.example", "uno\nBcc: tutti@altrove.example", "a\x00b"])
def test_nobody_can_smuggle_in_a_header(hostile: str) -> None:
    for draft in (replace(DRAFT, subject=hostile), replace(DRAFT, to_name=hostile), replace(DRAFT, to_address=hostile)):
        with pytest.raises(Refusal):
            write_letter(draft, process_id="energia", domain="comune.example", queued_at=MONDAY)
    for claim in (replace(CLAIM, subject="a\r\nBcc: b@c.it"), replace(CLAIM, to_name="a\r\nBcc: b@c.it")):
        with pytest.raises(ValueError, match=r"linefeed|line feed|invalid|CR"):
            compose(claim, sender=OFFICE, written_at=MONDAY)


def test_a_draft_becomes_a_queued_letter() -> None:
    letter = write_letter(
        replace(DRAFT, attachments=("scheda.xlsx",)), process_id="energia", domain="comune.example", queued_at=MONDAY
    )
    assert letter.model_dump() == {
        "id": None,
        "process_id": "energia",
        "key": "energia/reminder/casa/15",
        "message_id": message_id("reminder", "energia", "energia/reminder/casa/15", "comune.example"),
        "to_name": "Direzione Casa",
        "to_address": "casa@comune.example",
        "reply_to": "partecipazione@comune.example",
        "subject": "Mancano 3 valutazioni",
        "body": "Buongiorno,\nil termine è vicino.\n",
        "attachments": json.dumps(["scheda.xlsx"]),
        "state": LetterState.QUEUED,
        "attempts": 0,
        "queued_at": MONDAY,
        "next_attempt_at": MONDAY,
        "sent_at": None,
        "last_reply": "",
    }


def test_a_message_id_depends_on_the_key_alone_and_fits_one_line() -> None:
    same = {message_id("reminder", "energia", "k", "comune.example") for _ in range(3)}
    others = {
        message_id("avviso", "energia", "k", "comune.example"),
        message_id("reminder", "clima", "k", "comune.example"),
        message_id("reminder", "energia", "k2", "comune.example"),
    }
    assert len(same) == 1 and len(same | others) == 4
    long = message_id("Perché così? " * 9, "energia", "x" * 200, "partecipazione.comune.milano.example")
    headers = compose(replace(CLAIM, message_id=long), sender=OFFICE, written_at=MONDAY).as_bytes()
    assert f"Message-ID: {long}\r\n".encode() in headers


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("casa@comune.example", None),
        ("nome.cognome+pec@pec.comune.example", None),
        ("", "non ha la forma nome@dominio.it"),
        ("casa", "non ha la forma nome@dominio.it"),
        ("casa@comune", "non ha la forma nome@dominio.it"),
        ("a..b@comune.example", "non ha la forma nome@dominio.it"),
        ("a@comune.example, b@comune.example", "non ha la forma nome@dominio.it"),
        ("città@comune.example", "contiene lettere accentate o segni che i server di posta non accettano"),
        ("a@" + "b" * 260 + ".it", "supera i 254 caratteri"),
    ],
)
def test_an_address_is_accepted_or_the_reason_is_given(address: str, why: str | None) -> None:
    assert why_not_an_address(address) == why


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"subject": " "}, "l'oggetto è vuoto o supera i 200 caratteri"),
        ({"subject": "x" * 201}, "l'oggetto è vuoto o supera i 200 caratteri"),
        ({"to_name": "x" * 161}, "il nome del destinatario è vuoto o supera i 160 caratteri"),
        ({"body": "\n"}, "il testo è vuoto o contiene caratteri che non si possono spedire"),
        ({"body": "a\ud800"}, "il testo è vuoto o contiene caratteri che non si possono spedire"),
        ({"reply_to": "nessuno"}, "l'indirizzo per le risposte non ha la forma nome@dominio.it"),
        ({"key": "x" * 200}, "la chiave della lettera supera i 200 caratteri"),
    ],
)
def test_a_draft_that_could_not_go_out_is_refused(change: dict[str, str], problem: str) -> None:
    with pytest.raises(Refusal) as refused:
        write_letter(replace(DRAFT, **change), process_id="energia", domain="comune.example", queued_at=MONDAY)
    assert refused.value.problem == problem and refused.value.remedy
    assert "casa@comune.example" not in str(refused.value)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply(Phase.BODY, 250), LetterState.SENT),
        (Reply(Phase.BODY, None), LetterState.UNCERTAIN),
        (Reply(Phase.BODY, 451), LetterState.QUEUED),
        (Reply(Phase.BODY, 421), LetterState.QUEUED),
        (Reply(Phase.BODY, 554), LetterState.REFUSED),
        (Reply(Phase.BODY, 354), LetterState.UNCERTAIN),
        (Reply(Phase.RECIPIENT, 450), LetterState.QUEUED),
        (Reply(Phase.RECIPIENT, 550), LetterState.REFUSED),
        (Reply(Phase.RECIPIENT, None), LetterState.QUEUED),
        (Reply(Phase.RECIPIENT, 250), LetterState.QUEUED),
        (Reply(Phase.SENDER, 552), LetterState.REFUSED),
        (Reply(Phase.SENDER, 530), LetterState.QUEUED),
        (Reply(Phase.SENDER, None), LetterState.QUEUED),
        (Reply(Phase.PREPARATION, None), LetterState.QUEUED),
    ],
)
def test_what_becomes_of_a_letter_after_a_reply(reply: Reply, state: LetterState) -> None:
    assert next_state(reply) is state


@given(st.sampled_from(Phase), st.none() | st.integers(-1, 999))
def test_a_letter_that_may_have_left_is_never_queued_without_the_servers_word(phase: Phase, code: int | None) -> None:
    state = next_state(Reply(phase, code))
    if phase is Phase.BODY and state is LetterState.QUEUED:
        assert code is not None and 400 <= code <= 499
    if state is LetterState.UNCERTAIN:
        assert phase is Phase.BODY


def test_attempts_become_rarer_and_end_after_almost_five_days() -> None:
    moments = [next_attempt_at(attempts, MONDAY) for attempts in range(1, len(RETRY_AFTER) + 1)]
    waits = [moment - MONDAY for moment in moments if moment is not None]
    assert waits == sorted(waits) and len(waits) == len(RETRY_AFTER)
    assert timedelta(days=4) < sum(waits, timedelta()) < timedelta(days=5)
    assert next_attempt_at(len(RETRY_AFTER) + 1, MONDAY) is None


def test_what_the_server_said_is_kept_without_addresses() -> None:
    assert (
        without_addresses("5.1.1 <mario.rossi@altrove.example>: user\r\nunknown") == "5.1.1 ‹indirizzo›: user unknown"
    )
    assert str(Reply(Phase.RECIPIENT, 550, "no mario@altrove.example")) == "destinatario: 550 no ‹indirizzo›"
    assert str(Reply(Phase.BODY, None)) == "consegna del testo: collegamento interrotto"


def test_a_slug_is_plain() -> None:
    assert slug("Energia/Scheda – Città 2", longest=18) == "energia-scheda-cit"
    assert slug("«»", longest=9) == ""
