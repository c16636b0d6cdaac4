"""All that an attacker knows of how the counts hang together, as linear relations over rows and columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

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


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation between the counts of one area that every area keeps: `least` ≤ sum of the terms ≤ `most`.

    Shape: `terms` are definition (its place among the codes), column, coefficient.
    """

    terms: tuple[tuple[int, int, float], ...]
    least: float
    most: float

    def sums(self, rows: Numbers, values: Numbers) -> Numbers:
        """Return each area's sum, not a number where a count is not known or not there.

        Shape: `rows` an area each, a column per definition: the row in `values`, or -1 for none.
        """
        total = np.zeros(len(rows))
        for code, column, coefficient in self.terms:
            at = rows[:, code]
            total += coefficient * np.where(at >= 0, values[at, column], np.nan)
        return total

    def of(self, rows: Numbers) -> Relations:
        """Return the relation of each area that has all the rows that it speaks of."""
        found = rows[:, [code for code, _, _ in self.terms]]
        return _relations(
            found[(found >= 0).all(axis=1)],
            np.array([coefficient for _, _, coefficient in self.terms]),
            np.array([column for _, column, _ in self.terms]),
            self.least,
            self.most,
        )


def rules_within(rows: Numbers, values: Numbers) -> list[Rule]:
    """Return the rules between the counts of one row, for each definition those that all its known rows keep."""
    found = []
    for code in range(rows.shape[1]):
        for weights in INNER:
            rule = Rule(tuple((code, _AT[name], float(weight)) for name, weight in weights.items()), 0.0, INFINITE)
            if not (rule.sums(rows, values) < 0).any():
                found.append(rule)
    return found


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


def rules_between(codes: list[str], rows: Numbers, values: Numbers) -> list[Rule]:
    """Return how the definitions bound each other in the same area: counts that are equal, or never larger, everywhere.

    What holds in all areas is taken to be known, whether it must hold or not.
    """
    found = _partition(codes, rows, values)
    for one, other in combinations(range(len(codes)), 2):
        for column in range(len(COUNTS)):
            terms = ((one, column, 1.0), (other, column, -1.0))
            gap = Rule(terms, 0.0, 0.0).sums(rows, values)
            least, most = (0.0 if not (gap < 0).any() else -INFINITE), (0.0 if not (gap > 0).any() else INFINITE)
            if np.isfinite(gap).any() and (least, most) != (-INFINITE, INFINITE):
                found.append(Rule(terms, least, most))
    return found


def _partition(codes: list[str], rows: Numbers, values: Numbers) -> list[Rule]:
    """Return, where two definitions share out the households of a third by heating, that they add up to it."""
    if not set(codes) >= {"ten-percent", "half-m", "half-m-central"}:
        return []
    weights = {"ten-percent": 1.0, "half-m": -1.0, "half-m-central": -1.0}
    found = []
    for name in ("households", "missing_spend"):
        rule = Rule(tuple((codes.index(code), _AT[name], weight) for code, weight in weights.items()), 0.0, 0.0)
        gap = rule.sums(rows, values)
        if (gap == 0).any() and not (np.abs(gap) > 0).any():
            found.append(rule)
    return found
