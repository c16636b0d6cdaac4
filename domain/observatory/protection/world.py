"""The tables that an attacker lays side by side: this edition, the sections' shares of complexes, the last edition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from domain.observatory.protection.audit import Targets
from domain.observatory.protection.relations import (
    Numbers,
    Relations,
    between_definitions,
    none,
    sums_of_parts,
    within_rows,
)
from domain.observatory.protection.rules import Reason, Rules
from domain.observatory.table import COUNTS, KEYS, PLACES

_AT = {name: place for place, name in enumerate(COUNTS)}
TOP = -1
"""The parent of a row that lies in none."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The edition published before (edizione precedente), as its protected table.

    `turnover_share`: the least share of an area's households that may have changed since, 0 to 1, as an attacker would
    assume it: 0 for a corrected edition of the same year.
    """

    table: pl.DataFrame
    turnover_share: float = 0.0
    counts: pl.DataFrame | None = None
    """Its AreaCounts, if kept: which areas are near what they were is then known also of those that it hid."""


@dataclass(frozen=True, slots=True)
class World:
    """All rows in one numbering, and what relates them.

    Shape: first the `size` rows of this edition, in their order, then the sections' parts of complexes (always hidden),
    then the previous edition's; `keys` has level, area, definition; `values` a row each, a column per count, not a
    number where even we do not know. `parent` of this edition's rows; `before` their row in the previous edition, or
    -1.
    """

    keys: pl.DataFrame
    values: Numbers
    size: int
    parent: Numbers
    before: Numbers
    complexes: dict[int, list[int]]
    """Rows of sections and complexes that share households, both ways."""
    is_always_hidden: Numbers
    relations: Relations
    coupling: Relations
    """That the previous edition's counts are near this one's, as the attacker would assume."""


def build_world(counts: pl.DataFrame, atoms: pl.DataFrame | None, previous: Previous | None) -> World:
    """Return the world of an edition.

    Shape: `atoms` counts per section, complex (null: in none) and definition, as `aggregates.roll_up` takes them.
    """
    size = counts.height
    shares = _shares(counts, atoms)
    was = counts.clear() if previous is None else _true_then(previous)
    keys = pl.concat([counts.select(KEYS), shares.select(KEYS), was.select(KEYS)])
    counted = [frame.select(COUNTS).cast(pl.Float64).fill_null(np.nan) for frame in (counts, shares, was)]
    values = np.ascontiguousarray(pl.concat(counted).to_numpy()) if keys.height else np.zeros((0, len(COUNTS)))
    start = size + shares.height
    parent, parent_then = parents(counts), parents(was)
    has, had = np.flatnonzero(parent != TOP), np.flatnonzero(parent_then != TOP)
    before = _before(counts, was, start)
    parts = [
        # What holds within a row holds in both editions, or is not relied upon in either.
        within_rows(keys["definition"].to_numpy().astype(str), values),
        sums_of_parts(parent[has], has, values),
        sums_of_parts(parent_then[had] + start, had + start, values),
        between_definitions(keys[:size], values[:size]),
        *(_of_shares(shares, size, name, values) for name in ("section_row", "complex_row")),
    ]
    coupling = none() if previous is None else _coupled(before, values, previous.turnover_share)
    hidden_then: Numbers = np.zeros(len(values), dtype=bool)
    hidden_then[size:start] = True
    if previous is not None:
        hidden_then[start:] = ~previous.table["is_shown"].to_numpy()
    return World(
        keys, values, size, parent, before, _neighbors(shares), hidden_then, Relations.together(parts), coupling
    )


def _true_then(previous: Previous) -> pl.DataFrame:
    if previous.counts is None:
        return previous.table.select(*PLACES, *COUNTS)
    places = previous.table.select(*PLACES)
    return places.join(previous.counts.select(*KEYS, *COUNTS), on=KEYS, how="left", maintain_order="left")


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


def _shares(counts: pl.DataFrame, atoms: pl.DataFrame | None) -> pl.DataFrame:
    """Return the parts of sections in which a complex lies, with the rows of section and complex."""
    rows = counts.select(*KEYS, pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    at = {
        level: rows.filter(pl.col("level") == level).select(
            "definition", pl.col("area").alias(level), pl.col("row").alias(f"{level}_row")
        )
        for level in ("section", "complex")
    }
    if atoms is None:
        atoms = pl.DataFrame(
            schema={"section": pl.String, "complex": pl.String, **counts.select("definition", *COUNTS).schema}
        )
    touched = atoms.filter(pl.col("complex").is_not_null()).select("section", "definition").unique()
    return (
        atoms.join(touched, on=["section", "definition"], how="semi")
        .filter(pl.col("households") > 0)
        .join(at["section"], on=["section", "definition"], how="left")
        .join(at["complex"], on=["complex", "definition"], how="left")
        .sort("definition", "section", "complex", nulls_last=True)
        .with_columns(level=pl.lit("part"), area=pl.col("section") + "|" + pl.col("complex").fill_null(""))
        .select(*KEYS, "section_row", "complex_row", *COUNTS)
    )


def _of_shares(shares: pl.DataFrame, start: int, column: str, values: Numbers) -> Relations:
    part = np.flatnonzero(shares[column].is_not_null().to_numpy())
    return sums_of_parts(shares[column].drop_nulls().to_numpy(), part + start, values) if len(part) else none()


def _neighbors(shares: pl.DataFrame) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    both = shares.drop_nulls(["section_row", "complex_row"])
    for section, complex_ in both.select("section_row", "complex_row").iter_rows():
        found.setdefault(section, []).append(complex_)
        found.setdefault(complex_, []).append(section)
    return found


def _before(counts: pl.DataFrame, was: pl.DataFrame, start: int) -> Numbers:
    rows = was.select(*KEYS, pl.int_range(pl.len(), dtype=pl.Int64).alias("then"))
    return (
        counts.select(KEYS)
        .join(rows, on=KEYS, how="left", maintain_order="left")["then"]
        .fill_null(-1 - start)
        .to_numpy()
        + start
    )


def _coupled(before: Numbers, values: Numbers, turnover_share: float) -> Relations:
    """Return that a count is near what it was, as far as the households have changed; where it is not, nothing."""
    now = np.flatnonzero(before >= 0)
    pairs = np.stack([now, before[now]], axis=1)
    slack = np.floor(turnover_share * values[now, _AT["households"]])
    found = []
    for column in range(len(COUNTS)):
        kept = ~(np.abs(values[pairs[:, 0]] - values[pairs[:, 1]]) > slack[:, None]).any(axis=1)
        rows = pairs[kept]
        of = np.repeat(np.arange(len(rows)), 2)
        sign = np.tile([1.0, -1.0], len(rows))
        found.append(Relations(of, rows.ravel(), np.full(len(of), column), sign, -slack[kept], slack[kept]))
    return Relations.together(found)


def targets_of(world: World, reasons: list[str | None], rules: Rules, is_hidden: Numbers) -> Targets:
    """Return what must not be found of the hidden rows: poor, not poor, certainly poor, and the few households.

    The rows of the previous edition that it hid are targets too. Numbers not known to us are asked for as if not
    nothing.
    """
    weights = np.zeros((4, len(COUNTS)))
    weights[0, _AT["poor"]] = weights[1, _AT["valid"]] = weights[2, _AT["certain"]] = 1.0
    weights[1, _AT["poor"]] = -1.0
    weights[3, _AT["households"]] = 1.0
    is_part = (world.keys["level"] == "part").to_numpy()
    hidden = np.flatnonzero(is_hidden & ~is_part)
    values = world.values[hidden]
    few = np.array([reasons[row] == Reason.FEW.value for row in hidden], dtype=bool)
    valid, certain = values[:, _AT["valid"]], values[:, _AT["certain"]]
    asked = [valid != 0, valid != 0, certain > 0, few]
    needs = [rules.small, rules.small, rules.small, rules.threshold]
    rows = [hidden[ask] for ask in asked]
    return Targets(
        np.concatenate(rows),
        np.concatenate([np.repeat(weights[kind : kind + 1], len(rows[kind]), 0) for kind in range(4)]),
        np.concatenate([np.full(len(rows[kind]), float(needs[kind])) for kind in range(4)]),
    )
