"""Plays the years of an assembly one after the other, each beginning while the one before still sits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.assembly.rehearsed_year import rehearsal_definition
from domain.store import processes, registry
from flows.assembly_acts.plan import ASSEMBLY
from flows.assembly_rehearsal.choosing import choosing_acts
from flows.assembly_rehearsal.cycle import Cycle
from flows.assembly_rehearsal.serving import answering_acts, serving_acts
from flows.assembly_rehearsal.sitting import sitting_acts
from flows.delivery import deliver_due
from flows.edges import Desk
from flows.playing import Act, Watch
from flows.steps import advance


@dataclass(frozen=True, slots=True)
class AssemblyScript:
    """What is played: a definition, the registry of its first year, and how many cycles."""

    definition_text: str
    registry: Path
    years: int = 1


@dataclass(slots=True)
class AssemblyRehearsal:
    """Plays a script; playing it again on the same folder goes on where it was interrupted."""

    desk: Desk
    script: AssemblyScript
    watch: Watch = lambda _when, _label, _at: None
    cycles: list[Cycle] = field(init=False)

    def __post_init__(self) -> None:
        before: Cycle | None = None
        self.cycles = []
        for year in range(self.script.years):
            text = rehearsal_definition(self.script.definition_text, year)
            before = Cycle(self.desk, text, self.script.registry, "prova", before)
            self.cycles.append(before)

    def play(self) -> list[str]:
        """Play every cycle from opening to erasure; returns their ids."""
        came_to = self._came_to()
        for act in sorted(self._acts(), key=lambda act: act.at):
            # Whatever the register tells of a later instant, everything of this one is on record and has left.
            if came_to is None or act.at >= came_to:
                self._perform(act)
        return [cycle.id for cycle in self.cycles]

    def _perform(self, act: Act) -> None:
        self.watch("before", act.label, act.at)
        act.do()
        self.watch("after", act.label, act.at)
        for cycle in self._opened():
            advance(self.desk, ASSEMBLY, cycle.id, as_of=act.at)
        while deliver_due(self.desk.engine, self.desk.post, as_of=act.at, read_document=self.desk.read).counts["sent"]:
            pass

    def _acts(self) -> Iterator[Act]:
        for cycle in self.cycles:
            yield from choosing_acts(cycle)
            yield from sitting_acts(cycle)
            yield from serving_acts(cycle)
            yield from answering_acts(cycle)

    def _opened(self) -> list[Cycle]:
        with self.desk.reading() as session:
            return [cycle for cycle in self.cycles if processes.find(session, cycle.id)]

    def _came_to(self) -> datetime | None:
        """The newest instant on record in any of the cycles."""
        with self.desk.reading() as session:
            found = [registry.last_recorded_at(session, cycle.id) for cycle in self.cycles]
        return max((one for one in found if one is not None), default=None)
