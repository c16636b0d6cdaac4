"""The observatory in the database: what was handed in and still holds, drafts, editions, preparations in vain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.facts import PROCESS_KINDS
from domain.models import Edition, EditionDraft, Erasure, Extract, RegisterEntry, SourceFile
from domain.observatory.record import ObservatoryFacts
from domain.store import process_facts, registry
from domain.vocabulary import PLACES, EntryKind, ExtractKind, RefreshEnd


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that was handed in and still holds: nothing of its sender has replaced it (estrazione consegnata)."""

    number: int
    kind: ExtractKind
    year: int
    sender: str
    name: str
    sha256: str
    rows_in: int
    rows_accepted: int
    rows_set_aside: int
    received_at: datetime


def _by_year(one: HandedIn) -> tuple[int, int]:
    return one.year, one.number


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition as it was prepared, and as which it was published, if it was."""

    id: int
    number: int
    year: int
    inputs_sha256: str
    manifest_sha256: str
    replaces: str
    reason: str
    prepared_at: datetime
    revision: int | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A preparation that was begun (avvio), and how it ended when it came to nothing."""

    subject: str
    year: int
    inputs_sha256: str
    begun_at: datetime
    is_done: bool
    """Whether it led to a draft."""
    end: RefreshEnd | None
    """How it came to nothing, once that is known."""


@dataclass(frozen=True, slots=True)
class ObservatoryProgress:
    """How far an observatory is."""

    handed_in: Sequence[HandedIn]
    """What still holds, of every year, in the order in which it came."""
    drafts: Sequence[Draft]
    refreshes: Sequence[Refresh]
    erased: frozenset[str]
    deliveries: int
    """How many files were handed in, replaced ones too."""

    def of_year(self, year: int) -> list[HandedIn]:
        """What holds for the edition of a year, but for the places."""
        return [one for one in self.handed_in if one.year == year and one.kind not in PLACES]

    def places(self, year: int) -> list[HandedIn]:
        """The newest of each kind of place that holds in a year."""
        then = sorted((one for one in self.handed_in if one.kind in PLACES and one.year <= year), key=_by_year)
        return list({one.kind: one for one in then}.values())

    @property
    def editions(self) -> list[Draft]:
        """Those that were published, oldest first."""
        published = [one for one in self.drafts if one.published_at is not None]
        return sorted(published, key=lambda one: (one.year, one.revision))

    @property
    def last(self) -> Draft | None:
        """The edition that stands: the newest one."""
        return self.editions[-1] if self.editions else None

    def last_before(self, year: int) -> Draft | None:
        """The newest edition of an earlier year."""
        earlier = [one for one in self.editions if one.year < year]
        return earlier[-1] if earlier else None

    def edition_of(self, year: int) -> Draft | None:
        """The newest edition of a year."""
        found = [one for one in self.editions if one.year == year]
        return found[-1] if found else None

    def draft_of(self, year: int) -> Draft | None:
        """The newest draft of a year that nobody has published; None when none came after the edition."""
        found = [one for one in self.drafts if one.year == year]
        return found[-1] if found and found[-1].published_at is None else None


def progress(session: Session, process_id: str) -> ObservatoryProgress:
    """Read how far an observatory is."""
    rows = list(_extracts(session, process_id))
    erased = session.exec(select(Erasure.what).where(Erasure.process_id == process_id)).all()
    drafts = list(_drafts(session, process_id))
    return ObservatoryProgress(
        handed_in=_standing(rows),
        drafts=drafts,
        refreshes=list(_refreshes(session, process_id, {one.number: one.inputs_sha256 for one in drafts})),
        erased=frozenset(erased),
        deliveries=len(rows),
    )


def _standing(rows: Sequence[tuple[Extract, HandedIn]]) -> list[HandedIn]:
    standing: dict[tuple[ExtractKind, int, str], list[HandedIn]] = {}
    for row, handed_in in rows:
        key = (row.kind, row.year, row.sender)
        if not row.is_addition:
            standing[key] = []
        standing.setdefault(key, []).append(handed_in)
    return sorted((one for each in standing.values() for one in each), key=lambda one: one.number)


