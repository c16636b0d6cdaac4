"""The attack by linear programming: the tightest interval that anybody can derive for each hidden count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy import _core

from domain.observatory.protection.relations import Numbers, Relations
from domain.observatory.table import COUNTS

_WIDTH = len(COUNTS)
_ALMOST = 1e-6


@dataclass(frozen=True, slots=True)
class Targets:
    """What an attacker goes for: sums of hidden counts of a row, and how wide their interval must be.

    Shape: all a target each; `weights` a column per count.
    """

    row: Numbers
    weights: Numbers
    need: Numbers

    def some(self, places: Numbers) -> Targets:
        """Return the targets that stand at these places."""
        return Targets(self.row[places], self.weights[places], self.need[places])


@dataclass(frozen=True, slots=True)
class Intervals:
    """What the attacker gets, a target each (intervalli di incertezza)."""

    least: Numbers
    most: Numbers

    def width(self) -> Numbers:
        """Return how many apart the whole numbers in the interval are."""
        return np.floor(self.most + _ALMOST) - np.ceil(self.least - _ALMOST)


class _Attack:
    """One linear program over a connected part of the hidden counts, solved again and again from where it stands."""

    def __init__(self, matrix: tuple[Numbers, Numbers, Numbers], least: Numbers, most: Numbers, count: int) -> None:
        of, column, coefficient = matrix
        order = np.lexsort((column, of))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, len(least)
        model.col_cost_ = np.zeros(count)
        model.col_lower_, model.col_upper_ = np.zeros(count), np.full(count, highspy.kHighsInf)
        model.row_lower_, model.row_upper_ = least, most
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(of[order], np.arange(len(least) + 1))
        model.a_matrix_.index_ = column[order]
        model.a_matrix_.value_ = coefficient[order]
        # Not highspy.Highs: its banner would reach standard output, before any option can forbid it.
        self._solver: Any = _core._Highs()
        for option, value in (
            ("log_to_console", False),
            ("output_flag", False),
            ("presolve", "off"),
            ("threads", 1),
            ("random_seed", 0),
        ):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)
        self._every = np.arange(count, dtype=np.int32)

    def highest(self, weights: Numbers) -> Numbers | None:
        """Return a table of hidden counts that makes the weighted sum highest; None without bound, or if none fits."""
        if self._solved(-weights) == highspy.HighsModelStatus.kOptimal:
            return np.array(self._solver.getSolution().col_value)
        return None

    def is_impossible(self) -> bool:
        """Return whether no table at all fits."""
        return bool(self._solved(np.zeros(len(self._every))) == highspy.HighsModelStatus.kInfeasible)

    def _solved(self, costs: Numbers) -> Any:
        """Return how the program ended: anything but a proof is tried again from the start, then an error.

        Raises: ArithmeticError, for an interval that was not found must never pass for a wide one.
        """
        status = highspy.HighsModelStatus
        self._solver.changeColsCost(len(self._every), self._every, costs)
        for _ in range(2):
            self._solver.run()
            ended = self._solver.getModelStatus()
            if ended in (status.kOptimal, status.kUnbounded, status.kInfeasible):
                return ended
            if ended == status.kUnboundedOrInfeasible and costs.any():
                return ended
            self._solver.clearSolver()
        raise ArithmeticError(f"the linear program ended as {ended}: nothing is proved")


def attack(relations: Relations, values: Numbers, is_hidden: Numbers, targets: Targets, *, exact: bool) -> Intervals:
    """Return the interval of each target: whole if `exact`, else only until it is proved as wide as need be.

    An interval without end is given as such; not a number where no table at all fits, because an assumption is false.

    Shape: `values` a row each, what is shown known; `is_hidden` a row each. If `exact`, the hidden values are never
    read.
    """
    shown = np.where(is_hidden[:, None], 0.0, values)
    rest = relations.sums(shown)
    unknown = is_hidden[relations.row]
    of, coefficient = relations.of[unknown], relations.coefficient[unknown]
    column = relations.row[unknown] * _WIDTH + relations.column[unknown]
    part = _parts(of, column, len(relations.least), is_hidden.size * _WIDTH)
    found = Intervals(np.zeros(len(targets.row)), np.full(len(targets.row), np.inf))
    target_part = part[targets.row * _WIDTH]
    order = np.argsort(part[column], kind="stable")
    bounds = np.searchsorted(part[column][order], np.arange(part.max(initial=-1) + 2))
    for code in np.unique(target_part):
        terms = order[bounds[code] : bounds[code + 1]]
        rows, row_at = np.unique(of[terms], return_inverse=True)
        aims = np.flatnonzero(target_part == code)
        columns = np.unique(np.concatenate([column[terms], _columns(targets.row[aims])]))
        least, most = relations.least[rows] - rest[rows], relations.most[rows] - rest[rows]
        matrix = (row_at, np.searchsorted(columns, column[terms]).astype(np.int32), coefficient[terms])
        program = _Attack(matrix, least, most, len(columns))
        costs = np.zeros((len(aims), len(columns)))
        for line, aim in enumerate(aims):
            costs[line, np.searchsorted(columns, _columns(targets.row[aim : aim + 1]))] = targets.weights[aim]
        truth = values.ravel()[columns]
        start = None if exact or np.isnan(truth).any() else truth
        low, high = _widen(program, costs, targets.need[aims], start)
        found.least[aims], found.most[aims] = low, high
    return found


def _columns(rows: Numbers) -> Numbers:
    return (rows[:, None] * _WIDTH + np.arange(_WIDTH)).ravel()


def _widen(program: _Attack, costs: Numbers, need: Numbers, truth: Numbers | None) -> tuple[Numbers, Numbers]:
    """Return the lowest and highest value of each line of costs over the tables that fit.

    Given the truth, which is a table that fits, only until each line is as wide as it needs to be: every table found
    widens the intervals of all lines at once, and a line that is wide enough needs no program of its own.
    """
    exact = truth is None
    low = np.full(len(costs), np.inf) if truth is None else costs @ truth
    high = np.full(len(costs), -np.inf) if truth is None else low.copy()
    for line in range(len(costs)):
        for sign in (1.0, -1.0):
            if not exact and high[line] - low[line] >= need[line]:
                break
            table = program.highest(sign * costs[line])
            if table is None and program.is_impossible():
                low[line], high[line] = np.nan, np.nan
                break
            if table is None:
                low[line], high[line] = (low[line], np.inf) if sign > 0 else (-np.inf, high[line])
                continue
            reached = costs @ table
            low, high = np.fmin(low, reached), np.fmax(high, reached)
    return low, high


def _parts(of: Numbers, column: Numbers, relations: int, columns: int) -> Numbers:
    """Return for each column the number of the connected part that it lies in; the columns of a row lie together."""
    parent = np.arange(columns) // _WIDTH * _WIDTH
    order = np.argsort(of, kind="stable")
    of, column = of[order], column[order]
    same = np.flatnonzero(of[1:] == of[:-1])
    one, other = column[same], column[same + 1]
    while True:
        first, second = parent[one], parent[other]
        low, high = np.minimum(first, second), np.maximum(first, second)
        if (low == high).all():
            break
        np.minimum.at(parent, high, low)
        while (parent[parent] != parent).any():
            parent = parent[parent]
    return np.unique(parent, return_inverse=True)[1]
