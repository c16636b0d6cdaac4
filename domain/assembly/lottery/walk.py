"""Panels around a point of the relaxation: stepping away from one after the other spells the point as their mixture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from domain.assembly.lottery.polytope import Polytope
from domain.assembly.lottery.pricing import Pricing
from domain.assembly.lottery.solver import Bits, Counts, Deadline, Floats

NEAR = 1e-9
LEAST_REST = 2e-6
"""Share of the point that may stay unspelled: what is left below it, no draw of 1,000 numbers can show."""


def panels_around(pricing: Pricing, point: Floats, favored: Floats, deadline: Deadline) -> Iterator[Counts]:
    """Yield panels whose mixture is the point, until they spell it, none is found, or it is late.

    From a panel through the rest of the point to the boundary: what lies there is the new rest, in a smaller face.
    Each panel is one of the face's, near the rest, and seats first those who have most of a seat: then the steps are
    long and the rest shrinks by a constant factor. `favored` adds to that order, from 0 to 1 for each type.

    Source: the constructive proof of Carathéodory's theorem (Grötschel, Lovász and Schrijver 1988, theorem 6.5.11).
    """
    rest, share = _Rest(pricing.shape, point), 1.0
    while share > LEAST_REST and not deadline.is_past:
        seats = rest.point - np.floor(rest.point + NEAR)
        panel = pricing.quick(seats + favored, rest.near())
        if panel is None:
            panel = pricing.quick(seats + favored, rest.face())
        if panel is None:
            return
        yield panel
        touched = rest.touched
        share /= 1 + rest.step(panel)
        if rest.touched == touched:
            return


class _Rest:
    """What the panels so far leave of a point, with the bounds that it touches: once touched, they are never left."""

    def __init__(self, shape: Polytope, point: Floats) -> None:
        self.shape, self.point = shape, point
        self._at_lowest: Bits = np.zeros(len(shape.rows), dtype=np.bool_)
        self._at_highest = self._at_lowest.copy()
        self._at_least: Bits = np.zeros(len(point), dtype=np.bool_)
        self._at_most = self._at_least.copy()
        self._settle(1e-7)

    def face(self) -> Polytope:
        """Return the shape with the touched bounds held."""
        shape = self.shape
        return replace(
            shape,
            lowest=np.where(self._at_highest, shape.highest, shape.lowest),
            highest=np.where(self._at_lowest, shape.lowest, shape.highest),
            least=np.where(self._at_most, shape.most, shape.least),
            most=np.where(self._at_least, shape.least, shape.most),
        )

    def near(self) -> Polytope:
        """Return the part of the face whose counts are the point's, rounded down or up."""
        face = self.face()
        down, up = np.floor(self.point + NEAR), np.ceil(self.point - NEAR)
        return replace(face, least=np.maximum(face.least, down), most=np.minimum(face.most, up))

    @property
    def touched(self) -> int:
        """How many bounds the point touches."""
        return int(self._at_least.sum() + self._at_most.sum() + (self._at_lowest | self._at_highest).sum())

    def step(self, panel: Counts) -> float:
        """Go on from the panel through the point to the boundary; return how far, the way to the point being 1."""
        face, away = self.face(), self.point - panel
        sums, turned = self.shape.rows @ self.point, self.shape.rows @ away
        room = np.concatenate(
            (
                _room(self.point, away, face.least, face.most),
                _room(sums, turned, face.lowest, face.highest),
            )
        )
        step = max(0.0, float(room.min()))
        if step < np.inf:
            self.point = self.point + step * away
            self._settle(NEAR)
        return step

    def _settle(self, near: float) -> None:
        """Hold the bounds that the point touches, and put it exactly on them."""
        shape = self.shape
        self._at_least |= self.point <= shape.least + near
        self._at_most |= self.point >= shape.most - near
        sums = shape.rows @ self.point
        self._at_lowest |= sums <= shape.lowest + near
        self._at_highest |= sums >= shape.highest - near
        self.point = np.where(self._at_least, shape.least, np.where(self._at_most, shape.most, self.point))
        held = self._at_lowest | self._at_highest
        free = ~(self._at_least | self._at_most)
        goal = np.where(self._at_lowest, shape.lowest, shape.highest)[held]
        off = goal - shape.rows[held] @ self.point
        rows = shape.rows[np.ix_(held, free)]
        self.point[free] += rows.T @ np.linalg.lstsq(rows @ rows.T, off, rcond=None)[0]


def _room(at: Floats, away: Floats, lowest: Floats, highest: Floats) -> Floats:
    """Return how many times each value can be moved until it meets its bound; infinite where both bounds are one."""
    room = np.full(len(at), np.inf)
    up, down = (away > NEAR) & (lowest < highest), (away < -NEAR) & (lowest < highest)
    room[up] = (highest - at)[up] / away[up]
    room[down] = (lowest - at)[down] / away[down]
    return room
