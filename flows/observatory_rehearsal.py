"""Plays years of an observatory on a simulated clock: an invented city hands its files in, editions are published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from domain.definition_file import load_definition
from domain.observatory.calendar_of_observatory import OFFICE_HOUR, EditionYear, edition_year
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.geometry import Layout
from domain.observatory.synthetic_city import SyntheticCity, part_of, synthetic_city
from domain.observatory.synthetic_files import SyntheticFile, base_files, yearly_files
from domain.timetable import at
from domain.vocabulary import PLACES
from flows.edges import Desk
from flows.observatory_acts import delivering, opening, publishing
from flows.playing import Act, Watch, nothing, perform, still_to_play

_BEFORE_FIRST = timedelta(days=30)
_AFTER_REQUEST = timedelta(days=10)
_AFTER_PREPARATION = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ObservatoryScript:
    """What is played: a definition, how many years, and the seed of the invented city."""

    definition_text: str
    years: int = 2
    seed: int = 2025
    districts: tuple[str, ...] = ()
    """Of the invented city; all when empty."""

    @property
    def city(self) -> SyntheticCity:
        """The city that hands its files in."""
        whole = synthetic_city(self.seed)
        return part_of(whole, self.districts) if self.districts else whole


@dataclass(slots=True)
class ObservatoryRehearsal:
    """Plays a script; playing it again on the same folder goes on where it was interrupted."""

    desk: Desk
    script: ObservatoryScript
    watch: Watch = lambda _when, _label, _at: None
    definition: ObservatoryDefinition = field(init=False)

    def __post_init__(self) -> None:
        self.definition = load_definition(self.script.definition_text, ObservatoryDefinition, name="osservatorio.yaml")

    def play(self) -> str:
        """Play every year, from the requests to the erasure of the extracts before; returns the observatory's id."""
        for act in still_to_play(self.desk, [self.definition.id], self._acts()):
            self.perform(act)
        return self.definition.id

    def acts(self) -> list[Act]:
        """Return all that happens, in the order of time."""
        return sorted(self._acts(), key=lambda act: act.at)

    def perform(self, act: Act) -> None:
        """Do one act, then what the calendar makes of its instant, then send the mail."""
        perform(self.desk, [self.definition.id], act, self.watch)

    def _acts(self) -> Iterator[Act]:
        city, first = self.script.city, self._year(self.definition.yearly.first_year)
        yield Act(self._opened_at, "apertura dell'osservatorio", self._open)
        bases = base_files(city, Layout(**self.definition.places.layout))  # type: ignore[arg-type]
        yield from self._deliveries(first, bases)
        for year, files in yearly_files(city, self.script.seed, first.year, self.script.years):
            of = self._year(year)
            yield Act(of.ask_at, f"richiesta delle estrazioni del {year}", nothing)
            yield from self._deliveries(of, files)
            yield Act(of.remind_at, f"sollecito delle estrazioni del {year}", nothing)
            yield Act(of.prepare_at, f"preparazione dell'edizione {year}", nothing)
            decided = of.prepare_at + _AFTER_PREPARATION
            yield Act(decided, f"pubblicazione dell'edizione {year}", partial(self._publish, year, decided))
        kept = timedelta(days=self.definition.privacy.retention_days + 1)
        yield Act(decided + kept, "cancellazione delle estrazioni di prima", nothing)

    def _deliveries(self, of: EditionYear, files: list[SyntheticFile]) -> Iterator[Act]:
        for place, file in enumerate(files):
            is_base = file.kind in PLACES
            moment = of.ask_at + _AFTER_REQUEST + timedelta(hours=0 if is_base else 1, minutes=place)
            yield Act(moment, f"consegna di {file.name}", partial(self._deliver, file, of.year, moment))

    def _open(self) -> None:
        text = self.script.definition_text
        opening.open_observatory(self.desk, text, name="osservatorio.yaml", as_of=self._opened_at)

    def _deliver(self, file: SyntheticFile, year: int, moment: datetime) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / file.name
            path.write_bytes(file.data)
            delivering.deliver(self.desk, self.definition.id, [path], kind=file.kind, year=year, as_of=moment)

    def _publish(self, year: int, moment: datetime) -> None:
        publishing.publish(
            self.desk,
            self.definition.id,
            year,
            act=f"Determinazione di prova {year}",
            act_on=moment.date(),
            officer=self.definition.recipients.responsible.name,
            as_of=moment,
        )

    @property
    def _opened_at(self) -> datetime:
        yearly = self.definition.yearly
        first = yearly.day_of(yearly.first_year) - timedelta(days=yearly.ask_days) - _BEFORE_FIRST
        return at(first, OFFICE_HOUR, ZoneInfo(self.definition.timezone))

    def _year(self, year: int) -> EditionYear:
        zone = ZoneInfo(self.definition.timezone)
        return edition_year(self.definition.yearly, year, opened_at=self._opened_at, zone=zone)
