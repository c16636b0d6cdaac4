"""Which areas hold which, and the parts that nobody publishes: a section's inside and outside of complexes."""

from __future__ import annotations

import numpy as np
import polars as pl

from domain.observatory.protection.relations import Numbers
from domain.observatory.table import COUNTS, KEYS

TOP = -1
"""The parent of a row that lies in none."""
PART, COMMON = "part", "common"
"""Levels of what is not published: a section inside or outside of a complex; sections whose codes have changed."""


def parents(table: pl.DataFrame) -> Numbers:
    """Return for each row the row of the area that holds it (NIL, else district, else city), or TOP."""
    rows = table.with_row_index("row")
    held = rows.filter(~pl.col("level").is_in(["complex", "city"])).with_columns(
        up_level=pl.when((pl.col("level") == "section") & pl.col("nil").is_not_null())
        .then(pl.lit("nil"))
        .when((pl.col("level") != "district") & pl.col("district").is_not_null())
        .then(pl.lit("district"))
        .otherwise(pl.lit("city")),
    )
    cities = rows.filter(pl.col("level") == "city").select("definition", city="area")
    held = held.join(cities, on="definition", how="left").with_columns(
        up_area=pl.when(pl.col("up_level") == "nil")
        .then("nil")
        .when(pl.col("up_level") == "district")
        .then("district")
        .otherwise("city")
    )
    found = held.join(
        rows.select("definition", up_level="level", up_area="area", up="row"), on=["definition", "up_level", "up_area"]
    )
    parent = np.full(table.height, TOP, dtype=np.int64)
    parent[found["row"].to_numpy()] = found["up"].to_numpy()
    return parent


def overlaps(table: pl.DataFrame, atoms: pl.DataFrame | None) -> pl.DataFrame:
    """Return the parts of the sections in which a complex lies, with the rows of section and complex in the table.

    Shape: KEYS, COUNTS, section_row, complex_row (null: outside of every complex).
    """
    rows = table.select(*KEYS, pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    at = {
        level: rows.filter(pl.col("level") == level).select(
            "definition", pl.col("area").alias(level), pl.col("row").alias(f"{level}_row")
        )
        for level in ("section", "complex")
    }
    if atoms is None:
        atoms = pl.DataFrame(
            schema={"section": pl.String, "complex": pl.String, "definition": pl.String}
            | dict.fromkeys(COUNTS, pl.Int64)
        )
    touched = atoms.filter(pl.col("complex").is_not_null()).select("section", "definition").unique()
    return (
        atoms.join(touched, on=["section", "definition"], how="semi")
        .filter(pl.col("households") > 0)
        .join(at["section"], on=["section", "definition"], how="inner")
        .join(at["complex"], on=["complex", "definition"], how="left")
        .sort("definition", "section", "complex", nulls_last=True)
        .with_columns(level=pl.lit(PART), area=pl.col("section") + "|" + pl.col("complex").fill_null(""))
        .select(*KEYS, "section_row", "complex_row", *COUNTS)
    )


def renamed(then: pl.DataFrame, codes: pl.DataFrame | None) -> pl.DataFrame:
    """Return the last edition's table with the codes of now for the sections that changed nothing but their code.

    Other sections whose codes changed get one that no section of now bears. Shape: `codes` as
    `section_codes.common_areas` returns them.
    """
    if codes is None:
        return then
    of = {
        base: codes.filter(pl.col("base") == base).group_by("common").agg(pl.len(), pl.col("section").first())
        for base in ("then", "now")
    }
    one = of["then"].join(of["now"], on="common", how="left", suffix="_now")
    alone = one.filter((pl.col("len") == 1) & (pl.col("len_now") == 1))
    new = dict(alone.select("section", "section_now").iter_rows())
    every = codes.filter(pl.col("base") == "then")["section"]
    new = {code: new.get(code, f"{code} (prima)") for code in every}
    area = pl.when(pl.col("level") == "section").then(pl.col("area").replace(new)).otherwise("area")
    return then.with_columns(area.alias("area"))


def commons(table: pl.DataFrame, codes: pl.DataFrame | None, base: str) -> pl.DataFrame:
    """Return the sums of the sections that were split, merged or redrawn, to areas that both bases have.

    Shape: KEYS, section_row: a row for each section that lies in such an area.
    """
    nothing = pl.DataFrame(schema=dict.fromkeys(KEYS, pl.String) | {"section_row": pl.Int64})
    if codes is None:
        return nothing
    sizes = codes.group_by("common").agg(pl.len(), pl.col("base").n_unique().alias("bases"))
    redrawn = sizes.filter((pl.col("len") > 2) & (pl.col("bases") == 2))
    own = codes.filter(pl.col("base") == base).join(redrawn, on="common", how="semi")
    sections = table.with_columns(section_row=pl.int_range(pl.len(), dtype=pl.Int64)).filter(level="section")
    return (
        sections.join(own.select(area="section", common="common"), on="area", how="inner", maintain_order="left")
        .select(pl.lit(COMMON).alias("level"), pl.col("common").alias("area"), "definition", "section_row")
        .sort("definition", "area", "section_row")
    )
