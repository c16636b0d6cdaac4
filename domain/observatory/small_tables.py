"""Protection of the small tables beside the main one: cells by area and something else, which add up both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from domain.observatory.protection.audit import Targets, attack
from domain.observatory.protection.relations import Numbers, Relations, sums_of_parts
from domain.observatory.table import CITY, COUNTS

REST = "rest"
"""The level of those of an area who live in none of its parts: what the differences tell."""
_Key = tuple[str, str]


def with_hidden(
    cells: pl.DataFrame,
    areas: pl.DataFrame,
    *,
    by: str,
    amount: str,
    is_secret: pl.Expr,
    shown: pl.DataFrame,
    least: int,
    has_totals: bool,
) -> pl.DataFrame:
    """Return the cells with `is_hidden`: nobody can tell a secret one closer than within `least`, by any sum.

    Shape: `cells` has level (nil, district, city), area, `by`, `amount`; they add up over the areas of a larger one
    and, if the totals over `by` are public, in each area that `shown` (level, area) names; of no other area anything is
    told. `areas` as `Geography.areas`.
    """
    rests = _rests(cells, areas, by, amount).with_columns(is_secret=pl.col(amount) < least)
    every = pl.concat([cells.with_columns(is_secret=is_secret), rests], how="diagonal")
    is_untold = (pl.col("level") != REST) & ~pl.struct("level", "area").is_in(_structs(shown))
    every = every.with_columns(is_secret=(pl.col(amount) > 0) & (pl.col("is_secret") | is_untold))
    totals = set(shown.select("level", "area").iter_rows()) if has_totals else set()
    sums = _Sums(every, areas, by, amount, totals)
    hidden = hide(sums.amounts, sums.secret, sums.found, fixed=sums.fixed, least=least)
    return cells.with_columns(is_hidden=pl.Series(hidden[: cells.height]))


def _structs(shown: pl.DataFrame) -> pl.Expr:
    return pl.lit(shown.select(pl.struct("level", "area")).to_series()).implode()


def _rests(cells: pl.DataFrame, areas: pl.DataFrame, by: str, amount: str) -> pl.DataFrame:
    """Return for each area and value of `by` those who live in none of its parts, where there are any."""
    parent = {(level, area): up for level, area, up in _parents(areas)}
    inside: dict[tuple[_Key, object], int] = defaultdict(int)
    for level, area, value, count in cells.select("level", "area", by, amount).iter_rows():
        if (up := parent.get((level, area))) is not None:
            inside[up, value] += count
    rows = [
        (REST, f"{level} {area}", value, count - inside[(level, area), value])
        for level, area, value, count in cells.select("level", "area", by, amount).iter_rows()
        if level != "nil" and count > inside[(level, area), value]
    ]
    schema = {name: cells.schema[name] for name in ("level", "area", by, amount)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _parents(areas: pl.DataFrame) -> list[tuple[str, str, _Key]]:
    own = areas.filter(pl.col("level").is_in(["nil", "district"])).select("level", "area", "district")
    return [
        (level, area, ("district", district) if level == "nil" and district is not None else (CITY, CITY))
        for level, area, district in own.iter_rows()
    ]


def _key_of_rest(area: str) -> _Key:
    """Return the area that the rest is of; their total is taken for public where the area's is."""
    level, _, code = area.partition(" ")
    return level, code


@dataclass(frozen=True, slots=True)
class Sum:
    """That some rows add up to another (somma)."""

    whole: int
    parts: tuple[int, ...]


