"""How wide a target's interval would be if one more area were hidden, move by move."""

from __future__ import annotations

import numpy as np

from domain.observatory.protection.proofs import Proofs
from domain.observatory.protection.relations import Numbers


class Flows:
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
        """Return what is given and taken of a poor household: some give the household, others that it is poor."""
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
