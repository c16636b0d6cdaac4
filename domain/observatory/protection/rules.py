"""The primary rules: which counts may not be shown as they stand, and how wide an attacker's interval must be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from domain.errors import Refusal


class Reason(StrEnum):
    """Why the counts of an area are hidden (motivo di oscuramento)."""

    FEW = "poche famiglie"
    SMALL = "cella piccola"
    FULL = "tutte o nessuna"
    COMPLEMENT = "complementare"
    EDITIONS = "differenza fra edizioni"


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of one edition (regole di riservatezza).

    Law: Regole deontologiche SISTAN (G.U. 14-1-2019, 19A00181) art. 5: a frequency is shown from a threshold set
    beforehand, never under three, higher the more confidential the matter. So `small` is three at least, `threshold`
    ten by default. An attacker's interval for a hidden number of households must be `threshold` wide, for a hidden cell
    `small` wide: it then reaches the threshold or passes it, and nobody can tell that the frequency lies under it.
    """

    threshold: int = 10
    small: int = 3
    largest_share: float = 0.9
    """Dominance: share of a published amount that its two largest contributors may not exceed."""

    def __post_init__(self) -> None:
        """Raises: Refusal for thresholds under the law's."""
        if self.small < 3 or self.threshold < self.small or not 0 < self.largest_share <= 1:
            raise Refusal(
                f"soglie di riservatezza non ammesse: {self.threshold} famiglie, celle da {self.small}, "
                f"dominanza {self.largest_share}",
                "usare celle da almeno 3, una soglia di famiglie non minore, una dominanza fra 0 e 1",
                "regole di riservatezza",
            )


def primary_reasons(counts: pl.DataFrame, rules: Rules) -> pl.Series:
    """Return for each row of AreaCounts why it may not be shown in itself, or null.

    A cell is the poor, the not poor among the valid, or those certainly poor; a full one is all or none of the valid.
    None certainly poor, or none computed, is no full cell: it says nothing of a household.
    """
    poor, other, certain = pl.col("poor"), pl.col("valid") - pl.col("poor"), pl.col("certain")
    is_small = pl.any_horizontal(cell.is_between(1, rules.small - 1) for cell in (poor, other, certain))
    reason = (
        pl.when(pl.col("households") < rules.threshold)
        .then(pl.lit(Reason.FEW.value))
        .when(is_small)
        .then(pl.lit(Reason.SMALL.value))
        .when((pl.col("valid") > 0) & ((poor == 0) | (other == 0)))
        .then(pl.lit(Reason.FULL.value))
    )
    return counts.select(reason.alias("reason"))["reason"].cast(pl.String)


def is_dominated(rules: Rules) -> pl.Expr:
    """Return whether the two largest contributors make too much of an amount (dominanza), for tables that sum euros.

    Shape: columns `households`, `total_eur`, `largest_eur`, `second_eur`. Too few contributors are always too much.
    """
    two = pl.col("largest_eur") + pl.col("second_eur")
    return (pl.col("households") < rules.threshold) | (two > rules.largest_share * pl.col("total_eur"))
