"""What else to hide so that no hidden count is the difference of shown ones: the least households that will do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from domain.observatory.protection.areas import PART, TOP
from domain.observatory.protection.audit import Targets
from domain.observatory.protection.choices import Chooser
from domain.observatory.protection.flows import Flows
from domain.observatory.protection.proofs import Proofs
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.rules import Reason
from domain.observatory.protection.world import NOW, THEN

_COST = {"section": 1.0, "nil": 4.0, "district": 20.0, "complex": 0.1, "city": 100.0, PART: np.inf}
"""What hiding a household costs at each level: a hidden neighborhood is missed by more people than a section."""


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
        weight = world.keys["level"].replace_strict(_COST, default=np.inf, return_dtype=pl.Float64).to_numpy()
        households = np.where(np.isnan(world.values[:, 0]), 0.0, world.values[:, 0])
        # A row of the last edition cannot be hidden anew.
        self._price = np.where(world.edition == NOW, weight * (households + 1.0), np.inf)
        is_near = world.slack >= 0
        near = np.zeros(world.rows.shape[1], dtype=bool)
        near[world.place[is_near]] = True
        self._chooser = Chooser(proofs, self._price, near[world.place])
        self._stuck: dict[tuple[int, bytes], float] = {}
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
        """Hide what the last edition hid and what would tell of it: what has changed too little, and its complements.

        A complement that stays the same leaves the two editions nothing to be subtracted from each other. Shape: `need`
        a row each, how wide the interval of the hidden number must be.
        """
        world = self._world
        now = np.flatnonzero((world.before >= 0) & (world.edition == NOW))
        now = now[(now < world.size) & world.is_always_hidden[world.before[now]] & ~self.is_hidden[now]]
        for row in now.tolist():
            then = int(world.before[row])
            is_complement = self._reasons[then] == Reason.COMPLEMENT.value
            if is_complement or (world.slack[row] >= 0 and 2 * world.slack[row] < need[then]):
                self._hide(row, Reason.COMPLEMENT if is_complement else Reason.EDITIONS)

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
        flows = Flows(self._proofs, now)
        count = np.bincount(world.place, weights=now)
        for aim in failed[np.lexsort((failed, -lack))].tolist():
            row = self._inside.get(int(targets.row[aim]), int(targets.row[aim]))
            edition, place, code = int(world.edition[row]), int(world.place[row]), int(world.code[row])
            group = int(self._proofs.rooms.parent[edition][place])
            if (edition, group, code) in done and group != TOP:
                continue
            # What nothing helped, nothing helps until more is hidden around it.
            key = (row, targets.weights[aim].tobytes())
            around = float(count[self._chooser.within(edition, group, TOP)].sum() + count[group] + count[place])
            if self._stuck.get(key) == around:
                continue
            choice = self._chooser.best(
                flows, now, row, targets.weights[aim], (ends[0][aim], ends[1][aim], targets.need[aim])
            )
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
            yield self._free(self._chooser.within(edition, start, TOP), codes)
            yield self._free(self._chooser.within(edition, parent, start), codes)
            if section != TOP:
                return  # for what nobody publishes, no neighborhood is hidden
            yield self._free(np.array([parent]) if parent != TOP else self._chooser.within(edition, TOP, TOP), codes)
            start = parent

    def _free(self, places: Numbers, codes: Numbers) -> list[Numbers]:
        """Return for each area the rows that can still be hidden, if any."""
        rows = self._world.rows[NOW][np.ix_(places, codes)]
        can = (rows >= 0) & ~self.is_hidden[rows] & np.isfinite(self._price[rows])
        return [line[ok] for line, ok in zip(rows, can, strict=True) if ok.any()]

    def _hide(self, row: int, reason: Reason) -> None:
        if not self.is_hidden[row]:
            self.is_hidden[row] = True
            self._reasons[row] = reason.value
