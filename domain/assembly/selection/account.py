"""What the documents tell of answers and cohorts: response against expectation, seats beside quotas and population."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.assembly.lottery.problem import Person
from domain.assembly.selection.forecast import Mailing, Values, expected_share
from domain.assembly.selection.year import Year


@dataclass(frozen=True, slots=True)
class Response:
    """The answers of one stratum, or of one value of a category, beside what was expected (risposte)."""

    name: Values
    letters: int
    expected: Fraction
    available: int

    @property
    def is_low(self) -> bool:
        """Fewer than chance explains: more than two standard deviations (square roots) below what was expected."""
        return self.available < self.expected and (self.expected - self.available) ** 2 > 4 * self.expected


def response_by_stratum(mailing: Mailing, available: Mapping[Values, int]) -> tuple[Response, ...]:
    """Return the response of each stratum that got letters, in order."""
    return tuple(
        Response(stratum, letters, letters * expected_share(mailing, mailing.axes, stratum), available.get(stratum, 0))
        for stratum, letters in sorted(mailing.letters.items())
    )


def response_by_value(mailing: Mailing, available: Mapping[Values, int]) -> tuple[Response, ...]:
    """Return the response of each value of each category of the strata, summed over them: (category, value)."""
    strata = response_by_stratum(mailing, available)
    summed: list[Response] = []
    for at, axis in enumerate(mailing.axes):
        for value in dict.fromkeys(one.name[at] for one in strata):
            own = [one for one in strata if one.name[at] == value]
            expected = sum((one.expected for one in own), Fraction(0))
            letters, answered = sum(one.letters for one in own), sum(one.available for one in own)
            summed.append(Response((axis, value), letters, expected, answered))
    return tuple(summed)


@dataclass(frozen=True, slots=True)
class Composition:
    """One value of one category in a cohort (rappresentatività): seats beside the quota and the population."""

    category: str
    value: str
    minimum: int
    maximum: int
    seated: int
    seats: int
    population: int
    population_total: int

    @property
    def deviation(self) -> int:
        """Seats outside the quota: negative when too few, 0 when it is met."""
        return min(0, self.seated - self.minimum) + max(0, self.seated - self.maximum)

    @property
    def distance(self) -> Fraction:
        """Share of the seats less the share of the population; 0 where the population is not known."""
        if not self.population_total:
            return Fraction(0)
        return Fraction(self.seated, self.seats) - Fraction(self.population, self.population_total)


def composition(
    year: Year, population: Mapping[str, Mapping[str, int]], members: Sequence[Person]
) -> tuple[Composition, ...]:
    """Return the account of a cohort, quota by quota; `population` holds people by category and value."""
    held = Counter(pair for person in members for pair in zip(year.categories, person.values, strict=True))
    return tuple(
        Composition(
            quota.category,
            quota.value,
            quota.minimum,
            quota.maximum,
            held[quota.category, quota.value],
            max(1, len(members)),
            population.get(quota.category, {}).get(quota.value, 0),
            sum(population.get(quota.category, {}).values()),
        )
        for quota in year.quotas
    )
