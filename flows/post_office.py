"""How a message leaves the house over SMTP, and what every post office can do."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from domain.errors import Refusal
from domain.outbox.fate import Phase, Reply
from domain.outbox.message import Claim, Mailbox

Pause = Callable[[float], None]
"""Lets so many seconds pass."""
_LONGEST_ROUND_MINUTES = 5
"""Under a limit a round ends after this long: the rest waits for the next one, and a stop is never far away."""
_NO_REPLY = -1
"""What smtplib, too, says of a line that is no reply: nothing that follows on that connection can be trusted."""
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class PostOffice(Protocol):
    """Whoever takes the messages: opened before a letter is claimed, closed at the end of a round."""

    @property
    def mailbox(self) -> Mailbox:
        """Who signs the letters."""

    def open(self) -> None:
        """Get ready to send; nothing happens when it is ready already. Raises: Refusal when nobody answers."""

    def send(self, claim: Claim, content: bytes) -> Reply:
        """Hand one message over and say how far it came; never raises for what the server does."""

    def has_sent(self, claim: Claim) -> bool | None:
        """Say whether this letter left earlier; None when nobody here can know."""

    def keeps(self, letter_id: int, key: str) -> bool:
        """Say whether a copy of this letter stays here."""

    def forget(self, letter_id: int, key: str) -> None:
        """Remove the copy of this letter, where one stays. Raises: Refusal when it cannot be removed."""

    def keep_pace(self) -> None:
        """Wait as long as must lie between one letter and the next, whoever sends it."""

    @property
    def most_in_a_round(self) -> int | None:
        """Letters after which a round ends, so that no round lasts for hours; None: no such number."""

    def close(self) -> None:
        """Take leave; `open` may follow."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The server that takes the mail. Unit: timeout in seconds, for each step of the conversation."""

    host: str
    port: int = 587
    security: Literal["starttls", "ssl", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 30.0
    authorities: str = ""
    """File of the authorities to trust; empty: the machine's own."""
    per_minute: int = 0
    """Letters that may leave in a minute; 0: as many as the server takes."""


class SmtpPostOffice:
    """Sends over one connection for many letters, and knows how far each one came."""

    def __init__(self, settings: SmtpSettings, mailbox: Mailbox, pause: Pause) -> None:
        self.mailbox = mailbox
        self._settings = settings
        self._pause = pause
        self._smtp: smtplib.SMTP | None = None
        self._letters_on_this_line = 0

    def open(self) -> None:
        """Connect, secure the line, log in.

        Raises: Refusal when the server cannot be reached, trusted or logged in to.
        """
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Refusal(
                f"il server di posta non è raggiungibile o non ci accoglie ({_why(error)})",
                "verificate nome, porta, sicurezza e credenziali del server; le lettere restano in coda",
                f"{self._settings.host}:{self._settings.port}",
            ) from error
        self._letters_on_this_line = 0

    def send(self, claim: Claim, content: bytes) -> Reply:
        """Hand one message over; a line that the server hung up while idle is opened once more."""
        had_been_idle = self._letters_on_this_line > 0
        reply = self._converse(claim.to_address, content)
        hung_up = reply.phase is Phase.SENDER and reply.code in (None, 421)
        if hung_up and had_been_idle:
            with contextlib.suppress(Refusal):
                self.open()
                return self._converse(claim.to_address, content)
        return reply

    def has_sent(self, claim: Claim) -> bool | None:
        """Say None: SMTP keeps no list of what it took."""
        return None

    def keeps(self, letter_id: int, key: str) -> bool:
        """Say no: what left is not here."""
        return False

    def forget(self, letter_id: int, key: str) -> None:
        """Do nothing: what left is not here."""

    def keep_pace(self) -> None:
        """Wait after each letter, the last of a round too.

        The round holds the mailroom's turn meanwhile: the limit holds for all rounds together.
        """
        if self._settings.per_minute:
            self._pause(60 / self._settings.per_minute)

    @property
    def most_in_a_round(self) -> int | None:
        """As many letters as the limit allows in the longest round."""
        return self._settings.per_minute * _LONGEST_ROUND_MINUTES or None

    def close(self) -> None:
        """Take leave of the server, or just hang up when it no longer listens."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._hang_up()

    def _connect(self) -> smtplib.SMTP:
        server = self._settings
        trust = ssl.create_default_context(cafile=server.authorities or None)
        # Our own domain as greeting: asking the network for the machine's name may take seconds.
        if server.security == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self.mailbox.domain, timeout=server.timeout_s, context=trust
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, self.mailbox.domain, timeout=server.timeout_s)
        try:
            if server.security == "starttls":
                smtp.starttls(context=trust)
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _converse(self, to_address: str, content: bytes) -> Reply:
        """Speak the envelope and the text step by step, so that a break is placed before or after the text."""
        phase = Phase.SENDER
        if self._smtp is None:
            return Reply(phase, None)
        self._letters_on_this_line += 1
        try:
            size = [f"SIZE={len(content)}"] if self._smtp.has_extn("size") else []
            code, said = self._smtp.mail(self.mailbox.address, size)
            if code == 250:
                phase = Phase.RECIPIENT
                code, said = self._smtp.rcpt(to_address)
                if code in (250, 251):
                    code, said = self._smtp.docmd("DATA")
                    if code == 354:
                        phase = Phase.BODY
                        self._smtp.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
                        code, said = self._smtp.getreply()
        except (OSError, smtplib.SMTPException):
            code, said = _NO_REPLY, b""
        if code <= 0:
            self._hang_up()
            return Reply(phase, None)
        self._clear_up(phase, code)
        return Reply(phase, code, said.decode("utf-8", "replace"))

    def _clear_up(self, phase: Phase, code: int) -> None:
        if phase is Phase.BODY and 200 <= code <= 299:
            return
        try:
            if code == 421 or self._smtp is None or self._smtp.rset()[0] != 250:
                self._hang_up()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"risposta {error.smtp_code}"
    if isinstance(error, TimeoutError):
        return "tempo scaduto"
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__
