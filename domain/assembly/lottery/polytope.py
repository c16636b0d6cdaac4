"""The panels of a pool as counts by profile: the linear constraints that they meet, and a solver set up on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from domain.assembly.lottery.problem import Problem
from domain.assembly.lottery.profiles import Profiles, profiles
from domain.assembly.lottery.solver import Bounds, Counts, Floats, Rows, loaded_solver


@dataclass(frozen=True)
class Polytope:
    """Counts by profile: `least` ≤ x ≤ `most` and `lowest` ≤ rows·x ≤ `highest`; the whole ones are the panels.

    Shape: `rows` is (constraints, types), of zeros and ones.
    """

    people: Profiles
    rows: Floats
    lowest: Floats
    highest: Floats
    least: Floats
    most: Floats

    @cached_property
    def sizes(self) -> Floats:
        """How many people each type has."""
        return np.array([len(type_.people) for type_ in self.people.types], dtype=np.float64)

    def holds(self, counts: Counts) -> bool:
        """Say whether the counts are a panel's, in exact integers."""
        sums = self.rows.astype(np.int64) @ counts
        inside = (sums >= self.lowest) & (sums <= self.highest)
        return bool(inside.all() and (counts >= 0).all() and (counts <= self.most).all())

    def solver(self) -> Any:
        """Return a solver over the counts, not yet whole; its costs are zero."""
        sums, counts = Bounds(self.lowest, self.highest), Bounds(self.least, self.most)
        return loaded_solver(Rows.of(self.rows), sums, counts, np.zeros(len(self.most)))


def polytope(problem: Problem) -> Polytope:
    """Return the constraints of the problem: seats, quotas, and one seat at most for each household."""
    people = profiles(problem)
    types = people.types
    rows: list[Sequence[bool]] = [[True] * len(types)]
    bounds = [(problem.seats, problem.seats)]
    for quota in problem.quotas:
        place = problem.categories.index(quota.category)
        rows.append([type_.values[place] == quota.value for type_ in types])
        bounds.append((quota.minimum, min(quota.maximum, problem.seats)))
    for kind, places in enumerate(people.types_of_kind):
        if len(places) > 1:
            rows.append([type_.kind == kind for type_ in types])
            bounds.append((0, people.households[kind]))
    lowest, highest = np.array(bounds, dtype=np.float64).T.copy()
    most = np.array([min(people.households[type_.kind], problem.seats) for type_ in types], dtype=np.float64)
    return Polytope(people, np.array(rows, dtype=np.float64), lowest, highest, np.zeros(len(most)), most)
