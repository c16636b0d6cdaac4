"""What was decided in an inquiry must be what the register says: the facts of all, moderations, groups, routes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import Fault
from domain.facts import ProcessFacts, by_kind, differences, process_faults
from domain.models import Moderation, RegisterEntry
from domain.register import RESTORE, digest
from domain.vocabulary import EntryKind, InquiryStage


@dataclass(frozen=True, slots=True)
class WrittenFacts:
    """The facts as their tables hold them."""

    common: ProcessFacts
    moderations: Sequence[tuple[str, Moderation]]
    """Key of the comment, and its moderation."""
    members: Sequence[tuple[int, int]]
    """Group number and comment id, in that order."""
    routes: Sequence[tuple[int, str]]
    """Number of the comment and department, in the order in which they were decided."""


def fact_faults(written: WrittenFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    """Compare the facts with their entries; names what was slipped in, altered or lost."""
    yield from process_faults(written.common, entries, first_stage=InquiryStage.PREPARATION.name)
    of_kind = by_kind(entries)
    moderations = [(key, one.ground.name, one.officer, one.decided_on) for key, one in written.moderations]
    recorded = [_moderation(one) for one in of_kind(EntryKind.MODERATION)]
    yield from differences("moderazione", moderations, recorded)
    yield from _group_faults(written, of_kind(EntryKind.GROUPING))
    yield from _route_faults(written, of_kind(EntryKind.ROUTING))


def _moderation(entry: RegisterEntry) -> tuple[object, ...]:
    said = json.loads(entry.payload)
    return entry.subject, said["ground"], entry.actor, date.fromisoformat(said["decided_on"])


def _group_faults(written: WrittenFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    recorded = [json.loads(entry.payload)["members_sha256"] for entry in entries]
    if recorded != ([digest([list(pair) for pair in written.members])] if recorded or written.members else []):
        yield Fault("i gruppi non sono quelli protocollati", RESTORE, "raggruppamento")


def _route_faults(written: WrittenFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    start = 0
    for entry in entries:
        said = json.loads(entry.payload)
        share = written.routes[start : start + said["comments"]]
        start += said["comments"]
        if digest([list(pair) for pair in share]) != said["routes_sha256"]:
            yield Fault("le assegnazioni non sono quelle protocollate", RESTORE, f"assegnazione «{entry.subject}»")
    if start != len(written.routes):
        yield Fault("ci sono assegnazioni che il protocollo non conosce", RESTORE, "assegnazioni")