class _Sums:
    """All sums of a table of cells, which rows they speak of, and what is public of them."""

    def __init__(self, every: pl.DataFrame, areas: pl.DataFrame, by: str, amount: str, shown: set[_Key]) -> None:
        keys = list(every.select("level", "area", by).iter_rows())
        at = {key: row for row, key in enumerate(keys)}
        up = {(level, area): whole for level, area, whole in _parents(areas)}
        amounts, secret = every[amount].to_list(), every["is_secret"].to_list()
        in_area: dict[_Key, list[int]] = defaultdict(list)
        in_whole: dict[int, list[int]] = defaultdict(list)
        for row, (level, area, value) in enumerate(keys):
            in_area[level, area].append(row)
            whole = _key_of_rest(area) if level == REST else up.get((level, area))
            if whole is not None and (above := at.get((*whole, value))) is not None:
                in_whole[above].append(row)
        self.found = [Sum(whole, tuple(parts)) for whole, parts in in_whole.items()]
        self.fixed: set[int] = set()
        for key, rows in in_area.items():
            if (_key_of_rest(key[1]) if key[0] == REST else key) in shown:
                self.fixed.add(len(amounts))
                self.found.append(Sum(len(amounts), tuple(rows)))
                amounts.append(sum(amounts[row] for row in rows))
                secret.append(False)
        self.amounts, self.secret = np.array(amounts, dtype=float), np.array(secret, dtype=bool)


def hide(amounts: Numbers, secret: Numbers, sums: Sequence[Sum], *, fixed: set[int], least: int) -> Numbers:
    """Return which rows to hide so that no sum gives a secret one away; all but the fixed ones where nothing less does.

    Shape: `amounts` and `secret` a row each; `fixed` are public whatever happens.
    """
    hidden = np.asarray(secret).copy()
    lines: dict[int, list[Sum]] = defaultdict(list)
    for one in sums:
        for row in (one.whole, *one.parts):
            lines[row].append(one)
    relations = _relations(sums, amounts)
    while True:
        _complete(amounts, hidden, sums, fixed, least)
        failed = _found_out(relations, amounts, secret, hidden, least)
        if not len(failed):
            return hidden
        helped = [_hide_one(amounts, hidden, lines[row], fixed) for row in failed]
        if not any(helped):
            hidden[[row for row in range(len(hidden)) if row not in fixed]] = True
            return hidden


def _complete(amounts: Numbers, hidden: Numbers, sums: Sequence[Sum], fixed: set[int], least: int) -> None:
    """Hide until each public sum holds no hidden part, or several that together are enough."""
    is_changed = True
    while is_changed:
        is_changed = False
        for one in sums:
            inside = [row for row in one.parts if hidden[row]]
            is_enough = len(inside) > 1 and amounts[inside].sum() >= least
            if inside and not hidden[one.whole] and not is_enough:
                is_changed |= _hide_one(amounts, hidden, [one], fixed)


def _hide_one(amounts: Numbers, hidden: Numbers, sums: Sequence[Sum], fixed: set[int]) -> bool:
    """Hide the smallest part that any of the sums still shows, or else a whole; False when there is none."""
    parts = [row for one in sums for row in one.parts if not hidden[row] and row not in fixed]
    wholes = [one.whole for one in sums if not hidden[one.whole] and one.whole not in fixed]
    free = parts or wholes
    if free:
        hidden[min(free, key=lambda row: (amounts[row], row))] = True
    return bool(free)


def _relations(sums: Sequence[Sum], amounts: Numbers) -> Relations:
    """Return the sums as the attack takes them; kinds of sums of the same whole stay apart."""
    values = _values(amounts)
    return Relations.together(
        [sums_of_parts(np.full(len(one.parts), one.whole), np.array(one.parts), values) for one in sums if one.parts]
    )


def _values(amounts: Numbers) -> Numbers:
    values = np.zeros((len(amounts), len(COUNTS)))
    values[:, 0] = amounts
    return values


def _found_out(relations: Relations, amounts: Numbers, secret: Numbers, hidden: Numbers, least: int) -> Numbers:
    rows = np.flatnonzero(secret & (amounts > 0))
    weights = np.zeros((len(rows), len(COUNTS)))
    weights[:, 0] = 1.0
    if not len(rows):
        return rows
    targets = Targets(rows, weights, np.full(len(rows), float(least)))
    found = attack(relations, _values(amounts), hidden, targets, exact=False)
    return rows[~(found.width() >= targets.need)]
