"""How households can move: what changes in the counts of an area that gets one, or gives one.

Households that moved house would leave every sum as it is, and every area a table that could be true. An attacker
cannot tell such tables apart: each is a proof of how wide his interval must be, found without a solver.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

import numpy as np

from domain.observatory.protection.world import NOW, THEN, World
from domain.observatory.table import COUNTS

_AT = {name: place for place, name in enumerate(COUNTS)}
_CELLS = (("poor",), ("poor", "possible"), ("poor", "certain", "possible"), ("certain",))
"""What changes in an area that gets a household over the line for one that is not, in one definition."""
_HOUSEHOLD, _POOR = ("households", "valid"), ("poor", "certain", "possible")
"""What changes in an area that gets a household; and if that is poor, in a definition."""


@dataclass(frozen=True, slots=True)
class Move:
    """One unit of change to an area (spostamento): in these editions, these counts of these definitions.

    Shape: `terms` are definition's number, column, coefficient.
    """

    editions: tuple[int, ...]
    terms: tuple[tuple[int, int, float], ...]
    new: frozenset[int] = frozenset()
    """Definitions that the last edition did not have."""
    made_of: tuple[int, int] | None = None
    """Of a poor household that moves: the numbers of the moves of one not poor, and of one that becomes poor."""

    @property
    def codes(self) -> list[int]:
        """The definitions that it touches."""
        return self.codes_in(NOW)

    def codes_in(self, edition: int) -> list[int]:
        """Return the definitions that it touches in an edition."""
        return sorted({code for code, _, _ in self.terms_in(edition)})

    def terms_in(self, edition: int) -> list[tuple[int, int, float]]:
        """Return what it changes in an edition."""
        return [term for term in self.terms if edition == NOW or term[0] not in self.new]


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
    new = frozenset(np.flatnonzero((world.rows[THEN] < 0).all(axis=0)).tolist())
    return [
        Move(one, terms, new, None if made_of is None else (made_of[0] + at * len(found), made_of[1] + at * len(found)))
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
        return [[(code, 1.0) for code in one] for one in (*sets, sorted(chain.from_iterable(sets)))]
    whole = next(one for one in sets if thirds[0] in one)
    others = [one for one in sets if one != whole and not set(one) & set(thirds)]
    rest = sorted(chain.from_iterable(others))
    found = [[(code, 1.0) for code in sorted([*whole, half, *more])] for half in thirds[1:] for more in ([], rest)]
    return [*found, [(thirds[1], 1.0), (thirds[2], -1.0)], *([(code, 1.0) for code in one] for one in others)]
