"""The numbers of the house as Prometheus reads them; no label ever names a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from domain.store.metrics import HouseNumbers, house_numbers
from domain.vocabulary import AttemptEnd, IncomingKind, LetterState
from flows.edges import Desk

_Series = Mapping[tuple[str, ...], float]
"""Value by the labels' values."""


class HouseCollector(Collector):
    """Asks the database at each reading: several counters over one house tell the same."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Return every series."""
        with self._desk.reading() as session:
            told = house_numbers(session, as_of=self._clock())
        yield from _labelled(told)
        yield from _single(told)


def registry_of(desk: Desk, clock: Callable[[], datetime]) -> CollectorRegistry:
    """Return a registry that holds the numbers of this house and nothing of the process that reads them."""
    registry = CollectorRegistry()
    registry.register(HouseCollector(desk, clock))
    return registry


def _labelled(told: HouseNumbers) -> Iterator[Metric]:
    by_stage: _Series = {(kind.name, stage): count for (kind, stage), count in told.processes.items()}
    steps: _Series = {("overdue",): told.steps_overdue, ("within_7_days",): told.steps_soon}
    ages: _Series = {(part,): age for part, age in told.beat_age_s.items()}
    yield _family("processes", "Processes by kind and stage.", ("kind", "stage"), by_stage)
    yield _family("due_steps", "Steps of the calendar that are overdue, or due within a week.", ("when",), steps)
    yield _family("letters", "Letters by state.", ("state",), _named(told.letters))
    yield _family("attempts", "Runs asked of the engine, by end.", ("end",), _named(told.attempts))
    yield _family("incoming_messages", "Messages that came in, by kind.", ("kind",), _named(told.incoming))
    yield _family("beat_age_seconds", "Seconds since a part of the house was last seen.", ("part",), ages)


def _named(counts: Mapping[LetterState, int] | Mapping[AttemptEnd, int] | Mapping[IncomingKind, int]) -> _Series:
    return {(word.name,): count for word, count in counts.items()}


def _family(name: str, help_text: str, labels: Sequence[str], series: _Series) -> Metric:
    family = GaugeMetricFamily(f"istruttoria_{name}", help_text, labels=labels)
    for values, value in series.items():
        family.add_metric(values, value)
    return family


def _single(told: HouseNumbers) -> Iterator[Metric]:
    for name, help_text, value in (
        (
            "oldest_due_letter_age_seconds",
            "How long the longest waiting letter could have left.",
            told.oldest_due_letter_s,
        ),
        ("register_entries", "Entries of all registers.", told.register_entries),
        ("documents", "Documents on record.", told.documents),
        ("documents_bytes", "Size of the documents on record.", told.documents_bytes),
        ("database_bytes", "Size of the database.", told.database_bytes),
    ):
        yield GaugeMetricFamily(f"istruttoria_{name}", help_text, value=value)
