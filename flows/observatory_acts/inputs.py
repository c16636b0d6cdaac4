"""What an edition is made from: the files that hold for its year and the edition before it, under one hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.register import digest
from domain.store.observatory import Draft, HandedIn
from domain.vocabulary import ExtractKind
from flows.observatory_acts.case import ObservatoryCase


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the edition of a year is made from."""

    year: int
    extracts: Sequence[HandedIn]
    places: Sequence[HandedIn]
    last: Draft | None
    """The newest edition of an earlier year."""
    last_households: Sequence[HandedIn]
    """Those of that year, while they are kept."""
    corrects: Draft | None
    """The edition of the same year that this one would correct."""
    sha256: str

    @property
    def previous_hash(self) -> str | None:
        return self.last.manifest_sha256 if self.last else None


def inputs_of(case: ObservatoryCase, year: int) -> Inputs:
    """Return what the edition of a year is made from as things stand."""
    corrects = case.progress.edition_of(year)
    return _inputs(case, year, corrects, corrects.manifest_sha256 if corrects else "")


def is_made_of_these(case: ObservatoryCase, edition: Draft) -> bool:
    """Return whether a published edition was made from the very files that hold today."""
    return _inputs(case, edition.year, None, edition.replaces).sha256 == edition.inputs_sha256


def _inputs(case: ObservatoryCase, year: int, corrects: Draft | None, replaces: str) -> Inputs:
    progress = case.progress
    extracts, places, last = progress.of_year(year), progress.places(year), progress.last_before(year)
    households = [
        one
        for one in (progress.of_year(last.year) if last else [])
        if one.kind is ExtractKind.HOUSEHOLDS and erased_name(one.year) not in progress.erased
    ]
    told = {
        "year": year,
        "definition": case.record.process.definition_sha256,
        "files": [[one.kind.name, one.sender, one.sha256] for one in (*extracts, *places, *households)],
        "previous": last.manifest_sha256 if last else "",
        "corrects": replaces,
    }
    return Inputs(year, extracts, places, last, households, corrects, digest(told))


def erased_name(year: int) -> str:
    """How the record names the files of a year that were erased."""
    return f"estrazioni {year}"
