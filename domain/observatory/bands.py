"""What is known of a household's income and energy spend: the figure, and the least and most that it can be."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from domain.observatory.values import HIGHEST_BILL_EUR, HIGHEST_INCOME_EUR, Flag

_MILLION = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Known:
    """An amount as expressions over the households' columns (importo noto): its value, and what it lies between.

    Unit: cents; whole numbers, so that floats add and compare exactly. `value` is null where the amount is absent.
    """

    value: pl.Expr
    least: pl.Expr
    most: pl.Expr
    is_estimated: pl.Expr

    @property
    def is_absent(self) -> pl.Expr:
        return self.value.is_null()

    @property
    def is_there(self) -> pl.Expr:
        return self.value.is_not_null()


_LIMITS_EUR = {"income": HIGHEST_INCOME_EUR, "electricity": HIGHEST_BILL_EUR, "gas": HIGHEST_BILL_EUR}
_NAMES = ("value", "least", "most", "is_estimated")


def with_known(households: pl.LazyFrame, estimate_error: float) -> pl.LazyFrame:
    """Return the households with what is known of income and spend in columns of their own, computed once.

    Absent, an amount lies from nothing to the contract's highest; estimated, within ± `estimate_error` of itself.
    """
    if not {f"{name}_eur" for name in _LIMITS_EUR} <= set(households.collect_schema().names()):
        return households
    amounts = {name: _known_amount(name, highest, estimate_error) for name, highest in _LIMITS_EUR.items()}
    income, electricity, gas = amounts.values()
    spend = Known(
        value=electricity.value + gas.value,
        least=electricity.least + gas.least,
        most=electricity.most + gas.most,
        is_estimated=electricity.is_estimated | gas.is_estimated,
    )
    return households.with_columns(
        getattr(known, name).alias(f"_{what}_{name}")
        for what, known in (("income", income), ("spend", spend))
        for name in _NAMES
    )


def _known_amount(column: str, highest_eur: int, estimate_error: float) -> Known:
    value = (pl.col(f"{column}_eur") * 100).round()
    is_estimated = (pl.col(f"{column}_flag") == Flag.ESTIMATED.value).fill_null(False)
    off = value * (is_estimated.cast(pl.Float64) * estimate_error)
    return Known(
        value=value,
        least=(value - off).floor().fill_null(0),
        most=(value + off).ceil().fill_null(highest_eur * 100),
        is_estimated=is_estimated,
    )


INCOME = Known(*(pl.col(f"_income_{name}") for name in _NAMES))
"""The household's yearly income, in the columns of `with_known`."""
SPEND = Known(*(pl.col(f"_spend_{name}") for name in _NAMES))
"""The household's yearly spend on electricity and gas together."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A definition's verdict on each household, as expressions that are never null (esito).

    `base` those whom it speaks of, None: everybody; `certain` and `possible` hold whatever the absent figures are;
    `missing_…` None: it needs no such figure.
    """

    base: pl.Expr | None
    valid: pl.Expr
    poor: pl.Expr
    certain: pl.Expr
    possible: pl.Expr
    missing_income: pl.Expr | None
    missing_spend: pl.Expr | None
    estimated: pl.Expr

    def within(self, part: pl.Expr) -> pl.Expr:
        """Return the part's households that the definition speaks of."""
        return part if self.base is None else self.base & part

    def parts(self) -> dict[str, pl.Expr]:
        """Return whom each count of AreaCounts counts; what counts nobody, or everybody, is left out."""
        names = ("valid", "poor", "certain", "possible", "missing_income", "missing_spend", "estimated")
        found = {name: getattr(self, name) for name in names}
        counted = {name: self.within(part) for name, part in found.items() if part is not None}
        return counted if self.base is None else {"households": self.base} | counted


def share_over(line: float) -> Verdict:
    """Return the verdict «spend is over `line` of income», without dividing: no income and some spend is over it.

    Unit: `line` is a share, kept to the millionth.
    """
    part = round(line * _MILLION)
    return Verdict(
        base=None,
        valid=INCOME.is_there & SPEND.is_there,
        poor=(SPEND.value * _MILLION > INCOME.value * part).fill_null(False),
        certain=SPEND.least * _MILLION > INCOME.most * part,
        possible=SPEND.most * _MILLION > INCOME.least * part,
        missing_income=INCOME.is_absent,
        missing_spend=SPEND.is_absent,
        estimated=INCOME.is_estimated | SPEND.is_estimated,
    )


def spend_under(line_eur: float, base: pl.Expr) -> Verdict:
    """Return the verdict «spend is under the line», whatever the income, on the households of the base."""
    line = round(line_eur * 100)
    return Verdict(
        base=base,
        valid=SPEND.is_there,
        poor=(SPEND.value < line).fill_null(False),
        certain=SPEND.most < line,
        possible=SPEND.least < line,
        missing_income=None,
        missing_spend=SPEND.is_absent,
        estimated=SPEND.is_estimated,
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
        missing_income=None,
        missing_spend=None,
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
