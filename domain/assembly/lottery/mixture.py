"""How far known panels, mixed in some proportion, reach chances that are asked for."""

from __future__ import annotations

from collections.abc import Iterable

import highspy
import numpy as np

from domain.assembly.lottery.solver import Counts, Floats, new_solver


class Mixture:
    """Mixes panels so that every type has at least the greatest common share of its target (combinazione di gruppi).

    `reached` is that share, 0 to 1. `prices` weigh the types: a panel whose weighted count passes `mark` would help,
    and no lottery at all can reach more than the greatest weighted count of a panel.
    """

    def __init__(self, target: Floats) -> None:
        self.target = target
        self.panels: dict[bytes, Counts] = {}
        self.reached = 0.0
        self.prices: Floats = np.zeros(len(target))
        self.mark = 0.0
        self._solver = new_solver()
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        types = len(target)
        for _ in range(types):
            self._solver.addRow(0.0, highspy.kHighsInf, 0, np.array([], dtype=np.int32), np.array([]))
        self._solver.addRow(1.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        wanted = np.flatnonzero(target).astype(np.int32)
        self._solver.addCol(1.0, 0.0, 1.0, len(wanted), wanted, -target[wanted])

    def add(self, panels: Iterable[Counts]) -> int:
        """Take in the panels that are new; return how many."""
        before = len(self.panels)
        for panel in panels:
            key = panel.tobytes()
            if key in self.panels:
                continue
            self.panels[key] = panel
            places = np.append(np.flatnonzero(panel), len(panel)).astype(np.int32)
            values = np.append(panel[places[:-1]], 1).astype(np.float64)
            self._solver.addCol(0.0, 0.0, highspy.kHighsInf, len(places), places, values)
        return len(self.panels) - before

    def solve(self) -> None:
        """Bring `reached`, `prices` and `mark` up to date with the panels."""
        self._solver.run()
        solution = self._solver.getSolution()
        self.reached = float(solution.col_value[0])
        duals = np.abs(np.array(solution.row_dual))
        self.prices, self.mark = duals[:-1], float(duals[-1])

    def spread(self) -> None:
        """Where the target is not reached, bring every type as near to it as the reached share of the others allows."""
        solver, target = self._solver, self.target
        solver.changeColBounds(0, max(0.0, self.reached - 1e-9), 1.0)
        for place, wanted in enumerate(target):
            if wanted > 0:
                solver.addCol(1.0 / wanted, 0.0, wanted, 1, np.array([place], dtype=np.int32), np.array([-1.0]))
        solver.run()

    def shares(self) -> list[tuple[Counts, float]]:
        """Return the panels in use with their shares, which sum to 1."""
        shares = np.maximum(0.0, np.array(self._solver.getSolution().col_value[1 : len(self.panels) + 1]))
        shares /= shares.sum()
        return [(panel, float(share)) for panel, share in zip(self.panels.values(), shares, strict=True) if share > 0]
