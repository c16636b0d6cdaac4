"""Milan's real census sections of 2011 with generated households, and income classes of North Carolina's tracts."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from domain.observatory.synthetic_city import SyntheticCity
from domain.observatory.table import Geography

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "observatory"
MILAN, CAROLINA = DATA / "milano", DATA / "us"


@cache
def milan(complexes: int = 300) -> SyntheticCity:
    """Return the sections with their real families and neighborhoods; deprivation and complexes are invented."""
    with (MILAN / "Milano_cpa_2011.csv").open(encoding="latin-1", newline="") as file:
        families = {row["SEZ2011"]: int(row["PF1"] or 0) for row in csv.DictReader(file, delimiter=";")}
    with (MILAN / "Milano_sezToQuartieri.csv").open(encoding="utf-8", newline="") as file:
        nil = {row["SEZ2011"]: row["NIL"] for row in csv.DictReader(file)}
    names = sorted(set(nil.values()))
    sections = pl.DataFrame(
        [(code, nil.get(code), f"M{names.index(nil[code]) % 9 + 1}" if code in nil else None) for code in families],
        schema={"section": pl.String, "nil": pl.String, "district": pl.String},
        orient="row",
    ).with_columns(nil_name="nil", district_name="district", is_fictitious=pl.col("nil").is_null())
    chance, sizes = np.random.default_rng(2011), np.array(list(families.values()))
    homes = chance.choice(np.flatnonzero(sizes > 60), size=complexes, replace=False)
    complex_of: list[str | None] = [None] * len(sizes)
    share = np.zeros(len(sizes))
    for place, home in enumerate(homes):
        complex_of[home], share[home] = f"C{place:03d}", 0.7
    of_nil = dict(zip(names, chance.beta(2, 3, len(names)), strict=True))
    deprivation = [of_nil.get(nil.get(code, ""), 0.4) for code in families]
    people = pl.DataFrame(
        {
            "section": list(families),
            "families": sizes,
            "deprivation": deprivation,
            "complex": complex_of,
            "complex_share": share,
        }
    )
    codes = [f"C{place:03d}" for place in range(complexes)]
    told = pl.DataFrame({"complex": codes, "complex_name": [f"Complesso {code}" for code in codes]})
    return SyntheticCity(Geography(sections, told, "Milano", 2011), people, {})


def carolina(year: int) -> tuple[pl.DataFrame, Geography]:
    """Return the income classes of every tract, and the tracts in their counties."""
    raw = pl.read_csv(CAROLINA / f"lead_nc_fpl_{year}.csv", schema_overrides={"geoid": pl.String})
    classes = raw.select(
        section="geoid",
        income_class="income_bracket",
        households="households",
        income_eur="total_income",
        electricity_eur="total_electricity_spend",
        gas_eur=pl.col("total_gas_spend") + pl.col("total_other_spend"),
    )
    tract = pl.col("section")
    sections = (
        classes.select("section")
        .unique()
        .sort("section")
        .select(
            "section",
            nil=tract.str.slice(0, 5),
            nil_name=tract.str.slice(0, 5),
            district=tract.str.slice(0, 4),
            district_name=tract.str.slice(0, 4),
            is_fictitious=pl.lit(False),
        )
    )
    return classes, Geography(sections, city_name="North Carolina", base_year=2010)
