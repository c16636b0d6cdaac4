"""When quotas cannot be met: the smallest movements of them side by side, and the volunteers that would spare them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from domain.assembly.lottery.problem import Person, Quota
from domain.assembly.lottery.profiles import Profiles as Pool
from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.seating import Prices, Seating, Slack, capacities_of, relaxed, seat, shared_homes
from domain.assembly.selection.year import Year
from domain.italian import counted

SEAT_WEIGHT = 10_000
"""Weight of one seat by which a minimum is lowered or a maximum raised."""
SMALL_GROUP_WEIGHT = 1_000
"""Further weight of a seat taken from a minimum, divided by that minimum: the larger group's first."""
NEWCOMER_WEIGHT = 1_000_000
"""Weight of one missing volunteer; the rarity of the profile (0 to 1,000 for each criterion) only breaks ties."""
MOST_PROFILES = 3_000
"""So many profiles of volunteers are tried at most."""


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
            "without_chance": self.without_chance,
            "is_proved": self.is_proved,
        }


@dataclass(frozen=True, slots=True)
class Relaxations:
    """The alternatives side by side, and the criteria that no alternative can leave alone."""

    alternatives: tuple[Relaxation, ...]
    cannot_stay: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingProfile:
    """Volunteers who would make the quotas possible as they stand (profilo mancante)."""

    values: tuple[str, ...]
    people: int


def relaxations(year: Year, people: Sequence[Person], *, kept: Sequence[str] = ()) -> Relaxations:
    """Return the smallest movements of the quotas by several measures, for the city to choose from.

    The measures: fewest seats moved in total; smallest largest movement; smallest sum of movements in proportion to the
    numbers that move; fewest seats with one criterion left alone,
    for each criterion of `kept` and each that the first alternative moves. Equal alternatives are told once.
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
    alternatives = (_relaxation(year, pool, changes, told) for changes, told in merged.items())
    return Relaxations(tuple(alternatives), tuple(cannot_stay))


def missing_profiles(
    year: Year,
    people: Sequence[Person],
    *,
    profiles: Sequence[tuple[str, ...]] = (),
    rarity: Mapping[tuple[str, ...], int] | None = None,
) -> tuple[MissingProfile, ...] | None:
    """Return the fewest further volunteers who make the year possible with its quotas; nobody when it is already.

    Of equally few, those whose values are common among the people available. `profiles` limits whom one may hope for
    (those invited, say) and `rarity` (0 to 1,000) then says how hard each is to find. None when nobody could help.
    """
    pool = year.pool(people)
    hoped = list(dict.fromkeys(profiles)) or _all_profiles(year, pool)
    weights = rarity if rarity is not None else _rarity(year, people, hoped)
    costs = tuple(NEWCOMER_WEIGHT + weights.get(one, 1000) for one in hoped)
    found = seat(year, pool, Prices(newcomers=tuple(hoped), newcomer_costs=costs))
    if found is None:
        return None
    missing = (MissingProfile(values, count) for values, count in zip(hoped, found.newcomers, strict=True) if count)
    return tuple(sorted(missing, key=lambda one: (-one.people, one.values)))


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


def _relaxation(year: Year, pool: Pool, changes: tuple[Change, ...], told: Sequence[tuple[str, Seating]]) -> Relaxation:
    after = relaxed(year, told[0][1])
    moves = [abs(change.after - change.before) for change in changes]
    return Relaxation(
        names=tuple(name for name, _ in told),
        changes=changes,
        quotas=after.quotas,
        seats_moved=sum(moves),
        largest_change=max(moves, default=0),
        without_chance=without_chance(after, pool),
        is_proved=all(seating.is_proved for _, seating in told),
    )


def _all_profiles(year: Year, pool: Pool) -> list[tuple[str, ...]]:
    """Every profile that values make, or, where they are too many, the profiles seen and one value away from them."""
    values = [[quota.value for quota in year.quotas if quota.category == category] for category in year.categories]
    if prod(map(len, values)) <= MOST_PROFILES:
        return list(product(*values))
    seen = list(dict.fromkeys(one.values for one in pool.types))
    near = [
        (*profile[:at], value, *profile[at + 1 :]) for profile in seen for at, own in enumerate(values) for value in own
    ]
    return list(dict.fromkeys([*seen, *near]))[:MOST_PROFILES]


def _rarity(year: Year, people: Sequence[Person], profiles: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """How rare the values of each profile are among those available, from 0 (everybody) to 1,000 (nobody), averaged."""
    held = {(at, value): 0 for profile in profiles for at, value in enumerate(profile)}
    for person in people:
        for at, value in enumerate(person.values):
            held[at, value] = held.get((at, value), 0) + 1
    everybody, width = max(1, len(people)), max(1, len(year.categories))
    return {
        profile: sum(1000 - 1000 * held[at, value] // everybody for at, value in enumerate(profile)) // width
        for profile in profiles
    }


def told(missing: Sequence[MissingProfile], categories: Sequence[str]) -> tuple[str, ...]:
    """Return the reminder list in Italian: 3 persone con età 16-24, titolo licenza media."""
    return tuple(
        f"{counted(one.people, 'persona', 'persone')} con "
        + ", ".join(f"{category} {value}" for category, value in zip(categories, one.values, strict=True))
        for one in missing
    )
