"""The panel with the greatest weighted count: a warm linear program, then whole numbers for what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from domain.assembly.lottery.polytope import Polytope
from domain.assembly.lottery.solver import Bits, Bounds, Counts, Deadline, Floats, Rows, loaded_solver

NEAR = 1e-6
MOST_OPEN = 40
"""How many counts are left open in the first integer program, beyond those that the linear one left broken."""
ANY = {"mip_max_improving_sols": 1, "mip_max_nodes": 100}
"""Where a search ends when any panel will do: counted in HiGHS's own steps, so that every machine ends at the same."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best panel found, if any, and the weighted count that no panel at all passes (-inf: there is none)."""

    panel: Counts | None
    bound: float


class Pricing:
    """Answers which panel of a polytope has the greatest weighted count (problema di pricing)."""

    def __init__(self, shape: Polytope, deadline: Deadline) -> None:
        self.shape = shape
        self._deadline = deadline
        self._linear = shape.solver()
        self._places = np.arange(len(shape.most), dtype=np.int32)
        self._lines = np.arange(len(shape.rows), dtype=np.int32)

    def quick(self, weights: Floats, face: Polytope) -> Counts | None:
        """Return a good panel of a face, not surely the best; None when rounding finds none."""
        counts, costs = self._relaxed(weights, face)
        if counts is None:
            return None
        for most_open in (MOST_OPEN, 4 * MOST_OPEN, len(counts)):
            is_open = _open(counts, costs, most_open)
            whole = np.round(counts)
            lower, upper = np.where(is_open, face.least, whole), np.where(is_open, face.most, whole)
            found = self._whole(weights, face, Bounds(lower, upper), is_any=True).panel
            if found is not None or self._deadline.is_past:
                return found
        return None

    def best(self, weights: Floats) -> Best:
        """Return the best panel; one that time cut short keeps its proven bound."""
        shape = self.shape
        counts, costs = self._relaxed(weights, shape)
        if counts is None:
            return Best(None, -np.inf)
        found = self.quick(weights, shape)
        if found is None:
            return self._whole(weights, shape, Bounds(shape.least, shape.most))
        value = float(weights @ found)
        gap = float(weights @ counts) - value
        if gap <= 1e-9:
            return Best(found, value)
        # A count whose reduced cost is more than the gap stays where the linear program put it in any better panel.
        settled = (np.abs(costs) > gap + NEAR) & (np.abs(counts - np.round(counts)) < NEAR)
        lower = np.where(settled, np.round(counts), shape.least)
        upper = np.where(settled, np.round(counts), shape.most)
        better = self._whole(weights, shape, Bounds(lower, upper))
        bound = max(value, better.bound)
        return Best(found if better.panel is None or weights @ better.panel < value else better.panel, bound)

    def _relaxed(self, weights: Floats, face: Polytope) -> tuple[Floats | None, Floats]:
        linear = self._linear
        linear.changeColsCost(len(self._places), self._places, -weights)
        linear.changeColsBounds(len(self._places), self._places, face.least, face.most)
        linear.changeRowsBounds(len(self._lines), self._lines, face.lowest, face.highest)
        linear.run()
        if linear.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None, weights
        solution = linear.getSolution()
        return np.array(solution.col_value), np.array(solution.col_dual)

    def _whole(self, weights: Floats, face: Polytope, counts: Bounds, *, is_any: bool = False) -> Best:
        """Solve in whole numbers between the two bounds, over the counts that the bounds leave open."""
        lower = counts.lowest
        free = np.flatnonzero(counts.highest > lower)
        moved, fixed = face.rows @ lower, float(weights @ lower)
        if not len(free):
            panel = self._checked(lower)
            return Best(panel, -np.inf if panel is None else fixed)
        solver = loaded_solver(
            Rows.of(face.rows[:, free]),
            Bounds(face.lowest - moved, face.highest - moved),
            Bounds(np.zeros(len(free)), (counts.highest - lower)[free]),
            -weights[free],
            is_whole=True,
            mip_abs_gap=1e-9,
            mip_rel_gap=0.0,
            time_limit=self._deadline.left,
            **(ANY if is_any else {}),
        )
        solver.run()
        status, info = solver.getModelStatus(), solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Best(None, -np.inf)
        bound = fixed - float(info.mip_dual_bound)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Best(None, bound)
        found = lower.copy()
        found[free] += np.array(solver.getSolution().col_value)
        return Best(self._checked(found), bound)

    def _checked(self, counts: Floats) -> Counts | None:
        whole = np.round(counts).astype(np.int64)
        return whole if self.shape.holds(whole) else None


def _open(counts: Floats, costs: Floats, most_open: int) -> Bits:
    """Say which counts are broken or nearly as good at another whole number; the rest may be fixed."""
    broken = np.abs(counts - np.round(counts)) > NEAR
    order = np.argsort(np.where(broken, -1.0, np.abs(costs)), kind="stable")
    is_open = np.zeros(len(counts), dtype=np.bool_)
    if broken.any():
        is_open[order[: int(broken.sum()) + most_open]] = True
    return is_open
