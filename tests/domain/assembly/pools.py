"""Seeded pools of invented people, skewed as volunteers are, and the population that they come from."""

from __future__ import annotations

import random

from domain.assembly.lottery.problem import Person
from domain.assembly.lottery.profiles import Profiles
from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.quotas import Shares, proportional_quotas
from domain.assembly.selection.seating import capacities_of, shared_homes
from domain.assembly.selection.year import Year

MILAN = {
    "età": {"16-24": 100, "25-34": 140, "35-44": 150, "45-54": 180, "55-64": 160, "65-": 270},
    "genere": {"F": 520, "M": 480},
    "nazionalità": {"italiana": 800, "Unione europea": 50, "altra": 150},
    "municipio": {str(number): 100 + 7 * number for number in range(1, 10)},
    "titolo": {"licenza media": 330, "diploma": 380, "laurea": 290},
}
SKEW = {"licenza media": 5, "laurea": 16, "altra": 6, "16-24": 7, "65-": 8}
"""How willing people with a value are, where 10 is usual."""


def milan_year(cohorts: int, seats: int) -> Year:
    """The quotas that the shipped definitions give: one seat more or less, two for education."""
    shares = [Shares(name, counts, 2 if name == "titolo" else 1) for name, counts in MILAN.items()]
    return Year(tuple(MILAN), proportional_quotas(shares, seats), cohorts, seats)


def milan_pool(size: int, seed: int) -> list[Person]:
    """People who said they are available: the willing are too many, some share a household."""
    chance = random.Random(seed)
    people = []
    for number in range(size):
        values = tuple(
            chance.choices(list(counts), [count * SKEW.get(value, 10) for value, count in counts.items()])[0]
            for counts in MILAN.values()
        )
        home = f"casa-{number // 2}" if number % 20 < 2 else f"casa-{number}-sola"
        people.append(Person(f"{chance.getrandbits(64):016x}", values, home))
    return people


def some_panels(year: Year, people: list[Person], count: int) -> list[list[str]]:
    """So many panels of a year's members, each the best one for wishes drawn by chance."""
    pool, panels = year.pool(people), []
    for number in range(count):
        chance, program = random.Random(number), IntegerProgram()
        taken = [program.variable(0, most, -chance.randint(0, 1000)) for most in capacities_of(pool)]
        for homes, living in shared_homes(pool):
            program.row(0, homes, {taken[at]: 1 for at in living})
        program.row(year.members, year.members, dict.fromkeys(taken, 1))
        for quota, own in year.holders([one.values for one in pool.types]):
            program.row(year.cohorts * quota.minimum, year.cohorts * quota.maximum, {taken[at]: 1 for at in own})
        solved = program.solve()
        assert solved is not None
        panels.append(sorted(_people(pool, solved.values)))
    return panels


def _people(pool: Profiles, counts: tuple[int, ...]) -> list[str]:
    """The first people of each type whose household is still free; the types with the fewest to spare choose first."""
    closed: set[str] = set()
    chosen: list[str] = []
    order = sorted(range(len(counts)), key=lambda at: len(pool.types[at].people) - counts[at])
    for at in order:
        free = [one for one in pool.types[at].people if not one.household or one.household not in closed]
        assert len(free) >= counts[at]
        for person in free[: counts[at]]:
            closed.add(person.household)
            chosen.append(person.code)
    return chosen
