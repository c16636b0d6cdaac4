"""A real mail server for the tests: what it does to a letter stands in the local part of the recipient."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_REPLIES = re.compile(r"^(mail|rcpt|data)-(\d{3})(?:-(\d+)times)?$")
_MESSAGE_ID = re.compile(rb"^Message-ID: (<.*>)\r$", re.MULTILINE)


@dataclass
class Seen:
    """Everything the server saw: the truth that the outbox is held against."""

    accepted: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Message-ID, recipient, bytes as they came."""
    connections: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    log_ins: list[str] = field(default_factory=list)
    silence: threading.Event = field(default_factory=threading.Event)

    @property
    def message_ids(self) -> list[str]:
        return [message_id for message_id, _, _ in self.accepted]


class _Conversation(SMTP):
    """Adds what a handler cannot do: breaks before and inside the text, too little patience, an unreadable reply."""

    async def smtp_DATA(self, arg: str | None) -> None:
        wish = _wish(self.envelope)
        if wish == "drop-before-data":
            self.transport.abort()
        elif wish == "drop-in-data":
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
        elif wish == "gibberish":
            await self.push("354 go on")
            while await self._reader.readline() != b".\r\n":
                pass
            await self.push("what? no")
        else:
            await super().smtp_DATA(arg)


@dataclass
class _Handler:
    seen: Seen

    async def handle_EHLO(self, server: Any, session: Session, envelope: Envelope, name: str, said: list[str]) -> Any:
        session.host_name = name
        self.seen.connections += 1
        return said

    async def handle_MAIL(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address
        if session.host_name == "unwelcome.example":
            return "530 5.7.0 we do not know <partecipazione@unwelcome.example>"
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if refusal := self._refusal("rcpt", address):
            return refusal
        if _local_part(address) == "drop-at-rcpt":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        (recipient,) = envelope.rcpt_tos  # one recipient per message, or the test fails
        if refusal := self._refusal("data", recipient):
            return refusal
        content = bytes(envelope.content or b"")
        (message_id,) = _MESSAGE_ID.findall(content)
        self.seen.accepted.append((message_id.decode(), recipient, content))
        wish = _wish(envelope)
        if wish == "drop-after-acceptance":
            server.transport.abort()
        if wish == "silent":
            await asyncio.get_running_loop().run_in_executor(None, self.seen.silence.wait)
        return "250 taken"

    def _refusal(self, when: str, address: str) -> str | None:
        wished = _REPLIES.match(_local_part(address))
        if wished is None or wished[1] != when:
            return None
        self.seen.tries[address] += 1
        if wished[3] and self.seen.tries[address] > int(wished[3]):
            return None
        return f"{wished[2]} 5.1.1 <{address}>: as you wish"


def _wish(envelope: Envelope) -> str:
    return _local_part(envelope.rcpt_tos[0]) if envelope.rcpt_tos else ""


def _local_part(address: str) -> str:
    """`3.rcpt-450@comune.example` wishes for `rcpt-450`."""
    return address.partition("@")[0].rpartition(".")[2]


class _Server(Controller):
    def factory(self) -> SMTP:
        return _Conversation(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(*, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[tuple[int, Seen]]:
    """Run the server on a free port of this machine; yields the port and what it sees."""
    seen = Seen()
    settings = {"require_starttls": True, "tls_context": tls} if tls else {}
    server = _Server(_Handler(seen), hostname="127.0.0.1", port=0, **settings, **options)
    server.start()
    try:
        yield server.port, seen
    finally:
        seen.silence.set()
        server.stop()
