"""Before the letters leave: how many cohorts the expected answers can seat, and which further letters would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import isqrt

import numpy as np

from domain.assembly.lottery.problem import Person
from domain.assembly.selection.cohorts import refusal
from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.seating import seat
from domain.assembly.selection.year import Year
from domain.italian import counted, number

Values = tuple[str, ...]

SCALE = 10**12
"""Parts of a person in which the expected mix is counted, so that whole numbers decide."""
MOST_TIMES = 4
"""A stratum gets at most so many times its letters on top: few strata have more people than that to write to."""
SPARE_PERCENT = (100, 105, 110, 120, 135)
"""How many volunteers are aimed at, over the fewest that fractions of persons would need."""


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
    """Letters that one stratum should get on top (lettere aggiuntive)."""

    stratum: Values
    letters: int


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
    cases = (
        ("poche risposte", max(0, middle - spread)),
        ("risposte attese", middle),
        ("molte risposte", middle + spread),
    )
    return tuple(
        _outlook(
            year, mailing, name, _pool(year, chances, size), Fraction(size) / expected if expected else Fraction(0)
        )
        for name, size in cases
    )


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


def _pool(year: Year, chances: Mapping[Values, Fraction], size: int) -> list[Person]:
    """So many people in the expected mix: each one is of the profile whose values lag most behind what is expected.

    A larger pool begins with the people of a smaller one, so that more answers never seat fewer cohorts.
    """
    profiles, total = list(chances), sum(chances.values(), Fraction(0))
    if not total:
        return []
    due = [np.array([round(SCALE * chances[one] / total) for one in profiles], dtype=np.int64)]
    place = [np.arange(len(profiles))]
    for at in range(len(year.categories)):
        values = {value: number for number, value in enumerate(dict.fromkeys(one[at] for one in profiles))}
        place.append(np.array([values[one[at]] for one in profiles]))
        summed = np.zeros(len(values), dtype=np.int64)
        np.add.at(summed, place[-1], due[0])
        due.append(summed)
    owed, possible, people = [np.zeros_like(one) for one in due], due[0] > 0, []
    for number_ in range(size):
        lag = np.zeros(len(profiles), dtype=np.int64)
        for sums, share, own in zip(owed, due, place, strict=True):
            sums += share
            lag += sums[own]
        chosen = int(np.argmax(np.where(possible, lag, np.iinfo(np.int64).min)))
        for sums, own in zip(owed, place, strict=True):
            sums[own[chosen]] -= SCALE
        people.append(Person(f"atteso-{number_:06d}", profiles[chosen]))
    return people


def _outlook(year: Year, mailing: Mailing, name: str, people: Sequence[Person], luck: Fraction) -> Outlook:
    seated = largest_number_of_cohorts(year, people)
    if seated == year.cohorts:
        return Outlook(name, len(people), year.cohorts, seated, (), ())
    reasons = tuple(fault.problem for fault in refusal(year, people).faults) if people else ("nessun disponibile",)
    return Outlook(name, len(people), year.cohorts, seated, reasons, _further(year, mailing, luck))


def _further(year: Year, mailing: Mailing, luck: Fraction) -> tuple[FurtherLetters, ...] | None:
    """The fewest further letters that seat every cohort, tried on the expected mix with more and more to spare."""
    for spare in SPARE_PERCENT:
        added = _fewest_letters(year, mailing, luck * 100 / spare)
        if added is None:
            return None
        more = replace(mailing, letters={one: mailing.letters[one] + added.get(one, 0) for one in mailing.letters})
        chances = _chances(year, more)
        size = int(sum(chances.values(), Fraction(0)) * luck)
        if largest_number_of_cohorts(year, _pool(year, chances, size)) == year.cohorts:
            each = (FurtherLetters(stratum, letters) for stratum, letters in added.items() if letters)
            return tuple(sorted(each, key=lambda one: (-one.letters, one.stratum)))
    return None


def _fewest_letters(year: Year, mailing: Mailing, luck: Fraction) -> dict[Values, int] | None:
    """Further letters by stratum that make the expected volunteers, in fractions of persons, meet every quota."""
    program, strata = IntegerProgram(is_whole=False), sorted(mailing.letters)
    letters = [program.variable(0, MOST_TIMES * mailing.letters[stratum], 1) for stratum in strata]
    profiles, seated = [], []
    for stratum, further in zip(strata, letters, strict=True):
        for asked, chance in _per_letter(year, mailing, stratum):
            profiles.append((*stratum, *asked))
            seated.append(program.variable(0, year.members))
            brings = float(chance * luck)
            program.row(-year.members, brings * mailing.letters[stratum], {seated[-1]: 1, further: -brings})
    program.row(year.members, year.members, dict.fromkeys(seated, 1))
    for quota, own in year.holders(profiles):
        held = {seated[at]: 1 for at in own}
        program.row(year.cohorts * quota.minimum, year.cohorts * quota.maximum, held)
    solved = program.solve()
    if solved is None:
        return None
    return {stratum: solved.values[further] for stratum, further in zip(strata, letters, strict=True)}
