"""A lottery over panels: which panels with which shares, and what chance it gives to each person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from domain.assembly.lottery.polytope import Polytope
from domain.assembly.lottery.problem import Problem
from domain.assembly.lottery.solver import Counts, Floats

NOTHING = 1e-7
"""Below this a chance is none; as near to 1 it is certainty."""


@dataclass(frozen=True)
class Lottery:
    """Panels by profile with their shares (lotteria): inside a type the seats go to its people equally.

    `ceiling` holds for each type the chance of the fairest lottery, or more: it proves how near this one is. It
    `is_fairest` when every type has its ceiling.
    """

    problem: Problem
    shape: Polytope
    panels: tuple[tuple[Counts, float], ...]
    ceiling: Floats
    is_fairest: bool

    @cached_property
    def chances(self) -> Floats:
        """The chance of each type's people."""
        seats = sum((share * panel for panel, share in self.panels), np.zeros(len(self.shape.sizes)))
        return np.asarray(seats / self.shape.sizes)

    @cached_property
    def chance_of(self) -> dict[str, float]:
        """The chance of each person by code, in the order of the problem."""
        found = {
            person.code: float(chance)
            for type_, chance in zip(self.shape.people.types, self.chances, strict=True)
            for person in type_.people
        }
        return {person.code: found[person.code] for person in self.problem.people}

    @property
    def min_probability(self) -> float:
        return float(self.chances.min())

    @property
    def max_probability(self) -> float:
        return float(self.chances.max())

    @property
    def gap(self) -> float:
        """How much higher, at most, another lottery could bring the smallest chance."""
        return max(0.0, float(self.ceiling.min()) - self.min_probability)

    @property
    def gini(self) -> float:
        """Gini's index of the people's chances: 0 when all are equal."""
        chances = np.sort(np.array(list(self.chance_of.values())))
        ranks = 2 * np.arange(1, len(chances) + 1) - len(chances) - 1
        return float(max(0.0, ranks @ chances / (len(chances) * chances.sum())))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The codes of those whom no lottery can seat: it is proven that no panel holds them."""
        return self._without_chance(is_proven=True)

    @property
    def not_reached(self) -> tuple[str, ...]:
        """The codes of those who have no chance only because the time ended; none in the fairest lottery."""
        return self._without_chance(is_proven=False)

    def _without_chance(self, *, is_proven: bool) -> tuple[str, ...]:
        found = {
            person.code
            for type_, chance, most in zip(self.shape.people.types, self.chances, self.ceiling, strict=True)
            for person in type_.people
            if chance < NOTHING and (self.is_fairest or bool(most < NOTHING)) is is_proven
        }
        return tuple(person.code for person in self.problem.people if person.code in found)

    @property
    def over_favored(self) -> tuple[str, ...]:
        """The codes of those who sit on every panel: whoever declares that profile is sure of a seat."""
        return tuple(code for code, chance in self.chance_of.items() if chance > 1 - NOTHING)
