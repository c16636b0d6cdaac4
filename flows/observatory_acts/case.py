"""The case of an observatory: its definition, what was handed in, its editions, and the years still to come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from domain.definition_file import load_definition
from domain.errors import Refusal
from domain.observatory.calendar_of_observatory import EditionYear, edition_year
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.definition_house import Sender
from domain.store import observatory
from domain.store.observatory import ObservatoryProgress
from domain.vocabulary import ExtractKind, ProcessKind
from flows.case import ProcessCase, record_of
from flows.edges import Desk

PREPARE = "prepare-"
"""How the step of a year's preparation begins; the year follows."""


@dataclass(frozen=True, slots=True)
class ObservatoryCase(ProcessCase):
    """What an act needs to know of an observatory before it begins."""

    definition: ObservatoryDefinition
    progress: ObservatoryProgress

    def year(self, year: int) -> EditionYear:
        """The instants of the edition on the data of a year."""
        opened_at = self.record.process.opened_at
        return edition_year(self.definition.yearly, year, opened_at=opened_at, zone=self.zone)

    @property
    def years(self) -> list[EditionYear]:
        """From the first edition to the next one: as many as were prepared or published, and one more."""
        first = self.definition.yearly.first_year
        prepared = [int(name.removeprefix(PREPARE)) for name in self.done if name.startswith(PREPARE)]
        last = max([*prepared, *(one.year for one in self.progress.editions), first - 1])
        return [self.year(year) for year in range(first, last + 2)]

    def missing(self, sender: Sender, year: int) -> list[ExtractKind]:
        """What a sender has still to hand in for a year; places hold from the year of their own on."""
        came = {(one.kind, one.sender) for one in self.progress.of_year(year)}
        placed = {one.kind for one in self.progress.places(year)}
        return [kind for kind in sender.sends if (kind, sender.code) not in came and kind not in placed]

    def sender(self, code: str, kind: ExtractKind) -> Sender:
        """The sender with a code, or the only one that hands in this kind when none is named.

        Raises: Refusal, naming those who may.
        """
        able = [one for one in self.definition.senders if kind in one.sends]
        chosen = [one for one in able if code in ("", one.code)]
        if len(chosen) == 1:
            return chosen[0]
        problem = f"«{code[:40]}» non consegna «{kind}»" if code else f"più mittenti consegnano «{kind}»"
        if not able:
            remedy = "nella definizione nessun mittente lo consegna: aggiungetelo a «senders»"
            raise Refusal(f"«{kind}» non è previsto", remedy, self.id)
        raise Refusal(problem, f"indicate il mittente: {' o '.join(one.code for one in able)}")


def load_case(desk: Desk, process_id: str) -> ObservatoryCase:
    """Load an observatory as it stands now.

    Raises: Refusal when there is no such process or it is none.
    """
    with desk.reading() as session:
        record = record_of(session, process_id, ProcessKind.OBSERVATORY)
        progress = observatory.progress(session, process_id)
    definition = read_definition(record.process.definition, f"{process_id}.yaml")
    return ObservatoryCase(record, definition.timezone, definition, progress)


@lru_cache(maxsize=64)
def read_definition(text: str, name: str) -> ObservatoryDefinition:
    """Read a definition once for all the acts of a run: it never changes."""
    return load_definition(text, ObservatoryDefinition, name=name)
