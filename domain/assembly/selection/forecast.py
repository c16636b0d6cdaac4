"""Before the letters leave: how many cohorts the expected answers can seat, and which further letters would seat all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, isqrt

from domain.assembly.lottery.problem import Person
from domain.assembly.selection.cohorts import refusal
from domain.assembly.selection.seating import Prices, seat
from domain.assembly.selection.year import Year
from domain.italian import counted, number

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailing:
    """The letters of a draw and what is expected of them (previsione delle risposte)."""

    axes: tuple[str, ...]
    """The categories of the strata, in the order of the keys of `letters`: the first ones of the year's."""
    letters: Mapping[Values, int]
    """Letters by stratum."""
    rate: Fraction
    """Part of those invited who are expected to be available."""
    factors: Mapping[tuple[str, str], Fraction]
    """How much likelier than usual those with a value of a category answer; 1 where silent."""
    asked: Mapping[str, Mapping[str, int]]
    """For each criterion that only the form asks: the population by value."""


@dataclass(frozen=True, slots=True)
class FurtherLetters:
    """Letters that one stratum should get on top (lettere aggiuntive), and the people hoped for."""

    stratum: Values
    letters: int
    people: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one number of answers allows (previsione)."""

    name: str
    available: int
    cohorts: int
    seated: int
    """Cohorts that can be composed within their quotas."""
    reasons: tuple[str, ...]
    """What counting alone shows to be short for all the cohorts."""
    further: tuple[FurtherLetters, ...] | None
    """None when no letters to these strata would help."""

    def __str__(self) -> str:
        head = f"con {counted(self.available, 'disponibile', 'disponibili')} ({self.name})"
        if self.seated == self.cohorts:
            return f"{head} si compongono tutti i gruppi"
        short = f"{head} il gruppo {self.seated + 1} non si compone"
        if not self.further:
            return f"{short}; altre lettere a questi strati non bastano: rivedete le quote o il numero dei gruppi"
        letters = number(sum(one.letters for one in self.further))
        return f"{short}; servono circa altre {letters} lettere, a {counted(len(self.further), 'strato', 'strati')}"


def outlooks(year: Year, mailing: Mailing) -> tuple[Outlook, ...]:
    """Return the outlook for the expected number of answers, and for a number that chance may lower or raise it to.

    The low and the high number lie two standard deviations away (twice the square root, as answers are rare and
    independent). The mix of those who answer is taken as expected; in truth it varies too.
    """
    chances = _chances(year, mailing)
    expected = sum(chances.values(), Fraction(0))
    middle = int(expected + Fraction(1, 2))
    spread = 2 * isqrt(middle)
    cases = (("poche risposte", max(0, middle - spread)), ("risposte attese", middle))
    return tuple(_outlook(year, mailing, chances, *case) for case in (*cases, ("molte risposte", middle + spread)))


def largest_number_of_cohorts(year: Year, people: Sequence[Person]) -> int:
    """Return how many of the year's cohorts those available can compose, at most."""
    for cohorts in range(min(year.cohorts, len(people) // year.seats), 0, -1):
        fewer = replace(year, cohorts=cohorts)
        if seat(fewer, fewer.pool(people)) is not None:
            return cohorts
    return 0


def expected_share(mailing: Mailing, categories: Sequence[str], values: Values) -> Fraction:
    """Return the part of those invited with these values who are expected to answer, never more than all."""
    share = mailing.rate
    for pair in zip(categories, values, strict=False):
        share *= mailing.factors.get(pair, Fraction(1))
    return min(share, Fraction(1))


def _chances(year: Year, mailing: Mailing) -> dict[Values, Fraction]:
    """How many people of each profile are expected to answer."""
    return {
        (*stratum, *asked): mailing.letters[stratum] * chance
        for stratum in sorted(mailing.letters)
        for asked, chance in _per_letter(year, mailing, stratum)
    }


def _per_letter(year: Year, mailing: Mailing, stratum: Values) -> list[tuple[Values, Fraction]]:
    """For each profile of a stratum: the chance that one letter to it brings a volunteer of that profile."""
    asked = year.categories[len(mailing.axes) :]
    found = []
    for values in product(*(sorted(mailing.asked[category]) for category in asked)):
        share = expected_share(mailing, year.categories, (*stratum, *values))
        for category, value in zip(asked, values, strict=True):
            share *= Fraction(mailing.asked[category][value], sum(mailing.asked[category].values()))
        found.append((values, share))
    return found


def _pool(chances: Mapping[Values, Fraction], size: int) -> list[Person]:
    """So many people in the expected mix: one each time that the running sum of the profiles passes a step."""
    total, people, passed = sum(chances.values(), Fraction(0)), [], Fraction(0)
    for values, chance in chances.items():
        passed += chance * size / total if total else 0
        while len(people) + Fraction(1, 2) <= passed and len(people) < size:
            people.append(Person(f"atteso-{len(people):06d}", values))
    return people


def _outlook(year: Year, mailing: Mailing, chances: Mapping[Values, Fraction], name: str, size: int) -> Outlook:
    people = _pool(chances, size)
    seated = largest_number_of_cohorts(year, people)
    if seated == year.cohorts:
        return Outlook(name, len(people), year.cohorts, seated, (), ())
    reasons = tuple(fault.problem for fault in refusal(year, people).faults) if people else ("nessun disponibile",)
    further = _further(year, mailing, people) if people else None
    return Outlook(name, len(people), year.cohorts, seated, reasons, further)


def _further(year: Year, mailing: Mailing, people: Sequence[Person]) -> tuple[FurtherLetters, ...] | None:
    """The fewest further letters whose expected volunteers would seat every cohort."""
    hoped = [
        (stratum, (*stratum, *asked), ceil(1 / chance))
        for stratum in sorted(mailing.letters)
        for asked, chance in _per_letter(year, mailing, stratum)
        if chance
    ]
    prices = Prices(newcomers=tuple(one[1] for one in hoped), newcomer_costs=tuple(one[2] for one in hoped))
    found = seat(year, year.pool(people), prices)
    if found is None:
        return None
    letters: dict[Values, FurtherLetters] = {}
    for (stratum, _, each), count in zip(hoped, found.newcomers, strict=True):
        if count:
            before = letters.get(stratum, FurtherLetters(stratum, 0, 0))
            letters[stratum] = FurtherLetters(stratum, before.letters + count * each, before.people + count)
    return tuple(sorted(letters.values(), key=lambda one: (-one.letters, one.stratum)))
