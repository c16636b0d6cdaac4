"""What else to hide so that no hidden count is the difference of shown ones: the least households that will do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.rules import Reason, Rules
from domain.observatory.protection.world import TOP, World
from domain.observatory.table import COUNTS

_AT = {name: place for place, name in enumerate(COUNTS)}


class Complements:
    """The rows hidden so far, and what to hide next (oscuramento complementare).

    `reasons` is filled in as rows are hidden.
    """

    def __init__(self, world: World, rules: Rules, reasons: list[str | None]) -> None:
        """Hide what the primary rules hide."""
        self._world, self._rules, self._reasons = world, rules, reasons
        self.is_hidden = world.is_always_hidden.copy()
        self.is_hidden[: world.size] = [reason is not None for reason in reasons[: world.size]]
        self._children: dict[int, list[int]] = defaultdict(list)
        for row, parent in enumerate(world.parent.tolist()):
            if parent != TOP:
                self._children[parent].append(row)
        self._same_area: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, (level, area) in enumerate(world.keys[: world.size].select("level", "area").iter_rows()):
            self._same_area[level, area].append(row)
        self._now = {int(then): row for row, then in enumerate(world.before.tolist()) if then >= 0}
        self._tries: dict[int, int] = defaultdict(int)
        values = world.values
        self._cells = np.stack(
            [
                values[:, _AT["poor"]],
                values[:, _AT["valid"]] - values[:, _AT["poor"]],
                values[:, _AT["certain"]],
                values[:, _AT["households"]],
            ],
            axis=1,
        )

    def complete(self) -> None:
        """Hide in each group of siblings enough that the hidden ones add up to what the rules ask, from the finest."""
        depth = {row: self._depth(row) for row in self._children}
        for parent in sorted(self._children, key=lambda row: (-depth[row], row)):
            while not self._is_covered(parent):
                free = [row for row in self._children[parent] if not self.is_hidden[row]]
                if not free:
                    break
                self._hide(self._best(free, self._missing(parent)))

    def hide_for(self, rows: Iterable[tuple[int, bool]]) -> bool:
        """Hide one row more for each group of siblings of which a row was found out; False when nothing could help.

        Shape: rows with whether their few households were found out, rather than a cell.
        """
        done: set[int] = set()
        for row, is_few in rows:
            now = row if row < self._world.size else self._now.get(row, TOP)
            group = int(self._world.parent[now]) if now != TOP else TOP
            if (group == TOP or group not in done) and self._hide_more(row, now, is_few=is_few):
                done.add(group)
        return bool(done)

    def _hide_more(self, row: int, now: int, *, is_few: bool) -> bool:
        """Hide one row more on account of a row that was found out, which is `now` in this edition."""
        if now == TOP:
            return False
        if row != now and not self.is_hidden[now]:
            self._hide(now, Reason.EDITIONS)
            return True
        kinds = [self._siblings(now), self._linked(now), self._world.complexes.get(now, []), self._cousins(now)]
        if is_few:
            kinds = [kinds[1], kinds[0], *kinds[2:]]
        start = self._tries[row]
        self._tries[row] += 1
        for at in range(len(kinds)):
            free = [one for one in kinds[(start + at) % len(kinds)] if not self.is_hidden[one]]
            if free:
                self._hide(self._best(free, self._needs(is_few=is_few)))
                return True
        return self._hide_above(now)

    def _hide(self, row: int, reason: Reason = Reason.COMPLEMENT) -> None:
        self.is_hidden[row] = True
        self._reasons[row] = reason.value

    def _hide_above(self, row: int) -> bool:
        parent = int(self._world.parent[row])
        while parent != TOP and self.is_hidden[parent]:
            parent = int(self._world.parent[parent])
        if parent == TOP:
            return False
        self._hide(parent)
        return True

    def _siblings(self, row: int) -> list[int]:
        parent = int(self._world.parent[row])
        return [] if parent == TOP else self._children[parent]

    def _linked(self, row: int) -> list[int]:
        """Return the other definitions of the area, and of the siblings hidden with it."""
        rows = [row, *(one for one in self._siblings(row) if self.is_hidden[one])]
        keys = self._world.keys
        return [other for one in rows for other in self._same_area[keys["level"][one], keys["area"][one]]]

    def _cousins(self, row: int) -> list[int]:
        """Return the parts of the area, and the siblings of the hidden areas that hold it."""
        found = list(self._children.get(row, []))
        parent = int(self._world.parent[row])
        while parent != TOP and self.is_hidden[parent]:
            found += self._siblings(parent)
            parent = int(self._world.parent[parent])
        return found

    def _depth(self, row: int) -> int:
        parent = int(self._world.parent[row])
        return 0 if parent == TOP else 1 + self._depth(parent)

    def _needs(self, *, is_few: bool) -> Numbers:
        small = float(self._rules.small)
        return np.array([small, small, 0.0, float(self._rules.threshold) if is_few else 0.0])

    def _missing(self, parent: int) -> Numbers:
        """Return what the hidden children of an area lack to be safe together."""
        rows = self._secret(parent)
        if not rows:
            return np.zeros(4)
        needs = self._needs(is_few=any(self._reasons[row] == Reason.FEW.value for row in rows))
        needs[2] = float(self._rules.small) if self._cells[rows, 2].any() else 0.0
        hidden = [row for row in self._children[parent] if self.is_hidden[row]]
        return np.asarray(np.maximum(needs - self._cells[hidden].sum(axis=0), 0.0))

    def _secret(self, parent: int) -> list[int]:
        hidden = [row for row in self._children[parent] if self.is_hidden[row]]
        return [*hidden, parent] if self.is_hidden[parent] else hidden

    def _is_covered(self, parent: int) -> bool:
        rows = self._secret(parent)
        return not rows or (len(rows) > 1 and not self._missing(parent).any())

    def _best(self, free: list[int], missing: Numbers) -> int:
        """Return the row that fills what is missing: one hidden before, or in another definition, else the smallest."""

        def cost(row: int) -> tuple[bool, bool, float, int]:
            then = int(self._world.before[row])
            was_hidden = then >= 0 and bool(self.is_hidden[then])
            return bool((self._cells[row] < missing).any()), not was_hidden, self._households(row), row

        return min(free, key=cost)

    def _households(self, row: int) -> float:
        """Return how many households the row would hide anew: those hidden in another definition count for half."""
        keys = self._world.keys
        same = self._same_area[keys["level"][row], keys["area"][row]]
        return float(self._cells[row, 3]) * (0.5 if any(self.is_hidden[other] for other in same) else 1.0)
