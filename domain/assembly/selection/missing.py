"""The profiles that are missing: the fewest further volunteers with whom the quotas can be met as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from domain.assembly.lottery.problem import Person
from domain.assembly.lottery.profiles import Profiles as Pool
from domain.assembly.selection.seating import Prices, seat
from domain.assembly.selection.year import Year
from domain.italian import counted

NEWCOMER_WEIGHT = 1_000_000
"""Weight of one missing volunteer; the rarity of the profile (0 to 1,000 for each criterion) only breaks ties."""
MOST_PROFILES = 3_000
"""So many profiles of volunteers are tried at most."""


@dataclass(frozen=True, slots=True)
class MissingProfile:
    """Volunteers who would make the quotas possible as they stand (profilo mancante)."""

    values: tuple[str, ...]
    people: int


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
