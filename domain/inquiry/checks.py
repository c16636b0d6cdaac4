"""What must still hold of what was written down: texts, evaluations and the seal, against their register entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from domain.errors import Fault
from domain.models import RegisterEntry
from domain.register import RESTORE, digest
from domain.text import digest as digest_text
from domain.vocabulary import Admission, Channel, Outcome

SEAL_SUBJECT = "finestra"

RECEPTION_FIELDS = (
    "channel",
    "part",
    "section",
    "author_code",
    "on_behalf_of",
    "event",
    "title",
    "text_sha256",
    "submitted_at",
    "admission",
)
"""The fields of a comment that its register entry vouches for."""


def reception_payload(
    *,
    channel: Channel,
    part: str,
    section: str,
    author_code: str,
    on_behalf_of: str,
    event: str,
    title: str,
    text_sha256: str,
    submitted_at: datetime,
    admission: Admission,
) -> dict[str, object]:
    """What the register says of a comment: everything but its words, of which it holds hashes.

    The words stay out so that a moderated text can leave the public outputs while the chain stays whole.
    """
    return {
        "channel": channel.name,
        "part": part,
        "section": section,
        "author": author_code,
        "words_sha256": digest([title, event, on_behalf_of]),
        "text_sha256": text_sha256,
        "submitted_at": submitted_at.astimezone(UTC).isoformat(),
        "admission": admission.name,
    }


def evaluation_payload(
    department: str, file_sha256: str, rows: Iterable[tuple[int, Outcome, str, str]]
) -> dict[str, object]:
    """What the register says of a workbook read back: how many rows, and the hash of all that they say."""
    listed = [[number, outcome.name, reason, change] for number, outcome, reason, change in rows]
    return {"department": department, "file_sha256": file_sha256, "rows": len(listed), "rows_sha256": digest(listed)}


def seal_payload(count: int, last_number: int, root_sha256: str) -> dict[str, object]:
    """What a seal says: how many contributions, up to which entry, and the hash that stands for all of them."""
    return {"contributions": count, "last_number": last_number, "root_sha256": root_sha256}


def reception_faults(
    comments: Iterable[tuple[int, str, str, Mapping[str, object]]], receptions: Sequence[RegisterEntry]
) -> Iterator[Fault]:
    """Compare every comment (number, key, text, payload) with its entry; names what was altered, lost or slipped in."""
    recorded = {entry.number: entry for entry in receptions}
    seen = set()
    for number, key, text, payload in comments:
        place = f"contributo n. {number}"
        seen.add(number)
        entry = recorded.get(number)
        if entry is None or entry.subject != key:
            yield Fault("non risulta dal protocollo", RESTORE, place)
        elif json.loads(entry.payload) != payload:
            yield Fault("i suoi dati non sono quelli protocollati", RESTORE, place)
        elif digest_text(text) != payload["text_sha256"]:
            yield Fault("il testo non è quello protocollato", RESTORE, place)
    for number in sorted(recorded.keys() - seen):
        yield Fault("è nel protocollo ma non si trova più", RESTORE, f"contributo n. {number}")


def evaluation_faults(
    payloads: Mapping[str, Mapping[str, object]], entries: Sequence[RegisterEntry]
) -> Iterator[Fault]:
    """Compare the evaluations of every workbook (by entry subject) with what was recorded when it was read back."""
    recorded = {entry.subject: json.loads(entry.payload) for entry in entries}
    for subject in sorted(recorded.keys() | payloads.keys()):
        if recorded.get(subject) != payloads.get(subject):
            department = (recorded.get(subject) or payloads[subject])["department"]
            place = f"scheda di «{department}», file {subject[:12]}"
            yield Fault("le valutazioni non sono quelle protocollate", RESTORE, place)


def seal_faults(
    seals: Sequence[RegisterEntry], hashes: Mapping[int, str], receptions: Sequence[int]
) -> Iterator[Fault]:
    """Check each seal against the chain: `hashes` by entry number, `receptions` the numbers of the contributions."""
    for seal in seals:
        said = json.loads(seal.payload)
        place = f"sigillo n. {seal.number}"
        if hashes.get(said["last_number"]) != said["root_sha256"]:
            yield Fault("l'impronta del sigillo non è quella del protocollo", RESTORE, place)
        count = sum(number <= said["last_number"] for number in receptions)
        if count != said["contributions"]:
            problem = f"il sigillo conta {said['contributions']} contributi, il protocollo {count}"
            yield Fault(problem, RESTORE, place)
