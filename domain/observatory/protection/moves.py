"""What can be moved from one hidden area to another without anybody noticing, and how much of it each can give or take.

Households that moved house would leave every sum as it is, and every area a table that could be true. An attacker
cannot tell such tables apart: each is a proof of how wide his interval must be, found without a solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from domain.observatory.protection.areas import COMMON, PART, TOP
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.world import NOW, THEN, World
from domain.observatory.table import COUNTS

_AT = {name: place for place, name in enumerate(COUNTS)}
_CELLS = (("poor",), ("poor", "possible"), ("poor", "certain", "possible"), ("certain",))
"""What changes in an area that gets a household over the line for one that is not, in one definition."""
_HOUSEHOLD, _POOR = ("households", "valid"), ("poor", "certain", "possible")
"""What changes in an area that gets a household; and if that is poor, in a definition."""
MUCH = 1e9
"""Where nothing limits a move."""


@dataclass(frozen=True, slots=True)
class Move:
    """One unit of change to an area (spostamento): in these editions, these counts of these definitions.

    Shape: `terms` are definition's number, column, coefficient.
    """

    editions: tuple[int, ...]
    terms: tuple[tuple[int, int, float], ...]
    made_of: tuple[int, int] | None = None
    """Of a poor household that moves: the numbers of the moves of one not poor, and of one that becomes poor."""

    @property
    def codes(self) -> list[int]:
        """The definitions that it touches."""
        return sorted({code for code, _, _ in self.terms})


def moves(world: World) -> list[Move]:
    """Return the moves to try: within a definition, of households in all that share them; in each edition or both."""
    over = _implied(world)
    found: dict[tuple[tuple[int, int, float], ...], tuple[int, int] | None] = {}
    for code in range(len(world.codes)):
        for names in _CELLS:
            found.setdefault(tuple((code, _AT[name], 1.0) for name in names))
        found.setdefault(_poor(over[code]))
    for signed in _bases(world):
        got = tuple((code, _AT[name], sign) for code, sign in signed for name in _HOUSEHOLD)
        found.setdefault(got)
        inside = {code for code, sign in signed if sign > 0}
        for poor in dict.fromkeys(over[code] & inside for code in sorted(inside)):
            found.setdefault(_poor(poor))
            places = list(found)
            found.setdefault((*got, *_poor(poor)), (places.index(got), places.index(_poor(poor))))
    editions: list[tuple[int, ...]] = [(NOW,), (NOW, THEN), (THEN,)] if (world.edition == THEN).any() else [(NOW,)]
    return [
        Move(one, terms, None if made_of is None else (made_of[0] + at * len(found), made_of[1] + at * len(found)))
        for at, one in enumerate(editions)
        for terms, made_of in found.items()
    ]


def _poor(codes: Collection[int]) -> tuple[tuple[int, int, float], ...]:
    return tuple((code, _AT[name], 1.0) for code in sorted(codes) for name in _POOR)


def _implied(world: World) -> list[frozenset[int]]:
    """Return for each definition those in which whoever is poor in it is poor too, itself among them."""
    found = [{code} for code in range(len(world.codes))]
    for rule in world.rules[NOW]:
        codes = [code for code, column, _ in rule.terms if column == _AT["poor"]]
        if len(rule.terms) == 2 and len(set(codes)) == 2:
            if rule.least == 0:
                found[codes[1]].add(codes[0])
            if rule.most == 0:
                found[codes[0]].add(codes[1])
    return [frozenset(one) for one in found]


def _bases(world: World) -> list[list[tuple[int, float]]]:
    """Return the sets of definitions that a household enters together (or leaves, with a minus)."""
    group = list(range(len(world.codes)))
    thirds = []
    for rule in world.rules[NOW]:
        if {column for _, column, _ in rule.terms} != {_AT["households"]} or (rule.least, rule.most) != (0.0, 0.0):
            continue
        codes = [code for code, _, _ in rule.terms]
        if len(codes) == 3:
            thirds = codes
        else:
            group = [group[codes[0]] if one == group[codes[1]] else one for one in group]
    sets = [[code for code in range(len(group)) if group[code] == one] for one in sorted(set(group))]
    if not thirds:
        return [[(code, 1.0) for code in one] for one in (*sets, sorted(sum(sets, [])))]
    whole = next(one for one in sets if thirds[0] in one)
    others = [one for one in sets if one != whole and not set(one) & set(thirds)]
    rest = sorted(sum(others, []))
    found = [[(code, 1.0) for code in sorted([*whole, half, *more])] for half in thirds[1:] for more in ([], rest)]
    return [*found, [(thirds[1], 1.0), (thirds[2], -1.0)], *([(code, 1.0) for code in one] for one in others)]


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
        change = {(code, column): coefficient for code, column, coefficient in move.terms}
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
        is_missing = (rows[:, move.codes] < 0).any(axis=1) | self._is_unknown[edition]
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


LEVELS = {PART: 0, "section": 0, "nil": 1, "complex": 1, "district": 2, "city": 3, COMMON: 4}
"""How high each level stands; what is summed to stands above what is summed."""
