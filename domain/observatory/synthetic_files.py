"""The files that the invented city's senders hand in: bases, list of areas, households with some faulty rows, works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from domain.observatory.contracts.contract import Contract
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.contracts.retrofits import RETROFITS
from domain.observatory.geometry import Layout
from domain.observatory.synthetic_city import SyntheticCity
from domain.observatory.synthetic_households import observed, one_year_later, true_households
from domain.vocabulary import ExtractKind

_PLACES = ("section", "nil", "nil_name", "district", "district_name")
_FAULTY = 3
"""Rows of each year's households that break a rule."""


@dataclass(frozen=True, slots=True)
class SyntheticFile:
    """One file as a sender hands it in."""

    kind: ExtractKind
    name: str
    data: bytes


def base_files(city: SyntheticCity, layout: Layout | None = None) -> list[SyntheticFile]:
    """Return the territorial bases and the list of areas, which names the fictitious sections too."""
    names = {place: getattr(layout or Layout(), place) for place in _PLACES}
    areas = city.geography.sections.select(pl.col(place).alias(name) for place, name in names.items())
    return [
        SyntheticFile(ExtractKind.GEOMETRY, "sezioni.geojson", json.dumps(city.geojson()).encode()),
        SyntheticFile(ExtractKind.AREAS, "aree.csv", areas.write_csv(separator=";").encode()),
    ]


def yearly_files(
    city: SyntheticCity, seed: int, first_year: int, years: int
) -> Iterator[tuple[int, list[SyntheticFile]]]:
    """Return for each year the households' extract and the register of works, as the housing manager hands them in.

    The households are the same from year to year; every other complex is retrofitted after the first.
    """
    codes = city.geography.complexes["complex"]
    treated = tuple(codes.gather_every(2))
    true = true_households(city.families, seed=seed, year=first_year)
    for place in range(years):
        year = first_year + place
        if place:
            true = one_year_later(true, seed=seed + place, retrofitted=treated if place == 1 else ())
        rows = as_handed_in(_with_faults(observed(true, seed=seed + place)), HOUSEHOLDS)
        works = as_handed_in(_works(city, treated, first_year, until=year), RETROFITS)
        yield (
            year,
            [
                SyntheticFile(ExtractKind.HOUSEHOLDS, f"nuclei-{year}.csv", rows),
                SyntheticFile(ExtractKind.RETROFITS, f"riqualificazioni-{year}.csv", works),
            ],
        )


def as_handed_in(rows: pl.DataFrame, contract: Contract) -> bytes:
    """Return rows as the CSV of a sender: the contract's columns under their Italian headings."""
    there = {column: heading for column, heading in contract.names.items() if column in rows.columns}
    return rows.select(pl.col(column).alias(heading) for column, heading in there.items()).write_csv().encode()


def _with_faults(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows and some more that break a rule: a section that nobody knows, a negative bill, one twice."""
    more = rows.head(_FAULTY).with_columns(
        household=pl.Series([f"guasto-{place}" for place in range(_FAULTY - 1)] + [rows["household"][0]]),
        section=pl.Series(["0000000000000", *rows["section"][1:_FAULTY]]),
        electricity_eur=pl.Series([100.0, -5.0, 100.0]),
        electricity_flag=pl.Series(["misurato"] * _FAULTY),
    )
    return pl.concat([rows, more.select(rows.columns).cast(rows.schema)])


def _works(city: SyntheticCity, treated: tuple[str, ...], first_year: int, *, until: int) -> pl.DataFrame:
    """Return every complex, with its works where they are over by a year."""
    over = pl.col("complex").is_in(treated) & pl.lit(until >= first_year)
    return city.geography.complexes.select(
        "complex",
        name="complex_name",
        built_in=1960 + 5 * (pl.int_range(pl.len()) % 3),
        heating=pl.lit("centralizzato"),
        homes=pl.lit(60),
        intervention=pl.when(over).then(pl.lit("cappotto")),
        started_year=pl.when(over).then(first_year - 1),
        finished_year=pl.when(over).then(first_year),
        cost_eur=pl.lit(None, pl.Float64),
    )
