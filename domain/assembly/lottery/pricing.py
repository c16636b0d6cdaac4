"""The panel with the greatest weighted count: a warm linear program first, whole numbers only for what it leaves open."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from domain.assembly.lottery.polytope import Counts, Floats, Polytope, new_solver

NEAR = 1e-6
MOST_OPEN = 40
"""How many counts are left open in the first integer program, beyond those that the linear one left broken."""


class Pricing:
    """Answers which panel of a polytope has the greatest weighted count (problema di pricing)."""

    def __init__(self, shape: Polytope) -> None:
        self._shape = shape
        self._linear = shape.solver()
        self._places = np.arange(len(shape.most), dtype=np.int32)
        self.programs = 0

    def quick(self, weights: Floats) -> Counts | None:
        """Return a good panel, not surely the best; None when rounding finds none."""
        counts, costs = self._relaxed(weights)
        if counts is None:
            return None
        for most_open in (MOST_OPEN, 4 * MOST_OPEN, len(counts)):
            found = self._rounded(weights, counts, costs, most_open, gap=0.03)
            if found is not None:
                return found
        return None

    def best(self, weights: Floats) -> Counts | None:
        """Return the best panel; None when there is no panel at all."""
        counts, costs = self._relaxed(weights)
        if counts is None:
            return None
        found = self._rounded(weights, counts, costs)
        if found is None:
            return self._whole(weights, np.zeros(len(counts)), self._shape.most)
        gap = float(weights @ counts - weights @ found)
        if gap <= 1e-9:
            return found
        # A count whose reduced cost is more than the gap stays where the linear program put it in any better panel.
        settled = (np.abs(costs) > gap + NEAR) & (np.abs(counts - np.round(counts)) < NEAR)
        lower = np.where(settled, np.round(counts), 0.0)
        upper = np.where(settled, np.round(counts), self._shape.most)
        better = self._whole(weights, lower, upper)
        return found if better is None or weights @ better < weights @ found else better

    def _relaxed(self, weights: Floats) -> tuple[Floats | None, Floats]:
        self._linear.changeColsCost(len(self._places), self._places, weights)
        self._linear.run()
        if self._linear.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None, weights
        solution = self._linear.getSolution()
        return np.array(solution.col_value), np.array(solution.col_dual)

    def _rounded(
        self, weights: Floats, counts: Floats, costs: Floats, most_open: int = MOST_OPEN, gap: float = 0.0
    ) -> Counts | None:
        """Leave open what is broken and what is nearly as good; fix the rest at its whole number."""
        whole = np.round(counts)
        broken = np.abs(counts - whole) > NEAR
        if not broken.any():
            return self._checked(whole)
        order = np.argsort(np.where(broken, -1.0, np.abs(costs)), kind="stable")
        is_open = np.zeros(len(counts), dtype=np.bool_)
        is_open[order[: int(broken.sum()) + most_open]] = True
        return self._whole(weights, np.where(is_open, 0.0, whole), np.where(is_open, self._shape.most, whole), gap)

    def _whole(self, weights: Floats, lower: Floats, upper: Floats, gap: float = 0.0) -> Counts | None:
        """Solve in whole numbers between the two bounds, over the counts that the bounds leave open."""
        self.programs += 1
        shape = self._shape
        free = np.flatnonzero(upper > lower)
        moved = shape.rows @ lower
        rows = shape.rows[:, free]
        solver = _integer_solver(
            rows, shape.lowest - moved, shape.highest - moved, (upper - lower)[free], weights[free]
        )
        solver.setOptionValue("mip_rel_gap", gap)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        counts = lower.copy()
        counts[free] += np.array(solver.getSolution().col_value)
        return self._checked(counts)

    def _checked(self, counts: Floats) -> Counts | None:
        whole = np.round(counts).astype(np.int64)
        return whole if self._shape.holds(whole) else None


def _integer_solver(rows: Floats, lowest: Floats, highest: Floats, most: Floats, weights: Floats) -> Any:
    solver = new_solver()
    solver.setOptionValue("mip_abs_gap", 1e-9)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
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
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(most)
    solver.passModel(model)
    return solver
