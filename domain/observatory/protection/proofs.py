"""The audit of a whole world: proofs from few areas at a time first, then the whole attack on what they leave open."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from domain.observatory.protection.audit import Intervals, Targets, attack
from domain.observatory.protection.relations import Numbers, Relations
from domain.observatory.protection.world import TOP, World

_TOGETHER = 4
"""Areas of one group of siblings that a proof lets move, all others standing at their true counts."""


def attack_world(world: World, is_hidden: Numbers, targets: Targets, *, exact: bool) -> Intervals:
    """Return the intervals of an attacker who assumes that little has changed, or who sees that this cannot be.

    If not `exact`, only as wide as was needed: what an attacker cannot tell apart who knows even the true counts of the
    other areas, he cannot tell apart without them, and those programs are small.
    """
    together = Relations.together([world.relations, world.coupling])
    if exact:
        return _whole(world, together, is_hidden, targets, exact=True)
    found = Intervals(np.zeros(len(targets.row)), np.zeros(len(targets.row)))
    turn = _turns(world, is_hidden)
    always = world.is_always_hidden & is_hidden
    for now in range(turn.max(initial=-1) + 1):
        aims = np.flatnonzero(turn[targets.row] == now)
        if len(aims):
            moving = always | (is_hidden & (turn == now))
            _keep(found, aims, attack(together, world.values, moving, _some(targets, aims), exact=False))
    # An interval that cannot be told (no table fits) proves nothing here, and is attacked again.
    open_ = np.flatnonzero(~(found.width() >= targets.need))
    if len(open_):
        _keep(found, open_, _whole(world, together, is_hidden, _some(targets, open_), exact=False))
    return found


def _whole(world: World, together: Relations, is_hidden: Numbers, targets: Targets, *, exact: bool) -> Intervals:
    found = attack(together, world.values, is_hidden, targets, exact=exact)
    failed = np.flatnonzero(np.isnan(found.least))
    if len(failed):
        alone = attack(world.relations, world.values, is_hidden, _some(targets, failed), exact=exact)
        _keep(found, failed, alone)
    return found


def _keep(found: Intervals, places: Numbers, part: Intervals) -> None:
    found.least[places], found.most[places] = part.least, part.most


def _some(targets: Targets, places: Numbers) -> Targets:
    return Targets(targets.row[places], targets.weights[places], targets.need[places])


def _turns(world: World, is_hidden: Numbers) -> Numbers:
    """Return for each hidden row of this edition when its area moves: siblings by few, with a large one; else -1."""
    keys = list(world.keys[: world.size].select("level", "area").iter_rows())
    groups: dict[tuple[str, str] | None, dict[tuple[str, str], float]] = defaultdict(dict)
    rows = np.flatnonzero(is_hidden[: world.size]).tolist()
    for row in rows:
        parent = int(world.parent[row])
        group = groups[None if parent == TOP else keys[parent]]
        group[keys[row]] = max(group.get(keys[row], 0.0), float(world.values[row, 0]))
    turn_of: dict[tuple[str, str], int] = {}
    for group in groups.values():
        count = -(-len(group) // _TOGETHER)
        for rank, area in enumerate(sorted(group, key=lambda area: (-group[area], area))):
            turn_of[area] = rank % count
    turns = np.full(len(is_hidden), -1, dtype=np.int64)
    turns[rows] = [turn_of[keys[row]] for row in rows]
    return turns