def _extracts(session: Session, process_id: str) -> Iterator[tuple[Extract, HandedIn]]:
    question = (
        select(Extract, SourceFile.sha256)
        .join(SourceFile, col(SourceFile.id) == col(Extract.source_file_id))
        .where(Extract.process_id == process_id)
        .order_by(col(Extract.number))
    )
    for row, sha256 in session.exec(question):
        yield (
            row,
            HandedIn(
                row.number,
                row.kind,
                row.year,
                row.sender,
                row.name,
                sha256,
                row.rows_in,
                row.rows_accepted,
                row.rows_set_aside,
                row.received_at,
            ),
        )


def every_hash(session: Session, process_id: str) -> list[HandedIn]:
    """Every file that was ever handed in, replaced ones too, in order."""
    return [one for _, one in _extracts(session, process_id)]


def _drafts(session: Session, process_id: str) -> Iterator[Draft]:
    question: Any = (
        select(EditionDraft, Edition)
        .join(Edition, col(Edition.draft_id) == col(EditionDraft.id), isouter=True)
        .where(EditionDraft.process_id == process_id)
        .order_by(col(EditionDraft.number))
    )
    for row, edition in session.exec(question):
        yield Draft(
            row.id or 0,
            row.number,
            row.year,
            row.inputs_sha256,
            row.manifest_sha256,
            row.replaces,
            row.reason,
            row.prepared_at,
            edition.revision if edition else None,
            edition.published_at if edition else None,
        )


def _refreshes(session: Session, process_id: str, drafts: Mapping[int, str]) -> Iterator[Refresh]:
    failed = {
        entry.subject: json.loads(entry.payload)["end"]
        for entry in registry.entries_of_kind(session, process_id, EntryKind.REFRESH_FAILED)
    }
    for entry in registry.entries_of_kind(session, process_id, EntryKind.REFRESH):
        said, end = json.loads(entry.payload), failed.get(entry.subject)
        yield Refresh(
            entry.subject,
            said["year"],
            said["inputs_sha256"],
            entry.happened_at,
            drafts.get(said["draft"]) == said["inputs_sha256"],
            RefreshEnd[end] if end else None,
        )


_FACTS = (
    *PROCESS_KINDS,
    EntryKind.EXTRACT,
    EntryKind.REFRESH,
    EntryKind.REFRESH_FAILED,
    EntryKind.DRAFT,
    EntryKind.EDITION,
    EntryKind.ERASURE,
)


def written_facts(session: Session, process_id: str) -> ObservatoryFacts:
    """Everything that is on record of an observatory, table by table."""
    files = {one.id: one.sha256 for one in session.exec(select(SourceFile).where(SourceFile.process_id == process_id))}
    extracts = session.exec(select(Extract).where(Extract.process_id == process_id).order_by(col(Extract.number)))
    drafts = session.exec(
        select(EditionDraft).where(EditionDraft.process_id == process_id).order_by(col(EditionDraft.number))
    ).all()
    numbers = {one.id: one.number for one in drafts}
    editions = session.exec(select(Edition).where(Edition.process_id == process_id).order_by(col(Edition.id)))
    erasures = session.exec(select(Erasure).where(Erasure.process_id == process_id).order_by(col(Erasure.id)))
    return ObservatoryFacts(
        process_facts.common_facts(session, process_id),
        [one.model_dump() | {"file": files.get(one.source_file_id, "")} for one in extracts],
        [one.model_dump() for one in drafts],
        [one.model_dump() | {"draft": numbers.get(one.draft_id, 0)} for one in editions],
        [one.model_dump() for one in erasures],
    )


def fact_entries(session: Session, process_id: str) -> list[RegisterEntry]:
    """The register entries about those facts, in order of number."""
    return process_facts.entries_of(session, process_id, _FACTS)
