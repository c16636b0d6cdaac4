"""The panels of a pool as counts by profile: the linear constraints that they meet, and a solver set up on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from domain.assembly.lottery.problem import Problem
from domain.assembly.lottery.profiles import Profiles, profiles

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Polytope:
    """Counts by profile: 0 ≤ x ≤ `most` and `lowest` ≤ rows·x ≤ `highest`; the whole ones are the panels.

    Shape: `rows` is (constraints, types), of zeros and ones.
    """

    people: Profiles
    rows: Floats
    lowest: Floats
    highest: Floats
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
        return counting_solver(self.rows, self.lowest, self.highest, self.most, np.zeros(len(self.most)))


def counting_solver(
    rows: Floats, lowest: Floats, highest: Floats, most: Floats, weights: Floats, *, is_whole: bool = False
) -> Any:
    """Return a solver that maximizes the weighted counts, each from 0 to `most`; in whole numbers if asked."""
    solver = new_solver()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(most), len(rows)
    model.col_cost_ = weights
    model.col_lower_, model.col_upper_ = np.zeros(len(most)), most
    model.row_lower_, model.row_upper_ = lowest, highest
    model.sense_ = highspy.ObjSense.kMaximize
    row, column = np.nonzero(rows)
    order = np.lexsort((row, column))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=len(most)))))
    model.a_matrix_.index_ = row[order]
    model.a_matrix_.value_ = np.ones(len(row))
    if is_whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(most)
    solver.passModel(model)
    return solver


def new_solver() -> Any:
    """Return a silent solver that does the same work in the same order every time."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(name, value)
    return solver


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
    return Polytope(people, np.array(rows, dtype=np.float64), lowest, highest, most)
