"""The audit of a whole world: proofs by households that move first, then the linear programs on what they leave open."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from domain.observatory.protection.areas import TOP
from domain.observatory.protection.audit import Intervals, Targets, attack
from domain.observatory.protection.moves import LEVELS, MUCH, Move, Rooms
from domain.observatory.protection.relations import Numbers, Relations, none
from domain.observatory.protection.world import World
from domain.observatory.table import COUNTS


class Proofs:
    """How wide the attacker's intervals are at least, by households moved between hidden areas that share a whole."""

    def __init__(self, world: World) -> None:
        """Lay out which areas hold which."""
        self.world, self.rooms = world, Rooms(world)
        levels = world.keys["level"].replace_strict(LEVELS, return_dtype=int).to_numpy()
        self._rank = np.zeros(world.rows.shape[1], dtype=np.int64)
        self._rank[world.place] = levels

    @cached_property
    def _ranks(self) -> list[Numbers]:
        return [np.flatnonzero(self._rank == rank) for rank in range(max(LEVELS.values()))]

    def is_whole(self, number: int, place: int) -> bool:
        """Return whether other areas add up to an area, in a move's editions."""
        edition = self.rooms.every[number].editions[0]
        return bool((self.rooms.parent[edition] == place).any())

    def hides(self, move: Move, is_hidden: Numbers) -> Numbers:
        """Return the areas that hide all the rows that a move touches."""
        found = np.ones(self.world.rows.shape[1], dtype=bool)
        for edition in move.editions:
            rows = self.world.rows[edition][:, move.codes]
            found &= ((rows >= 0) & is_hidden[rows]).all(axis=1)
        return found

    def flows(
        self, number: int, is_hidden: Numbers, only: Numbers | None = None, *, is_open: bool = True
    ) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return what each area takes and gives of a move, and what all others together give it and take from it.

        Shape: `only` the areas that are to take part, all if None. `is_open`: what holds them may change too.
        """
        move = self.rooms.every[number]
        hides = self.hides(move, is_hidden)
        hides = hides if only is None else hides & only
        parent = self.rooms.parent[move.editions[0]]
        own = [np.where(hides, room, 0.0) for room in self.rooms.of(number)]
        parts = [np.zeros(len(parent)), np.zeros(len(parent))]
        has_parts = np.zeros(len(parent), dtype=bool)
        has_parts[parent[parent != TOP]] = True
        for places in self._ranks:
            whole = places[has_parts[places]]
            held = places[parent[places] != TOP]
            for room, part in zip(own, parts, strict=True):
                room[whole] = np.minimum(room[whole], part[whole])
                np.add.at(part, parent[held], room[held])
        others = [np.full(len(parent), MUCH), np.full(len(parent), MUCH)]
        limits = [np.where(hides, room, 0.0) for room in self.rooms.of(number)]
        for places in reversed(self._ranks):
            held = places[parent[places] != TOP]
            up = parent[held]
            for side in (0, 1):
                # What is not given by the areas beside it, the whole itself may take, if it is hidden too.
                beside = parts[1 - side][up] - own[1 - side][held]
                above = np.minimum(limits[side][up], others[side][up])
                others[side][held] = beside + (above if is_open else 0.0)
        return own[0], own[1], others[0], others[1]

    def ends(self, targets: Targets, is_hidden: Numbers) -> tuple[Numbers, Numbers]:
        """Return how far below and above the truth each target is proved to reach."""
        world = self.world
        low, high = np.zeros(len(targets.row)), np.zeros(len(targets.row))
        edition, code, place = (of[targets.row] for of in (world.edition, world.code, world.place))
        order = np.lexsort((code, edition))
        key = edition[order] * len(world.codes) + code[order]
        bounds = np.searchsorted(key, np.arange(2 * len(world.codes) + 1))
        for number, move in enumerate(self.rooms.every):
            up, down = self.reach(number, is_hidden)
            for at in move.editions:
                for one in move.codes:
                    slot = at * len(world.codes) + one
                    aims = order[bounds[slot] : bounds[slot + 1]]
                    gain = targets.weights[aims] @ unit(move, one)
                    more, less = up[place[aims]] * gain, down[place[aims]] * gain
                    high[aims] = np.maximum(high[aims], np.maximum(more, -less))
                    low[aims] = np.maximum(low[aims], np.maximum(less, -more))
        return low, high

    def reach(self, number: int, is_hidden: Numbers) -> tuple[Numbers, Numbers]:
        """Return how far each area can go up and down by a move, others giving and taking it."""
        move, rooms = self.rooms.every[number], self.rooms
        own_up, own_down, give, take = self.flows(number, is_hidden)
        up, down = np.minimum(own_up, give), np.minimum(own_down, take)
        if move.made_of is not None:
            # Some give the household, and others, who are not among these, that it is poor.
            whole, part = move.made_of
            among = self.hides(rooms.every[whole], is_hidden)
            poor = self.flows(part, is_hidden, ~among)
            for own, found, side in ((own_up, up, 2), (own_down, down, 3)):
                apart = np.minimum(self.flows(whole, is_hidden, among, is_open=False)[side], poor[side])
                np.maximum(found, np.minimum(own, apart), out=found)
        edition = move.editions[0]
        if not rooms.is_inside.any():
            return up, down
        hides = self.hides(move, is_hidden)
        section, complex_, outside = rooms.section[edition], rooms.parent[edition], rooms.outside[edition]
        inside = np.flatnonzero(rooms.is_inside & (section != TOP) & (complex_ != TOP))
        bare = rooms.bare(number)
        for own, others, found in ((bare[0], give, up), (bare[1], take, down)):
            # A hidden section and a hidden complex may both take what sisters of the section give.
            at, of = section[inside], complex_[inside]
            through = np.minimum.reduce([own[inside], own[at], own[of], others[at]])
            through = np.where(hides[at] & hides[of] & hides[inside], through, 0.0)
            np.maximum.at(found, inside, through)
            np.maximum.at(found, of, through)
        # The part outside takes what a part inside gives, and all that its section does, and nothing else.
        up[outside[outside != TOP]], down[outside[outside != TOP]] = 0.0, 0.0
        inside = inside[outside[inside] != TOP]
        up_inside, down_inside = up[inside].copy(), down[inside].copy()
        np.maximum.at(up, outside[inside], np.maximum(down_inside, up[section[inside]]))
        np.maximum.at(down, outside[inside], np.maximum(up_inside, down[section[inside]]))
        return up, down


def unit(move: Move, code: int) -> Numbers:
    """Return what one unit of a move changes in a definition, a column per count."""
    found = np.zeros(len(COUNTS))
    for one, column, coefficient in move.terms:
        if one == code:
            found[column] = coefficient
    return found


_BESIDE = 4
"""Hidden areas beside a target's that a small program lets move, all others standing at their true counts."""
FEW_ROWS = 3_000
"""Hidden rows up to which the whole world is attacked when the small programs leave something open."""


