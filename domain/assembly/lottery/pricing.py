"""The panel with the greatest weighted count: a warm linear program, then whole numbers for what it leaves open."""

from __future__ import annotations

import highspy
import numpy as np

from domain.assembly.lottery.polytope import Counts, Floats, Polytope, counting_solver

NEAR = 1e-6
MOST_OPEN = 40
"""How many counts are left open in the first integer program, beyond those that the linear one left broken."""


class Pricing:
    """Answers which panel of a polytope has the greatest weighted count (problema di pricing)."""

    def __init__(self, shape: Polytope) -> None:
        self._shape = shape
        self._linear = shape.solver()
        self._places = np.arange(len(shape.most), dtype=np.int32)

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
        shape = self._shape
        free = np.flatnonzero(upper > lower)
        moved = shape.rows @ lower
        bounds = shape.lowest - moved, shape.highest - moved, (upper - lower)[free]
        solver = counting_solver(shape.rows[:, free], *bounds, weights[free], is_whole=True)
        solver.setOptionValue("mip_abs_gap", 1e-9)
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
