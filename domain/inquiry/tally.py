"""The figures of an inquiry, counted in one look at each comment."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from domain.inquiry.views import CommentView
from domain.vocabulary import CHANGES_THE_PLAN, Admission, Channel, Discrepancy, Ground, Likeness, Outcome

TOP = 20
"""Rows of the longest lists of the report; the rest is in the annex and in the open data."""
TOP_MISSING = 200
"""Rows of the draft's list of what is missing: a list to work from."""
TOP_CHANGES = 8


def why_not_answered(view: CommentView) -> list[str]:
    """Say what a comment's answer lacks (direzione, esito, motivazione, modifica al piano); nothing if it is whole."""
    if not view.must_be_answered:
        return []
    lacks = []
    if not view.department:
        lacks.append("direzione")
    if view.outcome is None:
        lacks.append("esito")
    if not view.reason.strip():
        lacks.append("motivazione")
    if view.outcome in CHANGES_THE_PLAN and not view.plan_change.strip():
        lacks.append("modifica al piano")
    return lacks


@dataclass(slots=True)
class GroupTally:
    """A group of like texts: how many, which text leads it, which outcomes it got."""

    size: int = 0
    model: CommentView | None = None
    outcomes: Counter[Outcome | None] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """Everything that the synthesis counts."""

    received: int = 0
    supports: int = 0
    supports_known: bool = False
    """False: no file tells how many supported, which is not the same as nobody."""
    authors: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    days: Counter[date] = field(default_factory=Counter)
    channels: Counter[tuple[Channel, str]] = field(default_factory=Counter)
    """Keys: (channel, "received" | "late" | "moderated")."""
    events: Counter[str] = field(default_factory=Counter)
    parts: Counter[tuple[str, Outcome | None]] = field(default_factory=Counter)
    """Admitted comments by part and outcome; None: no outcome yet."""
    departments: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Keys: (department, "assigned" | "evaluated" | "changing")."""
    grounds: Counter[Ground] = field(default_factory=Counter)
    differences: Counter[Discrepancy] = field(default_factory=Counter)
    groups: dict[int, GroupTally] = field(default_factory=dict)
    changes: dict[str, Counter[str]] = field(default_factory=dict)
    late: list[CommentView] = field(default_factory=list)
    missing: list[CommentView] = field(default_factory=list)
    supported: list[tuple[int, int, int]] = field(default_factory=list)
    """Heap of (supports, minus number, position) with the most supported."""
    supported_in_all: int = 0

    @property
    def admitted(self) -> int:
        return self.received - len(self.late)

    @property
    def answered(self) -> int:
        return self.admitted - len(self.missing)


def tally(views: Iterable[CommentView], zone: ZoneInfo) -> Tally:
    """Count every comment once. Unit: days of the zone's civil calendar."""
    counted = Tally()
    for position, view in enumerate(views):
        counted.received += 1
        _who_and_how(counted, view)
        _support(counted, view, position)
        if view.group_number is not None:
            _group(counted, view)
        if view.admission is Admission.LATE:
            counted.late.append(view)
        else:
            counted.days[view.submitted_at.astimezone(zone).date()] += 1
            _answer(counted, view)
    return counted


def _who_and_how(counted: Tally, view: CommentView) -> None:
    counted.authors.add(view.author_code)
    if view.on_behalf_of:
        counted.bodies.add(view.on_behalf_of)
    if view.event:
        counted.events[view.event] += 1
    counted.channels[view.channel, "received"] += 1
    if view.admission is Admission.LATE:
        counted.channels[view.channel, "late"] += 1
    if view.ground is not None:
        counted.channels[view.channel, "moderated"] += 1
        counted.grounds[view.ground] += 1
    for difference in view.differences:
        counted.differences[difference] += 1


def _support(counted: Tally, view: CommentView, position: int) -> None:
    counted.supports_known |= view.supports is not None
    if not view.supports:
        return
    counted.supports += view.supports
    counted.supported_in_all += 1
    entry = (view.supports, -view.number, position)
    if len(counted.supported) < TOP:
        heapq.heappush(counted.supported, entry)
    else:
        heapq.heappushpop(counted.supported, entry)


def _group(counted: Tally, view: CommentView) -> None:
    group = counted.groups.setdefault(view.group_number or 0, GroupTally())
    group.size += 1
    if group.model is None or view.likeness is Likeness.MODEL:
        group.model = view
    if view.must_be_answered:
        group.outcomes[view.outcome] += 1


def _answer(counted: Tally, view: CommentView) -> None:
    counted.parts[view.part, view.outcome] += 1
    counted.departments[view.department, "assigned"] += 1
    if why_not_answered(view):
        counted.missing.append(view)
    else:
        counted.departments[view.department, "evaluated"] += 1
    if view.outcome in CHANGES_THE_PLAN:
        counted.departments[view.department, "changing"] += 1
        if view.plan_change.strip():
            counted.changes.setdefault(view.part, Counter())[" ".join(view.plan_change.split())] += 1
