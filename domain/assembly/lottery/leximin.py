"""The fairest lottery over panels: the least chance as high as it can be, then the next one, and so on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from domain.assembly.lottery.ceiling import Ceiling
from domain.assembly.lottery.lottery import Lottery
from domain.assembly.lottery.mixture import Mixture
from domain.assembly.lottery.polytope import Counts, Floats, Polytope, polytope
from domain.assembly.lottery.pricing import Pricing
from domain.assembly.lottery.problem import Problem, why_not_seatable
from domain.errors import Fault, Refusal

ENOUGH = 1.0 - 1e-6
"""Share of the best possible chances from which a lottery is called the fairest; the gap is reported anyway."""
PATIENCE = 12
"""Rounds of aimed panels before the exact program is asked whether the target can be reached at all."""


def fairest_lottery(
    problem: Problem, *, clock: Callable[[], float] | None = None, limit: float = float("inf")
) -> Lottery:
    """Return the leximin lottery over the panels that satisfy the quotas.

    Three parts work together: a ceiling that no lottery can pass, panels aimed at it one after the other, each at what
    those before it left short, and their best mixture. Where the panels cannot reach the ceiling, the prices of the
    mixture make a cut that lowers it. Reached, it is proven fairest; when `clock` has run `limit` seconds on, what
    there is comes back with its proven gap.

    Raises: Refusal when no panel satisfies the quotas.
    """
    reasons = why_not_seatable(problem)
    shape = polytope(problem)
    first = None if reasons else Pricing(shape).best(np.zeros(len(shape.most)))
    if first is None:
        raise Refusal(
            "Nessun gruppo rispetta tutte le quote",
            "Allentare le quote o cercare altre persone disponibili",
            faults=tuple(Fault(reason, "Allentare la quota o cercare altre persone") for reason in reasons),
        )
    return _Search(shape, first, clock or (lambda: 0.0), limit).run(problem)


class _Search:
    """One search: the ceiling, the exact pricing and the panels found so far."""

    def __init__(self, shape: Polytope, first: Counts, clock: Callable[[], float], limit: float) -> None:
        self._shape, self._ceiling, self._exact = shape, Ceiling(shape), Pricing(shape)
        self._panels = [first]
        self._clock, self._end = clock, clock() + limit

    def run(self, problem: Problem) -> Lottery:
        while True:
            chances = self._ceiling.chances()
            mixture = Mixture(chances * self._shape.sizes)
            mixture.add(self._panels)
            mixture.solve()
            is_cut = self._reach(mixture)
            self._panels = list(mixture.panels.values())
            if not is_cut:
                return Lottery(problem, self._shape, tuple(mixture.shares()), chances, mixture.reached >= ENOUGH)

    def _is_late(self) -> bool:
        return self._clock() >= self._end

    def _reach(self, mixture: Mixture) -> bool:
        """Add panels until the mixture reaches its target (or time is up): False; or the target is cut: True."""
        aim = _Aim(self._shape, mixture.target)
        while mixture.reached < ENOUGH and not self._is_late():
            batch = max(20, len(mixture.target) // 4)
            added = mixture.add(aim.panels(batch, self._is_late))
            mixture.solve()
            if mixture.reached >= ENOUGH or added:
                added += mixture.add(aim.priced(mixture))
            if not self._is_late() and (aim.rounds > PATIENCE or not added):
                best = self._exact.best(mixture.prices)
                value = float(mixture.prices @ best) if best is not None else 0.0
                if value < ENOUGH * float(mixture.prices @ mixture.target):
                    self._ceiling.cut(mixture.prices, value)
                    return True
                if best is not None and not mixture.add([best]) and not added:
                    return False
            mixture.solve()
        return False


class _Aim:
    """Panels aimed at a target: each rounds what those before it left short, on the face where the target lies."""

    def __init__(self, shape: Polytope, target: Floats) -> None:
        self._near = Pricing(_face(shape, target))
        self._any = Pricing(shape)
        self._target = target
        self._short = np.zeros(len(target))
        self.rounds = 0

    def panels(self, count: int, is_late: Callable[[], bool]) -> list[Counts]:
        """Return so many more panels, or those found until it is late."""
        found: list[Counts] = []
        self.rounds += 1
        for _ in range(count):
            if found and is_late():
                break
            self._short += self._target
            panel = self._panel(self._short)
            if panel is None:
                break
            self._short -= panel
            found.append(panel)
        return found

    def priced(self, mixture: Mixture) -> list[Counts]:
        """Return a panel that would help the mixture, if rounding finds one."""
        panel = self._panel(mixture.prices)
        return [] if panel is None or mixture.prices @ panel <= mixture.mark + 1e-9 else [panel]

    def _panel(self, weights: Floats) -> Counts | None:
        panel = self._near.quick(weights) if self._near else None
        return self._any.quick(weights) if panel is None else panel


def _face(shape: Polytope, target: Floats) -> Polytope:
    """Return the panels near the target: equal to it where it touches a bound, no count above the next whole number."""
    sums = shape.rows @ target
    at_least, at_most = np.abs(sums - shape.lowest) < 1e-5, np.abs(sums - shape.highest) < 1e-5
    return replace(
        shape,
        lowest=np.where(at_most, shape.highest, shape.lowest),
        highest=np.where(at_least, shape.lowest, shape.highest),
        most=np.minimum(shape.most, np.ceil(target - 1e-6)),
    )
