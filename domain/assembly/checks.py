"""What must still hold of an assembly's record: every table against the entries that vouch for it, and its own laws."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.assembly import bindings as of
from domain.errors import Fault
from domain.facts import Binding, ProcessFacts, bound_faults, by_kind, differences, process_faults, rows_digest
from domain.models import RegisterEntry
from domain.register import RESTORE
from domain.vocabulary import AssemblyStage, EntryKind, SeatOrigin

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AssemblyFacts:
    """The facts as their tables hold them, each row with the natural keys of what it belongs to."""

    common: ProcessFacts
    tables: Mapping[str, Sequence[Row]]
    """Rows by name of the table, in the order in which they were written, or of their code."""

    def rows(self, table: str) -> Sequence[Row]:
        """Return the rows of a table."""
        return self.tables[table]


def fact_faults(written: AssemblyFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    """Compare the facts with their entries; names what was slipped in, altered, doubled or lost."""
    yield from process_faults(written.common, entries, first_stage=AssemblyStage.PREPARATION.name)
    gone = erased_kinds(entries)
    for binding, table, subject in _bound(entries):
        if table not in gone:
            rows = [(subject(row), row) for row in written.rows(table)]
            yield from bound_faults(binding, rows, entries, renewed=_renewed(binding, entries))
    yield from _leftover_faults(written, gone)
    yield from _owner_faults(written, entries)
    yield from _erasure_faults(written, entries)
    yield from _seat_faults(written)


def erased_kinds(entries: Iterable[RegisterEntry]) -> frozenset[str]:
    """Name the tables that were erased as a whole, as the register says."""
    said = (json.loads(entry.payload)["rows"] for entry in entries if entry.kind is EntryKind.ERASURE)
    return frozenset(table for rows in said for what in rows for table in _ERASED_WHOLE.get(what, ()))


_ERASED_WHOLE = {"inviti": ("invitation", "mailed"), "disponibilità": ("availability",), "recapiti": ("contact",)}
"""Tables that are empty once a kind of personal data was erased."""


def erased_documents(entries: Iterable[RegisterEntry]) -> frozenset[str]:
    """Name the documents that were removed with an erasure, as the register says."""
    said = (json.loads(entry.payload) for entry in entries if entry.kind is EntryKind.ERASURE)
    return frozenset(name for payload in said for name in payload.get("documents", ()))


def _bound(entries: Sequence[RegisterEntry]) -> Iterator[tuple[Binding, str, Callable[[Row], str]]]:
    """Yield every binding, the table that it binds, and which entry vouches for a row."""
    yield of.COMMITMENT, "commitment", _named("kind")
    yield of.SEED, "public_seed", _named("kind")
    yield of.INVITED, "invitation", lambda row: f"FIRST {row['wave']}".removesuffix(" 1")
    yield of.MAILED, "mailed", _at(of.MAILED, entries, "invited_at")
    yield of.AVAILABILITY_FILE, "availability_file", _named("sha256")
    yield of.ANSWERS_FILE, "answers_file", _named("sha256")
    yield of.ANSWERED, "availability", _named("file")
    yield of.ASIDE, "set_aside_row", _named("file")
    yield of.SEATS, "seat", _seat_subject
    yield of.GROUPS, "group_place", _at(of.GROUPS, entries, "assigned_at")
    yield of.SEAT_END, "seat_ending", _named("code")
    yield of.CALL, "replacement_call", lambda row: f"{row['vacated']} {row['code']}"
    yield of.REPLY, "replacement_reply", _named("code")
    yield of.MEETING, "meeting", lambda row: f"{row['number']}.{row['sequence']}"
    yield of.ATTENDANCE, "attendance", lambda row: of.attendance_subject(_whole(row["meeting_number"]))
    yield of.MINUTES, "meeting_minutes", _named("meeting_number")
    yield of.ACTIONS, "action_choice", _named("meeting_number")
    yield of.RECOMMENDATION, "recommendation", _named("number")
    yield of.ANSWERS, "recommendation_answer", _named("file")


def _named(column: str) -> Callable[[Row], str]:
    def subject(row: Row) -> str:
        value = row[column]
        return str(getattr(value, "name", value))

    return subject


def _at(binding: Binding, entries: Sequence[RegisterEntry], column: str) -> Callable[[Row], str]:
    """Rows that name no entry belong to the one that happened when they were written."""
    when = {
        entry.happened_at: entry.subject
        for entry in entries
        if entry.kind is binding.kind and binding.key in json.loads(entry.payload)
    }

    def subject(row: Row) -> str:
        moment = row[column]
        assert isinstance(moment, datetime)
        return when.get(moment, moment.isoformat())

    return subject


def _seat_subject(row: Row) -> str:
    return of.COMPOSITION if row["origin"] is SeatOrigin.SELECTED else of.replacement_subject(str(row["code"]))


def _renewed(binding: Binding, entries: Sequence[RegisterEntry]) -> dict[str, str]:
    """Hashes of what stayed of a file of answers after somebody withdrew."""
    found: dict[str, str] = {}
    if binding is of.ANSWERED:
        for entry in by_kind(entries)(EntryKind.ERASURE):
            found |= json.loads(entry.payload).get(binding.key, {})
    return found


def answer_faults(written: AssemblyFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    """Compare only what was answered with its entries."""
    rows = [(str(row["file"]), row) for row in written.rows("availability")]
    yield from bound_faults(of.ANSWERED, rows, entries, renewed=_renewed(of.ANSWERED, entries))


def _leftover_faults(written: AssemblyFacts, gone: Iterable[str]) -> Iterator[Fault]:
    for table in sorted(gone):
        if rows := len(written.rows(table)):
            yield Fault(f"risultano cancellati ma ci sono ancora ({rows} righe)", RESTORE, f"tabella «{table}»")


def _owner_faults(written: AssemblyFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    of_kind = by_kind(entries)
    recorded = []
    for entry in of_kind(EntryKind.RECOMMENDATION):
        first = [entry.subject, json.loads(entry.payload)["department"], "", entry.happened_at]
        recorded.append((entry.subject, _owner_digest(first)))
    for entry in of_kind(EntryKind.ANSWER):
        for number, department, reason in json.loads(entry.payload)["handed_on"]:
            further = [str(number), department, reason, entry.happened_at]
            recorded.append((str(number), _owner_digest(further)))
    owners = [
        (str(row["number"]), _owner_digest([str(row["number"]), row["department"], row["reason"], row["assigned_at"]]))
        for row in written.rows("answer_owner")
    ]
    yield from differences("direzione della raccomandazione", owners, recorded)


def _owner_digest(values: Sequence[object]) -> str:
    return rows_digest([dict(zip(of.OWNER_FIELDS, values, strict=True))], of.OWNER_FIELDS)


def _erasure_faults(written: AssemblyFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    rows = [(row["what"], row["rows"], row["erased_at"]) for row in written.rows("erasure")]
    recorded = [
        (what, count, entry.happened_at)
        for entry in by_kind(entries)(EntryKind.ERASURE)
        for what, count in json.loads(entry.payload)["rows"].items()
    ]
    yield from differences("cancellazione", rows, recorded)


def _seat_faults(written: AssemblyFacts) -> Iterator[Fault]:
    """Never two terms for a code, whatever the tables' own rules have come to."""
    for code, terms in sorted(Counter(str(row["code"]) for row in written.rows("seat")).items()):
        if terms > 1:
            yield Fault(f"il codice ha {terms} mandati", RESTORE, f"mandati, codice «{code}»")


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
