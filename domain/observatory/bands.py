"""What is known of a household's income and energy spend: the figure, and the least and most that it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from domain.observatory.values import HIGHEST_BILL_EUR, HIGHEST_INCOME_EUR, Flag

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """An amount as expressions over the households' columns (importo noto): its value, and what it lies between.

    Unit: cents, whole. `value` is null where the amount is absent.
    """

    value: pl.Expr
    least: pl.Expr
    most: pl.Expr
    is_absent: pl.Expr
    is_estimated: pl.Expr


def known_amount(column: str, *, highest_eur: int, estimate_error: float) -> Known:
    """Return what is known of `<column>_eur` with its `<column>_flag`.

    Absent, it lies anywhere from nothing to the contract's highest; estimated, within ± `estimate_error` of itself.
    """
    value = (pl.col(f"{column}_eur") * 100).round().cast(pl.Int64)
    flag = pl.col(f"{column}_flag")
    error = round(estimate_error * _MILLION)
    is_absent = (flag == Flag.ABSENT.value) | value.is_null()
    is_estimated = flag == Flag.ESTIMATED.value
    around = value * error
    least = pl.when(is_estimated).then(pl.max_horizontal(value - _up(around), 0)).otherwise(value)
    most = pl.when(is_estimated).then(value + _up(around)).otherwise(value)
    return Known(
        value=value,
        least=pl.when(is_absent).then(0).otherwise(least),
        most=pl.when(is_absent).then(highest_eur * 100).otherwise(most),
        is_absent=is_absent,
        is_estimated=is_estimated & ~is_absent,
    )


def _up(millionths: pl.Expr) -> pl.Expr:
    return (millionths + _MILLION - 1) // _MILLION


def total(amounts: Sequence[Known]) -> Known:
    """Return what is known of the sum of the amounts."""
    first, *others = amounts
    for other in others:
        first = Known(
            value=first.value + other.value,
            least=first.least + other.least,
            most=first.most + other.most,
            is_absent=first.is_absent | other.is_absent,
            is_estimated=first.is_estimated | other.is_estimated,
        )
    return first


def income(estimate_error: float) -> Known:
    """Return what is known of the household's yearly income."""
    return known_amount("income", highest_eur=HIGHEST_INCOME_EUR, estimate_error=estimate_error)


def spend(estimate_error: float) -> Known:
    """Return what is known of the household's yearly spend on electricity and gas together."""
    bills = ("electricity", "gas")
    return total([known_amount(bill, highest_eur=HIGHEST_BILL_EUR, estimate_error=estimate_error) for bill in bills])


@dataclass(frozen=True, slots=True)
class Verdict:
    """A definition's verdict on each household, as expressions that are never null (esito).

    `base` those whom it speaks of, None: everybody; `certain` and `possible` hold whatever the absent figures are.
    """

    base: pl.Expr | None
    valid: pl.Expr
    poor: pl.Expr
    certain: pl.Expr
    possible: pl.Expr
    missing_income: pl.Expr
    missing_spend: pl.Expr
    estimated: pl.Expr

    def within(self, part: pl.Expr) -> pl.Expr:
        """Return the part's households that the definition speaks of."""
        return part if self.base is None else self.base & part

    def counts(self) -> dict[str, pl.Expr]:
        """Return the counts of AreaCounts, for a group of households."""
        parts = ("valid", "poor", "certain", "possible", "missing_income", "missing_spend", "estimated")
        households = pl.len() if self.base is None else self.base.sum()
        return {"households": households} | {name: self.within(getattr(self, name)).sum() for name in parts}


_NOBODY = pl.lit(False)


def share_over(line: float, income: Known, spend: Known) -> Verdict:
    """Return the verdict «spend is over `line` of income», without dividing: no income and some spend is over it.

    Unit: `line` is a share, kept to the millionth.
    """
    part = round(line * _MILLION)
    absent = income.is_absent | spend.is_absent
    return Verdict(
        base=None,
        valid=~absent,
        poor=(spend.value * _MILLION > income.value * part).fill_null(False),
        certain=spend.least * _MILLION > income.most * part,
        possible=spend.most * _MILLION > income.least * part,
        missing_income=income.is_absent,
        missing_spend=spend.is_absent,
        estimated=income.is_estimated | spend.is_estimated,
    )


def spend_under(line_eur: float, spend: Known, base: pl.Expr) -> Verdict:
    """Return the verdict «spend is under the line», whatever the income, on the households of the base."""
    line = round(line_eur * 100)
    return Verdict(
        base=base,
        valid=~spend.is_absent,
        poor=(spend.value < line).fill_null(False),
        certain=spend.most < line,
        possible=spend.least < line,
        missing_income=_NOBODY,
        missing_spend=spend.is_absent,
        estimated=spend.is_estimated,
    )


def answered(column: str, yes: str, no: str) -> Verdict:
    """Return the verdict of an answer with its flag: who did not answer, or was guessed, could be either."""
    flag, said = pl.col(f"{column}_flag"), pl.col(column)
    is_measured = (flag == Flag.MEASURED.value).fill_null(False)
    is_yes, is_no = (said == yes).fill_null(False), (said == no).fill_null(False)
    is_absent = (flag == Flag.ABSENT.value).fill_null(True)
    return Verdict(
        base=None,
        valid=~is_absent & (is_yes | is_no),
        poor=~is_absent & is_yes,
        certain=is_measured & is_yes,
        possible=~(is_measured & is_no),
        missing_income=_NOBODY,
        missing_spend=_NOBODY,
        estimated=(flag == Flag.ESTIMATED.value).fill_null(False),
    )


def in_both_years(now: Verdict) -> Verdict:
    """Return the verdict «over the line this year and the last», on households known in both (see `with_last_year`)."""
    was = _last_year()
    return _of_two_years(
        now,
        poor=now.poor & was["poor"],
        certain=now.certain & was["certain"],
        possible=now.possible & was["possible"],
    )


def in_one_year(now: Verdict) -> Verdict:
    """Return the verdict «over the line in one of the two years only», on households known in both."""
    was = _last_year()
    neither = ~now.possible & ~was["possible"]
    return _of_two_years(
        now,
        poor=now.poor ^ was["poor"],
        certain=(now.certain & ~was["possible"]) | (~now.possible & was["certain"]),
        possible=~(now.certain & was["certain"]) & ~neither,
    )


LAST_YEAR = ("valid", "poor", "certain", "possible")
"""What is kept of a household's verdict of the year before, in columns `was_<name>`."""


def _last_year() -> dict[str, pl.Expr]:
    return {name: pl.col(f"was_{name}").fill_null(False) for name in LAST_YEAR}


def _of_two_years(now: Verdict, *, poor: pl.Expr, certain: pl.Expr, possible: pl.Expr) -> Verdict:
    valid = now.valid & _last_year()["valid"]
    return Verdict(
        base=pl.col("was_valid").is_not_null(),
        valid=valid,
        poor=valid & poor,
        certain=certain,
        possible=possible,
        missing_income=now.missing_income,
        missing_spend=now.missing_spend,
        estimated=now.estimated,
    )
