"""One cycle as it is played: its definition, its people, and what the simulated statistics office knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from domain.assembly.availability import Question
from domain.assembly.calendar_of_assembly import AssemblyCalendar, calendar_of
from domain.assembly.definition import AssemblyDefinition
from domain.assembly.draw.sample_office import renewed_registry
from domain.assembly.rehearsed import Residents
from domain.definition_file import load_definition
from domain.store import assembly_seats
from domain.timetable import at
from flows.archive import write_whole
from flows.edges import Desk

OFFICE = "ufficio-statistica"
"""Folder of the files that only the statistics office has."""
ANSWERS_FOR_A_SEAT = 2.2
"""So many available for each seat at least, or a rehearsal would end at the composition."""


@dataclass
class Cycle:
    """A cycle that is played (ciclo della prova)."""

    desk: Desk
    text: str
    registry: Path
    """The file of the first year, with the codes of that year."""
    seed: str
    before: Cycle | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """The code of this cycle to that of the first year; empty: they are the same."""

    @cached_property
    def definition(self) -> AssemblyDefinition:
        return load_definition(self.text, AssemblyDefinition, name=self.name)

    @cached_property
    def calendar(self) -> AssemblyCalendar:
        return calendar_of(self.definition)

    @property
    def id(self) -> str:
        return self.definition.id

    @property
    def name(self) -> str:
        return "assemblea.yaml"

    @property
    def responsible(self) -> str:
        return self.definition.recipients.responsible.name

    @property
    def residents(self) -> Residents:
        definition = self.definition
        questions = [
            Question(one.code, one.title, one.asked, tuple(one.population))
            for one in definition.selection.criteria
            if one.asked is not None
        ]
        terms, draw = definition.terms, definition.first_draw
        enough = ANSWERS_FOR_A_SEAT * terms.size * terms.cohorts / draw.letters
        return Residents(f"{self.seed}:{self.id}", questions, max(float(draw.expected_share), min(0.6, enough)))

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The instant of a civil hour of the city."""
        return at(day, time(hour, minute), self.calendar.zone)

    def list_for_draw(self) -> Path:
        """The registry of this year, written when it is first asked for: whoever served already is left out of it."""
        if self.before is None:
            return self.registry
        path = self.desk.home / OFFICE / f"lista-{self.id}.csv"
        if not path.exists() or not self.mapping:
            # The file stays as it was committed; the codes of a year follow from its key alone.
            served = frozenset() if path.exists() else self.before.served()
            data, self.mapping = renewed_registry(self.registry, f"{self.seed}:{self.id}", served)
            if not path.exists():
                write_whole(path, data)
        return path

    def served(self) -> frozenset[str]:
        """Who had a term in this cycle or in one before, by the codes of the first year."""
        with self.desk.reading() as session:
            seats = [one.code for one in assembly_seats.seats(session, self.id)]
        if self.before is not None:
            self.list_for_draw()
            return self.before.served() | {self.mapping[code] for code in seats}
        return frozenset(seats)

    def served_elsewhere(self) -> frozenset[str]:
        """Codes of this cycle of those who had a term in a cycle before."""
        if self.before is None:
            return frozenset()
        self.list_for_draw()
        served = self.before.served()
        return frozenset(code for code, first in self.mapping.items() if first in served)
