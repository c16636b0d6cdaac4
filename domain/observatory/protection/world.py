"""The tables that an attacker lays side by side: this edition, the sections' shares of complexes, the last edition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from domain.observatory.protection.areas import PART, TOP, commons, overlaps, parents, renamed
from domain.observatory.protection.relations import (
    Numbers,
    Relations,
    Rule,
    rules_between,
    rules_within,
    sums_of_parts,
)
from domain.observatory.table import COUNTS, KEYS, PLACES

NOW, THEN = 0, 1
"""The editions' numbers."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The edition published before (edizione precedente), as its protected table.

    `turnover_share`: the least share of an area's households that may have changed since, 0 to 1, as an attacker would
    assume it: 0 for a corrected edition of the same year.
    """

    table: pl.DataFrame
    counts: pl.DataFrame
    """Its AreaCounts: which areas are near what they were must be known also of those that it hid."""
    turnover_share: float = 0.0
    atoms: pl.DataFrame | None = None
    """Its counts per section and complex, if kept, as `protect` takes them."""
    codes: pl.DataFrame | None = None
    """How its section codes answer to those of now, if they changed, as `section_codes.common_areas` returns it."""


@dataclass(frozen=True)
class World:
    """All rows in one numbering, and what relates them.

    Shape: first the `size` rows of this edition, in their order, the previous edition's last, between them those that
    are always hidden: the sections' parts of complexes, the sums of sections with changed codes; `keys` has level,
    area, definition; `values` a row each, a column per count, not a number where even we do not know.
    """

    keys: pl.DataFrame
    values: Numbers
    size: int
    edition: Numbers
    """A row each: NOW or THEN."""
    is_always_hidden: Numbers
    parent: Numbers
    """A row each: the row that holds it; parts lie in their complex."""
    within: Numbers
    """A row each: the section's row, for a part inside or outside of a complex; the common area's, for a section."""
    before: Numbers
    """A row each: its row in the previous edition, or -1."""
    slack: Numbers
    """A row each: how far its counts may be from those before, as the attacker would assume; -1: he assumes nothing."""
    sums: tuple[tuple[Numbers, Numbers], ...]
    """Which rows (second) add up to which (first)."""

    @cached_property
    def codes(self) -> list[str]:
        """The definitions, sorted."""
        return sorted(self.keys["definition"].unique())

    @cached_property
    def code(self) -> Numbers:
        """A row each: its definition's number."""
        return np.searchsorted(np.array(self.codes), self.keys["definition"].to_numpy().astype(str))

    @cached_property
    def place(self) -> Numbers:
        """A row each: the number of its area, the same in all definitions and editions."""
        return (self.keys["level"] + "\n" + self.keys["area"]).rank("dense").to_numpy().astype(np.int64) - 1

    @cached_property
    def rows(self) -> Numbers:
        """The row of each edition, area and definition, -1 for none."""
        found = np.full((2, self.place.max(initial=-1) + 1, len(self.codes)), -1, dtype=np.int64)
        found[self.edition, self.place, self.code] = np.arange(len(self.place))
        return found

    @cached_property
    def rules(self) -> tuple[list[Rule], list[Rule]]:
        """What every area keeps, an edition each; within a row, what both keep, or neither is relied upon."""
        own = rules_within(np.concatenate(self.rows), self.values)
        return tuple(own + rules_between(self.codes, rows, self.values) for rows in self.rows)  # type: ignore[return-value]

    @cached_property
    def relations(self) -> Relations:
        """All that the attacker knows of one edition or the other."""
        local = [rule.of(rows) for rules, rows in zip(self.rules, self.rows, strict=True) for rule in rules]
        return Relations.together([*local, *(sums_of_parts(whole, part, self.values) for whole, part in self.sums)])

    @cached_property
    def coupling(self) -> Relations:
        """That the previous edition's counts are near this one's, as the attacker would assume."""
        now = np.flatnonzero(self.slack >= 0)
        rows = np.stack([now, self.before[now]], axis=1)
        of, sign, slack = np.repeat(np.arange(len(rows)), 2), np.tile([1.0, -1.0], len(rows)), self.slack[now]
        found = [
            Relations(of, rows.ravel(), np.full(len(of), column), sign, -slack, slack) for column in range(len(COUNTS))
        ]
        return Relations.together(found)

    @cached_property
    def neighbors(self) -> dict[int, list[int]]:
        """Rows of sections and complexes that share households, both ways."""
        found: dict[int, list[int]] = {}
        parts = np.flatnonzero((self.keys["level"] == PART).to_numpy() & (self.parent != TOP) & (self.edition == NOW))
        for section, complex_ in zip(self.within[parts].tolist(), self.parent[parts].tolist(), strict=True):
            found.setdefault(section, []).append(complex_)
            found.setdefault(complex_, []).append(section)
        return found


