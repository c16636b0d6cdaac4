"""A message that came in, opened within limits: its headers, its parts, what is enclosed; nothing in it is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

MOST_PARTS = 500
"""Letters of offices hold fewer than twenty; the reader's work grows with every part."""
_MOST_LEVELS = 50
"""Every level of nesting is looked for in every line: a deep message costs as much as its size times its depth."""
_NESTING = re.compile(rb"boundary[*0-9]*\s*=|content-type:\s*message/", re.IGNORECASE)
_LONGEST_HEADER = 10_000
_LONGEST_TEXT = 200_000
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_MOST_IDS = 100

TOO_DEEP = "contiene troppe parti, o troppo annidate: lette solo le intestazioni"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a message (allegato): the name is what the sender wrote, cut down to a plain one."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A message and its parts, those of enclosed messages left out."""

    message: Message
    parts: Sequence[Message]
    fault: str = ""
    """Why its parts were not looked at, in Italian; empty: they were."""


def open_message(data: bytes) -> Opened:
    """Open a message; of one that was made to exhaust the reader, the headers only."""
    if sum(1 for _ in _NESTING.finditer(data)) > _MOST_LEVELS:
        return Opened(BytesHeaderParser().parsebytes(data), [], TOO_DEEP)
    return with_parts(message_from_bytes(data))


def with_parts(message: Message) -> Opened:
    """Look at the parts of a message, unless there are too many."""
    parts = [part for part, _ in zip(parts_of(message), range(MOST_PARTS + 1), strict=False)]
    return Opened(message, parts) if len(parts) <= MOST_PARTS else Opened(message, [], TOO_DEEP)


def parts_of(message: Message) -> Iterator[Message]:
    """Every part that holds something, in order; an enclosed message counts as one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def header(message: Message, name: str) -> str:
    """Return a header on one line, as its reader sees it; empty when it is not there."""
    written = raw_header(message, name)
    try:
        return " ".join(str(make_header(decode_header(written))).split())
    except (HeaderParseError, LookupError, ValueError):
        return written


def raw_header(message: Message, name: str) -> str:
    """Return a header on one line as it was written, undecoded."""
    return " ".join(str(message.get(name, ""))[:_LONGEST_HEADER].split())


def sender_of(message: Message) -> str:
    """Return the address that a message says it comes from, in small letters; empty unless it names exactly one.

    Undecoded: an encoded name must not pass for an address.
    """
    try:
        named = [address for _, address in getaddresses([raw_header(message, "From")]) if address]
    except RecursionError:  # brackets within brackets within brackets
        return ""
    return named[0].lower() if len(named) == 1 else ""


def message_ids(text: str) -> list[str]:
    """Return the Message-IDs that a text holds, in order, each once."""
    found = [match.group() for match, _ in zip(_MESSAGE_ID.finditer(text), range(_MOST_IDS), strict=False)]
    return list(dict.fromkeys(found))


def content(part: Message) -> bytes:
    """Return what a part holds, decoded as far as it can be."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return data if isinstance(data, bytes) else b""


def text_of(part: Message) -> str:
    """Return the beginning of a part as text, whatever its alphabet: only plain signs are looked for in it."""
    return content(part)[:_LONGEST_TEXT].decode("latin-1")


def enclosed_message(part: Message) -> Message | None:
    """Return the message that a part encloses, if it does."""
    inside = part.get_payload()
    if part.get_content_type() != "message/rfc822" or not isinstance(inside, list) or not inside:
        return None
    return inside[0] if isinstance(inside[0], Message) else None


def file_name(part: Message) -> str:
    """Return the plain name of the file that a part says it is: no folders, nothing that does not print."""
    try:
        written = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):  # what a broken parameter does to its reader
        return "allegato"
    with suppress(HeaderParseError, LookupError, ValueError):
        written = str(make_header(decode_header(written)))
    last = re.split(r"[\\/]", written[:_LONGEST_HEADER])[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in "\u202e\u202d").strip(" .")
    return f"{plain[:80]}…{plain[-20:]}" if len(plain) > 120 else plain


def enclosures(parts: Sequence[Message]) -> list[Enclosure]:
    """Return the files that came with a message; pictures of a signature and the like are among them."""
    found = []
    for part in parts:
        name, inside = file_name(part), enclosed_message(part)
        if inside is not None:
            found.append(Enclosure(f"{name.removesuffix('.eml') or 'messaggio'}.eml", inside.as_bytes()))
        elif name or part.get_content_disposition() == "attachment":
            found.append(Enclosure(name or "allegato", content(part)))
    return found
