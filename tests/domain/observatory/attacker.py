"""An attacker who knows nothing of how we protect: all published tables in one linear program, by another's library."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl
from scipy.optimize import linprog

COLUMNS = ("households", "valid", "poor", "certain", "possible")
ORDERS = (
    ("valid", "households"),
    ("poor", "valid"),
    ("poor", "possible"),
    ("certain", "possible"),
    ("possible", "households"),
)
Key = tuple[str, str, str, str, int]


class Attacker:
    """Lays protected tables side by side, the oldest first, and bounds what they hide."""

    def __init__(
        self, *tables: pl.DataFrame, same: tuple[str, ...] = (), atoms: pl.DataFrame | None = None, alone: bool = False
    ) -> None:
        self.alone = alone  # one NIL of a city, without what it lies in
        self.value: dict[Key, int | None] = {}
        self.equal: list[list[tuple[Key, int]]] = []
        self.under: list[tuple[Key, Key]] = []
        for edition, table in enumerate(tables):
            self._read(table, edition)
        self._same_households(len(tables), same)
        if atoms is not None:
            self._overlap(atoms)
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

    def _same_households(self, editions: int, same: tuple[str, ...]) -> None:
        """Definitions on the same households share `households` and `valid`; unchanged areas are as they were."""
        for level, area, code, name, edition in list(self.value):
            first = (level, area, "ten-percent", name, edition)
            if code != "ten-percent" and name in ("households", "valid") and first in self.value:
                self.equal.append([(first, 1), ((level, area, code, name, edition), -1)])
            before = (level, area, code, name, edition - 1)
            if edition and f"{level} {area}" in same and before in self.value:
                self.equal.append([(before, 1), ((level, area, code, name, edition), -1)])

    def _overlap(self, atoms: pl.DataFrame) -> None:
        sums: dict[Key, list[tuple[Key, int]]] = defaultdict(list)
        touched = set(atoms.drop_nulls("complex")["section"])
        for row in atoms.filter(pl.col("households") > 0).iter_rows(named=True):
            if row["section"] not in touched:
                continue
            for name in COLUMNS:
                part = ("part", f"{row['section']}|{row['complex']}", row["definition"], name, 0)
                self.value[part] = None
                sums["section", row["section"], row["definition"], name, 0].append((part, -1))
                if row["complex"] is not None:
                    sums["complex", row["complex"], row["definition"], name, 0].append((part, -1))
        self.equal += [[(whole, 1), *parts] for whole, parts in sums.items()]

    def _programs(self) -> None:
        size = len(self.at)
        rows = [self._row([*terms]) for terms in self.equal]
        rows = [(row, rest) for row, rest in rows if row.any()]
        self.same = np.array([row for row, _ in rows]).reshape(len(rows), size), np.array([-rest for _, rest in rows])
        rows = [self._row([(low, 1), (high, -1)]) for low, high in self.under]
        rows = [(row, rest) for row, rest in rows if row.any()]
        self.most = np.array([row for row, _ in rows]).reshape(len(rows), size), np.array([-rest for _, rest in rows])

    def _row(self, terms: list[tuple[Key, int]]) -> tuple[np.ndarray, int]:
        row, rest = np.zeros(len(self.at)), 0
        for key, sign in terms:
            value = self.value[key]
            if value is None:
                row[self.at[key]] += sign
            else:
                rest += sign * value
        return row, rest

    def width(self, *terms: tuple[Key, int]) -> float:
        """Return how far apart the least and the most of a sum of hidden counts can be."""
        row, _ = self._row(list(terms))
        ends = []
        for sign in (1, -1):
            done = linprog(sign * row, *self.most, *self.same, bounds=(0, None), method="highs")
            if done.status == 3:
                return float("inf")
            assert done.status == 0, done.message
            ends.append(sign * done.fun)
        return float(np.floor(ends[1] + 1e-6) - np.ceil(ends[0] - 1e-6))

    def found(self, table: pl.DataFrame, edition: int = 0, *, threshold: int = 10, small: int = 3) -> list[str]:
        """Return what is known too well of the rows that a table hides: the poor, the not poor, the few households."""
        told = []
        for level, area, code, reason in (
            table.filter(~pl.col("is_shown")).select("level", "area", "definition", "reason").iter_rows()
        ):
            poor, valid, every = ((level, area, code, name, edition) for name in ("poor", "valid", "households"))
            if self.width((poor, 1)) < small:
                told.append(f"{level} {area} {code} poor")
            if self.width((valid, 1), (poor, -1)) < small:
                told.append(f"{level} {area} {code} not poor")
            if reason == "poche famiglie" and self.width((every, 1)) < threshold:
                told.append(f"{level} {area} {code} households")
        return told
