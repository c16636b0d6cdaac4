"""What changed since the last edition, area by area: the difference, its interval, and whether chance explains it."""

from __future__ import annotations

from math import erfc, sqrt

import polars as pl

from domain.observatory.table import KEYS

METHOD = (
    "Differenza fra le quote dei nuclei calcolabili delle due edizioni. Intervallo al 95 % secondo Newcombe "
    "(differenza di due "
    "intervalli di Wilson); prova di due proporzioni con stima comune della varianza; confronti multipli corretti "
    "secondo "
    "Benjamini e Hochberg, per livello e indicatore: fra le differenze dette provate, in media al più il 5 % è dovuto "
    "al caso. "
    "Le due edizioni sono trattate come indipendenti: se molti nuclei sono gli stessi, la prova è prudente. Si "
    "confrontano "
    "solo le aree mostrate in tutte e due."
)
"""What the method note says, for people."""
FALSE_SHARE = 0.05
_Z = 1.959963984540054
RISEN, FALLEN, UNPROVED, HIDDEN = "aumento", "diminuzione", "nessuna differenza provata", "non confrontabile"


def changes(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """Return the change of each area and definition that stands in both protected tables.

    Unit: rates and differences are shares, 0 to 1.
    Shape: level, area, name, definition, rate_then, rate_now, difference, least, most, p_value, p_adjusted, verdict;
    all numbers null where either edition hides the area, or could compute nobody there.
    """
    needed = ["valid", "poor", "is_shown"]
    both = now.select(*KEYS, "name", *needed).join(
        then.select(*KEYS, *needed), on=KEYS, suffix="_then", maintain_order="left"
    )
    is_told = pl.col("is_shown") & pl.col("is_shown_then") & (pl.col("valid") > 0) & (pl.col("valid_then") > 0)
    rows = [_compared(*row) for row in both.select(_counts(is_told)).iter_rows()]
    numbers = pl.DataFrame(rows, schema=dict.fromkeys(_NUMBERS, pl.Float64), orient="row")
    table = pl.concat([both.select(*KEYS, "name"), numbers], how="horizontal")
    return (
        _adjusted(table)
        .with_columns(verdict=_verdict())
        .select("level", "area", "name", "definition", *_NUMBERS, "p_adjusted", "verdict")
    )


_NUMBERS = ("rate_then", "rate_now", "difference", "least", "most", "p_value")
_Numbers = tuple[float | None, ...]


def _counts(is_told: pl.Expr) -> list[pl.Expr]:
    return [pl.when(is_told).then(name).alias(name) for name in ("poor_then", "valid_then", "poor", "valid")]


def _compared(poor_then: int | None, valid_then: int, poor: int, valid: int) -> _Numbers:
    if poor_then is None:
        return (None,) * len(_NUMBERS)
    before, after = poor_then / valid_then, poor / valid
    low_then, high_then = wilson(poor_then, valid_then)
    low, high = wilson(poor, valid)
    gap = after - before
    least = gap - sqrt((after - low) ** 2 + (high_then - before) ** 2)
    most = gap + sqrt((high - after) ** 2 + (before - low_then) ** 2)
    return before, after, gap, least, most, two_proportions(poor_then, valid_then, poor, valid)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson), 0 to 1."""
    share, spread = part / whole, _Z**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def two_proportions(part: int, whole: int, other_part: int, other_whole: int) -> float:
    """Return the two-sided p value that two shares are the same (pooled z test); 1 where both are none or all."""
    pooled = (part + other_part) / (whole + other_whole)
    variance = pooled * (1 - pooled) * (1 / whole + 1 / other_whole)
    if variance == 0:
        return 1.0
    return erfc(abs(part / whole - other_part / other_whole) / sqrt(2 * variance))


def _adjusted(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with p values adjusted within level and definition (Benjamini and Hochberg 1995)."""
    numbered = table.with_row_index("row")
    tested = numbered.filter(pl.col("p_value").is_not_null()).sort("p_value", "row")
    group = ["level", "definition"]
    rank = pl.int_range(1, pl.len() + 1).over(group)
    raw = (pl.col("p_value") * pl.len().over(group) / rank).clip(upper_bound=1.0)
    stepped = tested.with_columns(p_adjusted=raw).with_columns(
        pl.col("p_adjusted").reverse().cum_min().reverse().over(group)
    )
    return numbered.join(stepped.select("row", "p_adjusted"), on="row", how="left", maintain_order="left").drop("row")


def _verdict() -> pl.Expr:
    proved = pl.col("p_adjusted") <= FALSE_SHARE
    return (
        pl.when(pl.col("p_value").is_null())
        .then(pl.lit(HIDDEN))
        .when(proved & (pl.col("difference") > 0))
        .then(pl.lit(RISEN))
        .when(proved)
        .then(pl.lit(FALLEN))
        .otherwise(pl.lit(UNPROVED))
    )
