"""What a letter must be before it enters the outbox: one plain address, clean headers, an identity of its own."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.errors import Refusal
from domain.models import Letter
from domain.vocabulary import LetterState

LONGEST_SUBJECT = 200
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


class Draft(Protocol):
    """A letter as an act hands it in (minuta)."""

    @property
    def key(self) -> str: ...
    @property
    def to_name(self) -> str: ...
    @property
    def to_address(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def attachments(self) -> Sequence[str]: ...
    @property
    def reply_to(self) -> str: ...


def message_id(kind: str, process_id: str, key: str, domain: str) -> str:
    """Return the Message-ID of a letter: the same key always gets the same one, and it never holds the address.

    It stays within one header line, so that every server hands it on as it is.
    """
    digest = hashlib.sha256("\x1f".join((kind, process_id, key)).encode()).hexdigest()[:24]
    return f"<{slug(kind, longest=24) or 'lettera'}.{digest}@{domain}>"


def slug(text: str, *, longest: int) -> str:
    """Return the text in lower-case ASCII letters, digits and hyphens: `Casa/Scheda 2` becomes `casa-scheda-2`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _SEPARATORS.sub("-", plain).strip("-")[:longest].rstrip("-")


def why_not_an_address(address: str) -> str | None:
    """Say why mail cannot be sent to this address, or return None."""
    if len(address) > 254:
        return "supera i 254 caratteri"
    if not address.isascii():
        return "contiene lettere accentate o segni che i server di posta non accettano"
    if not _ADDRESS.fullmatch(address) or ".." in address or address.startswith(".") or ".@" in address:
        return "non ha la forma nome@dominio.it"
    return None


def write_letter(draft: Draft, *, process_id: str, domain: str, queued_at: datetime) -> Letter:
    """Return the queued letter that a draft becomes; the word before the first `:` or `/` of its key is its kind.

    The key of the letter is the draft's behind its process: drafts of two processes never collide.

    Raises: Refusal when an address, a header line or the text could not go out as it is.
    """
    key = f"{process_id}/{draft.key}"
    kind = re.split(r"[:/]", draft.key, maxsplit=1)[0]
    _check(draft, key)
    return Letter(
        process_id=process_id,
        key=key,
        message_id=message_id(kind, process_id, key, domain),
        to_name=draft.to_name.strip(),
        to_address=draft.to_address,
        reply_to=draft.reply_to,
        subject=draft.subject.strip(),
        body=draft.body.replace("\r\n", "\n").replace("\r", "\n"),
        attachments=json.dumps(list(draft.attachments), ensure_ascii=False),
        state=LetterState.QUEUED,
        queued_at=queued_at,
        next_attempt_at=queued_at,
    )


def _check(draft: Draft, key: str) -> None:
    place = f"lettera «{key}»"
    if len(key) > 200:
        raise Refusal("la chiave della lettera supera i 200 caratteri", "accorciate ciò che segue il tipo", place)
    for name, address in (("del destinatario", draft.to_address), ("per le risposte", draft.reply_to)):
        wrong = why_not_an_address(address) if address or name == "del destinatario" else None
        if wrong:
            raise Refusal(
                f"l'indirizzo {name} {wrong}", "correggete l'indirizzo nella definizione del procedimento", place
            )
    for name, line, longest in (
        ("il nome del destinatario", draft.to_name, 160),
        ("l'oggetto", draft.subject, LONGEST_SUBJECT),
    ):
        if not line.isprintable():
            raise Refusal(f"{name} contiene un a capo o un carattere di controllo", "scrivetelo su una riga", place)
        if not line.strip() or len(line) > longest:
            raise Refusal(f"{name} è vuoto o supera i {longest} caratteri", "riscrivetelo più breve", place)
    if not draft.body.strip() or any(
        unicodedata.category(sign) in ("Cs", "Cc") for sign in _without_line_breaks(draft.body)
    ):
        raise Refusal(
            "il testo è vuoto o contiene caratteri che non si possono spedire", "correggete il modello", place
        )


def _without_line_breaks(body: str) -> str:
    return body.replace("\r", "").replace("\n", "").replace("\t", "")
