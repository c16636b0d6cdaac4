"""Receipts of Italian certified mail (PEC): what the provider certifies of a letter, and the envelope of a reply."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from lxml import etree

from domain.outbox.fate import without_addresses
from domain.outbox.opened import Opened, content, enclosed_message, file_name, header, message_ids
from domain.outbox.reports import Notice
from domain.vocabulary import IncomingKind

_RECEIPTS = {
    "accettazione": IncomingKind.ACCEPTED,
    "presa-in-carico": IncomingKind.ACCEPTED,
    "avvenuta-consegna": IncomingKind.DELIVERED,
    "preavviso-errore-consegna": IncomingKind.DELAYED,
    "errore-consegna": IncomingKind.FAILED,
    "non-accettazione": IncomingKind.FAILED,
    "rilevazione-virus": IncomingKind.FAILED,
}
"""Law: DM 2 novembre 2005, technical rules, 6.3 and 6.4: the early notice (12 hours) is no failure yet, the provider
goes on trying until 24 hours have passed."""
_ENVELOPES = ("posta-certificata", "errore")
"""`errore`: plain mail that came to a certified mailbox."""
_LARGEST_DATA = 1_000_000
_NOT_BELIEVED = "ricevuta PEC senza dati di certificazione leggibili"
_CONTRADICTORY = "ricevuta PEC con dati di certificazione che dicono altro"


@dataclass(frozen=True, slots=True)
class Certified:
    """What `daticert.xml` says."""

    kind: str
    error: str
    message_id: str


def certified_receipt(opened: Opened) -> Notice | None:
    """Return what a receipt says; None when the message is none.

    Headers and certified data must say the same, or it is not believed. The signature of the provider is not verified.
    """
    word = header(opened.message, "X-Ricevuta").lower()
    if not word:
        return None
    about = message_ids(header(opened.message, "X-Riferimento-Message-ID"))
    data = next((content(part) for part in opened.parts if file_name(part).lower() == "daticert.xml"), b"")
    certified = read_certified(data)
    if certified is None or word not in _RECEIPTS:
        return Notice(IncomingKind.UNKNOWN, about, fault=_NOT_BELIEVED)
    named = message_ids(certified.message_id)
    if certified.kind != word or len(named) != 1 or (about and about != named):
        return Notice(IncomingKind.UNKNOWN, about, fault=_CONTRADICTORY)
    said = word if certified.error in ("", "nessuno") else f"{word}, {certified.error}"
    return Notice(_RECEIPTS[word], named, without_addresses(f"PEC: {said}")[:200])


def certified_content(opened: Opened) -> Message | None:
    """Return the message that a certified envelope carries; None when this is no such envelope."""
    if header(opened.message, "X-Trasporto").lower() not in _ENVELOPES:
        return None
    return next((inside for part in opened.parts if (inside := enclosed_message(part)) is not None), None)


def read_certified(data: bytes) -> Certified | None:
    """Read `daticert.xml`; None when it is not one, or was made to do more than be read."""
    if not 0 < len(data) <= _LARGEST_DATA:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.tag != "postacert" or root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        return None
    word, error = root.get("tipo", ""), root.get("errore", "")
    return Certified(word.strip().lower(), error[:100].strip().lower(), (root.findtext("dati/msgid") or "").strip())
