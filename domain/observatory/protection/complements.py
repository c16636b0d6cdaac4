"""What else to hide so that no hidden count is the difference of shown ones: the least households that will do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from domain.observatory.protection.areas import PART, TOP
from domain.observatory.protection.audit import Targets
from domain.observatory.protection.moves import Move
from domain.observatory.protection.proofs import Proofs, unit
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.rules import Reason
from domain.observatory.protection.world import NOW, THEN

_COST = {"section": 1.0, "nil": 4.0, "district": 20.0, "complex": 0.1, "city": 100.0, PART: np.inf}
"""What hiding a household costs at each level: a hidden neighborhood is missed by more people than a section."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Rows to hide for a target: how wide its interval then is, and what that costs in households."""

    width: float
    cost: float
    rows: tuple[int, ...]


class Complements:
    """The rows hidden so far, and what to hide next (oscuramento complementare).

    `reasons` is filled in as rows are hidden.
    """

    def __init__(self, proofs: Proofs, reasons: list[str | None]) -> None:
        """Hide what the primary rules hide."""
        self._proofs, self._world, self._reasons = proofs, proofs.world, reasons
        world = self._world
        self.is_hidden = world.is_always_hidden.copy()
        self.is_hidden[: world.size] = [reason is not None for reason in reasons[: world.size]]
        weight = world.keys["level"].replace_strict(_COST, default=np.inf, return_dtype=float).to_numpy()
        households = np.where(np.isnan(world.values[:, 0]), 0.0, world.values[:, 0])
        # A row of the last edition cannot be hidden anew.
        self._price = np.where(world.edition == NOW, weight * (households + 1.0), np.inf)
        self._stuck: dict[tuple[int, bytes], float] = {}
        self._held: list[dict[int, Numbers]] = []
        for parent in proofs.rooms.parent:
            places = np.flatnonzero(parent != TOP)
            places = places[np.argsort(parent[places], kind="stable")]
            wholes, starts = np.unique(parent[places], return_index=True)
            self._held.append(dict(zip(wholes.tolist(), np.split(places, starts[1:]), strict=False)))

        is_part = (world.keys["level"] == PART).to_numpy()
        outside, inside = (
            np.flatnonzero(is_part & (world.parent == TOP)),
            np.flatnonzero(is_part & (world.parent != TOP)),
        )
        largest = {
            int(world.within[row]): row for row in inside[np.argsort(households[inside], kind="stable")].tolist()
        }
        # What is outside of every complex is known when what is inside is.
        self._inside = {
            row: largest[int(world.within[row])] for row in outside.tolist() if int(world.within[row]) in largest
        }

    def hide_as_before(self, need: Numbers) -> None:
        """Hide what the last edition hid and what has changed so little that showing it would tell how much it was.

        Shape: `need` a row each, how wide the interval of the hidden number must be.
        """
        world = self._world
        now = np.flatnonzero((world.before >= 0) & (world.slack >= 0) & (world.edition == NOW))
        now = now[(now < world.size) & world.is_always_hidden[world.before[now]] & ~self.is_hidden[now]]
        for row in now[2 * world.slack[now] < need[world.before[now]]].tolist():
            then = self._reasons[int(world.before[row])]
            self._hide(row, Reason.COMPLEMENT if then == Reason.COMPLEMENT.value else Reason.EDITIONS)

    def cover(self, targets: Targets, ends: tuple[Numbers, Numbers], failed: Numbers) -> bool:
        """Hide more for the targets that are not proved, one in each group of siblings and definition at a time.

        Return whether anything was hidden.
        """
        of_households = failed[targets.weights[failed, 0] > 0]
        # Who is hidden for few households gives and takes all kinds of them: often nothing else need be hidden.
        return bool(len(of_households) and self._cover(targets, ends, of_households)) or self._cover(
            targets, ends, failed
        )

    def _cover(self, targets: Targets, ends: tuple[Numbers, Numbers], failed: Numbers) -> bool:
        world = self._world
        done: set[tuple[int, int, int]] = set()
        hidden = False
        lack = targets.need[failed] - ends[0][failed] - ends[1][failed]
        now = self.is_hidden.copy()
        flows = _Flows(self._proofs, now)
        count = np.bincount(world.place, weights=now)
        for aim in failed[np.lexsort((failed, -lack))].tolist():
            row = self._inside.get(int(targets.row[aim]), int(targets.row[aim]))
            edition, place, code = int(world.edition[row]), int(world.place[row]), int(world.code[row])
            group = int(self._proofs.rooms.parent[edition][place])
            if (edition, group, code) in done and group != TOP:
                continue
            # What nothing helped, nothing helps until more is hidden around it.
            key = (row, targets.weights[aim].tobytes())
            around = float(count[self._in(edition, group, TOP)].sum() + count[group] + count[place])
            if self._stuck.get(key) == around:
                continue
            choice = self._best(flows, now, row, targets.weights[aim], (ends[0][aim], ends[1][aim], targets.need[aim]))
            if choice is None:
                self._stuck[key] = around
            else:
                done.add((edition, group, code))
                hidden = True
                for one in choice.rows:
                    self._hide(one, Reason.EDITIONS if edition == THEN else Reason.COMPLEMENT)
        return hidden

    def hide_around(self, rows: Numbers) -> bool:
        """Hide one row more around each area that was found out all the same; return whether anything was hidden.

        First its other definitions, then the areas beside it or that it overlaps, then the one that holds it, and so on
        upwards; once for all areas of a group and definition.
        """
        done: set[tuple[int, int]] = set()
        hidden = False
        for row in np.unique(rows).tolist():
            row = self._inside.get(row, row)
            world, edition = self._world, int(self._world.edition[row])
            group = (int(self._proofs.rooms.parent[edition][world.place[row]]), int(world.code[row]))
            if group not in done or group[0] == TOP:
                free = next((kind for kind in self._around(row) if kind), None)
                if free is not None:
                    done.add(group)
                    hidden = True
                    for one in min(free, key=lambda rows: (self._price[rows].sum(), rows.tolist())).tolist():
                        self._hide(one, Reason.COMPLEMENT)
        return hidden

    def _around(self, row: int) -> Iterator[list[Numbers]]:
        """Give the areas that can still be hidden, as their rows, by how near they are to one.

        Of few households all definitions tell: they are hidden together, else only the row's own.
        """
        world, rooms = self._world, self._proofs.rooms
        edition, place, code = int(world.edition[row]), int(world.place[row]), int(world.code[row])
        own = world.rows[edition][place]
        few = [one for one in range(len(own)) if own[one] >= 0 and self._reasons[own[one]] == Reason.FEW.value]
        codes = np.array(few if code in few else [code])
        yield self._free(np.array([place]), np.arange(len(own)))
        section = int(rooms.section[edition][place])
        start = place if section == TOP else section
        near = [int(world.place[one]) for one in world.neighbors.get(row, [])]
        yield self._free(np.array([*near, start]), codes)
        while start != TOP:
            parent = int(rooms.parent[edition][start])
            yield self._free(self._in(edition, start, TOP), codes)
            yield self._free(self._in(edition, parent, start), codes)
            if section != TOP:
                return  # for what nobody publishes, no neighborhood is hidden
            yield self._free(np.array([parent]) if parent != TOP else self._in(edition, TOP, TOP), codes)
            start = parent

    def _free(self, places: Numbers, codes: Numbers) -> list[Numbers]:
        """Return for each area the rows that can still be hidden, if any."""
        rows = self._world.rows[NOW][np.ix_(places, codes)]
        can = (rows >= 0) & ~self.is_hidden[rows] & np.isfinite(self._price[rows])
        return [line[ok] for line, ok in zip(rows, can, strict=True) if ok.any()]

    def _best(
        self, flows: _Flows, now: Numbers, row: int, weights: Numbers, state: tuple[float, float, float]
    ) -> _Choice | None:
        """Return the cheapest choice that is enough, else the one that widens most; None if nothing does."""
        low, high, need = state
        choices = list(self._choices(flows, now, row, weights, state))
        enough = [one for one in choices if one.width >= need]
        if enough:
            return min(enough, key=lambda one: (one.cost, one.rows))
        wider = [one for one in choices if one.width > low + high]
        return min(wider, key=lambda one: (-one.width, one.cost, one.rows)) if wider else None

    def _choices(
        self, flows: _Flows, now: Numbers, row: int, weights: Numbers, state: tuple[float, float, float]
    ) -> Iterator[_Choice]:
        world, rooms = self._world, self._proofs.rooms
        edition, place, code = int(world.edition[row]), int(world.place[row]), int(world.code[row])
        for number, move in enumerate(rooms.every):
            if edition not in move.editions or code not in move.codes:
                continue
            gain = float(weights @ unit(move, code))
            own_cost, own_rows = self._cost(move, now, np.array([place]))
            if not gain or not np.isfinite(own_cost[0]):
                continue
            yield from self._with(flows, now, number, (place, gain, float(own_cost[0]), own_rows[0]), state)

    def _with(
        self,
        flows: _Flows,
        now: Numbers,
        number: int,
        aim: tuple[int, float, float, Numbers],
        state: tuple[float, float, float],
    ) -> Iterator[_Choice]:
        """Give the choices of one move: for each way to give it room, the cheapest area to hide that is enough."""
        rooms = self._proofs.rooms
        move = rooms.every[number]
        place, gain, own_cost, own_rows = aim
        edition = move.editions[0]
        parent, section = int(rooms.parent[edition][place]), int(rooms.section[edition][place])
        beside = self._in(edition, parent, place)
        kinds = [("beside", move, beside), ("part", move, self._in(edition, place, place))]
        kinds.append(("whole", move, np.array([parent] if parent != TOP else [], dtype=np.int64)))
        if move.made_of is not None:
            kinds += [
                (name, rooms.every[one], beside) for name, one in zip(("other", "poor"), move.made_of, strict=True)
            ]
        if section != TOP and parent != TOP:
            up = int(rooms.parent[edition][section])
            kinds.append(("sister", move, self._in(edition, up, section) if up != TOP else beside[:0]))
            more_cost, more_rows = self._cost(move, now, np.array([section, parent]))
        for kind, by, places in kinds:
            if not len(places):
                continue
            width = flows.width(number, place, places, kind, (gain, state))
            cost, rows = self._cost(by, now, places)
            cost = cost + own_cost + (more_cost.sum() if kind == "sister" else 0.0)
            taken = (*own_rows, *(more_rows.ravel() if kind == "sister" else ()))
            cost[width <= state[0] + state[1]] = np.inf
            good = np.flatnonzero(np.isfinite(cost) & (cost > 0))
            if not len(good):
                continue
            enough = good[width[good] >= state[2]]
            best = enough[np.argmin(cost[enough])] if len(enough) else good[np.lexsort((cost[good], -width[good]))[0]]
            chosen = sorted({int(one) for one in (*taken, *rows[best]) if one >= 0 and not now[one]})
            if chosen:
                yield _Choice(float(width[best]), float(cost[best]), tuple(chosen))

    def _in(self, edition: int, whole: int, but: int) -> Numbers:
        """Return the areas that an area holds, but one."""
        held = self._held[edition].get(whole, np.zeros(0, dtype=np.int64))
        return held[held != but]

    def _cost(self, move: Move, now: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
        """Return what it costs to hide the rows of a move in each area, infinite if that cannot be, and those rows."""
        rows = np.concatenate([self._world.rows[edition][places][:, move.codes] for edition in move.editions], axis=1)
        price = np.where(rows < 0, np.inf, np.where(now[rows], 0.0, self._price[rows]))
        return price.sum(axis=1), rows

    def _hide(self, row: int, reason: Reason) -> None:
        if not self.is_hidden[row]:
            self.is_hidden[row] = True
            self._reasons[row] = reason.value


class _Flows:
    """The flows of each move as rows are hidden now, computed when asked for."""

    def __init__(self, proofs: Proofs, is_hidden: Numbers) -> None:
        self._proofs, self._is_hidden = proofs, is_hidden
        self._found: dict[tuple[int, str, int], tuple[Numbers, Numbers, Numbers, Numbers]] = {}

    def width(
        self, number: int, place: int, more: Numbers, kind: str, aim: tuple[float, tuple[float, float, float]]
    ) -> Numbers:
        """Return how wide a target's interval is if each of the areas `more` is hidden too."""
        own_up, own_down, give, take = self._flows(number, "")
        rooms = self._proofs.rooms
        move = rooms.every[number]
        up, down = rooms.of(number)
        gain, (low, high, _) = aim
        is_leaf = kind != "part" and not self._proofs.is_whole(number, place)
        mine_up, mine_down = (up[place], down[place]) if is_leaf else (own_up[place], own_down[place])
        given, taken = give[place], take[place]
        if kind == "beside":
            given, taken = given + down[more], taken + up[more]
        elif kind == "part":
            mine_up = np.minimum(up[place], mine_up + up[more])
            mine_down = np.minimum(down[place], mine_down + down[more])
        elif kind == "whole":
            given = given + np.minimum(up[more], give[more])
            taken = taken + np.minimum(down[more], take[more])
        elif kind == "sister":
            section = rooms.section[move.editions[0]][place]
            limits = [place, section, rooms.parent[move.editions[0]][place]]
            bare_up, bare_down = rooms.bare(number)
            mine_up, mine_down = bare_up[limits].min(), bare_down[limits].min()
            given, taken = give[section] + down[more], take[section] + up[more]
        elif move.made_of is not None:
            given, taken = self._apart(move.made_of, place, more, is_poor=kind == "poor")
        rise, fall = np.minimum(mine_up, given) * abs(gain), np.minimum(mine_down, taken) * abs(gain)
        if gain < 0:
            rise, fall = fall, rise
        return np.asarray(np.maximum(high, rise) + np.maximum(low, fall)) + np.zeros(len(more))

    def _apart(self, made_of: tuple[int, int], place: int, more: Numbers, *, is_poor: bool) -> tuple[Numbers, Numbers]:
        """Return what is given and taken of a poor household where some give the household, and others that it is poor."""
        other, poor = made_of
        _, _, give, take = self._flows(other, "among", other)
        _, _, give_poor, take_poor = self._flows(poor, "apart", other)
        up, down = self._proofs.rooms.of(poor if is_poor else other)
        if is_poor:
            return np.minimum(give[place], give_poor[place] + down[more]), np.minimum(
                take[place], take_poor[place] + up[more]
            )
        return np.minimum(give[place] + down[more], give_poor[place]), np.minimum(
            take[place] + up[more], take_poor[place]
        )

    def _flows(self, number: int, kind: str, other: int = -1) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        key = (number, kind, other)
        if key not in self._found:
            only = None
            if kind:
                among = self._proofs.hides(self._proofs.rooms.every[other], self._is_hidden)
                only = among if kind == "among" else ~among
            self._found[key] = self._proofs.flows(number, self._is_hidden, only, is_open=kind != "among")
        return self._found[key]
