"""Small cities to protect: sections of any size, in one definition or two on the same households."""

from __future__ import annotations

import numpy as np
import polars as pl

from domain.observatory.aggregates import roll_up
from domain.observatory.table import COUNTS, Geography

DEFINITIONS = ("ten-percent", "two-m")


def city(
    sizes: list[int], *, seed: int, definitions: int = 1, complexes: int = 0, rate: float = 0.25
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return AreaCounts of a city of two districts, four NIL, sections of these sizes in turn, and its parts."""
    chance = np.random.default_rng(seed)
    names = [f"s{place:03d}" for place in range(len(sizes))]
    rows = []
    for place, size in enumerate(sizes):
        inside = int(chance.integers(0, size + 1)) if complexes and place % 3 == 0 else 0
        for complex_, count in ((None, size - inside), (f"c{place % complexes}" if complexes else None, inside)):
            if not count:
                continue
            valid = int(chance.binomial(count, 0.8))
            poor, certain, possible = valid, 0, 0
            for code in DEFINITIONS[:definitions]:
                poor = int(chance.binomial(poor if code == "two-m" else valid, 0.7 if code == "two-m" else rate))
                certain = int(chance.binomial(poor, 0.7))
                possible = poor + int(chance.binomial(count - valid, 0.7))
                missing = count - valid
                rows.append((names[place], complex_, code, count, valid, poor, certain, possible, missing, missing, 0))
    schema = {"section": pl.String, "complex": pl.String, "definition": pl.String} | dict.fromkeys(COUNTS, pl.Int64)
    parts = pl.DataFrame(rows, schema=schema, orient="row")
    return roll_up(parts, geography(names, complexes)), parts


def geography(names: list[str], complexes: int = 0) -> Geography:
    """Return the sections in four NIL in turn, two a district."""
    sections = pl.DataFrame(
        {
            "section": names,
            "nil": [f"n{place % 4}" for place in range(len(names))],
            "district": [f"d{place % 4 // 2}" for place in range(len(names))],
            "is_fictitious": [False] * len(names),
        }
    ).with_columns(nil_name="nil", district_name="district")
    codes = [f"c{place}" for place in range(complexes)]
    return Geography(
        sections,
        pl.DataFrame(
            {"complex": codes, "complex_name": codes}, schema={"complex": pl.String, "complex_name": pl.String}
        ),
    )
