"""The office's mailbox over IMAP: new messages are read and marked, none is ever deleted or moved."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from domain.errors import Refusal
from flows.settings import Settings

KEYWORD = "Istruttoria"
"""Marks what was read by the product; whether a person has read it is another matter, and stays as it is."""
_HEAD_BYTES = 100_000
_SIZE = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was not read yet: its number in the mailbox and its size in bytes."""

    uid: int
    size: int


class InTray(Protocol):
    """Whatever holds messages that came in."""

    @property
    def largest_bytes(self) -> int:
        """Size above which a message is not downloaded."""

    def open(self) -> None:
        """Get ready to read. Raises: Refusal when nobody answers."""

    def waiting(self, limit: int) -> Sequence[Waiting]:
        """The oldest messages that are not marked, at most `limit`. Raises: Refusal when the line breaks."""

    def read(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """The bytes of a message, or of its headers; None when it cannot be had. Raises: Refusal as above."""

    def mark(self, uid: int) -> None:
        """Mark a message as read by the product. Raises: Refusal as above."""

    def close(self) -> None:
        """Take leave; `open` may follow."""


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """The server that holds the mailbox. Unit: timeout in seconds, for each step of the conversation."""

    host: str
    port: int = 993
    security: Literal["ssl", "starttls", "none"] = "ssl"
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    authorities: str = ""
    """File of the authorities to trust; empty: the machine's own."""
    timeout_s: float = 30.0
    largest_bytes: int = 50_000_000


class ImapTray:
    """Reads one folder over one connection for a whole round."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._imap: imaplib.IMAP4 | None = None
        self._takes_keywords = True

    @property
    def largest_bytes(self) -> int:
        """Size above which a message is not downloaded."""
        return self._settings.largest_bytes

    def open(self) -> None:
        """Connect, secure the line, log in, choose the folder.

        Raises: Refusal when the server cannot be reached, trusted or logged in to, or has no such folder.
        """
        if self._imap is None:
            self._imap = self._asked(self._connect)
            try:
                self._asked(self._select)
            except Refusal:
                self.close()
                raise

    def waiting(self, limit: int) -> Sequence[Waiting]:
        """The oldest messages that are not marked; one that a person has read meanwhile is among them."""
        unmarked = f"UNKEYWORD {KEYWORD}" if self._takes_keywords else "UNSEEN"
        (found,) = self._uid("SEARCH", unmarked, "UNDELETED")
        uids = sorted(map(int, (found or b"").split()))[:limit]
        if not uids:
            return []
        sizes = {}
        for line in self._uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)"):
            if match := _SIZE.search(line if isinstance(line, bytes) else b""):
                uid, size = (match[1], match[2]) if match[1] else (match[4], match[3])
                sizes[int(uid)] = int(size)
        return [Waiting(uid, sizes[uid]) for uid in uids if uid in sizes]

    def read(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """The bytes of a message, never more than the largest size and one; None when the server has none."""
        section, most = ("HEADER", _HEAD_BYTES) if head_only else ("", self.largest_bytes + 1)
        for line in self._uid("FETCH", str(uid), f"(BODY.PEEK[{section}]<0.{most}>)"):
            if isinstance(line, tuple):
                return bytes(line[1])
        return None

    def mark(self, uid: int) -> None:
        """Put our keyword on a message; where the server keeps none, say that it was seen."""
        self._uid("STORE", str(uid), "+FLAGS.SILENT", f"({KEYWORD if self._takes_keywords else chr(92) + 'Seen'})")

    def close(self) -> None:
        """Take leave of the server, or just hang up when it no longer listens; nothing is expunged."""
        if self._imap is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                self._imap.logout()
            self._imap = None

    def _connect(self) -> imaplib.IMAP4:
        server = self._settings
        trust = ssl.create_default_context(cafile=server.authorities or None)
        if server.security == "ssl":
            imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                server.host, server.port, ssl_context=trust, timeout=server.timeout_s
            )
        else:
            imap = imaplib.IMAP4(server.host, server.port, timeout=server.timeout_s)
        try:
            if server.security == "starttls":
                imap.starttls(ssl_context=trust)
            imap.login(server.user, server.password)
        except BaseException:
            with suppress(OSError):
                imap.shutdown()
            raise
        return imap

    def _select(self) -> None:
        assert self._imap is not None
        name = self._settings.folder.replace("\\", "\\\\").replace('"', '\\"')
        status, _ = self._imap.select(f'"{name}"')
        if status != "OK":
            remedy = "correggete ISTRUTTORIA_IMAP_FOLDER: il nome è quello che il server dà alla cartella"
            raise Refusal("la casella di posta non ha questa cartella", remedy, self._settings.folder)
        _, flags = self._imap.response("PERMANENTFLAGS")
        kept = flags[0] if flags and isinstance(flags[0], bytes) else b""
        self._takes_keywords = b"\\*" in kept or KEYWORD.lower().encode() in kept.lower()

    def _uid(self, command: str, *words: str) -> list[Any]:
        def ask() -> list[Any]:
            assert self._imap is not None
            status, said = self._imap.uid(command, *words)
            if status != "OK":
                raise imaplib.IMAP4.error(command)
            return said

        return self._asked(ask)

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (OSError, imaplib.IMAP4.error) as error:
            if not isinstance(error, imaplib.IMAP4.error) or isinstance(error, imaplib.IMAP4.abort):
                self._imap = None  # the line is gone: no leave can be taken
            raise Refusal(
                f"la casella di posta non è raggiungibile o non ci accoglie ({_why(error)})",
                "verificate nome, porta, sicurezza, credenziali e cartella; i messaggi restano nella casella",
                f"{self._settings.host}:{self._settings.port}",
            ) from error


def open_tray(settings: Settings) -> ImapTray:
    """Return the mailbox that the environment names, not yet connected.

    Raises: Refusal when it names none.
    """
    if not settings.imap_host:
        remedy = "indicate ISTRUTTORIA_IMAP_HOST, ISTRUTTORIA_IMAP_USER e la parola d'ordine, come nella guida"
        raise Refusal("non è indicata nessuna casella di posta da leggere", remedy)
    return ImapTray(
        ImapSettings(
            host=settings.imap_host,
            port=settings.imap_port,
            security=settings.imap_security,
            user=settings.imap_user,
            password=settings.imap_password.get_secret_value(),
            folder=settings.imap_folder,
            authorities=settings.imap_authorities,
            largest_bytes=settings.largest_upload_mb * 1_000_000,
        )
    )


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "tempo scaduto"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    # What the server said may hold the name of the user: only its own code is repeated.
    code = re.search(r"\[([A-Z-]{1,30})\]", str(error))
    return code[1] if code else type(error).__name__