def attack_world(world: World, is_hidden: Numbers, targets: Targets, *, exact: bool) -> Intervals:
    """Return the intervals of an attacker who assumes that little has changed, or who sees that this cannot be.

    If not `exact`, only as wide as was needed: what an attacker cannot tell apart who knows even the true counts of all
    but a few areas, he cannot tell apart without them; where a whole city is hidden, more is then hidden without asking
    further.
    """
    together = Relations.together([world.relations, world.coupling]) if len(targets.row) else none()
    if exact or np.isnan(world.values).any():
        return _whole(world, together, is_hidden, targets, exact=exact)
    found = _nearby(world, together, is_hidden, targets)
    open_ = np.flatnonzero(~(found.width() >= targets.need))
    if len(open_) and is_hidden.sum() <= FEW_ROWS:
        part = _whole(world, together, is_hidden, targets.some(open_), exact=False)
        found.least[open_], found.most[open_] = part.least, part.most
    return found


def _nearby(world: World, together: Relations, is_hidden: Numbers, targets: Targets) -> Intervals:
    """Return how wide each target's interval is at least, area by area, by programs of a few areas."""
    found = Intervals(np.zeros(len(targets.row)), np.zeros(len(targets.row)))
    touched = np.zeros(len(together.least), dtype=bool)
    touched[together.of[_around(world, is_hidden, targets.row)[together.row]]] = True
    near = together.only(touched)
    place = world.place[targets.row]
    for one in np.unique(place):
        aims = np.flatnonzero(place == one)
        moving = is_hidden & _around(world, is_hidden, targets.row[aims])
        part = attack(near, world.values, moving, targets.some(aims), exact=False)
        found.least[aims], found.most[aims] = part.least, part.most
    return found


def _whole(world: World, together: Relations, is_hidden: Numbers, targets: Targets, *, exact: bool) -> Intervals:
    found = attack(together, world.values, is_hidden, targets, exact=exact)
    failed = np.flatnonzero(np.isnan(found.least))
    if len(failed):
        alone = attack(world.relations, world.values, is_hidden, targets.some(failed), exact=exact)
        found.least[failed], found.most[failed] = alone.least, alone.most
    return found


def _around(world: World, is_hidden: Numbers, rows: Numbers) -> Numbers:
    """Return the rows of the targets' areas, of the largest hidden beside them, of what holds them and their parts."""
    places = np.unique(world.place[rows])
    area = np.zeros(world.rows.shape[1], dtype=bool)
    area[places] = True
    held = np.flatnonzero(world.parent != TOP)
    weight = np.zeros(len(area))
    np.add.at(weight, world.place, np.where(is_hidden, world.values[:, 0], 0.0))
    for _ in range(2):
        parent = np.unique(world.place[world.parent[held[area[world.place[held]]]]])
        beside = held[np.isin(world.place[world.parent[held]], parent)]
        pairs = np.unique(np.stack([world.place[world.parent[beside]], world.place[beside]], axis=1), axis=0)
        order = np.lexsort((-weight[pairs[:, 1]], pairs[:, 0]))
        pairs = pairs[order]
        rank = np.arange(len(pairs)) - np.searchsorted(pairs[:, 0], pairs[:, 0])
        area[pairs[rank < _BESIDE, 1]] = True
        area[parent] = True
    inside = np.flatnonzero(world.within != TOP)
    linked = area[world.place[inside]] | area[world.place[world.within[inside]]]
    area[world.place[inside[linked]]] = True
    area[world.place[world.within[inside[linked]]]] = True
    return area[world.place]
