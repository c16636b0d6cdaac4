"""An attacker who knows nothing of how we protect: all published tables in one linear program, by another's library."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import csr_array

KEYS = ("level", "area", "definition")
COLUMNS = ("households", "valid", "poor", "certain", "possible")
ORDERS = (
    ("valid", "households"),
    ("poor", "valid"),
    ("poor", "possible"),
    ("certain", "possible"),
    ("possible", "households"),
)
Key = tuple[str, str, str, str, int]
Term = tuple[Key, int]


class Attacker:
    """Lays protected tables side by side, the oldest first, and bounds what they hide."""

    def __init__(
        self,
        *tables: pl.DataFrame,
        same: tuple[str, ...] = (),
        atoms: tuple[pl.DataFrame, ...] = (),
        redrawn: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (),
        alone: bool = False,
    ) -> None:
        """Know, besides the tables, which areas hold the same households as before, and which sections together do.

        Shape: `same` level and area; `atoms` an edition each; `redrawn` sections of the first edition, and of the next.
        """
        self.alone = alone  # one NIL of a city, without what it lies in
        self.value: dict[Key, int | None] = {}
        self.equal: list[list[Term]] = []
        self.under: list[tuple[Key, Key]] = []
        for edition, table in enumerate(tables):
            self._read(table, edition)
        self._same_households(same)
        for edition, parts in enumerate(atoms):
            self._overlap(parts, edition)
        for code in sorted({key[2] for key in self.value}):
            for then, now in redrawn:
                for name in COLUMNS:
                    terms = [(("section", one, code, name, 0), 1) for one in then]
                    terms += [(("section", one, code, name, 1), -1) for one in now]
                    self.equal.append([(key, sign) for key, sign in terms if key in self.value])
        self.at = {key: place for place, key in enumerate(key for key, value in self.value.items() if value is None)}
        self._programs()

    def _read(self, table: pl.DataFrame, edition: int) -> None:
        held: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in table.iter_rows(named=True):
            level, area, code = row["level"], row["area"], row["definition"]
            for name in COLUMNS:
                self.value[level, area, code, name, edition] = row[name]
            self.under += [((level, area, code, a, edition), (level, area, code, b, edition)) for a, b in ORDERS]
            if level in ("section", "nil", "district"):
                up = ("nil", row["nil"]) if level == "section" else ("district", row["district"])
                up = ("city", "city") if level == "district" else up
                held[*up, code].append(area)
        finer = {"nil": "section", "district": "nil", "city": "district"}
        for (level, area, code), parts in held.items():
            if self.alone and (level, area, code, "poor", edition) not in self.value:
                continue
            for name in COLUMNS:
                whole = [((level, area, code, name, edition), 1)]
                self.equal.append(whole + [((finer[level], part, code, name, edition), -1) for part in parts])

    def _same_households(self, same: tuple[str, ...]) -> None:
        """Definitions on the same households share `households` and `valid`; unchanged areas are as they were.

        Who spends twice the median's share of income is taken to spend a tenth of it.
        """
        for level, area, code, name, edition in list(self.value):
            first = (level, area, "ten-percent", name, edition)
            if code != "ten-percent" and first in self.value:
                if name in ("households", "valid"):
                    self.equal.append([(first, 1), ((level, area, code, name, edition), -1)])
                if name == "poor":
                    self.under.append(((level, area, code, name, edition), first))
            before = (level, area, code, name, edition - 1)
            if edition and f"{level} {area}" in same and before in self.value:
                self.equal.append([(before, 1), ((level, area, code, name, edition), -1)])

    def _overlap(self, atoms: pl.DataFrame, edition: int) -> None:
        sums: dict[Key, list[Term]] = defaultdict(list)
        touched = set(atoms.drop_nulls("complex")["section"])
        for row in atoms.filter(pl.col("households") > 0).iter_rows(named=True):
            if row["section"] not in touched:
                continue
            for name in COLUMNS:
                part = ("part", f"{row['section']}|{row['complex']}", row["definition"], name, edition)
                self.value[part] = None
                sums["section", row["section"], row["definition"], name, edition].append((part, -1))
                if row["complex"] is not None:
                    sums["complex", row["complex"], row["definition"], name, edition].append((part, -1))
        self.equal += [[(whole, 1), *parts] for whole, parts in sums.items()]

    def _programs(self) -> None:
        self.same = self._matrix(self.equal)
        self.most = self._matrix([[(low, 1), (high, -1)] for low, high in self.under])

    def _matrix(self, lines: list[list[Term]]) -> tuple[csr_array, np.ndarray]:
        row, column, sign, rest = [], [], [], []
        for terms in lines:
            hidden = [(self.at[key], by) for key, by in terms if self.value[key] is None]
            if hidden:
                row += [len(rest)] * len(hidden)
                column += [at for at, _ in hidden]
                sign += [by for _, by in hidden]
                rest.append(-sum(by * (self.value[key] or 0) for key, by in terms))
        return csr_array((sign, (row, column)), shape=(len(rest), len(self.at))), np.array(rest, dtype=float)

    def width(self, *terms: Term) -> float:
        """Return how far apart the least and the most of a sum of hidden counts can be."""
        row = np.zeros(len(self.at))
        for key, sign in terms:
            row[self.at[key]] += sign
        ends = []
        for sign in (1, -1):
            done = linprog(sign * row, *self.most, *self.same, bounds=(0, None), method="highs")
            if done.status == 3:
                return float("inf")
            assert done.status == 0, done.message
            ends.append(sign * done.fun)
        return float(np.floor(ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6))

    def found(
        self, truth: pl.DataFrame, table: pl.DataFrame, edition: int = 0, *, threshold: int = 10, small: int = 3
    ) -> list[str]:
        """Return what is known too well of the rows that a table hides, the poor, the not poor, the certainly poor.

        And of the few households, how many. Where nobody can be computed, nothing is told of anybody.
        """
        told = []
        counts = {tuple(row[:3]): row[3:] for row in truth.select(*KEYS, "valid", "certain").iter_rows()}
        for level, area, code, reason in table.filter(~pl.col("is_shown")).select(*KEYS, "reason").iter_rows():
            valid, certain = counts[level, area, code]
            key = {name: (level, area, code, name, edition) for name in COLUMNS}
            aims: list[tuple[str, float, list[Term]]] = []
            if valid:
                aims.append(("poor", small, [(key["poor"], 1)]))
                aims.append(("not poor", small, [(key["valid"], 1), (key["poor"], -1)]))
            if certain:
                aims.append(("certain", small, [(key["certain"], 1)]))
            if reason == "poche famiglie":
                aims.append(("households", threshold, [(key["households"], 1)]))
            told += [f"{level} {area} {code} {what}" for what, need, terms in aims if self.width(*terms) < need]
        return told
