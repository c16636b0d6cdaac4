"""What is to be composed: so many cohorts, all of one size and with the same quotas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.assembly.lottery import profiles as lottery
from domain.assembly.lottery.problem import Person, Problem, Quota

Profiles = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Year:
    """The cohorts of a cycle (gruppi dell'anno) and the quotas that each of them must meet."""

    categories: tuple[str, ...]
    """In the order of the values of people and profiles."""
    quotas: tuple[Quota, ...]
    cohorts: int
    seats: int
    """Of one cohort."""

    @property
    def members(self) -> int:
        """Seats of all the cohorts together."""
        return self.cohorts * self.seats

    def columns(self) -> Iterator[tuple[Quota, int]]:
        """Each quota with the place of its category among the values of a person."""
        places = {category: at for at, category in enumerate(self.categories)}
        for quota in self.quotas:
            yield quota, places[quota.category]

    def holders(self, profiles: Profiles) -> Iterator[tuple[Quota, list[int]]]:
        """Each quota with the numbers of the profiles that it counts."""
        for quota, column in self.columns():
            yield quota, [at for at, values in enumerate(profiles) if values[column] == quota.value]

    def summed(self, people: Iterable[Person]) -> Problem:
        """The draw of the members of all cohorts together, one for each household: a bound on what cohorts allow."""
        quotas = (self._times(quota) for quota in self.quotas)
        return Problem(self.categories, tuple(quotas), tuple(people), self.members)

    def pool(self, people: Iterable[Person]) -> lottery.Profiles:
        """Those available, gathered by type in an order that does not depend on the order of their rows."""
        return lottery.profiles(self.summed(people))

    def _times(self, quota: Quota) -> Quota:
        least, most = quota.minimum * self.cohorts, quota.maximum * self.cohorts
        return replace(quota, minimum=least, maximum=most, minimum_flex=None, maximum_flex=None)
