"""Incomes by area, each with the year that it speaks of: an income without its year is never published."""

from __future__ import annotations

import polars as pl

from domain.observatory.aggregates import to_levels
from domain.observatory.table import Geography
from domain.observatory.values import Flag


def incomes_by_area(households: pl.LazyFrame, geography: Geography) -> pl.DataFrame:
    """Return the mean income of each area and year, with what a rule of dominance asks for.

    Shape: level, area, income_year (null: not said), known (households with an income), estimated (of which), mean_eur,
    largest_two_share (of the two largest incomes in the sum, null where it is nothing); before protection.
    """
    income = pl.col("income_eur")
    by_section = (
        households.filter(income.is_not_null())
        .group_by("section", "complex", "income_year")
        .agg(
            known=pl.len().cast(pl.Int64),
            estimated=(pl.col("income_flag") == Flag.ESTIMATED.value).sum().cast(pl.Int64),
            cents=(income * 100).round().sum(),
            largest=(income * 100).round().top_k(2),
        )
        .collect(engine="streaming")
    )
    sums = [
        pl.col("known", "estimated", "cents").sum(),
        pl.col("largest").list.explode(keep_nulls=False, empty_as_null=False).top_k(2).sum().alias("two"),
    ]
    return (
        to_levels(by_section, geography, ["income_year"], sums)
        .select(
            *("level", "area", "income_year", "known", "estimated"),
            mean_eur=(pl.col("cents") / pl.col("known") / 100).round(2),
            largest_two_share=pl.when(pl.col("cents") > 0).then(pl.col("two") / pl.col("cents")),
        )
        .sort("level", "area", "income_year")
    )
