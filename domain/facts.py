"""What was written down must be what the register says was written down: what every kind of process has in common."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

from domain.errors import Fault
from domain.models import Decision, RegisterEntry, Step
from domain.register import RESTORE, digest
from domain.vocabulary import EntryKind

_SLIPPED_IN = "non risulta dal protocollo, o è stata cambiata"
_LOST = "è nel protocollo ma non si trova più com'era"


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """The facts that every process has, as their tables hold them."""

    stage: str
    decisions: Sequence[Decision]
    steps: Sequence[Step]
    messages: Sequence[tuple[str, str]] = ()
    """Hash of a message that came in about the process, and NAME of what it was."""


@dataclass(frozen=True, slots=True)
class Binding:
    """How the rows of a table are bound by entries: all rows of one subject stand under one hash of one entry."""

    name: str
    """What a row is, in Italian."""
    kind: EntryKind
    key: str
    """Where in the entry's payload the hash stands."""
    fields: Sequence[str]
    """The columns that the hash covers, in order."""

    def of(self, rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
        """Return what the entry's payload says of its rows."""
        return {self.key: rows_digest(rows, self.fields)}


PROCESS_KINDS = (EntryKind.STAGE, EntryKind.DECISION, EntryKind.STEP, EntryKind.MAIL)
"""Kinds of entries of which `ProcessFacts` hold the rows."""


def process_faults(written: ProcessFacts, entries: Sequence[RegisterEntry], *, first_stage: str) -> Iterator[Fault]:
    """Compare stage, decisions, steps and messages with their entries; names what was slipped in, altered or lost."""
    of_kind = by_kind(entries)
    stages = [entry.subject for entry in of_kind(EntryKind.STAGE)]
    if written.stage != (stages[-1] if stages else first_stage):
        yield Fault("la fase non è quella dell'ultimo passaggio a protocollo", RESTORE, "procedimento")
    decisions = [(f"{one.kind.name}:{one.act}:{one.value}", one.act_on, one.officer) for one in written.decisions]
    yield from differences("decisione", decisions, [_decision(one) for one in of_kind(EntryKind.DECISION)])
    steps = [(one.name, one.due_at, one.done_at) for one in written.steps]
    done = [(one.subject, one.happened_at, one.recorded_at) for one in of_kind(EntryKind.STEP)]
    yield from differences("adempimento", steps, done)
    mail = [(entry.subject, json.loads(entry.payload)["kind"]) for entry in of_kind(EntryKind.MAIL)]
    yield from differences("messaggio arrivato", written.messages, mail)


def differences(
    name: str, written: Sequence[tuple[object, ...]], recorded: Sequence[tuple[object, ...]]
) -> Iterator[Fault]:
    """Name each fact that only its table holds, and each that only the register holds."""
    left, right = Counter(written), Counter(recorded)
    for fact in left - right:
        yield Fault(_SLIPPED_IN, RESTORE, f"{name} «{fact[0]}»")
    for fact in right - left:
        yield Fault(_LOST, RESTORE, f"{name} «{fact[0]}»")


def rows_digest(rows: Iterable[Mapping[str, object]], fields: Sequence[str]) -> str:
    """Hash rows of facts, the same whether an act is about to write them or the database gives them back."""
    return digest([[_plain(row[name]) for name in fields] for row in rows])


def bound_faults(
    binding: Binding,
    rows: Iterable[tuple[str, Mapping[str, object]]],
    entries: Sequence[RegisterEntry],
    *,
    renewed: Mapping[str, str] | None = None,
) -> Iterator[Fault]:
    """Compare rows, each with the subject of its entry, with the hashes on record.

    `renewed`: hashes that a later entry put in the place of the first, by subject, when rows were erased lawfully.
    """
    grouped: dict[str, list[Mapping[str, object]]] = {}
    for subject, row in rows:
        grouped.setdefault(subject, []).append(row)
    recorded: dict[str, str] = {}
    for entry in entries:
        said = json.loads(entry.payload).get(binding.key)
        if entry.kind is not binding.kind or said is None:
            continue
        if entry.subject in recorded:
            yield Fault("è a protocollo due volte", RESTORE, f"{binding.name} «{entry.subject}»")
        recorded[entry.subject] = said
    recorded |= dict(renewed or {})
    for subject in sorted(grouped.keys() | recorded.keys()):
        found = rows_digest(grouped.get(subject, []), binding.fields)
        if subject not in recorded:
            yield Fault(_SLIPPED_IN, RESTORE, f"{binding.name} «{subject}»")
        elif found != recorded[subject]:
            yield Fault(_LOST, RESTORE, f"{binding.name} «{subject}»")


def by_kind(entries: Iterable[RegisterEntry]) -> Callable[[EntryKind], list[RegisterEntry]]:
    """Sort entries by kind, keeping their order; returns what gives those of a kind."""
    found: dict[EntryKind, list[RegisterEntry]] = {}
    for entry in entries:
        found.setdefault(entry.kind, []).append(entry)
    return lambda kind: found.get(kind, [])


def _decision(entry: RegisterEntry) -> tuple[object, ...]:
    said = json.loads(entry.payload)
    return entry.subject, date.fromisoformat(said["act_on"]), entry.actor


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
