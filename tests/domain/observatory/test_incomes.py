"""Incomes are told with their year, and with how much the largest weigh."""

from __future__ import annotations

import polars as pl
from synthetic import city, extract

from domain.observatory.incomes import incomes_by_area


def test_an_income_of_two_years_is_two_rows_and_the_absent_ones_are_in_none() -> None:
    section = city().geography.sections["section"][0]
    rows = [(2022, 10_000.0), (2022, 30_000.0), (2022, 60_000.0), (2023, 20_000.0), (2023, None)]
    frame = pl.DataFrame(rows, schema=["income_year", "income_eur"], orient="row").with_columns(
        section=pl.lit(section), complex=pl.lit(None, pl.String), income_flag=pl.lit("misurato")
    )
    found = incomes_by_area(frame.lazy(), city().geography).filter(pl.col("level") == "city")
    assert found.drop("level", "area").rows() == [(2022, 3, 0, 33_333.33, 0.9), (2023, 1, 0, 20_000.0, 1.0)]


def test_the_citys_mean_is_that_of_its_households_and_areas_hold_their_own_largest() -> None:
    found = incomes_by_area(extract().lazy(), city().geography)
    row = found.filter(pl.col("level") == "city").row(0, named=True)
    incomes = extract()["income_eur"].drop_nulls().sort(descending=True)
    assert (row["known"], row["income_year"]) == (len(incomes), 2023)
    assert row["mean_eur"] == round(incomes.mean(), 2)
    assert abs(row["largest_two_share"] - incomes.head(2).sum() / incomes.sum()) < 1e-12
    assert found.filter(pl.col("level") == "nil")["known"].sum() < row["known"], "fictitious sections have no NIL"
