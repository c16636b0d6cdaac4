"""A letter as an e-mail message: one recipient, fixed identity, the same bytes at every attempt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePosixPath

_KINDS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ics": "text/calendar",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
"""Our own table: the machine's differs from place to place, and the bytes with it."""
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)

Attachment = tuple[str, str, bytes]
"""File name, media type, content."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address: who signs the letters."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter taken in charge for one attempt: plain values, no session behind them."""

    letter_id: int
    attempt: int
    process_id: str
    key: str
    message_id: str
    to_name: str
    to_address: str
    reply_to: str
    subject: str
    body: str
    attachments: tuple[str, ...]
    """Names of documents of the same process."""
    queued_at: datetime


def media_type(name: str) -> str:
    """Return the media type of a file by its ending, `application/octet-stream` when it is none of ours."""
    return _KINDS.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def compose(
    claim: Claim, attachments: Sequence[Attachment] = (), *, sender: Mailbox, written_at: datetime
) -> EmailMessage:
    """Return the message of a letter; the same letter and date give the same bytes.

    Raises: ValueError when a line break would smuggle in a header.
    """
    message = EmailMessage(policy=SMTP)
    message["Date"] = written_at
    message["Message-ID"] = claim.message_id
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = Address(claim.to_name, addr_spec=claim.to_address)
    if claim.reply_to:
        message["Reply-To"] = Address(addr_spec=claim.reply_to)
    message["Subject"] = claim.subject
    # Law: RFC 3834: out-of-office programs must not answer a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(claim.body, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = "it"
    for name, kind, content in attachments:
        main, _, sub = kind.partition("/")
        # The reader has none of our folders: some mail programs drop a name that holds a slash.
        own_name = PurePosixPath(name).name
        said = _parameters(kind, content)
        message.add_attachment(content, maintype=main, subtype=sub, cte="base64", filename=own_name, params=said)
    if attachments:
        # `=_` cannot occur in quoted-printable nor in base64: the boundary never meets itself in the text.
        message.set_boundary("=_" + hashlib.sha256(claim.message_id.encode()).hexdigest()[:32])
    return message


def _parameters(kind: str, content: bytes) -> dict[str, str]:
    """Say what an invitation does: without it mail programs show a file instead of an appointment (RFC 6047, 2.4)."""
    found = _METHOD.search(content) if kind == "text/calendar" else None
    return {"method": found[1].decode(), "charset": "utf-8"} if found else {}
