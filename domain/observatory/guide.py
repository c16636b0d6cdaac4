"""Where a budget of visits reaches most poor households, each way of choosing beside the others, and who is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from domain.errors import Refusal
from domain.observatory.table import CITY

METHOD = (
    "Si visitano tutti i nuclei di un'area, poi della seguente, fino a esaurire le visite; l'ultima area è visitata "
    "in parte, in "
    "proporzione. Poveri raggiunti: fascia da certi a possibili, e fra questi quelli calcolati. Solo aree mostrate "
    "nella tabella "
    "protetta: quelle oscurate non si possono scegliere, e i loro poveri contano fra gli esclusi."
)
"""What the method note says, for people."""
_BAND = ("certain", "poor", "possible")


@dataclass(frozen=True, slots=True)
class Band:
    """Poor households (nuclei poveri): certainly, as computed, possibly; expected ones where visited in part."""

    certain: float
    poor: float
    possible: float


@dataclass(frozen=True, slots=True)
class Targeting:
    """One way of choosing whom to visit (criterio) and what it reaches."""

    title: str
    areas: tuple[str, ...]
    """Codes, in the order of the visits."""
    visits: float
    reached: Band
    outside: Band
    """Poor households of the city who live outside the chosen areas."""


def by_score(areas: pl.DataFrame, city: Band, visits: int, *, title: str) -> Targeting:
    """Return what visiting the areas from the highest score reaches; ties by code.

    Shape: `areas` has area, households, certain, poor, possible, score; areas without a score are not chosen.
    Raises: Refusal when there are no visits to spend.
    """
    if visits <= 0:
        raise Refusal("il numero di visite non è maggiore di 0", "indicare quante visite si possono fare", "visite")
    known = areas.drop_nulls(["households", "score", *_BAND]).filter(pl.col("households") > 0)
    order = known.sort(["score", "area"], descending=[True, False]).with_columns(
        start=pl.col("households").cum_sum() - pl.col("households")
    )
    chosen = order.filter(pl.col("start") < visits).with_columns(
        part=((visits - pl.col("start")) / pl.col("households")).clip(upper_bound=1.0)
    )
    reached = [float((chosen[name] * chosen["part"]).sum()) for name in _BAND]
    inside = [float(chosen[name].sum()) for name in _BAND]
    outside = Band(*(whole - part for whole, part in zip(_values(city), inside, strict=True)))
    spent = float((chosen["households"] * chosen["part"]).sum())
    return Targeting(title, tuple(chosen["area"]), spent, Band(*reached), outside)


def _values(band: Band) -> tuple[float, float, float]:
    return band.certain, band.poor, band.possible


def guide(
    table: pl.DataFrame,
    definition: str,
    visits: int,
    *,
    shrunk: pl.DataFrame | None = None,
    heating: pl.DataFrame | None = None,
) -> list[Targeting]:
    """Return what each way of choosing reaches, in the order in which they are told; the last is chance.

    Shape: `table` protected; `shrunk` has area and rate, the sections' rates shrunk to their neighborhood; `heating`
    has area (kind of heating), households, certain, poor, possible, all shown. Ways whose data are not given are left
    out.
    Raises: Refusal when the city's counts are not shown.
    """
    rows = table.filter((pl.col("definition") == definition) & pl.col("is_shown"))
    total = rows.filter((pl.col("level") == "city") & (pl.col("area") == CITY))
    if total.height != 1:
        raise Refusal(
            f"i conteggi della città per «{definition}» non sono mostrati",
            "scegliere un altro indicatore",
            "guida alle visite",
        )
    city = Band(*(float(total[name][0]) for name in _BAND))
    sections = rows.filter(pl.col("level") == "section")
    rate = (pl.col("poor") / pl.col("valid")).fill_nan(None)
    ways: list[tuple[str, pl.DataFrame | None, pl.Expr]] = [
        ("sezioni con la quota stimata più alta", _with_rates(sections, shrunk), pl.col("rate")),
        ("sezioni con più nuclei poveri", sections, pl.col("poor")),
        ("NIL con la quota più alta", rows.filter(pl.col("level") == "nil"), rate),
        ("complessi ERP con la quota più alta", _some(rows.filter(pl.col("level") == "complex")), rate),
        ("tipo di riscaldamento con la quota più alta", heating, pl.col("poor") / pl.col("households")),
    ]
    found = [
        by_score(areas.with_columns(score=score.cast(pl.Float64)), city, visits, title=title)
        for title, areas, score in ways
        if areas is not None
    ]
    return [*found, by_chance(total, city, visits)]


def _with_rates(sections: pl.DataFrame, shrunk: pl.DataFrame | None) -> pl.DataFrame | None:
    return None if shrunk is None else sections.join(shrunk.select("area", "rate"), on="area", how="inner")


def _some(areas: pl.DataFrame) -> pl.DataFrame | None:
    return areas if areas.height else None


def by_chance(total: pl.DataFrame, city: Band, visits: int) -> Targeting:
    """Return what as many visits drawn by lot over the whole city reach on average; nobody lives outside."""
    households = int(total["households"][0])
    part = min(1.0, visits / households) if households else 0.0
    reached = Band(*(value * part for value in _values(city)))
    return Targeting("a caso in tutta la città", (CITY,), households * part, reached, Band(0.0, 0.0, 0.0))


def best(targetings: Sequence[Targeting]) -> Targeting:
    """Return the way that surely reaches most: by certain poor, then computed, then the order told."""
    return max(targetings, key=lambda one: (one.reached.certain, one.reached.poor))
