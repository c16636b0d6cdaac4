"""When quotas cannot be met: the smallest movements of them side by side, each with what it buys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.assembly.lottery.problem import Person, Problem, Quota
from domain.assembly.lottery.profiles import Profiles as Pool
from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.seating import Prices, Seating, Slack, capacities_of, relaxed, seat, shared_homes
from domain.assembly.selection.year import Year

SEAT_WEIGHT = 10_000
"""Weight of one seat by which a minimum is lowered or a maximum raised."""
SMALL_GROUP_WEIGHT = 1_000
"""Further weight of a seat taken from a minimum, divided by that minimum: the larger group's first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One quota that moves (modifica di una quota)."""

    category: str
    value: str
    bound: str
    before: int
    after: int

    def __str__(self) -> str:
        return f"{self.category}: {self.value}, {self.bound} da {self.before} a {self.after}"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A set of movements that makes the year possible (alternativa), and what it buys."""

    names: tuple[str, ...]
    """By which measures it is the smallest, in Italian."""
    changes: tuple[Change, ...]
    quotas: tuple[Quota, ...]
    seats_moved: int
    largest_change: int
    minimum_probability: float | None
    """The lowest chance in the fairest lottery; None where nobody asked for it."""
    without_chance: int
    """People whom no composition seats, whatever chance says."""
    is_proved: bool

    def as_dict(self) -> dict[str, object]:
        """The alternative as it is published (JSON)."""
        return {
            "names": list(self.names),
            "changes": [str(change) for change in self.changes],
            "seats_moved": self.seats_moved,
            "largest_change": self.largest_change,
            "minimum_probability": self.minimum_probability,
            "without_chance": self.without_chance,
            "is_proved": self.is_proved,
        }


@dataclass(frozen=True, slots=True)
class Relaxations:
    """The alternatives side by side, and the criteria that no alternative can leave alone."""

    alternatives: tuple[Relaxation, ...]
    cannot_stay: tuple[str, ...]


def relaxations(
    year: Year,
    people: Sequence[Person],
    *,
    kept: Sequence[str] = (),
    chance: Callable[[Problem], float] | None = None,
) -> Relaxations:
    """Return the smallest movements of the quotas by several measures, for the city to choose from.

    The measures: fewest seats moved in total; smallest largest movement; smallest sum of movements in proportion to the
    numbers that move; fewest seats with one criterion left alone,
    for each criterion of `kept` and each that the first alternative moves. Equal alternatives are told once.
    `chance` gives the lowest chance that the fairest lottery of a problem leaves to anybody.
    """
    pool = year.pool(people)
    first = seat(year, pool, _prices(year))
    if first is None:
        return Relaxations((), tuple(year.categories))
    found: list[tuple[str, Seating]] = [("meno posti spostati in tutto", first)]
    evenly = seat(year, pool, _prices(year, largest_cost=SEAT_WEIGHT * year.seats))
    if evenly is not None:
        found.append(("la modifica più grande è la più piccola possibile", evenly))
    by_size = seat(year, pool, _prices(year, in_proportion=True))
    if by_size is not None:
        found.append(("modifiche più piccole in proporzione alle quote", by_size))
    moved = {change.category for change in _changes(year, first)}
    cannot_stay = []
    for category in year.categories:
        if category in moved or category in kept:
            alone = seat(year, pool, _prices(year, untouched=category))
            if alone is None:
                cannot_stay.append(category)
            else:
                found.append((f"{category} come previsto", alone))
    merged: dict[tuple[Change, ...], list[tuple[str, Seating]]] = {}
    for name, seating in found:
        merged.setdefault(_changes(year, seating), []).append((name, seating))
    alternatives = []
    for changes, told in merged.items():
        after = relaxed(year, told[0][1])
        bought = chance(after.summed(people)) if chance else None
        alternatives.append(_relaxation(after, pool, changes, told, bought))
    return Relaxations(tuple(alternatives), tuple(cannot_stay))


def without_chance(year: Year, pool: Pool) -> int:
    """Return how many people no composition of the year's sum seats: each program seats some whom none has yet."""
    capacities, unseen = capacities_of(pool), set(range(len(pool.types)))
    while unseen:
        program = IntegerProgram()
        taken = [program.variable(0, most, -1 if at in unseen else 0) for at, most in enumerate(capacities)]
        for homes, living in shared_homes(pool):
            program.row(0, homes, {taken[at]: 1 for at in living})
        program.row(year.members, year.members, dict.fromkeys(taken, 1))
        for quota, own in year.holders([one.values for one in pool.types]):
            least, most = year.cohorts * quota.minimum, year.cohorts * quota.maximum
            program.row(least, most, {taken[at]: 1 for at in own})
        solved = program.solve()
        seen = {at for at in unseen if solved is not None and solved.values[at]}
        if not seen:
            break
        unseen -= seen
    return sum(len(pool.types[at].people) for at in unseen)


def _prices(year: Year, *, untouched: str = "", largest_cost: int = 0, in_proportion: bool = False) -> Prices:
    slacks = (_slack(year, quota, untouched) for quota in year.quotas)
    if in_proportion:
        slacks = (_weighed(slack, quota) for slack, quota in zip(slacks, year.quotas, strict=True))
    return Prices(tuple(slacks), largest_cost)


def _weighed(slack: Slack, quota: Quota) -> Slack:
    lower_cost, raise_cost = SEAT_WEIGHT // max(1, quota.minimum), SEAT_WEIGHT // max(1, quota.maximum)
    return replace(slack, lower_cost=lower_cost, raise_cost=raise_cost)


def _slack(year: Year, quota: Quota, untouched: str) -> Slack:
    least = quota.minimum_flex if quota.minimum_flex is not None else 0
    most = quota.maximum_flex if quota.maximum_flex is not None else year.seats
    lower, higher = max(0, quota.minimum - least), max(0, most - quota.maximum)
    if quota.category == untouched:
        lower = higher = 0
    return Slack(lower, higher, SEAT_WEIGHT + SMALL_GROUP_WEIGHT // max(1, quota.minimum), SEAT_WEIGHT)


def _changes(year: Year, seating: Seating) -> tuple[Change, ...]:
    changes = []
    for quota, low, high in zip(year.quotas, seating.lowered, seating.raised, strict=True):
        if low:
            changes.append(Change(quota.category, quota.value, "minimo", quota.minimum, quota.minimum - low))
        if high:
            changes.append(Change(quota.category, quota.value, "massimo", quota.maximum, quota.maximum + high))
    return tuple(changes)


def _relaxation(
    after: Year,
    pool: Pool,
    changes: tuple[Change, ...],
    told: Sequence[tuple[str, Seating]],
    minimum_probability: float | None,
) -> Relaxation:
    moves = [abs(change.after - change.before) for change in changes]
    return Relaxation(
        names=tuple(name for name, _ in told),
        changes=changes,
        quotas=after.quotas,
        seats_moved=sum(moves),
        largest_change=max(moves, default=0),
        minimum_probability=minimum_probability,
        without_chance=without_chance(after, pool),
        is_proved=all(seating.is_proved for _, seating in told),
    )
