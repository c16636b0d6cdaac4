"""How the definitions overlap, and which missing figure makes the band as wide as it is."""

from __future__ import annotations

from itertools import combinations

import polars as pl

from domain.observatory.aggregates import to_levels
from domain.observatory.indicators import TEN_PERCENT, Lines, judged
from domain.observatory.table import Geography
from domain.observatory.values import Flag, Heating

CAUSES = {
    "income": "reddito",
    "electricity": "spesa di elettricità",
    "gas-own": "spesa di gas, riscaldamento autonomo",
    "gas-central": "spesa di gas o calore, riscaldamento centralizzato o teleriscaldamento",
    "estimates": "soli dati stimati",
    "several": "più di un dato",
}
"""What keeps a household between certain and possible, in Italian."""


def overlap(households: pl.LazyFrame, lines: Lines) -> pl.DataFrame:
    """Return for each pair of definitions how many households both can judge, and how many are over each line, or both.

    Shape: first, second, both_valid, first_poor, second_poor, both_poor, neither_poor; of the whole extract.
    """
    known, verdicts = judged(households, lines)
    pairs = list(combinations(verdicts, 2))
    sums = []
    for one, two in pairs:
        valid = [verdicts[code].within(verdicts[code].valid) for code in (one, two)]
        first, second = (verdicts[code].poor for code in (one, two))
        both = valid[0] & valid[1]
        parts = {"both_valid": both, "first_poor": both & first, "second_poor": both & second}
        parts |= {"both_poor": both & first & second, "neither_poor": both & ~first & ~second}
        sums += [part.sum().cast(pl.Int64).alias(f"{one}|{two}|{name}") for name, part in parts.items()]
    names = ("both_valid", "first_poor", "second_poor", "both_poor", "neither_poor")
    schema = {"first": pl.String, "second": pl.String, **dict.fromkeys(names, pl.Int64)}
    if not sums:
        return pl.DataFrame(schema=schema)
    found = known.select(sums).collect(engine="streaming")
    rows = [
        [one, two, *(found[f"{one}|{two}|{name}"].item() for name in names)]
        for one, two in pairs
        if found[f"{one}|{two}|both_valid"].item()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def band_causes(households: pl.LazyFrame, geography: Geography, lines: Lines) -> pl.DataFrame:
    """Return why households lie between certain and possible under the ten percent rule, area by area.

    To learn one cause's figure would settle every household that it counts: the largest shrinks the band most.
    Shape: level, area, cause (a key of CAUSES), households, share_of_band; most first within an area.
    """
    columns = households.collect_schema().names()
    known, verdicts = judged(households, lines, (TEN_PERCENT,))
    verdict = verdicts[TEN_PERCENT]
    lacks = {name: pl.col(f"{name}_flag") == Flag.ABSENT.value for name in ("income", "electricity", "gas")}
    is_own = (pl.col("heating") == Heating.OWN.value).fill_null(False) if "heating" in columns else pl.lit(True)
    gas = pl.when(is_own).then(pl.lit("gas-own")).otherwise(pl.lit("gas-central"))
    cause = (
        pl.when(sum(lack.cast(pl.Int8) for lack in lacks.values()) > 1)
        .then(pl.lit("several"))
        .when(lacks["income"])
        .then(pl.lit("income"))
        .when(lacks["electricity"])
        .then(pl.lit("electricity"))
        .when(lacks["gas"])
        .then(gas)
        .otherwise(pl.lit("estimates"))
    )
    uncertain = known.filter(verdict.possible & ~verdict.certain).with_columns(cause=cause)
    counted = uncertain.group_by("section", "cause").agg(households=pl.len().cast(pl.Int64)).collect(engine="streaming")
    return (
        to_levels(counted, geography, ["cause"], [pl.col("households").sum()])
        .with_columns(share_of_band=pl.col("households") / pl.col("households").sum().over("level", "area"))
        .sort("level", "area", "households", "cause", descending=[False, False, True, False])
    )
