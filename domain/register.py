"""The register (protocollo): what an entry is, how it is chained to the one before, how anyone can check it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.errors import Fault
from domain.models import RegisterEntry
from domain.vocabulary import EntryKind

GENESIS = "0" * 64
"""What the first entry of every register is chained to."""

CALENDAR = "calendario"
"""The actor of what happens by date, without an officer."""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """Something that happened and is not yet in the register: the store gives it its number and its hash."""

    kind: EntryKind
    subject: str
    happened_at: datetime
    actor: str = CALENDAR
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of a register: the next one takes number + 1 and is chained to its hash."""

    number: int = 0
    hash: str = GENESIS


def canonical(payload: object) -> str:
    """Write a payload as the one JSON text that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(payload: object) -> str:
    """Hash a payload in its canonical form."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()


def chain(
    process_id: str, head: ChainHead, drafts: Iterable[EntryDraft], *, recorded_at: datetime
) -> Iterator[dict[str, object]]:
    """Number and chain the drafts after `head`; yields rows of `register_entry`."""
    number, previous = head.number, head.hash
    for draft in drafts:
        number += 1
        row: dict[str, object] = {
            "process_id": process_id,
            "number": number,
            "kind": draft.kind,
            "subject": draft.subject,
            "happened_at": draft.happened_at,
            "recorded_at": recorded_at,
            "actor": draft.actor,
            "payload": canonical(draft.payload),
            "previous_hash": previous,
        }
        previous = row["hash"] = _hash_of(row)
        yield row


def verify_chain(entries: Iterable[RegisterEntry]) -> list[Fault]:
    """Name every altered, missing or reordered entry of one register, read in order of number."""
    faults: list[Fault] = []
    head = ChainHead()
    for entry in entries:
        place = f"protocollo n. {entry.number}"
        if entry.number != head.number + 1:
            missing = f"dal n. {head.number + 1} al n. {entry.number - 1}"
            faults.append(Fault(f"mancano registrazioni ({missing})", RESTORE, place))
        elif entry.previous_hash != head.hash:
            faults.append(Fault("non segue la registrazione precedente", RESTORE, place))
        if _hash_of(entry.model_dump()) != entry.hash:
            faults.append(Fault("il contenuto è stato alterato dopo la registrazione", RESTORE, place))
        head = ChainHead(entry.number, entry.hash)
    return faults


RESTORE = "confrontate con la copia di sicurezza e ripristinate il protocollo; non registrate altro finché non torna"


def _hash_of(row: Mapping[str, object]) -> str:
    kind, happened, recorded = row["kind"], row["happened_at"], row["recorded_at"]
    assert isinstance(kind, EntryKind) and isinstance(happened, datetime) and isinstance(recorded, datetime)
    sealed = [
        row["process_id"],
        row["number"],
        kind.name,
        row["subject"],
        happened.astimezone(UTC).isoformat(),
        recorded.astimezone(UTC).isoformat(),
        row["actor"],
        row["payload"],
        row["previous_hash"],
    ]
    return digest(sealed)
