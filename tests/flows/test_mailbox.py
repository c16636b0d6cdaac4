"""The mailbox over IMAP, on a real Dovecot: read once, marked, never deleted; what cannot be had is said."""

from __future__ import annotations

import socket

import pytest
from mailbox_server import PASSWORD, MailboxServer

from domain.errors import Refusal
from flows.mailbox import KEYWORD, ImapSettings, ImapTray, Waiting, open_tray
from flows.settings import Settings

ONE, TWO = b"Subject: uno\r\n\r\nPrimo.\r\n", b"Subject: due\r\n\r\n" + b"x" * 5_000 + b"\r\n"


def opened(settings: ImapSettings) -> ImapTray:
    tray = ImapTray(settings)
    tray.open()
    tray.open()  # ready already: nothing happens
    return tray


@pytest.mark.parametrize("security", ["none", "starttls", "ssl"])
def test_a_message_is_read_as_it_came_and_waits_until_it_is_marked(dovecot: MailboxServer, security: str) -> None:
    user = f"lettura-{security}"
    dovecot.put(user, ONE, TWO)
    port = dovecot.tls_port if security == "ssl" else dovecot.port
    known = {"port": port, "security": security, "authorities": dovecot.authorities}
    tray = opened(dovecot.settings(user, **known))
    first, second = waiting = tray.waiting(10)
    assert [one.size for one in waiting] == [len(ONE), len(TWO)] and tray.waiting(1) == [first]
    assert [tray.read(one.uid) for one in waiting] == [ONE, TWO]
    assert tray.read(second.uid, head_only=True) == b"Subject: due\r\n\r\n"
    tray.mark(first.uid)
    assert tray.waiting(10) == [second]
    tray.close()
    tray.close()
    assert [KEYWORD in flags for flags in dovecot.flags(user)] == [True, False]
    assert not any("\\Seen" in flags for flags in dovecot.flags(user))


def test_a_message_that_a_person_has_read_meanwhile_is_not_lost(dovecot: MailboxServer) -> None:
    dovecot.put("persona", ONE)
    dovecot.see("persona")
    tray = opened(dovecot.settings("persona"))
    assert [tray.read(one.uid) for one in tray.waiting(10)] == [ONE]
    tray.close()


def test_where_the_server_keeps_no_keyword_a_message_is_marked_as_seen(dovecot: MailboxServer) -> None:
    dovecot.put("senza-parole", ONE, TWO)
    tray = opened(dovecot.settings("senza-parole"))
    tray._takes_keywords = False  # what the server says of itself when the folder is opened
    first, second = tray.waiting(10)
    tray.mark(first.uid)
    assert tray.waiting(10) == [second]
    tray.close()
    assert dovecot.flags("senza-parole") == [["\\Seen"], []]


def test_no_more_than_the_largest_size_and_one_byte_is_ever_downloaded(dovecot: MailboxServer) -> None:
    dovecot.put("grande", TWO)
    tray = opened(dovecot.settings("grande", largest_bytes=1_000))
    assert [len(tray.read(one.uid) or b"") for one in tray.waiting(10)] == [1_001]
    tray.close()


def test_a_message_that_is_not_there_is_nothing_and_an_empty_mailbox_is_empty(dovecot: MailboxServer) -> None:
    tray = opened(dovecot.settings("vuota"))
    assert (tray.waiting(10), tray.read(99)) == ([], None)
    tray.close()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"password": "sbagliata"}, "AUTHENTICATIONFAILED"),
        ({"security": "ssl"}, "SSL|WRONG_VERSION|RECORD"),
        ({"security": "starttls"}, "CERTIFICATE|certificate"),
        ({"security": "starttls", "authorities": "assente.pem"}, "No such file"),
        ({"port": 1}, "refused"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_a_refusal_with_a_remedy(
    dovecot: MailboxServer, changes: dict[str, object], why: str
) -> None:
    tray = ImapTray(dovecot.settings("rifiuti", **changes))
    with pytest.raises(Refusal, match=why) as refused:
        tray.open()
    assert "i messaggi restano nella casella" in refused.value.remedy
    assert "sbagliata" not in str(refused.value) and "rifiuti" not in str(refused.value)
    tray.close()


@pytest.mark.parametrize("folder", ["Assente", 'Strana" OR "1', "Con spazi"])
def test_a_folder_that_is_not_there_is_named(dovecot: MailboxServer, folder: str) -> None:
    with pytest.raises(Refusal, match="la casella di posta non ha questa cartella") as refused:
        ImapTray(dovecot.settings("cartelle", folder=folder)).open()
    assert refused.value.place == folder


def test_a_line_that_breaks_is_a_refusal_and_the_next_round_opens_it_anew(dovecot: MailboxServer) -> None:
    dovecot.put("rottura", ONE)
    tray = opened(dovecot.settings("rottura"))
    assert tray._imap is not None
    tray._imap.sock.shutdown(socket.SHUT_RDWR)
    with pytest.raises(Refusal, match="la casella di posta non è raggiungibile"):
        tray.waiting(10)
    tray.close()
    tray.open()
    assert isinstance(tray.waiting(10)[0], Waiting)
    tray.close()


def test_the_mailbox_is_the_one_that_the_environment_names() -> None:
    with pytest.raises(Refusal, match="non è indicata nessuna casella di posta da leggere"):
        open_tray(Settings(imap_host=""))
    tray = open_tray(Settings(imap_host="imap.example", imap_user="ufficio", largest_upload_mb=7))
    assert tray.largest_bytes == 7_000_000
    assert PASSWORD not in repr(ImapSettings("imap.example", password=PASSWORD))
