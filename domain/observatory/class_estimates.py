"""The fallback where no counts of households can be had: an estimate from income classes, with its stated error.

Sums of a section hide the poor: the ratio of a section's sums is over the line almost nowhere. Sums by income class
keep most of them, if the spend within a class has the shape that is supposed. What comes out says that it is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, log, sqrt

import numpy as np
import polars as pl

from domain.errors import Refusal
from domain.observatory.aggregates import roll_up
from domain.observatory.indicators import DEFINITIONS, SHARE_UNIT, Definition, Lines
from domain.observatory.table import COUNTS, Geography

FROM_CLASSES = "ten-percent-classes"
"""The code of the definition: never mixed with counts of households."""
ESTIMATE = Definition(
    FROM_CLASSES,
    "Spesa oltre il 10 % del reddito, stima dalle classi di reddito",
    "spesa annua per elettricità e gas superiore al 10 % del reddito; stimata dalle somme per classe di reddito",
    SHARE_UNIT,
    "tutti i nuclei delle classi di reddito",
    "stima dell'osservatorio, dove i conteggi dei nuclei non si possono avere",
    "2025",
    (),
    lambda _lines: None,  # no household is judged by it
)
INDICATORS: tuple[Definition, ...] = (DEFINITIONS[0], ESTIMATE, *DEFINITIONS[1:])
"""Whatever an edition can tell, in the order in which people read it."""
NOTE = (
    "Stima, non conteggio: viene da somme per sezione e classe di reddito, con una forma supposta della spesa entro la "
    "classe. L'errore dichiarato è misurato dove i nuclei sono noti."
)
"""What the method note says of it, in Italian."""
DISPERSION = 0.5
"""Standard deviation of the logarithm of spend over income within a class and a section, where none was measured."""


def indicator(code: str) -> Definition:
    """Return the indicator of that code.

    Raises: Refusal when there is none.
    """
    found = next((one for one in INDICATORS if one.code == code), None)
    if found is None:
        known = ", ".join(one.code for one in INDICATORS)
        raise Refusal(f"nessun indicatore si chiama «{code}»", f"usare uno di questi: {known}", "indicatori")
    return found


def sections_from_classes(classes: pl.LazyFrame, lines: Lines, *, dispersion: float = DISPERSION) -> pl.DataFrame:
    """Return the estimated counts by section: `poor` is the estimate, certain is 0 and possible everybody.

    Within a class the share of income spent is supposed lognormal around the ratio of the class's sums.
    Shape: `classes` as the contract `INCOME_CLASSES` accepts them; columns section, definition and AreaCounts' own.
    """
    spend = pl.col("electricity_eur") + pl.col("gas_eur")
    cells = classes.with_columns(ratio=spend / pl.col("income_eur"), spend=spend).collect(engine="streaming")
    cells = cells.sort("section", "income_class")  # sums of fractions depend on their order
    shares = np.array([_share_over(ratio, lines.ten_percent, dispersion) for ratio in cells["ratio"].to_list()])
    known = pl.col("households").filter(pl.col("share").is_not_nan())
    summed = (
        cells.with_columns(share=pl.Series(shares, dtype=pl.Float64))
        .group_by("section", maintain_order=True)
        .agg(
            households=pl.col("households").sum().round(),
            valid=known.sum().round(),
            poor=(pl.col("households") * pl.col("share").fill_nan(0)).sum().round(),
            missing_income=pl.col("households").filter(pl.col("income_eur").is_null()).sum().round(),
            missing_spend=pl.col("households").filter(pl.col("spend").is_null()).sum().round(),
        )
        .with_columns(
            certain=0, possible=pl.col("households"), estimated=pl.col("households"), definition=pl.lit(FROM_CLASSES)
        )
    )
    return summed.select("section", "definition", *(pl.col(name).cast(pl.Int64) for name in COUNTS)).sort("section")


def count_from_classes(
    classes: pl.LazyFrame, geography: Geography, lines: Lines, *, dispersion: float = DISPERSION
) -> pl.DataFrame:
    """Return the estimate as AreaCounts at every level.

    Raises: Refusal when a section is not in the geography.
    """
    by_section = sections_from_classes(classes, lines, dispersion=dispersion)
    return roll_up(by_section.with_columns(complex=pl.lit(None, pl.String)), geography)


EDGES = (8, 12, 16, 22, 30, 45)
"""Unit: thousands of euro; seven classes."""


def _class(edges: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal((pl.col("income_eur") >= edge * 1000).cast(pl.Int8) for edge in edges)


def _share_over(ratio: float | None, line: float, dispersion: float) -> float:
    """Return the share of a class over the line; nan where its sums are not known."""
    if ratio is None or ratio != ratio:
        return float("nan")
    if ratio in (0.0, float("inf")):
        return float(ratio > 0)
    median = log(ratio) - dispersion**2 / 2
    return 0.5 * (1 - erf((log(line) - median) / (dispersion * sqrt(2))))


def to_classes(households: pl.LazyFrame, edges: tuple[int, ...] = EDGES) -> pl.DataFrame:
    """Return the income classes that these households would make: to measure the estimate where the truth is known.

    Unit: `edges` in thousands of euro. Shape: households with all figures known; as `INCOME_CLASSES`.
    """
    place = _class(edges)
    sums = [pl.col(name).sum() for name in ("income_eur", "electricity_eur", "gas_eur")]
    known = households.drop_nulls(["income_eur", "electricity_eur", "gas_eur"])
    grouped = known.group_by("section", income_class=pl.format("classe {}", place)).agg(
        pl.len().alias("households"), *sums
    )
    return grouped.sort("section", "income_class").collect(engine="streaming")


def dispersion_within_classes(households: pl.LazyFrame, edges: tuple[int, ...] = EDGES) -> float:
    """Return the dispersion that these households show within classes, of all sections together."""
    share = ((pl.col("electricity_eur") + pl.col("gas_eur")) / pl.col("income_eur")).log()
    known = households.filter((pl.col("income_eur") > 0) & (pl.col("electricity_eur") + pl.col("gas_eur") > 0))
    within = known.group_by(_class(edges).alias("place")).agg(spread=share.var(), households=pl.len())
    found = within.filter(pl.col("households") > 1).select(
        ((pl.col("spread") * pl.col("households")).sum() / pl.col("households").sum()).sqrt()
    )
    return round(float(found.collect(engine="streaming").item() or DISPERSION), 4)


@dataclass(frozen=True, slots=True)
class EstimateError:
    """How far the estimate is from the truth where both are known (errore dichiarato della stima).

    Unit: shares, over the sections, weighed by their households.
    """

    bias: float
    root_mean_square: float
    sections: int


def estimate_error(estimated: pl.DataFrame, counted: pl.DataFrame, definition: str) -> EstimateError:
    """Return the error of the sections' rates against counts of households under that definition."""
    by = "level", "area", "valid", "poor"
    true = counted.filter((pl.col("definition") == definition) & (pl.col("level") == "section")).select(by)
    mine = estimated.filter((pl.col("definition") == FROM_CLASSES) & (pl.col("level") == "section")).select(by)
    both = mine.join(true, on=["level", "area"], suffix="_true").filter(
        (pl.col("valid") > 0) & (pl.col("valid_true") > 0)
    )
    off = pl.col("poor") / pl.col("valid") - pl.col("poor_true") / pl.col("valid_true")
    weight = pl.col("valid_true")
    found = both.select(
        bias=(off * weight).sum() / weight.sum(), square=((off**2 * weight).sum() / weight.sum()).sqrt()
    ).row(0)
    return EstimateError(round(found[0] or 0.0, 4), round(found[1] or 0.0, 4), both.height)
