"""The fairest lottery over panels: the least chance as high as it can be, then the next one, and so on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from domain.assembly.lottery.ceiling import Ceiling
from domain.assembly.lottery.lottery import Lottery
from domain.assembly.lottery.mixture import Mixture
from domain.assembly.lottery.polytope import polytope
from domain.assembly.lottery.pricing import Best, Pricing
from domain.assembly.lottery.problem import Problem, why_not_seatable
from domain.assembly.lottery.solver import Counts, Deadline, OutOfTime
from domain.assembly.lottery.walk import panels_around
from domain.errors import Fault, Refusal

ENOUGH = 1.0 - 5e-6
"""Share of the best possible chances from which a lottery is called the fairest; the gap is reported anyway."""
ROUNDS = 20
"""How many of the best panels by price are taken in before panels are sought around the target again."""


def fairest_lottery(
    problem: Problem, *, clock: Callable[[], float] | None = None, limit: float = float("inf")
) -> Lottery:
    """Return the leximin lottery over the panels that satisfy the quotas.

    Three parts work together: a ceiling that no lottery can pass, panels that spell it as their mixture, each stepping
    on from those before it, and the best mixture of all. Where the panels cannot reach the ceiling, the prices of the
    mixture make a cut that lowers it. Reached, it is proven fairest; when `clock` has run `limit` seconds on, what
    there is comes back with its proven gap: the search ends with the program under way, which may use no more time.

    Raises: Refusal when no panel satisfies the quotas; OutOfTime when time ended before that was known.
    """
    deadline = Deadline(clock, limit)
    reasons = why_not_seatable(problem)
    shape = polytope(problem)
    pricing = Pricing(shape, deadline)
    first = Best(None, -np.inf) if reasons else pricing.best(np.zeros(len(shape.most)))
    if first.panel is None and first.bound > -np.inf:
        raise OutOfTime(
            "Il tempo è finito prima di trovare un gruppo che rispetti le quote, o di escludere che ci sia",
            "Concedere più tempo o usare meno criteri",
        )
    if first.panel is None:
        raise Refusal(
            "Nessun gruppo rispetta tutte le quote",
            "Allentare le quote o cercare altre persone disponibili",
            faults=tuple(Fault(reason, "Allentare la quota o cercare altre persone") for reason in reasons),
        )
    return _Search(pricing, first.panel, deadline).run(problem)


class _Search:
    """One search: the ceiling, the pricing and the panels found so far."""

    def __init__(self, pricing: Pricing, first: Counts, deadline: Deadline) -> None:
        self._shape, self._ceiling, self._pricing = pricing.shape, Ceiling(pricing.shape), pricing
        self._panels = [first]
        self._deadline = deadline

    def run(self, problem: Problem) -> Lottery:
        while True:
            chances = self._ceiling.chances()
            mixture = Mixture(chances * self._shape.sizes)
            mixture.add(self._panels)
            mixture.solve()
            is_cut = self._reach(mixture)
            self._panels = list(mixture.panels.values())
            if not is_cut:
                is_fairest = mixture.reached >= ENOUGH
                if not is_fairest:
                    mixture.spread()
                return Lottery(problem, self._shape, tuple(mixture.shares()), chances, is_fairest)

    def _reach(self, mixture: Mixture) -> bool:
        """Add panels until the mixture reaches its target (or time is up): False; or the target is cut: True."""
        favored = np.zeros(len(mixture.target))
        while mixture.reached < ENOUGH and not self._deadline.is_past:
            added = mixture.add(panels_around(self._pricing, mixture.target, favored, self._deadline))
            mixture.solve()
            for _ in range(ROUNDS):
                if mixture.reached >= ENOUGH or self._deadline.is_past:
                    return False
                best = self._pricing.best(mixture.prices)
                if best.bound < ENOUGH * float(mixture.prices @ mixture.target):
                    self._ceiling.cut(mixture.prices, best.bound)
                    return True
                if best.panel is None or not mixture.add([best.panel]):
                    break
                added += 1
                mixture.solve()
            if not added:
                return False
            favored = mixture.prices / max(mixture.prices.max(), 1e-12)
        return False
