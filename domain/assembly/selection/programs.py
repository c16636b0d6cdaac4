"""Integer programs as the selection writes them: variables, rows and costs, solved by HiGHS the same way every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from domain.assembly.lottery.solver import Bounds, OutOfTime, Rows, loaded_solver

SECONDS = 60.0
"""Unit: seconds. How long one program may search before its best answer so far is taken."""


@dataclass(frozen=True, slots=True)
class Solved:
    """What a program was solved to: whole values, and whether they are proved to be the best."""

    values: tuple[int, ...]
    is_proved: bool


@dataclass(slots=True)
class IntegerProgram:
    """Whole variables between bounds, rows between bounds, and a cost to be made as small as possible."""

    is_whole: bool = True
    """False lets the variables take fractions; their values are then rounded to whole ones after the search."""
    _lower: list[int] = field(default_factory=list)
    _upper: list[int] = field(default_factory=list)
    _cost: list[int] = field(default_factory=list)
    _rows: list[tuple[float, float, list[int], list[float]]] = field(default_factory=list)

    def variable(self, lower: int, upper: int, cost: int = 0) -> int:
        """Add a variable and return its number."""
        self._lower.append(lower)
        self._upper.append(upper)
        self._cost.append(cost)
        return len(self._cost) - 1

    def row(self, lower: float, upper: float, terms: Mapping[int, float]) -> None:
        """Keep a sum of variables, each times its factor, between two bounds."""
        self._rows.append((lower, upper, list(terms), list(terms.values())))

    def solve(self, *, seconds: float = SECONDS) -> Solved | None:
        """Return the cheapest values found in time; None when it is proved that there are none.

        Raises: OutOfTime when none was found and none was excluded.
        """
        solver = self._solver(seconds)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            problem = f"il calcolo non ha trovato una composizione in {seconds:g} secondi né escluso che ci sia"
            raise OutOfTime(problem, "ripetete il calcolo su una macchina più libera o con meno criteri")
        values = tuple(round(value) for value in solver.getSolution().col_value)
        return Solved(values, status == highspy.HighsModelStatus.kOptimal)

    def _solver(self, seconds: float) -> Any:
        rows = Rows(
            np.cumsum([0, *(len(row[2]) for row in self._rows)]),
            np.array([at for row in self._rows for at in row[2]], dtype=np.int64),
            np.array([factor for row in self._rows for factor in row[3]], dtype=float),
        )
        return loaded_solver(
            rows,
            Bounds(
                np.array([row[0] for row in self._rows], dtype=float), np.array([row[1] for row in self._rows], float)
            ),
            Bounds(np.array(self._lower, dtype=float), np.array(self._upper, dtype=float)),
            np.array(self._cost, dtype=float),
            is_whole=self.is_whole,
            mip_rel_gap=0.0,
            time_limit=seconds,
        )
