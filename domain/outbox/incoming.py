"""What a message in the office's mailbox is: a receipt, a bounce, a reply, or nothing that we know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.outbox.certified import certified_content, certified_receipt
from domain.outbox.fate import without_addresses
from domain.outbox.opened import Enclosure, Opened, enclosures, header, open_message, sender_of, with_parts
from domain.outbox.reports import Notice, answered, delivery_report, has_no_return
from domain.vocabulary import IncomingKind, LetterState

NOT_OURS = "non riguarda nessuna lettera di questo ufficio"
PROVES_ARRIVAL = frozenset({IncomingKind.DELIVERED, IncomingKind.REPLY})
"""A person who replies has the letter in hand."""
PROVES_LEAVING = PROVES_ARRIVAL | {IncomingKind.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message says, before it is known which letter it is about."""

    kind: IncomingKind
    about: Sequence[str] = ()
    """Message-IDs that it may be about, the surest first."""
    said: str = ""
    """What a server said of the letter, without addresses."""
    fault: str = ""
    """What could not be read or believed, in Italian."""
    sender: str = field(default="", repr=False)
    enclosures: Sequence[Enclosure] = field(default=(), repr=False)
    """Only those of a person: receipts and automatic replies enclose what we had sent."""


def understand(data: bytes) -> Understood:
    """Say what a message is; whatever its bytes do to a reader, the answer is at least that it is unknown."""
    try:
        return _understand(open_message(data))
    except Exception as error:  # the standard library's reader of mail has no list of what it raises
        return Understood(IncomingKind.UNKNOWN, fault=f"il messaggio non si può leggere ({type(error).__name__})")


def _understand(opened: Opened) -> Understood:
    notice = certified_receipt(opened)
    if notice is None and (inside := certified_content(opened)) is not None:
        opened = with_parts(inside)
    notice = notice or delivery_report(opened) or _automatic(opened)
    sender = sender_of(opened.message)
    if notice is not None:
        return Understood(notice.kind, notice.about, notice.said, notice.fault or opened.fault, sender)
    about = answered(opened.message)
    kind = IncomingKind.REPLY if about else IncomingKind.UNKNOWN
    return Understood(kind, about, "", opened.fault, sender, enclosures(opened.parts))


def _automatic(opened: Opened) -> Notice | None:
    """Recognize what a machine answered by itself (RFC 3834, and what some send instead)."""
    message = opened.message
    is_automatic = (
        header(message, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no")
        or bool(header(message, "X-Autoreply") or header(message, "X-Autorespond"))
        or header(message, "Precedence").lower() == "auto_reply"
        or has_no_return(message)
    )
    return Notice(IncomingKind.AUTOMATIC, answered(message)) if is_automatic else None


def kind_of(understood: Understood, *, is_about_us: bool) -> IncomingKind:
    """Say what a message is once it is known whether one of its Message-IDs is ours."""
    if understood.kind is IncomingKind.REPLY and not is_about_us:
        return IncomingKind.UNKNOWN
    return understood.kind


def state_after(kind: IncomingKind, state: LetterState) -> LetterState:
    """Say where a letter goes when such a message about it comes in; most often it stays.

    A failure makes a sent or uncertain letter wait for a person; proof that it left settles an uncertain one, proof
    that it arrived also one that was to be sent again. A letter in flight counts as uncertain: its sender may be dead,
    and the message will not come a second time. What was settled by hand stays so.
    """
    is_open = state in (LetterState.UNCERTAIN, LetterState.SENDING)
    if kind is IncomingKind.FAILED and (is_open or state is LetterState.SENT):
        return LetterState.REFUSED
    if (kind in PROVES_LEAVING and is_open) or (kind in PROVES_ARRIVAL and state is LetterState.QUEUED):
        return LetterState.SENT
    return state


def reply_in_words(kind: IncomingKind, understood: Understood) -> str:
    """Return what a letter shows as the last thing heard of it."""
    return without_addresses(f"{kind}: {understood.said}" if understood.said else str(kind))[:300]
