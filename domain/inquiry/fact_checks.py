"""What was decided must be what the register says was decided: decisions, moderations, steps, groups, routes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import Fault
from domain.models import Decision, Moderation, RegisterEntry, Step
from domain.register import RESTORE, digest
from domain.vocabulary import EntryKind, InquiryStage


@dataclass(frozen=True, slots=True)
class WrittenFacts:
    """The facts as their tables hold them."""

    stage: str
    decisions: Sequence[Decision]
    moderations: Sequence[tuple[str, Moderation]]
    """Key of the comment, and its moderation."""
    steps: Sequence[Step]
    members: Sequence[tuple[int, int]]
    """Group number and comment id, in that order."""
    routes: Sequence[tuple[int, str]]
    """Number of the comment and department, in the order in which they were decided."""
    messages: Sequence[tuple[str, str]] = ()
    """Hash of a message that came in about the process, and NAME of what it was."""


def fact_faults(written: WrittenFacts, entries: Sequence[RegisterEntry]) -> Iterator[Fault]:
    """Compare the facts with their entries; names what was slipped in, altered or lost."""
    by_kind: dict[EntryKind, list[RegisterEntry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    stages = [entry.subject for entry in by_kind.get(EntryKind.STAGE, [])]
    if written.stage != (stages[-1] if stages else InquiryStage.PREPARATION.name):
        yield Fault("la fase non è quella dell'ultimo passaggio a protocollo", RESTORE, "procedimento")
    decisions = [(f"{one.kind.name}:{one.act}:{one.value}", one.act_on, one.officer) for one in written.decisions]
    yield from _differences("decisione", decisions, [_decision(one) for one in by_kind.get(EntryKind.DECISION, [])])
    moderations = [(key, one.ground.name, one.officer, one.decided_on) for key, one in written.moderations]
    recorded = [_moderation(one) for one in by_kind.get(EntryKind.MODERATION, [])]
    yield from _differences("moderazione", moderations, recorded)
    steps = [(one.name, one.due_at, one.done_at) for one in written.steps]
    done = [(one.subject, one.happened_at, one.recorded_at) for one in by_kind.get(EntryKind.STEP, [])]
    yield from _differences("adempimento", steps, done)
    mail = [(entry.subject, json.loads(entry.payload)["kind"]) for entry in by_kind.get(EntryKind.MAIL, [])]
    yield from _differences("messaggio arrivato", written.messages, mail)
    yield from _group_faults(written, by_kind.get(EntryKind.GROUPING, []))
    yield from _route_faults(written, by_kind.get(EntryKind.ROUTING, []))


def _decision(entry: RegisterEntry) -> tuple[object, ...]:
    said = json.loads(entry.payload)
    return entry.subject, _day(said["act_on"]), entry.actor


def _moderation(entry: RegisterEntry) -> tuple[object, ...]:
    said = json.loads(entry.payload)
    return entry.subject, said["ground"], entry.actor, _day(said["decided_on"])


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _differences(
    name: str, written: Sequence[tuple[object, ...]], recorded: Sequence[tuple[object, ...]]
) -> Iterator[Fault]:
    left, right = Counter(written), Counter(recorded)
    for fact in left - right:
        yield Fault("non risulta dal protocollo, o è stata cambiata", RESTORE, f"{name} «{fact[0]}»")
    for fact in right - left:
        yield Fault("è nel protocollo ma non si trova più com'era", RESTORE, f"{name} «{fact[0]}»")


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