def build_world(counts: pl.DataFrame, atoms: pl.DataFrame | None, previous: Previous | None) -> World:
    """Return the world of an edition.

    Shape: `atoms` counts per section, complex (null: in none) and definition, as `aggregates.roll_up` takes them.
    """
    was = counts.clear() if previous is None else _true_then(previous)
    codes = None if previous is None else previous.codes
    here, there = overlaps(counts, atoms), overlaps(was, None if previous is None else previous.atoms)
    joined, joined_then = commons(counts, codes, "now"), commons(was, codes, "then")
    was = renamed(was, codes)
    frames = [counts, here, _summed(counts, joined), there, _summed(was, joined_then), was]
    heights = [frame.height for frame in frames]
    starts = np.cumsum([0, *heights])
    counted = [frame.select(COUNTS).cast(pl.Float64).fill_null(np.nan) for frame in frames]
    keys = pl.concat([frame.select(KEYS) for frame in frames])
    values = np.ascontiguousarray(pl.concat(counted).to_numpy()) if keys.height else np.zeros((0, len(COUNTS)))
    parent, within = np.full(keys.height, TOP, dtype=np.int64), np.full(keys.height, TOP, dtype=np.int64)
    sums = []
    for table, parts, common, at in ((counts, here, joined, (0, 1, 2)), (was, there, joined_then, (5, 3, 4))):
        sums += _hang(table, parts, common, [int(starts[one]) for one in at], (parent, within))
    hidden: Numbers = np.ones(keys.height, dtype=bool)
    hidden[: counts.height] = False
    if previous is not None:
        hidden[starts[5] :] = ~previous.table["is_shown"].to_numpy()
    edition = np.repeat([NOW, NOW, NOW, THEN, THEN, THEN], heights)
    before = _before(keys, edition)
    slack = np.full(keys.height, -1.0) if previous is None else _slack(before, values, previous.turnover_share)
    return World(keys, values, counts.height, edition, hidden, parent, within, before, slack, tuple(sums))


def _hang(
    table: pl.DataFrame, parts: pl.DataFrame, common: pl.DataFrame, starts: list[int], found: tuple[Numbers, Numbers]
) -> list[tuple[Numbers, Numbers]]:
    """Fill in what holds the rows of one edition, and return which rows add up to which."""
    parent, within = found
    start, start_parts, start_common = starts
    up = parents(table)
    held = np.flatnonzero(up != TOP)
    parent[held + start] = up[held] + start
    sums = [(up[held] + start, held + start)]
    rows = np.arange(parts.height) + start_parts
    inside = parts["complex_row"].is_not_null().to_numpy()
    section, complex_ = parts["section_row"].to_numpy() + start, parts["complex_row"].drop_nulls().to_numpy() + start
    within[rows], parent[rows[inside]] = section, complex_
    sums += [(section, rows), (complex_, rows[inside])]
    if common.height:
        number = common.select(pl.struct("definition", "area").rle_id())["definition"].to_numpy().astype(np.int64)
        section = common["section_row"].to_numpy() + start
        within[section] = number + start_common
        sums.append((number + start_common, section))
    return [(whole, part) for whole, part in sums if len(part)]


def _summed(table: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of sections, in the order of their keys; not known where a section's counts are not."""
    every = common.with_columns(table[common["section_row"]].select(COUNTS))
    known = [pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()).alias(name) for name in COUNTS]
    return every.group_by("level", "area", "definition", maintain_order=True).agg(known)


def _true_then(previous: Previous) -> pl.DataFrame:
    places = previous.table.select(*PLACES)
    return places.join(previous.counts.select(*KEYS, *COUNTS), on=KEYS, how="left", maintain_order="left")


def _before(keys: pl.DataFrame, edition: Numbers) -> Numbers:
    """Return the row before of each published area, and of each sum of sections."""
    rows = keys.with_columns(edition=pl.Series(edition), row=pl.int_range(pl.len(), dtype=pl.Int64))
    rows = rows.filter(pl.col("level") != PART)
    both = rows.filter(edition=NOW).join(rows.filter(edition=THEN), on=KEYS, suffix="_then")
    before = np.full(keys.height, -1, dtype=np.int64)
    before[both["row"].to_numpy()] = both["row_then"].to_numpy()
    return before


def _slack(before: Numbers, values: Numbers, turnover_share: float) -> Numbers:
    """Return how near each row is to what it was: as far as the households have changed, or -1 where it is not."""
    slack = np.full(len(values), -1.0)
    now = np.flatnonzero(before >= 0)
    near = np.floor(turnover_share * values[now, 0])
    is_far = (np.abs(values[now] - values[before[now]]) > near[:, None]).any(axis=1) | np.isnan(near)
    slack[now[~is_far]] = near[~is_far]
    return slack
