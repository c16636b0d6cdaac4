"""Small areas told honestly: intervals, rates shrunk to the neighborhood, the chance of being among the worst tenth.

The interval and the shrunk rate speak of chance among the households that can be computed. What the missing figures may
hide is the band's business: neither contains the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from domain.observatory.table import CITY

Z_95 = 1.959964
"""Two-sided 95 %."""
WORST_SHARE = 0.10
_STRONGEST = 1e6
"""Unit: households; the weight of the neighborhood where its sections do not differ by more than chance."""
_DRAWS = 1_000
_Array = np.ndarray[Any, Any]


def wilson(poor: pl.Expr, valid: pl.Expr, *, z: float = Z_95) -> tuple[pl.Expr, pl.Expr]:
    """Return the ends of the Wilson score interval of the rate, null where there is nobody to count.

    Unit: shares. Source: E. B. Wilson, JASA 22 (1927), 209-212; recommended for small counts by Brown, Cai and
    DasGupta, Statistical Science 16 (2001), 101-133.
    """
    rate = poor / valid
    spread = z * (rate * (1 - rate) / valid + z**2 / (4 * valid**2)).sqrt()
    middle, scale = rate + z**2 / (2 * valid), 1 + z**2 / valid
    ends = (((middle - spread) / scale).clip(0, 1), ((middle + spread) / scale).clip(0, 1))
    low, high = (pl.when(valid > 0).then(end) for end in ends)
    return low, high


def with_rates(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the table with lower, rate and upper (the band) and interval_low, interval_high (Wilson, 95 %).

    Unit: shares; null where the counts are hidden, or nobody is there.
    """
    low, high = wilson(pl.col("poor"), pl.col("valid"))
    everybody = pl.col("households")
    return counts.with_columns(
        lower=pl.when(everybody > 0).then(pl.col("certain") / everybody),
        rate=pl.when(pl.col("valid") > 0).then(pl.col("poor") / pl.col("valid")),
        upper=pl.when(everybody > 0).then(pl.col("possible") / everybody),
        interval_low=low,
        interval_high=high,
    )


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How much the sections of a neighborhood differ beyond chance (correlazione entro la sezione).

    `correlation` of two households of one section (rho of the beta-binomial); `weight`: how many households the
    neighborhood's rate counts for beside a section's own.
    """

    correlation: float
    weight: float


def shrunk_sections(
    counts: pl.DataFrame, definition: str, *, seed: int, draws: int = _DRAWS
) -> tuple[pl.DataFrame, Shrinkage]:
    """Return the sections with the rate shrunk to their NIL (the city where there is none) and what follows from it.

    Empirical Bayes, beta-binomial; the correlation by moments over all neighborhoods together, so that few sections
    suffice. `is_worst_probability`: in how many of the seeded draws from the posteriors the section is among the worst
    tenth; its own chance error is at most 1.6 points at 1,000 draws.

    Shape: `counts` AreaCounts or the protected table (hidden sections stay out); returns area, name, nil, district,
    valid, poor, rate, shrunk, shrunk_low, shrunk_high (95 %), is_worst_probability, in the order of the areas.
    Source: J. C. Kleinman, JASA 68 (1973), 46-54, the moments.
    """
    chosen = counts.filter(pl.col("definition") == definition)
    sections = chosen.filter((pl.col("level") == "section") & (pl.col("valid") > 0)).sort("area")
    poor, valid = (sections[name].cast(pl.Float64).to_numpy() for name in ("poor", "valid"))
    if not len(valid):
        return _described(sections, *(np.empty(0) for _ in range(4))), Shrinkage(0.0, _STRONGEST)
    mean = _neighborhood_rates(chosen, sections)
    found = _correlation(poor, valid, mean, sections["nil"].fill_null(CITY).to_list())
    yes, no = mean * found.weight + poor, (1 - mean) * found.weight + valid - poor
    rng = np.random.default_rng(seed)
    drawn = rng.beta(yes, no, size=(draws, len(yes)))
    worst = max(1, round(len(yes) * WORST_SHARE))
    line = np.partition(drawn, len(yes) - worst, axis=1)[:, len(yes) - worst]
    chance = (drawn >= line[:, None]).mean(axis=0)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return _described(sections, yes / (yes + no), low, high, chance), found


def _described(sections: pl.DataFrame, shrunk: _Array, low: _Array, high: _Array, chance: _Array) -> pl.DataFrame:
    return sections.select("area", "name", "nil", "district", "valid", "poor").with_columns(
        rate=pl.col("poor") / pl.col("valid"),
        shrunk=pl.Series(shrunk).round(4),
        shrunk_low=pl.Series(low).round(3),
        shrunk_high=pl.Series(high).round(3),
        is_worst_probability=pl.Series(chance).round(3),
    )


def _neighborhood_rates(chosen: pl.DataFrame, sections: pl.DataFrame) -> _Array:
    """Return for each section the rate of its NIL, drawn to the city's by one household so that it is never 0 or 1."""
    total = sections.select(poor=pl.col("poor").sum(), valid=pl.col("valid").sum()).row(0)
    city = (total[0] + 0.5) / (total[1] + 1)
    nils = chosen.filter((pl.col("level") == "nil") & (pl.col("valid") > 0)).select(
        pl.col("area").alias("nil"), nil_rate=(pl.col("poor") + city) / (pl.col("valid") + 1)
    )
    rates: _Array = (
        sections.join(nils, on="nil", how="left", maintain_order="left")["nil_rate"].fill_null(city).to_numpy()
    )
    return rates


def _correlation(poor: _Array, valid: _Array, mean: _Array, groups: list[str]) -> Shrinkage:
    """Return the moment estimate: what the sections' spread about their neighborhoods is beyond chance."""
    _, group = np.unique(np.array(groups), return_inverse=True)
    held = np.bincount(group, valid)[group]
    spread = (valid * (poor / valid - mean) ** 2 / (mean * (1 - mean))).sum()
    own = 1 - valid / held
    room = ((valid - 1) * own).sum()
    correlation = float(np.clip((spread - own.sum()) / room, 0.0, 0.99)) if room > 0 else 0.0
    weight = min(1 / correlation - 1, _STRONGEST) if correlation > 0 else _STRONGEST
    return Shrinkage(correlation, weight)
