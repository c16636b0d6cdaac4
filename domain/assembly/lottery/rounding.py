"""A lottery as numbered panels, all equally likely, so that one public number draws one of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from domain.assembly.lottery.lottery import Lottery
from domain.assembly.lottery.problem import Problem
from domain.assembly.lottery.solver import Counts

PANELS = 1000


@dataclass(frozen=True)
class NumberedPanels:
    """Panels numbered from 0, each one a sorted tuple of codes (gruppi numerati); the same panel may stand twice."""

    problem: Problem
    panels: tuple[tuple[str, ...], ...]
    intended: dict[str, float]
    """The chance of each code in the lottery that was rounded."""

    @cached_property
    def times(self) -> dict[str, int]:
        """In how many of the panels each code sits, in the order of the problem."""
        found = Counter(code for panel in self.panels for code in panel)
        return {person.code: found[person.code] for person in self.problem.people}

    @property
    def min_probability(self) -> float:
        """The smallest chance that the numbered panels guarantee."""
        return min(self.times.values()) / len(self.panels)

    @property
    def worst_loss(self) -> float:
        """How much chance the rounding takes at most from anybody."""
        return max(0.0, *(chance - self.times[code] / len(self.panels) for code, chance in self.intended.items()))


def numbered_panels(lottery: Lottery, *, count: int = PANELS) -> NumberedPanels:
    """Return so many panels whose counts by person are near to the lottery's chances; the same ones every time.

    The panels by profile are taken in turn, each time the one that best repays what the types are short of; inside a
    type the seats go to those who have sat least, never two of one household.
    """
    chosen = _chosen(lottery, count)
    seated = {person.code: 0 for person in lottery.problem.people}
    panels = []
    for counts in chosen:
        panel = _seats(lottery, counts, seated)
        for code in panel:
            seated[code] += 1
        panels.append(tuple(sorted(panel)))
    return NumberedPanels(lottery.problem, tuple(panels), lottery.chance_of)


def _chosen(lottery: Lottery, count: int) -> list[Counts]:
    """Start from the whole part of each share, then add and exchange while the squared distance by person falls."""
    columns = np.array([panel for panel, _ in lottery.panels]) / np.sqrt(lottery.shape.sizes)
    shares = np.array([share for _, share in lottery.panels]) * count
    times = np.floor(shares + 1e-9).astype(np.int64)
    off = columns.T @ (times - shares)
    norms = (columns**2).sum(axis=1)
    while times.sum() < count:
        best = int(np.argmin(np.round(2 * columns @ off + norms, 9)))
        times[best] += 1
        off += columns[best]
    products = columns @ columns.T
    for _ in range(4 * len(times)):
        pull = columns @ off
        change = 2 * (pull[None, :] - pull[:, None]) + norms[:, None] + norms[None, :] - 2 * products
        change[times == 0] = np.inf
        out, into = np.unravel_index(int(np.argmin(np.round(change, 9))), change.shape)
        if change[out, into] > -1e-6:
            break
        times[out] -= 1
        times[into] += 1
        off += columns[into] - columns[out]
    return [panel for (panel, _), each in zip(lottery.panels, times.tolist(), strict=True) for _ in range(each)]


def _seats(lottery: Lottery, counts: Counts, seated: dict[str, int]) -> list[str]:
    """Give the seats of one panel to people: in each type to those who sat least, one for each household.

    A choice is always left: every household of a kind has people of every type of that kind.
    """
    types = lottery.shape.people.types
    taken: set[str] = set()
    panel: list[str] = []
    for place in np.flatnonzero(counts).tolist():
        wanted = len(panel) + int(counts[place])
        for person in sorted(types[place].people, key=lambda one: (seated[one.code], one.code)):
            if len(panel) == wanted:
                break
            if person.household not in taken:
                panel.append(person.code)
                if person.household:
                    taken.add(person.household)
    return panel
