"""The post office over real sockets: each break and each reply is told apart, and the folder keeps each letter once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from certificates import certificate
from mail_server import mail_server

from domain.errors import Refusal
from domain.outbox.fate import Phase, Reply, next_state
from domain.outbox.message import Claim, Mailbox, compose
from domain.vocabulary import LetterState
from flows.edges import write_whole
from flows.post_folder import FolderPostOffice
from flows.post_office import SmtpPostOffice, SmtpSettings

OFFICE = Mailbox("Ufficio partecipazione", "partecipazione@comune.example")
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def claim(wish: str = "casa", number: int = 1) -> Claim:
    return Claim(
        letter_id=number,
        attempt=1,
        process_id="energia",
        key=f"energia/reminder/{number}",
        message_id=f"<reminder.{number}@comune.example>",
        to_name="Direzione Casa",
        to_address=f"{number}.{wish}@comune.example",
        reply_to="",
        subject="Promemoria",
        body="Buongiorno.\n.\n..due punti\n",
        attachments=(),
        queued_at=NOON,
    )


def content(one: Claim) -> bytes:
    return compose(one, sender=OFFICE, written_at=NOON).as_bytes()


def never(_seconds: float) -> None:
    raise AssertionError("without a limit nobody waits")


def office(port: int, mailbox: Mailbox = OFFICE, **changes: object) -> SmtpPostOffice:
    settings = SmtpSettings("127.0.0.1", port, "none", timeout_s=5.0)
    return SmtpPostOffice(replace(settings, **changes), mailbox, never)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wish", "reply", "state", "accepted"),
    [
        ("casa", Reply(Phase.BODY, 250, "taken"), LetterState.SENT, 1),
        ("rcpt-450", Reply(Phase.RECIPIENT, 450), LetterState.QUEUED, 0),
        ("rcpt-550", Reply(Phase.RECIPIENT, 550), LetterState.REFUSED, 0),
        ("rcpt-421", Reply(Phase.RECIPIENT, 421), LetterState.QUEUED, 0),
        ("drop-at-rcpt", Reply(Phase.RECIPIENT, None), LetterState.QUEUED, 0),
        ("drop-before-data", Reply(Phase.RECIPIENT, None), LetterState.QUEUED, 0),
        ("drop-in-data", Reply(Phase.BODY, None), LetterState.UNCERTAIN, 0),
        ("drop-after-acceptance", Reply(Phase.BODY, None), LetterState.UNCERTAIN, 1),
        ("silent", Reply(Phase.BODY, None), LetterState.UNCERTAIN, 1),
        ("gibberish", Reply(Phase.BODY, None), LetterState.UNCERTAIN, 0),
        ("data-451", Reply(Phase.BODY, 451), LetterState.QUEUED, 0),
        ("data-421", Reply(Phase.BODY, 421), LetterState.QUEUED, 0),
        ("data-554", Reply(Phase.BODY, 554), LetterState.REFUSED, 0),
        ("data-552", Reply(Phase.BODY, 552), LetterState.REFUSED, 0),
    ],
)
def test_a_letter_ends_as_far_as_it_came(wish: str, reply: Reply, state: LetterState, accepted: int) -> None:
    with mail_server() as (port, seen):
        post = office(port, timeout_s=0.3 if wish == "silent" else 5.0)
        post.open()
        heard = post.send(claim(wish), content(claim(wish)))
        assert (heard.phase, heard.code, next_state(heard)) == (reply.phase, reply.code, state)
        assert len(seen.accepted) == accepted
        # Whatever happened to that one, the next letter goes out.
        post.open()
        assert next_state(post.send(claim(number=2), content(claim(number=2)))) is LetterState.SENT
        post.close()


def test_the_server_gets_the_very_bytes_over_one_connection() -> None:
    with mail_server() as (port, seen):
        post = office(port)
        for number in (1, 2, 3):
            post.open()
            post.send(claim(number=number), content(claim(number=number)))
        post.close()
        expected = [(one.message_id, one.to_address, content(one)) for one in (claim(number=n) for n in (1, 2, 3))]
        assert seen.accepted == expected
        assert seen.connections == 1


def test_a_letter_too_big_for_the_server_is_refused_before_its_text() -> None:
    with mail_server(data_size_limit=300) as (port, seen):
        post = office(port)
        post.open()
        reply = post.send(claim(), content(claim()))
        assert (reply.phase, reply.code, reply.is_about_us) == (Phase.SENDER, 552, False)
        assert next_state(reply) is LetterState.REFUSED and seen.accepted == []
        post.close()


def test_a_server_that_does_not_want_us_is_told_apart_from_a_bad_letter() -> None:
    with mail_server() as (port, _):
        post = office(port, Mailbox("Ufficio", "partecipazione@unwelcome.example"))
        post.open()
        reply = post.send(claim(), content(claim()))
        assert str(reply) == "mittente: 530 5.7.0 we do not know ‹indirizzo›"
        assert reply.is_about_us and next_state(reply) is LetterState.QUEUED
        post.close()


def test_a_line_that_was_hung_up_while_idle_is_opened_once_more() -> None:
    with mail_server() as (port, first):
        post = office(port)
        post.open()
        post.send(claim(), content(claim()))
    with mail_server() as (port, second):
        post._settings = replace(post._settings, port=port)
        post.open()  # believes that it is still connected
        assert post.send(claim(number=2), content(claim(number=2))).code == 250
        post.close()
    assert (first.message_ids, second.message_ids) == (["<reminder.1@comune.example>"], ["<reminder.2@comune.example>"])


def test_a_server_that_is_not_there_is_a_refusal_with_a_remedy() -> None:
    with mail_server() as (port, _):
        pass
    with pytest.raises(Refusal, match=f"127.0.0.1:{port}: il server di posta non è raggiungibile .*restano in coda"):
        office(port).open()


def test_a_server_without_starttls_gets_no_letter_and_no_password() -> None:
    with mail_server() as (port, seen), pytest.raises(Refusal, match="SMTPNotSupportedError"):
        office(port, security="starttls", user="ufficio", password="segreta").open()
    assert seen.accepted == []


def test_mail_travels_on_a_trusted_line_after_log_in(tmp_path: Path) -> None:
    authority, tls = certificate(tmp_path)

    def check(server: object, session: object, envelope: object, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"ufficio", b"segreta"), handled=False)

    with mail_server(tls=tls, auth_required=True, authenticator=check) as (port, seen):
        known = {"security": "starttls", "user": "ufficio", "authorities": str(authority)}
        post = office(port, **known, password="segreta")
        post.open()
        assert post.send(claim(), content(claim())).code == 250
        post.close()
        with pytest.raises(Refusal, match="risposta 535") as refused:
            office(port, **known, password="sbagliata").open()
        assert "sbagliata" not in str(refused.value)
        with pytest.raises(Refusal, match=r"SSL|CERTIFICATE|certificate"):
            office(port, **known | {"authorities": ""}, password="segreta").open()
        assert len(seen.accepted) == 1


def test_the_settings_never_show_the_password() -> None:
    assert "segreta" not in repr(SmtpSettings("posta.example", password="segreta"))


def test_a_letter_becomes_one_file_with_the_same_bytes(tmp_path: Path) -> None:
    post = FolderPostOffice(tmp_path / "posta", OFFICE, write_whole)
    post.open()
    assert post.has_sent(claim()) is False
    for _ in range(2):
        assert post.send(claim(), content(claim())) == Reply(Phase.BODY, 250, "00001-energia-reminder-1.eml")
    assert post.has_sent(claim()) is True
    assert {path.name: path.read_bytes() for path in (tmp_path / "posta").iterdir()} == {
        "00001-energia-reminder-1.eml": content(claim())
    }


def test_a_file_that_holds_another_letter_is_left_alone(tmp_path: Path) -> None:
    post = FolderPostOffice(tmp_path, OFFICE, write_whole)
    post.send(claim(), b"another")
    reply = post.send(claim(), content(claim()))
    assert next_state(reply) is LetterState.REFUSED and "già un'altra lettera" in reply.text
    assert post.file_of(claim()).read_bytes() == b"another"


def no_room(path: Path, data: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_a_folder_that_cannot_be_written_to_is_refused_or_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refusal, match="non si può scrivere"):
        FolderPostOffice(tmp_path / "file" / "posta", OFFICE, write_whole).open()
    full = FolderPostOffice(tmp_path, OFFICE, no_room)
    assert next_state(full.send(claim(), b"x")) is LetterState.QUEUED and full.has_sent(claim()) is False
