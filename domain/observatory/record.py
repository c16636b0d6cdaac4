"""How each table of the observatory is bound by the register, and what must still hold of its record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import Fault
from domain.facts import Binding, ProcessFacts, bound_faults, by_kind, differences, process_faults
from domain.models import RegisterEntry
from domain.register import RESTORE
from domain.vocabulary import EntryKind, ObservatoryStage

Row = Mapping[str, object]

EXTRACT = Binding(
    "estrazione",
    EntryKind.EXTRACT,
    "row_sha256",
    (
        "file",
        "kind",
        "year",
        "sender",
        "name",
        "is_addition",
        "rows_in",
        "rows_accepted",
        "rows_set_aside",
        "received_at",
    ),
)
DRAFT = Binding(
    "bozza",
    EntryKind.DRAFT,
    "row_sha256",
    ("year", "inputs_sha256", "manifest_sha256", "replaces", "reason", "prepared_at"),
)
EDITION = Binding(
    "edizione",
    EntryKind.EDITION,
    "row_sha256",
    ("draft", "year", "revision", "manifest_sha256", "act", "act_on", "officer", "published_at"),
)


def edition_subject(year: int, revision: int) -> str:
    """Name an edition as the register does: `2025`, and `2025 r1` for its first revision."""
    return f"{year} r{revision}" if revision else str(year)


@dataclass(frozen=True, slots=True)
class ObservatoryFacts:
    """The facts as their tables hold them, each row with the natural keys of what it belongs to."""

    common: ProcessFacts
    extracts: Sequence[Row]
    drafts: Sequence[Row]
    editions: Sequence[Row]
    erasures: Sequence[Row]


def fact_faults(written: ObservatoryFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    """Compare the facts with their entries; names what was slipped in, altered, doubled or lost."""
    yield from process_faults(written.common, entries, first_stage=ObservatoryStage.ACTIVE.name)
    yield from bound_faults(EXTRACT, [(str(row["number"]), row) for row in written.extracts], entries)
    yield from bound_faults(DRAFT, [(str(row["number"]), row) for row in written.drafts], entries)
    subjects = [edition_subject(int(str(row["year"])), int(str(row["revision"]))) for row in written.editions]
    yield from bound_faults(EDITION, list(zip(subjects, written.editions, strict=True)), entries)
    erased = [(row["what"], row["rows"], row["erased_at"]) for row in written.erasures]
    recorded = [
        (what, count, entry.happened_at)
        for entry in by_kind(entries)(EntryKind.ERASURE)
        for what, count in json.loads(entry.payload)["rows"].items()
    ]
    yield from differences("cancellazione", erased, recorded)
    yield from _unpublished_faults(written)


def _unpublished_faults(written: ObservatoryFacts) -> Iterator[Fault]:
    """An edition is a draft that was published, and says the same hash."""
    hashes = {row["number"]: row["manifest_sha256"] for row in written.drafts}
    for row in written.editions:
        if hashes.get(row["draft"]) != row["manifest_sha256"]:
            place = f"edizione {edition_subject(int(str(row['year'])), int(str(row['revision'])))}"
            yield Fault("l'edizione non è quella che è stata preparata", RESTORE, place)


def erased_files(entries: Iterable[RegisterEntry]) -> frozenset[str]:
    """The hashes of the collected files that were removed with an erasure, as the register says."""
    return _named(entries, "files")


def erased_documents(entries: Iterable[RegisterEntry]) -> frozenset[str]:
    """The names of the documents that were removed with an erasure, as the register says."""
    return _named(entries, "documents")


def _named(entries: Iterable[RegisterEntry], key: str) -> frozenset[str]:
    said = (json.loads(entry.payload) for entry in entries if entry.kind is EntryKind.ERASURE)
    return frozenset(name for payload in said for name in payload.get(key, ()))
