"""The fairest chances over the linear relaxation of the panels: no lottery can do better, and most can do as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import highspy
import numpy as np

from domain.assembly.lottery.polytope import Polytope
from domain.assembly.lottery.solver import Floats

TOLERANCE = 1e-9


class Ceiling:
    """The leximin chances over the relaxation, tightened by cuts that every panel satisfies (tetto)."""

    def __init__(self, shape: Polytope) -> None:
        self._shape = shape
        self._cuts: list[tuple[Floats, float]] = []

    def cut(self, weights: Floats, most: float) -> None:
        """Take in that no panel's weighted count passes `most`."""
        self._cuts.append((weights, most))

    def chances(self) -> Floats:
        """Return the leximin chance of each type.

        The stages raise the smallest chance of the types still free as far as it goes; a type whose row has a price
        cannot rise in any best solution of the stage, so its chance is settled there.
        """
        sizes = self._shape.sizes
        count = len(sizes)
        solver = self._solver()
        settled: Floats = np.full(count, -1.0)
        while (settled < 0).any():
            solver.run()
            solution = solver.getSolution()
            level = max(0.0, solution.col_value[count])
            prices = np.abs(np.array(solution.row_dual[:count]))
            free = settled < 0
            stuck = np.flatnonzero(free & (prices > 1e-7))
            if not len(stuck):
                stuck = np.flatnonzero(free & (prices >= prices[free].max()))
            settled[stuck] = level
            for place in stuck.tolist():
                solver.changeColBounds(place, max(0.0, level - TOLERANCE) * sizes[place], self._shape.most[place])
                solver.changeRowBounds(place, -highspy.kHighsInf, highspy.kHighsInf)
        return settled

    def _solver(self) -> Any:
        """A row for each type (its chance is the level at least), then the shape's rows, then the cuts."""
        shape = self._shape
        count = len(shape.sizes)
        solver = shape.solver()
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        solver.deleteRows(len(shape.rows), np.arange(len(shape.rows), dtype=np.int32))
        solver.addCol(1.0, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        for place in range(count):
            solver.addRow(
                0.0,
                highspy.kHighsInf,
                2,
                np.array([place, count], dtype=np.int32),
                np.array([1.0, -shape.sizes[place]]),
            )
        for lowest, highest, row in self._rows():
            places = np.flatnonzero(row).astype(np.int32)
            solver.addRow(lowest, highest, len(places), places, row[places])
        return solver

    def _rows(self) -> Iterator[tuple[float, float, Floats]]:
        yield from zip(self._shape.lowest, self._shape.highest, self._shape.rows, strict=True)
        for weights, most in self._cuts:
            yield -highspy.kHighsInf, most, weights
