"""What mail servers report of a letter: delivered, late or failed (notifiche di consegna, RFC 3464)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from domain.outbox.fate import without_addresses
from domain.outbox.opened import Opened, content, enclosed_message, header, message_ids, text_of
from domain.vocabulary import IncomingKind

_ACTIONS = {
    "failed": IncomingKind.FAILED,
    "delayed": IncomingKind.DELAYED,
    "delivered": IncomingKind.DELIVERED,
    "relayed": IncomingKind.ACCEPTED,
    "expanded": IncomingKind.ACCEPTED,
}
"""Law: RFC 3464, 2.3.3. Whoever relays or expands says that the letter left, not that it arrived."""
_CLASSES = {"5": IncomingKind.FAILED, "4": IncomingKind.DELAYED, "2": IncomingKind.DELIVERED}
_WORST_FIRST = (IncomingKind.FAILED, IncomingKind.DELAYED, IncomingKind.ACCEPTED, IncomingKind.DELIVERED)
_QMAIL = "this is the qmail-send program"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message says of a letter: which kind of news, about which Message-IDs, in whose words."""

    kind: IncomingKind
    about: Sequence[str]
    """Message-IDs, the surest first."""
    said: str = ""
    """What the server said, without addresses."""
    fault: str = ""
    """Why it is not believed, in Italian."""


def delivery_report(opened: Opened) -> Notice | None:
    """Return what a report of delivery says; None when the message is none.

    Our letters have one recipient each: of several outcomes the worst one counts.
    """
    status = next((part for part in opened.parts if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return _plain_bounce(opened)
    blocks = status.get_payload()
    found: dict[IncomingKind, str] = {}
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and (kind := _outcome(block)):
            words = f"{header(block, 'Status')} {header(block, 'Diagnostic-Code')}"
            found.setdefault(kind, without_addresses(words[:1_000])[:200])
    worst = next((kind for kind in _WORST_FIRST if kind in found), None)
    return Notice(worst, _originals(opened), found[worst]) if worst else None


def _outcome(block: Message) -> IncomingKind | None:
    action, status = header(block, "Action").lower(), header(block, "Status")
    if not action and not status:
        return None
    return _ACTIONS.get(action) or _CLASSES.get(status[:1])


def _plain_bounce(opened: Opened) -> Notice | None:
    """Read the bounces that servers wrote before there was a standard, and some still write."""
    is_bounce = bool(header(opened.message, "X-Failed-Recipients")) or (
        has_no_return(opened.message) and any(_QMAIL in text_of(part)[:5_000].lower() for part in opened.parts)
    )
    return Notice(IncomingKind.FAILED, _originals(opened)) if is_bounce else None


def has_no_return(message: Message) -> bool:
    """Tell whether a machine sent this: nobody would read an answer."""
    if header(message, "Return-Path") == "<>":
        return True
    return "mailer-daemon@" in header(message, "From").lower()


def _originals(opened: Opened) -> list[str]:
    """Return the Message-IDs that a report may be about: of the letter it returns, then those it only mentions."""
    returned, mentioned = [], []
    for part in opened.parts:
        original = enclosed_message(part)
        if original is None and part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            original = BytesHeaderParser().parsebytes(content(part))
        if original is not None:
            returned += message_ids(header(original, "Message-ID"))
        elif part.get_content_maintype() == "text":
            mentioned += message_ids(text_of(part))
    return list(dict.fromkeys([*returned, *answered(opened.message), *mentioned]))


def answered(message: Message) -> list[str]:
    """Return the Message-IDs that a message says it answers, the nearest first."""
    nearest = message_ids(header(message, "In-Reply-To"))
    return list(dict.fromkeys([*nearest, *reversed(message_ids(header(message, "References")))]))
