"""HiGHS as the draws use it: silent, the same work in the same order every time, and never past its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy import _core
from numpy.typing import NDArray

from domain.errors import Refusal

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bits = NDArray[np.bool_]

OPTIONS: dict[str, bool | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 1,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


class OutOfTime(Refusal):
    """A program found no answer in its time (tempo scaduto): nothing is known of whether there is one."""


class Deadline:
    """Until when a calculation may go on, by a clock that its caller brings (scadenza)."""

    def __init__(self, clock: Callable[[], float] | None = None, limit: float = float("inf")) -> None:
        self._clock = clock or (lambda: 0.0)
        self._end = self._clock() + limit

    @property
    def left(self) -> float:
        """Unit: seconds, as the clock counts them."""
        return max(0.0, self._end - self._clock())

    @property
    def is_past(self) -> bool:
        return self.left <= 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and the highest of each value."""

    lowest: Floats
    highest: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix by rows: row `i` has `factors` at `places`, both from `starts[i]` to `starts[i + 1]`."""

    starts: NDArray[np.int64]
    places: NDArray[np.int64]
    factors: Floats

    @classmethod
    def of(cls, dense: Floats) -> Rows:
        """Return what is not zero of a whole matrix."""
        row, place = np.nonzero(dense)
        return cls(np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(dense))))), place, dense[row, place])


def new_solver(**options: float) -> Any:
    """Return an empty solver; the options are HiGHS's own.

    The package's own class writes a banner to the terminal, in the middle of what a command prints; the compiled
    class beneath it does not.
    """
    solver = _core._Highs()
    for name, value in {**OPTIONS, **options}.items():
        solver.setOptionValue(name, value)
    return solver


def loaded_solver(
    rows: Rows, sums: Bounds, values: Bounds, costs: Floats, *, is_whole: bool = False, **options: float
) -> Any:
    """Return a solver for the least cost of values between bounds, whole if asked; the rows' sums have bounds too."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(sums.lowest)
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, values.lowest, values.highest
    model.row_lower_, model.row_upper_ = sums.lowest, sums.highest
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.starts, rows.places, rows.factors
    if is_whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    solver = new_solver(**options)
    solver.passModel(model)
    return solver
