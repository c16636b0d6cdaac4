"""The permutation test in matched groups: what if another member of each group had been the treated one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

import numpy as np

EXACT_UP_TO = 20_000
"""Arrangements; up to so many all are tried, beyond as many are drawn by the seed."""
LEVEL = 0.05
_ALMOST = 1e-9

Groups = Sequence[Sequence[float]]
"""Each group's changes, the treated member first."""


def effect_p_value(groups: Groups, effect: float, *, seed: int) -> float:
    """Return the two-sided p value that the treatment did `effect` to every treated member."""
    return _p_value(groups, _arrangements(groups, seed), effect)


def effect_interval(groups: Groups, *, seed: int) -> tuple[float, float]:
    """Return the effects that the test at five in a hundred does not refuse (test inversion), to a thousandth."""
    chosen = _arrangements(groups, seed)
    middle = float(np.mean([group[0] - np.mean(group[1:]) for group in groups]))
    spread = max(max(group) for group in groups) - min(min(group) for group in groups) + 1.0
    return _edge(groups, chosen, middle, -spread), _edge(groups, chosen, middle, spread)


def _edge(groups: Groups, chosen: np.ndarray, middle: float, step: float) -> float:
    inside, outside = middle, middle + step
    while _p_value(groups, chosen, outside) > LEVEL and abs(outside - middle) < abs(step) * 64:
        outside += step
    while abs(outside - inside) > 1e-3:
        half = (inside + outside) / 2
        if _p_value(groups, chosen, half) > LEVEL:
            inside = half
        else:
            outside = half
    return outside


def _p_value(groups: Groups, chosen: np.ndarray, effect: float) -> float:
    total = np.zeros(len(chosen))
    for place, group in enumerate(groups):
        values = np.array(group, dtype=float)
        values[0] -= effect
        differences = values - (values.sum() - values) / (len(values) - 1)
        total += differences[chosen[:, place]]
    as_far = np.abs(total) >= abs(total[0]) - _ALMOST * (1 + abs(total[0]))
    return float(as_far.mean())


def _arrangements(groups: Groups, seed: int) -> np.ndarray:
    """Return who is taken as treated in each group, an arrangement a row; the first is what happened."""
    sizes = [len(group) for group in groups]
    if prod(sizes) <= EXACT_UP_TO:
        return np.array(list(product(*(range(size) for size in sizes))), dtype=np.int64)
    drawn = np.random.default_rng(seed).integers(0, sizes, size=(EXACT_UP_TO, len(sizes)))
    drawn[0] = 0
    return drawn
