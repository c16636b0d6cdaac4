"""How much of each move each area can take or give: as far as its own counts stay a table that could be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property

import numpy as np

from domain.observatory.protection.areas import PART, TOP
from domain.observatory.protection.moves import Move, moves
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.world import NOW, THEN, World

MUCH = 1e9
"""Where nothing limits a move."""


class Rooms:
    """How many units of each move each area can take (up) or give (down), were its counts hidden.

    Shape: a number each area, by place in the world's `rows`.
    """

    def __init__(self, world: World) -> None:
        """Lay the counts out by area."""
        self._world = world
        self.every = moves(world)
        self._touching: list[dict[tuple[int, int], list[int]]] = []
        for rules in world.rules:
            touching: dict[tuple[int, int], list[int]] = defaultdict(list)
            for number, rule in enumerate(rules):
                for code, column, _ in rule.terms:
                    touching[code, column].append(number)
            self._touching.append(touching)
        self._sums: dict[tuple[int, int], Numbers] = {}
        self._found: dict[int, tuple[Numbers, Numbers]] = {}
        self._bare: dict[int, tuple[Numbers, Numbers]] = {}

    def of(self, number: int) -> tuple[Numbers, Numbers]:
        """Return what each area can take and give of a move, by its number in `every`.

        A section's is also limited by its part outside of every complex, where its households move; a part's inside of
        a complex by the part outside, with which it exchanges them.
        """
        if number not in self._found:
            self._found[number] = self._together(number, self._in_edition)
        return self._found[number]

    def bare(self, number: int) -> tuple[Numbers, Numbers]:
        """Return the same, wherever in the area the households move."""
        if number not in self._bare:
            self._bare[number] = self._together(number, self._own)
        return self._bare[number]

    def _together(
        self, number: int, room_of: Callable[[Move, int], tuple[Numbers, Numbers]]
    ) -> tuple[Numbers, Numbers]:
        move = self.every[number]
        rooms = [room_of(move, edition) for edition in move.editions]
        up, down = (np.minimum.reduce([room[side] for room in rooms]) for side in (0, 1))
        if len(move.editions) > 1:
            differ = self.parent[NOW] != self.parent[THEN]
            up[differ], down[differ] = 0.0, 0.0
        return np.floor(up + 1e-6), np.floor(down + 1e-6)

    @cached_property
    def parent(self) -> Numbers:
        """The area that holds each area, by edition; TOP for none."""
        return self._areas(self._world.parent)

    @cached_property
    def section(self) -> Numbers:
        """By edition, of each part inside a complex its section, or TOP."""
        world = self._world
        is_inside = (world.keys["level"] == PART).to_numpy() & (world.parent != TOP)
        return self._areas(np.where(is_inside, world.within, TOP))

    @cached_property
    def outside(self) -> Numbers:
        """By edition, of each section and each part inside a complex, the part outside of every complex, or TOP."""
        world = self._world
        found = np.full(world.rows.shape[:2], TOP, dtype=np.int64)
        is_part = (world.keys["level"] == PART).to_numpy()
        rest = np.flatnonzero(is_part & (world.parent == TOP))
        found[world.edition[rest], world.place[world.within[rest]]] = world.place[rest]
        parts = np.flatnonzero(is_part & (world.parent != TOP))
        found[world.edition[parts], world.place[parts]] = found[world.edition[parts], world.place[world.within[parts]]]
        return found

    @cached_property
    def has_parts(self) -> Numbers:
        """By edition, which areas are sections that a complex touches, or parts inside one."""
        world = self._world
        found = np.zeros(world.rows.shape[:2], dtype=bool)
        parts = np.flatnonzero((world.keys["level"] == PART).to_numpy())
        found[world.edition[parts], world.place[world.within[parts]]] = True
        inside = parts[world.parent[parts] != TOP]
        found[world.edition[inside], world.place[inside]] = True
        return found

    @cached_property
    def is_inside(self) -> Numbers:
        """Which areas are parts inside a complex."""
        world = self._world
        found = np.zeros(world.rows.shape[1], dtype=bool)
        found[world.place[(world.keys["level"] == PART).to_numpy() & (world.parent != TOP)]] = True
        return found

    @cached_property
    def _common(self) -> Numbers:
        is_part = (self._world.keys["level"] == PART).to_numpy()
        return self._areas(np.where(is_part, TOP, self._world.within))

    def _areas(self, held_by: Numbers) -> Numbers:
        world = self._world
        found = np.full(world.rows.shape[:2], TOP, dtype=np.int64)
        rows = np.flatnonzero(held_by != TOP)
        found[world.edition[rows], world.place[rows]] = world.place[held_by[rows]]
        return found

    def _in_edition(self, move: Move, edition: int) -> tuple[Numbers, Numbers]:
        """Return the rooms in one edition, with those of what the area is made of and what it is summed to."""
        up, down = self._own(move, edition)
        for other, is_there in (
            (self.outside[edition], self.has_parts[edition]),
            (self._common[edition], self._common[edition] != TOP),
        ):
            lost = is_there & (other == TOP)
            same, opposite = is_there & ~lost & ~self.is_inside, is_there & ~lost & self.is_inside
            there_up, there_down = up[other], down[other]
            up = np.select([lost, same, opposite], [0.0, np.minimum(up, there_up), np.minimum(up, there_down)], up)
            down = np.select(
                [lost, same, opposite], [0.0, np.minimum(down, there_down), np.minimum(down, there_up)], down
            )
        return up, down

    def _own(self, move: Move, edition: int) -> tuple[Numbers, Numbers]:
        world = self._world
        rows = world.rows[edition]
        up, down = np.full(len(rows), MUCH), np.full(len(rows), MUCH)
        change = {(code, column): coefficient for code, column, coefficient in move.terms_in(edition)}
        for (code, column), coefficient in change.items():
            value = np.where(rows[:, code] >= 0, world.values[rows[:, code], column], 0.0)
            up, down = _limit(up, down, coefficient, value, np.full(len(rows), MUCH))
            if len(move.editions) == 1:
                up, down = self._near(up, down, edition, (code, column, coefficient))
        for number in sorted({one for cell in change for one in self._touching[edition][cell]}):
            rule = world.rules[edition][number]
            by = sum(coefficient * change.get((code, column), 0.0) for code, column, coefficient in rule.terms)
            if by:
                total = self._total(edition, number)
                up, down = _limit(up, down, by, total - rule.least, rule.most - total)
        is_missing = (rows[:, move.codes_in(edition)] < 0).any(axis=1) | self._is_unknown[edition]
        up[is_missing], down[is_missing] = 0.0, 0.0
        return up, down

    def _near(self, up: Numbers, down: Numbers, edition: int, term: tuple[int, int, float]) -> tuple[Numbers, Numbers]:
        """Return the rooms as far as the count stays near that of the other edition, where the attacker assumes so."""
        world, (code, column, coefficient) = self._world, term
        now = world.rows[NOW][:, code]
        slack = np.where(now >= 0, world.slack[now], -1.0)
        if not (slack >= 0).any():
            return up, down
        gap = world.values[now, column] - world.values[world.before[now], column]
        sign = coefficient if edition == NOW else -coefficient
        low, high = (np.where(slack >= 0, np.nan_to_num(slack + side * gap), MUCH) for side in (1.0, -1.0))
        return _limit(up, down, sign, low, high)

    @cached_property
    def _is_unknown(self) -> Numbers:
        """Return by edition the areas of which not even we know all counts."""
        world = self._world
        found = np.zeros(world.rows.shape[:2], dtype=bool)
        rows = np.flatnonzero(np.isnan(world.values).any(axis=1))
        found[world.edition[rows], world.place[rows]] = True
        return found

    def _total(self, edition: int, number: int) -> Numbers:
        if (edition, number) not in self._sums:
            world = self._world
            self._sums[edition, number] = world.rules[edition][number].sums(world.rows[edition], world.values)
        return self._sums[edition, number]


def _limit(up: Numbers, down: Numbers, by: float, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rooms as far as a sum that changes by `by` a unit may fall by `low` and rise by `high`."""
    less, more = (low, high) if by > 0 else (high, low)
    # Where a row is not there, the sum is not a number and limits nothing.
    return np.fmin(up, more / abs(by)), np.fmin(down, less / abs(by))
