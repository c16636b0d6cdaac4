"""What a panel is drawn from: the quotas, the people who said they are available, and the seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.errors import Fault, Refusal


@dataclass(frozen=True, slots=True)
class Quota:
    """How many seats of a panel go to people with one value of one category (quota), both numbers included.

    `minimum_flex` and `maximum_flex` say how far a relaxation may move the two numbers; None where the file is silent.
    """

    category: str
    value: str
    minimum: int
    maximum: int
    minimum_flex: int | None = None
    maximum_flex: int | None = None

    @property
    def name(self) -> str:
        return f"{self.category}: {self.value}"


@dataclass(frozen=True, slots=True)
class Person:
    """One available person (persona disponibile): an opaque code, never a name.

    `values` are in the order of the problem's categories. `household` is an opaque code too: those who share one that
    is not empty never sit on the same panel; empty means alone.
    """

    code: str
    values: tuple[str, ...]
    household: str = ""


@dataclass(frozen=True)
class Problem:
    """Quotas, people and seats that agree with each other (problema del sorteggio); whether a panel exists is open.

    Each value of each category has exactly one quota. The order of quotas and people is kept, and codes are unique.

    Raises: Refusal with every fault.
    """

    categories: tuple[str, ...]
    quotas: tuple[Quota, ...]
    people: tuple[Person, ...]
    seats: int

    def __post_init__(self) -> None:
        faults = (*_faults_of_seats(self), *_faults_of_quotas(self), *_faults_of_people(self))
        if faults:
            raise Refusal(
                f"Il problema del sorteggio ha {len(faults)} {'errore' if len(faults) == 1 else 'errori'}",
                "Correggere le voci elencate e ripetere",
                faults=faults,
            )

    @cached_property
    def quota_of(self) -> dict[tuple[str, str], Quota]:
        """The quota of each (category, value)."""
        return {(quota.category, quota.value): quota for quota in self.quotas}

    @cached_property
    def available(self) -> dict[tuple[str, str], int]:
        """How many people have each (category, value); 0 where nobody does."""
        found = Counter(pair for person in self.people for pair in zip(self.categories, person.values, strict=True))
        return {pair: found[pair] for pair in self.quota_of}


def quotas_broken(problem: Problem, panel: Sequence[Person]) -> tuple[str, ...]:
    """Return, in the order of the quotas, a line for each one that the panel breaks, with the number that it has."""
    seated = Counter(pair for person in panel for pair in zip(problem.categories, person.values, strict=True))
    return tuple(
        f"{quota.name}: {seated[quota.category, quota.value]} invece di {quota.minimum}-{quota.maximum}"
        for quota in problem.quotas
        if not quota.minimum <= seated[quota.category, quota.value] <= quota.maximum
    )


def why_not_panel(problem: Problem, panel: Sequence[Person]) -> str | None:
    """Say why these people cannot sit together: seats, a person or a household twice, or quotas; None if they can."""
    if len(panel) != problem.seats:
        return f"{len(panel)} persone invece di {problem.seats}"
    if len({person.code for person in panel}) != len(panel):
        return "una persona vi siede due volte"
    homes = [person.household for person in panel if person.household]
    if len(set(homes)) != len(homes):
        return "due persone sono dello stesso nucleo familiare"
    return "; ".join(quotas_broken(problem, panel)) or None


def why_not_seatable(problem: Problem) -> tuple[str, ...]:
    """Return the reasons that counting alone shows why no panel exists; none found is no promise that one does."""
    reasons = []
    if len(problem.people) < problem.seats:
        reasons.append(f"{problem.seats} posti ma {len(problem.people)} persone disponibili")
    for category in problem.categories:
        quotas = [quota for quota in problem.quotas if quota.category == category]
        least, most = sum(quota.minimum for quota in quotas), sum(quota.maximum for quota in quotas)
        if least > problem.seats:
            reasons.append(f"{category}: i minimi sommano a {least}, più dei {problem.seats} posti")
        if most < problem.seats:
            reasons.append(f"{category}: i massimi sommano a {most}, meno dei {problem.seats} posti")
    for quota in problem.quotas:
        there = problem.available[quota.category, quota.value]
        if there < quota.minimum:
            reasons.append(f"{quota.name}: servono almeno {quota.minimum} persone, disponibili {there}")
    return tuple(reasons)


def _faults_of_seats(problem: Problem) -> Iterator[Fault]:
    if problem.seats < 1:
        yield Fault(f"I posti sono {problem.seats}", "Indicare almeno un posto")
    if not problem.people:
        yield Fault("Non c'è nessuna persona disponibile", "Indicare almeno una persona")
    if not problem.categories:
        yield Fault("Non c'è nessuna categoria", "Indicare almeno una categoria con le sue quote")
    for category, times in Counter(problem.categories).items():
        if times > 1:
            yield Fault("La categoria è ripetuta", "Indicarla una volta sola", category)
        if not any(quota.category == category for quota in problem.quotas):
            yield Fault("La categoria non ha quote", "Indicare una quota per ogni suo valore", category)


def _faults_of_quotas(problem: Problem) -> Iterator[Fault]:
    times = Counter((quota.category, quota.value) for quota in problem.quotas)
    for quota in dict.fromkeys(problem.quotas):
        if quota.category not in problem.categories:
            yield Fault("La quota è di una categoria non prevista", "Usare una delle categorie indicate", quota.name)
        if quota.minimum < 0 or quota.minimum > quota.maximum:
            yield Fault(
                f"Il minimo {quota.minimum} e il massimo {quota.maximum} non vanno insieme",
                "Indicare 0 ≤ minimo ≤ massimo",
                quota.name,
            )
        lowest = quota.minimum if quota.minimum_flex is None else quota.minimum_flex
        highest = quota.maximum if quota.maximum_flex is None else quota.maximum_flex
        if not 0 <= lowest <= quota.minimum or highest < quota.maximum:
            yield Fault(
                f"I limiti dell'allentamento {lowest}-{highest} non contengono la quota",
                "Indicare 0 ≤ minimo allentato ≤ minimo e massimo allentato ≥ massimo",
                quota.name,
            )
    for (category, value), count in times.items():
        if count > 1:
            yield Fault(f"Il valore ha {count} quote", "Lasciarne una sola", f"{category}: {value}")


def _faults_of_people(problem: Problem) -> Iterator[Fault]:
    known = {(quota.category, quota.value) for quota in problem.quotas}
    for code, times in Counter(person.code for person in problem.people).items():
        if times > 1 or not code:
            yield Fault("Il codice è vuoto o ripetuto", "Dare a ogni persona un codice suo", f"persona «{code}»")
    for person in problem.people:
        place = f"persona «{person.code}»"
        if len(person.values) != len(problem.categories):
            yield Fault(
                f"Ha {len(person.values)} valori per {len(problem.categories)} categorie",
                "Indicare un valore per ogni categoria",
                place,
            )
            continue
        for category, value in zip(problem.categories, person.values, strict=True):
            if (category, value) not in known:
                yield Fault(
                    f"Il valore «{value}» non ha una quota", f"Correggerlo o dargliene una in «{category}»", place
                )
