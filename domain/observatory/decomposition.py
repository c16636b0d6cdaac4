"""Why the city's rate changed: its difference shared out exactly among the causes that can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np
import polars as pl

from domain.errors import Refusal

CAUSES: Mapping[str, str] = {
    "income": "redditi",
    "prices": "prezzi dell'energia",
    "consumption": "consumi",
    "coverage": "copertura dei dati",
    "boundaries": "confini e codici delle sezioni",
    "population": "popolazione",
}
METHOD = (
    "Valore di Shapley: ogni causa è portata dallo stato di allora a quello di oggi in tutti gli ordini possibili, e "
    "conta la "
    "media di quanto sposta la quota; la somma delle cause è esattamente la differenza. Redditi, prezzi e consumi si "
    "leggono sui "
    "nuclei presenti e calcolabili nelle due edizioni; copertura: nuclei presenti in tutte e due, calcolabili in una "
    "sola; "
    "confini: nuclei presenti in una sola, in sezioni che l'altra non comprende; popolazione: tutti gli altri nuclei "
    "presenti "
    "in una sola. I prezzi sono l'indice dichiarato; il resto della variazione di spesa è detto consumo."
)
"""What the method note says, for people."""


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The change of the city's share of poor households and its causes (scomposizione).

    Unit: shares, 0 to 1, exact; `causes` in the order of CAUSES.
    """

    then: Fraction
    now: Fraction
    causes: Mapping[str, Fraction]

    def change(self) -> Fraction:
        """Return the whole difference, to which the causes add up."""
        return self.now - self.then


def decompose(
    then: pl.DataFrame,
    now: pl.DataFrame,
    *,
    line: float,
    price_ratio: float,
    sections_then: frozenset[str],
    sections_now: frozenset[str],
) -> Decomposition:
    """Return the causes of the change of the share of households that spend over `line` of their income.

    Unit: `price_ratio` is the price of energy now, that of then being 1.
    Shape: both frames have household, section (in codes common to both years), income_eur, spend_eur, null where
    unknown; a row per household.
    Raises: Refusal when a year has nobody who can be computed, or the ratio is not above 0.
    """
    if price_ratio <= 0:
        raise Refusal("l'indice dei prezzi non è maggiore di 0", "correggere l'indice dell'edizione", "prezzi")
    world = _World(then, now, round(line * 1_000_000) / 1_000_000, price_ratio, sections_then, sections_now)
    names = list(CAUSES)
    rate = {
        frozenset(chosen): world.rate(frozenset(chosen))
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
    }
    causes = {name: _shapley(name, rate, len(names)) for name in names}
    return Decomposition(rate[frozenset()], rate[frozenset(names)], causes)


def _shapley(name: str, rate: Mapping[frozenset[str], Fraction], count: int) -> Fraction:
    total = Fraction(0)
    for others, value in rate.items():
        if name not in others:
            weight = Fraction(factorial(len(others)) * factorial(count - len(others) - 1), factorial(count))
            total += weight * (rate[others | {name}] - value)
    return total


class _World:
    """The households of both years, and the city's rate with some causes as they are now, the others as they were."""

    def __init__(
        self,
        then: pl.DataFrame,
        now: pl.DataFrame,
        line: float,
        price_ratio: float,
        sections_then: frozenset[str],
        sections_now: frozenset[str],
    ) -> None:
        wanted = ("household", "section", "income_eur", "spend_eur")
        both = then.select(wanted).join(now.select(wanted), on="household", how="full", suffix="_now", coalesce=True)
        self._line = line
        was, is_now = both["section"].is_not_null().to_numpy(), both["section_now"].is_not_null().to_numpy()
        redrawn_then = ~both["section"].is_in(list(sections_now)).fill_null(False).to_numpy()
        redrawn_now = ~both["section_now"].is_in(list(sections_then)).fill_null(False).to_numpy()
        self._stays = was & is_now
        self._left, self._came = was & ~is_now, is_now & ~was
        self._is_redrawn = np.where(was, redrawn_then, redrawn_now)
        self._income = tuple(_numbers(both, f"income_eur{end}") for end in ("", "_now"))
        self._spend = tuple(_numbers(both, f"spend_eur{end}") for end in ("", "_now"))
        self._prices = (1.0, price_ratio)
        self._valid = tuple(~np.isnan(i) & ~np.isnan(s) for i, s in zip(self._income, self._spend, strict=True))

    def rate(self, moved: frozenset[str]) -> Fraction:
        """Return the share of the poor among those who can be computed, with the moved causes as they are now."""
        old, new = self._valid
        covers = new if "coverage" in moved else old
        counted = np.where(self._stays, covers, False)
        for cause, which in (("boundaries", self._is_redrawn), ("population", ~self._is_redrawn)):
            here = (self._came & new) if cause in moved else (self._left & old)
            counted = counted | (here & which)
        both = self._stays & old & new
        poor = np.where(both, self._is_poor(moved), False)
        for year, alone in ((0, old & ~both), (1, new & ~both & ~old)):
            poor = np.where(alone, self._spend[year] > self._line * self._income[year], poor)
        whole = int(counted.sum())
        if not whole:
            raise Refusal("nessun nucleo calcolabile in uno dei due anni", "controllare le estrazioni", "scomposizione")
        return Fraction(int((poor & counted).sum()), whole)

    def _is_poor(self, moved: frozenset[str]) -> np.ndarray:
        income = self._income["income" in moved]
        year = "consumption" in moved
        price = "prices" in moved
        # The spend of a year at that year's prices is left as it is, so that both ends are exact.
        spend = self._spend[year] if year == price else self._spend[year] / self._prices[year] * self._prices[price]
        return np.asarray(spend > self._line * income)


def _numbers(frame: pl.DataFrame, name: str) -> np.ndarray:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
