"""All that an attacker knows of how the counts hang together, as linear relations over rows and columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from domain.observatory.table import COUNTS

Numbers = np.ndarray
"""An array of numpy, of whole numbers or of floats."""
INFINITE = float("inf")
_AT = {name: place for place, name in enumerate(COUNTS)}

INNER: tuple[dict[str, int], ...] = (
    {"households": 1, "valid": -1},
    {"valid": 1, "poor": -1},
    {"possible": 1, "poor": -1},
    {"possible": 1, "certain": -1},
    {"households": 1, "possible": -1},
    {"households": 1, "missing_income": -1},
    {"households": 1, "missing_spend": -1},
    {"households": 1, "estimated": -1},
    {"households": 1, "valid": -1, "missing_income": -1},
    {"households": 1, "valid": -1, "missing_spend": -1},
    {"missing_income": 1, "missing_spend": 1, "households": -1, "valid": 1},
    {"certain": 1, "poor": -1, "estimated": 1},
    {"poor": 1, "households": 1, "valid": -1, "certain": -1},
    {"poor": 1, "households": 1, "valid": -1, "estimated": 1, "possible": -1},
)
"""Sums never negative within a row; each is taken to be known for the definitions of which it holds everywhere."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations: `least` ≤ sum of coefficient times count ≤ `most`, term by term.

    Shape: `of`, `row`, `column`, `coefficient` a term each, `of` rising from 0; `least`, `most` a relation each.
    """

    of: Numbers
    row: Numbers
    column: Numbers
    coefficient: Numbers
    least: Numbers
    most: Numbers

    @classmethod
    def together(cls, parts: Iterable[Relations]) -> Relations:
        """Return the relations of all parts as one."""
        every, start = [none(), *parts], 0
        moved = []
        for part in every:
            moved.append(part.of + start)
            start += len(part.least)
        rest = ("row", "column", "coefficient", "least", "most")
        return cls(np.concatenate(moved), *(np.concatenate([getattr(part, name) for part in every]) for name in rest))

    def sums(self, values: Numbers) -> Numbers:
        """Return each relation's sum; not a number where a count is not known.

        Shape: `values` a row each, a column per count.
        """
        terms = self.coefficient * values[self.row, self.column]
        return np.bincount(self.of, weights=terms, minlength=len(self.least))

    def only(self, kept: Numbers) -> Relations:
        """Return the relations marked as kept, numbered anew."""
        terms = kept[self.of]
        number = np.cumsum(kept) - 1
        return Relations(
            number[self.of[terms]],
            self.row[terms],
            self.column[terms],
            self.coefficient[terms],
            self.least[kept],
            self.most[kept],
        )


def none() -> Relations:
    """Return no relation."""
    whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
    return Relations(whole, whole, whole, real, real, real)


def _relations(rows: Numbers, coefficients: Numbers, columns: Numbers, least: float, most: float) -> Relations:
    """Return a relation per line of `rows`, with the same columns and coefficients in each."""
    count, width = rows.shape
    return Relations(
        np.repeat(np.arange(count), width),
        rows.ravel(),
        np.tile(columns, count),
        np.tile(coefficients.astype(float), count),
        np.full(count, least),
        np.full(count, most),
    )


def within_rows(definitions: Numbers, values: Numbers) -> Relations:
    """Return the relations between the counts of one row, for each definition those that all its known rows keep."""
    parts = []
    for code in np.unique(definitions):
        rows = np.flatnonzero(definitions == code)
        for weights in INNER:
            columns = np.array([_AT[name] for name in weights])
            coefficients = np.array(list(weights.values()))
            if not (values[rows][:, columns] @ coefficients < 0).any():
                parts.append(
                    _relations(np.repeat(rows[:, None], len(columns), 1), coefficients, columns, 0.0, INFINITE)
                )
    return Relations.together(parts)


def sums_of_parts(whole: Numbers, part: Numbers, values: Numbers) -> Relations:
    """Return the relations «the parts add up to the whole», column by column.

    Where they are known not to reach it, they are at most the whole; where they pass it, nothing is known.

    Shape: `whole` and `part` are rows, one pair each; a whole stands as many times as it has parts.
    """
    if not len(whole):
        return none()
    wholes, number = np.unique(whole, return_inverse=True)
    found = []
    for column in range(len(COUNTS)):
        of = np.concatenate([np.arange(len(wholes)), number])
        order = np.argsort(of, kind="stable")
        row = np.concatenate([wholes, part])[order]
        coefficient = np.concatenate([np.ones(len(wholes)), -np.ones(len(part))])[order]
        zero = np.zeros(len(wholes))
        relations = Relations(of[order], row, np.full(len(row), column), coefficient, zero, zero)
        gap = relations.sums(values)
        most = np.where(gap > 0, INFINITE, 0.0)
        loose = Relations(of[order], row, relations.column, coefficient, zero, most)
        found.append(loose.only(~(gap < 0)))
    return Relations.together(found)


def between_definitions(keys: pl.DataFrame, values: Numbers) -> Relations:
    """Return how the definitions bound each other in the same area: counts that are equal, or never larger, everywhere.

    Shape: `keys` has level, area, definition. What holds in all rows is taken to be known, whether it must hold or not.
    """
    rows = keys.with_row_index("row")
    parts = [_partition(rows, values)]
    for one, other in combinations(keys["definition"].unique().sort(), 2):
        pairs = (
            rows.filter(pl.col("definition") == one)
            .join(rows.filter(pl.col("definition") == other), on=["level", "area"], suffix="_other")
            .select("row", "row_other")
            .to_numpy()
            .astype(np.int64)
        )
        for column in range(len(COUNTS)):
            gap = values[pairs[:, 0], column] - values[pairs[:, 1], column]
            least, most = (0.0 if not (gap < 0).any() else -INFINITE), (0.0 if not (gap > 0).any() else INFINITE)
            if len(pairs) and (least, most) != (-INFINITE, INFINITE):
                parts.append(_relations(pairs, np.array([1, -1]), np.full(2, column), least, most))
    return Relations.together(parts)


def _partition(rows: pl.DataFrame, values: Numbers) -> Relations:
    """Return, where two definitions share out the households of a third by heating, that they add up to it."""
    codes = ("ten-percent", "half-m", "half-m-central")
    found = [rows.filter(pl.col("definition") == code).select("level", "area", "row") for code in codes]
    whole, one, other = found
    both = whole.join(one, on=["level", "area"], suffix="_1").join(other, on=["level", "area"], suffix="_2")
    trio = both.select("row", "row_1", "row_2").to_numpy().astype(np.int64)
    parts = []
    for name in ("households", "missing_spend"):
        column = _AT[name]
        gap = values[trio, column] @ np.array([1.0, -1.0, -1.0])
        if len(trio) and not (gap != 0).any():
            parts.append(_relations(trio, np.array([1, -1, -1]), np.full(3, column), 0.0, 0.0))
    return Relations.together(parts)
