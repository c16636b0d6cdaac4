"""What to hide for one count that could be found: which area and definitions give it room, at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from domain.observatory.protection.areas import TOP
from domain.observatory.protection.flows import Flows
from domain.observatory.protection.moves import Move
from domain.observatory.protection.proofs import Proofs, unit
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.world import NOW


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows to hide for a target: how wide its interval then is, and what that costs in households."""

    width: float
    cost: float
    rows: tuple[int, ...]


class Chooser:
    """Finds for a target that is not proved what to hide: the least that is enough, else what widens most.

    Shape: `price` what hiding each row costs, infinite where it cannot be; `is_hidden` as rows are hidden now.
    """

    def __init__(self, proofs: Proofs, price: Numbers, is_near: Numbers) -> None:
        """Lay out which areas each area holds."""
        self._proofs, self._world, self._price, self._is_near = proofs, proofs.world, price, is_near
        self._tiers_of: dict[tuple[int, int, bool, bytes], list[list[int]]] = {}
        self._held: list[dict[int, Numbers]] = []
        for parent in proofs.rooms.parent:
            places = np.flatnonzero(parent != TOP)
            places = places[np.argsort(parent[places], kind="stable")]
            wholes, starts = np.unique(parent[places], return_index=True)
            self._held.append(dict(zip(wholes.tolist(), np.split(places, starts[1:]), strict=False)))

    def best(
        self, flows: Flows, now: Numbers, row: int, weights: Numbers, state: tuple[float, float, float]
    ) -> Choice | None:
        """Return the cheapest choice that is enough, else the one that widens most; None if nothing does."""
        low, high, need = state
        wider: list[Choice] = []
        for moves in self._tiers(row, weights):
            choices = [one for number in moves for one in self._choices(flows, now, row, number, weights, state)]
            enough = [one for one in choices if one.width >= need]
            if enough:
                return min(enough, key=lambda one: (one.cost, one.rows))
            wider += [one for one in choices if one.width > low + high]
        return min(wider, key=lambda one: (-one.width, one.cost, one.rows)) if wider else None

    def _tiers(self, row: int, weights: Numbers) -> list[list[int]]:
        """Return the moves that change a target, those that touch the least first.

        Who is near what he was must move in both editions together, anybody else in his own.
        """
        world = self._world
        edition, code = int(world.edition[row]), int(world.code[row])
        key = (edition, code, bool(self._is_near[row]), weights.tobytes())
        if key not in self._tiers_of:
            tiers: dict[tuple[bool, int], list[int]] = {}
            for number, move in enumerate(self._proofs.rooms.every):
                if (
                    NOW in move.editions
                    and edition in move.editions
                    and (len(move.editions) > 1) == key[2]
                    and weights @ unit(move, code)
                ):
                    tiers.setdefault((move.made_of is not None, len(move.codes)), []).append(number)
            self._tiers_of[key] = [tiers[tier] for tier in sorted(tiers)]
        return self._tiers_of[key]

    def _choices(
        self,
        flows: Flows,
        now: Numbers,
        row: int,
        number: int,
        weights: Numbers,
        state: tuple[float, float, float],
    ) -> Iterator[Choice]:
        world, move = self._world, self._proofs.rooms.every[number]
        place = int(world.place[row])
        gain = float(weights @ unit(move, int(world.code[row])))
        own_cost, own_rows = self._cost(move, now, np.array([place]))
        if np.isfinite(own_cost[0]):
            yield from self._with(flows, now, number, (place, gain, float(own_cost[0]), own_rows[0]), state)

    def _with(
        self,
        flows: Flows,
        now: Numbers,
        number: int,
        aim: tuple[int, float, float, Numbers],
        state: tuple[float, float, float],
    ) -> Iterator[Choice]:
        """Give the choices of one move: for each way to give it room, the cheapest area to hide that is enough."""
        rooms = self._proofs.rooms
        move = rooms.every[number]
        place, gain, own_cost, own_rows = aim
        edition = move.editions[0]
        parent, section = int(rooms.parent[edition][place]), int(rooms.section[edition][place])
        beside = self.within(edition, parent, place)
        kinds = [("beside", move, beside), ("part", move, self.within(edition, place, place))]
        kinds.append(("whole", move, np.array([parent] if parent != TOP else [], dtype=np.int64)))
        if move.made_of is not None:
            kinds += [
                (name, rooms.every[one], beside) for name, one in zip(("other", "poor"), move.made_of, strict=True)
            ]
        if section != TOP and parent != TOP:
            up = int(rooms.parent[edition][section])
            kinds.append(("sister", move, self.within(edition, up, section) if up != TOP else beside[:0]))
            more_cost, more_rows = self._cost(move, now, np.array([section, parent]))
        for kind, by, places in kinds:
            if not len(places):
                continue
            cost, rows = self._cost(by, now, places)
            cost = cost + own_cost + (more_cost.sum() if kind == "sister" else 0.0)
            taken = (*own_rows, *(more_rows.ravel() if kind == "sister" else ()))
            if not (np.isfinite(cost) & (cost > 0)).any():
                continue
            width = flows.width(number, place, places, kind, (gain, state))
            cost[width <= state[0] + state[1]] = np.inf
            good = np.flatnonzero(np.isfinite(cost) & (cost > 0))
            if not len(good):
                continue
            enough = good[width[good] >= state[2]]
            best = enough[np.argmin(cost[enough])] if len(enough) else good[np.lexsort((cost[good], -width[good]))[0]]
            chosen = sorted({int(one) for one in (*taken, *rows[best]) if one >= 0 and not now[one]})
            if chosen:
                yield Choice(float(width[best]), float(cost[best]), tuple(chosen))

    def within(self, edition: int, whole: int, but: int) -> Numbers:
        """Return the areas that an area holds, but one."""
        held: Numbers = self._held[edition].get(whole, np.zeros(0, dtype=np.int64))
        return np.asarray(held[held != but])

    def _cost(self, move: Move, now: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """Return what it costs to hide the rows of a move in each area, infinite if that cannot be, and those rows."""
        rows = np.concatenate(
            [self._world.rows[edition][places][:, move.codes_in(edition)] for edition in move.editions], axis=1
        )
        price = np.where(rows < 0, np.inf, np.where(now[rows], 0.0, self._price[rows]))
        return price.sum(axis=1), rows
