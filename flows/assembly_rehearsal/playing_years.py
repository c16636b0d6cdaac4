"""Plays the years of an assembly one after the other, each beginning while the one before still sits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.assembly.rehearsed_year import rehearsal_definition
from flows.assembly_rehearsal.choosing import choosing_acts
from flows.assembly_rehearsal.cycle import Cycle
from flows.assembly_rehearsal.serving import answering_acts, serving_acts
from flows.assembly_rehearsal.sitting import sitting_acts
from flows.edges import Desk
from flows.playing import Act, Watch, perform, still_to_play


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
        ids = [cycle.id for cycle in self.cycles]
        for act in still_to_play(self.desk, ids, self._acts()):
            perform(self.desk, ids, act, self.watch)
        return ids

    def _acts(self) -> Iterator[Act]:
        for cycle in self.cycles:
            yield from choosing_acts(cycle)
            yield from sitting_acts(cycle)
            yield from serving_acts(cycle)
            yield from answering_acts(cycle)
