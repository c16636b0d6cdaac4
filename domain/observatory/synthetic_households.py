"""Invented households with their true figures, and what an extract would know of them: measured, estimated, absent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import polars as pl

from domain.observatory.values import HIGHEST_BILL_EUR, Answer, Flag, Heating

_Array = np.ndarray[Any, Any]
_TRUE = ("income", "electricity", "gas")
_ESTIMATE = (0.75, 1.5)
"""What an estimate is of the truth: the truth is then within a third of the estimate, more or less."""


def true_households(families: pl.DataFrame, *, seed: int, year: int, prefix: str = "N") -> pl.DataFrame:
    """Return a household for each family: code, section, complex, heating, members and the true figures.

    Shape: `families` as in `SyntheticCity` (complex and complex_share may lack); columns true_income, true_electricity,
    true_gas (euro a year), true_arrears, true_cold.
    """
    rng = np.random.default_rng([seed, 2])
    if "complex" not in families.columns:
        families = families.with_columns(complex=pl.lit(None, pl.String), complex_share=pl.lit(0.0))
    sizes = families["families"].to_numpy()
    place = np.repeat(np.arange(families.height), sizes)
    count = len(place)
    is_erp = rng.random(count) < families["complex_share"].to_numpy()[place]
    deprivation = np.clip(families["deprivation"].to_numpy()[place] + 0.25 * is_erp, 0, 1.2)
    members = np.minimum(1 + rng.poisson(1.1, count), 9)
    income = np.exp(rng.normal(10.35 - 0.75 * deprivation, 0.55, count)) * members**0.3
    income = np.where(rng.random(count) < 0.004, 0, income)
    central = rng.random(count) < 0.45 + 0.35 * is_erp
    district = central & (rng.random(count) < 0.2)
    electricity = np.exp(rng.normal(6.2, 0.45, count)) * members**0.35
    gas = np.exp(rng.normal(6.85 + 0.2 * deprivation, 0.5, count)) * members**0.15
    burden = (electricity + gas) / np.maximum(income, 1)
    arrears = rng.random(count) < np.clip(0.03 + 1.2 * burden, 0, 0.6)
    cold = rng.random(count) < np.clip(0.05 + 1.0 * burden + 0.15 * deprivation, 0, 0.7)
    heating = np.where(district, 2, np.where(central, 1, 0))
    return pl.DataFrame(
        {
            "household": np.arange(1, count + 1),
            "section": families["section"].gather(place),
            "complex": families["complex"].gather(place),
            "is_erp": is_erp,
            "heating": _words(heating, (Heating.OWN, Heating.CENTRAL, Heating.DISTRICT)),
            "members": members,
            "income_year": np.full(count, year - 2),
            "true_income": _cents(income, 5_000_000),
            "true_electricity": _cents(electricity, HIGHEST_BILL_EUR),
            "true_gas": _cents(gas, HIGHEST_BILL_EUR),
            "true_arrears": _words(arrears.astype(int), (Answer.NO, Answer.YES)),
            "true_cold": _words(cold.astype(int), (Answer.NO, Answer.YES)),
        }
    ).with_columns(
        household=prefix + pl.col("household").cast(pl.String).str.zfill(8),
        complex=pl.when("is_erp").then("complex"),
    )


def one_year_later(
    true: pl.DataFrame, *, seed: int, price: float = 1.08, retrofitted: Collection[str] = (), saving: float = 0.3
) -> pl.DataFrame:
    """Return the same households a year on: incomes moved, prices risen, gas saved where complexes were retrofitted."""
    rng = np.random.default_rng([seed, 3])
    moved = [np.exp(rng.normal(0, sigma, true.height)) for sigma in (0.12, 0.08, 0.10)]
    saved = pl.when(pl.col("complex").is_in(sorted(retrofitted))).then(1 - saving).otherwise(1.0).fill_null(1.0)
    factors = (pl.lit(1.01), pl.lit(price), price * saved)
    tops = (5_000_000, HIGHEST_BILL_EUR, HIGHEST_BILL_EUR)
    return true.with_columns(
        (pl.col(f"true_{name}") * factor * pl.Series(move)).clip(0, top).round(2)
        for name, factor, move, top in zip(_TRUE, factors, moved, tops, strict=True)
    ).with_columns(pl.col("income_year") + 1)


def observed(true: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Return what the extract knows, laid out as the contract of the households says.

    Incomes lack more often where they are low, gas lacks for half of the homes with central heating; who is missing is
    therefore not like who is not, and the rate among the valid is not the true one.
    """
    rng = np.random.default_rng([seed, 4])
    count = true.height
    low = true["true_income"].to_numpy() < 12_000
    central = (true["heating"] != Heating.OWN.value).to_numpy()
    lacks = {
        "income": rng.random(count) < np.where(low, 0.12, 0.045),
        "electricity": rng.random(count) < 0.01,
        "gas": rng.random(count) < np.where(central, 0.55, 0.02),
    }
    guessed = {
        name: rng.random(count) < share for name, share in (("income", 0.05), ("electricity", 0.04), ("gas", 0.08))
    }
    columns = [pl.col("household", "section", "complex", "heating", "members", "income_year")]
    for name in _TRUE:
        about = np.round(true[f"true_{name}"].to_numpy() * rng.uniform(*_ESTIMATE, count), 2)
        fits = about <= (HIGHEST_BILL_EUR if name != "income" else 10_000_000)
        flags = np.where(lacks[name], 2, np.where(guessed[name] & fits, 1, 0))
        value = pl.when(pl.Series(flags) == 0).then(f"true_{name}").when(pl.Series(flags) == 1).then(pl.Series(about))
        columns += [value.alias(f"{name}_eur"), pl.lit(_words(flags, tuple(Flag))).alias(f"{name}_flag")]
    silent = rng.random(count) < 0.08
    columns += [
        pl.when(~pl.Series(silent)).then("true_arrears").alias("arrears"),
        pl.lit(_words(np.where(silent, 2, 0), tuple(Flag))).alias("arrears_flag"),
    ]
    return true.select(columns)


def as_measured(true: pl.DataFrame) -> pl.DataFrame:
    """Return the extract that would know everything: what bands and estimates are judged by."""
    measured = pl.lit(Flag.MEASURED.value)
    return true.select(
        pl.col("household", "section", "complex", "heating", "members", "income_year"),
        *(pl.col(f"true_{name}").alias(f"{name}_eur") for name in _TRUE),
        *(measured.alias(f"{name}_flag") for name in (*_TRUE, "arrears")),
        arrears="true_arrears",
    )


def _words(places: _Array, words: tuple[Any, ...]) -> pl.Series:
    return pl.Series([str(word.value) for word in words]).gather(places)


def _cents(amounts: _Array, top: float) -> _Array:
    rounded: _Array = np.round(np.clip(amounts, 0, top), 2)
    return rounded
