"""Those available as the selection's programs see them: alike people together, members of a shared household apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.assembly.lottery.problem import Person


@dataclass(frozen=True, slots=True)
class Unit:
    """People whom no quota and no household tells apart, in the order of their codes."""

    values: tuple[str, ...]
    household: str
    """Empty unless other units live in it too."""
    codes: tuple[str, ...]

    @property
    def capacity(self) -> int:
        """How many of them may sit in one year: one where they live together."""
        return 1 if self.household else len(self.codes)


def units_of(people: Iterable[Person]) -> tuple[Unit, ...]:
    """Return the units of a pool, in an order that does not depend on the order of its rows."""
    ordered = sorted(people, key=lambda person: person.code)
    sizes = Counter(person.household for person in ordered if person.household)
    together: defaultdict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for person in ordered:
        shared = person.household if sizes[person.household] > 1 else ""
        together[person.values, shared].append(person.code)
    return tuple(Unit(values, household, tuple(codes)) for (values, household), codes in sorted(together.items()))


def households(units: Sequence[Unit]) -> list[list[int]]:
    """Return, for each household that several units live in, their numbers."""
    living: defaultdict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        if unit.household:
            living[unit.household].append(at)
    return [living[one] for one in sorted(living) if len(living[one]) > 1]
