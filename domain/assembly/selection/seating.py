"""Whether a year can be composed, and at which smallest price in moved quotas or new volunteers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from domain.assembly.lottery.profiles import Profiles as Pool
from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.splitting import split
from domain.assembly.selection.year import Profiles, Year


@dataclass(frozen=True, slots=True)
class Slack:
    """How far one quota may move, and what each seat of it costs."""

    lower: int
    raise_: int
    lower_cost: int
    raise_cost: int


@dataclass(frozen=True, slots=True)
class Prices:
    """What may be bought to make a year possible: seats of quotas that move, and volunteers who do not exist yet."""

    slacks: tuple[Slack, ...] = ()
    """One for each quota, in their order; none when quotas stand."""
    largest_cost: int = 0
    """Cost of each seat of the largest movement."""
    newcomers: tuple[tuple[str, ...], ...] = ()
    newcomer_costs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seating:
    """A year that can be composed: who sits, what moved, who is missing."""

    taken: tuple[int, ...]
    """Members of each type of the pool, in all cohorts together."""
    lowered: tuple[int, ...]
    raised: tuple[int, ...]
    newcomers: tuple[int, ...]
    is_proved: bool
    """Whether nothing cheaper exists."""


@dataclass(slots=True)
class _Draft:
    """The program of a year, either of all its cohorts summed (a bound) or of each by itself."""

    year: Year
    pool: Pool
    prices: Prices
    copies: int
    program: IntegerProgram = field(default_factory=IntegerProgram)
    taken: list[list[int]] = field(default_factory=list)
    added: list[list[int]] = field(default_factory=list)
    lowered: list[int] = field(default_factory=list)
    raised: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._people()
        self._movements()
        for at in range(self.copies):
            self._quotas(at)

    def _people(self) -> None:
        new = list(zip(self.prices.newcomers, self.prices.newcomer_costs, strict=True))
        capacities = capacities_of(self.pool)
        for _ in range(self.copies):
            self.taken.append([self.program.variable(0, capacity) for capacity in capacities])
            self.added.append([self.program.variable(0, self.year.members, cost) for _, cost in new])
        if self.copies > 1:
            for at, capacity in enumerate(capacities):
                self.program.row(0, capacity, {copy[at]: 1 for copy in self.taken})
        for homes, living in shared_homes(self.pool):
            self.program.row(0, homes, {copy[at]: 1 for copy in self.taken for at in living})

    def _movements(self) -> None:
        for slack in self.prices.slacks:
            self.lowered.append(self.program.variable(0, slack.lower, slack.lower_cost))
            self.raised.append(self.program.variable(0, slack.raise_, slack.raise_cost))
        if self.prices.largest_cost:
            largest = self.program.variable(0, self.year.seats, self.prices.largest_cost)
            for moved in (*self.lowered, *self.raised):
                self.program.row(0, self.year.seats, {largest: 1, moved: -1})

    def _quotas(self, copy: int) -> None:
        profiles = [*(one.values for one in self.pool.types), *self.prices.newcomers]
        seats = [*self.taken[copy], *self.added[copy]]
        times, huge = self.year.cohorts // self.copies, 2 * self.year.members
        self.program.row(times * self.year.seats, times * self.year.seats, dict.fromkeys(seats, 1))
        for number, (quota, own) in enumerate(self.year.holders(profiles)):
            held = {seats[at]: 1 for at in own}
            if not self.prices.slacks:
                self.program.row(times * quota.minimum, times * quota.maximum, held)
                continue
            self.program.row(times * quota.minimum, huge, held | {self.lowered[number]: times})
            self.program.row(-huge, times * quota.maximum, held | {self.raised[number]: -times})

    def solve(self) -> Seating | None:
        solved = self.program.solve()
        if solved is None:
            return None
        value = solved.values.__getitem__
        return Seating(
            tuple(sum(map(value, copies)) for copies in zip(*self.taken, strict=True)),
            tuple(map(value, self.lowered)),
            tuple(map(value, self.raised)),
            tuple(sum(map(value, copies)) for copies in zip(*self.added, strict=True)),
            solved.is_proved,
        )


def seat(year: Year, pool: Pool, prices: Prices = Prices()) -> Seating | None:
    """Return the cheapest way to compose a year; None when there is none.

    The cohorts are first summed up: that is never dearer than composing each, so that a sum which can be divided into
    cohorts is the cheapest of all. Only where it cannot, each cohort has seats of its own in one larger program.

    Raises: OutOfTime when nothing was found and nothing excluded.
    """
    summed = _Draft(year, pool, prices, 1).solve()
    if summed is None or year.cohorts == 1 or _divides(year, pool, prices, summed):
        return summed
    return _Draft(year, pool, prices, year.cohorts).solve()


def _divides(year: Year, pool: Pool, prices: Prices, summed: Seating) -> bool:
    profiles: Profiles = [*(one.values for one in pool.types), *prices.newcomers]
    moved = relaxed(year, summed)
    return split(moved, profiles, [*summed.taken, *summed.newcomers]) is not None


def relaxed(year: Year, seating: Seating) -> Year:
    """Return the year with its quotas moved as a seating moves them."""
    if not seating.lowered:
        return year
    moved = zip(year.quotas, seating.lowered, seating.raised, strict=True)
    quotas = (replace(quota, minimum=quota.minimum - low, maximum=quota.maximum + high) for quota, low, high in moved)
    return replace(year, quotas=tuple(quotas))


def capacities_of(pool: Pool) -> list[int]:
    """Return how many people of each type may sit in one year: no more than their households."""
    return [min(len(one.people), pool.households[one.kind]) for one in pool.types]


def shared_homes(pool: Pool) -> list[tuple[int, tuple[int, ...]]]:
    """Return, for each kind of household that several types live in, how many there are and the types' places."""
    kinds = zip(pool.households, pool.types_of_kind, strict=True)
    return [(homes, types) for homes, types in kinds if len(types) > 1]
