"""Two published editions side by side: what changed in each area, and whether chance explains it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl

from domain.errors import Refusal
from domain.observatory.change import changes
from domain.observatory.kept import Kept
from domain.observatory.told import points, share, title_of
from domain.store.observatory import Draft
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase, load_case
from flows.observatory_acts.folders import BASIS, folder_of

_TOLD_LEVELS = ("city", "district", "nil")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two editions. Shape: `table` as `change.changes` returns it."""

    first: int
    second: int
    table: pl.DataFrame

    @property
    def in_words(self) -> list[str]:
        """The city's line for each indicator, then how many areas rose, fell, or did neither beyond chance."""
        lines = [
            f"{title_of(row['definition'])}: {share(row['rate_then'])} → {share(row['rate_now'])} "
            f"({points(row['difference'])} punti, {row['verdict'] or 'non si può dire'})"
            for row in self.table.filter(pl.col("level") == "city").iter_rows(named=True)
        ]
        told = self.table.filter(pl.col("level").is_in(_TOLD_LEVELS[1:]) & pl.col("verdict").is_not_null())
        counts = told.group_by("verdict").len().sort("verdict")
        return [*lines, *(f"Municipi e NIL, «{verdict}»: {count}" for verdict, count in counts.iter_rows())]

    def as_json(self) -> list[dict[str, object]]:
        """The rows that are told, for machines."""
        found: list[dict[str, object]] = json.loads(self.table.filter(pl.col("level").is_in(_TOLD_LEVELS)).write_json())
        return found


def compare(desk: Desk, process_id: str, first: int, second: int) -> Comparison:
    """Compare the published editions of two years, from their protected tables alone.

    Raises: Refusal when one of them is not published.
    """
    case = load_case(desk, process_id)
    if first >= second:
        raise Refusal("gli anni non sono in ordine", "indicate prima il più vecchio", process_id)
    newest = max(case.progress.editions, key=lambda one: (one.year, one.revision or 0), default=None)
    tables = _tables(desk, case, newest) if newest else {}
    for year in (first, second):
        if case.progress.edition_of(year) is None or year not in tables:
            known = ", ".join(str(one) for one in sorted(tables)) or "nessuna"
            raise Refusal(
                f"l'edizione {year} non è fra quelle pubblicate ({known})", "indicate un altro anno", process_id
            )
    return Comparison(first, second, changes(tables[second], tables[first]))


def _tables(desk: Desk, case: ObservatoryCase, newest: Draft) -> dict[int, pl.DataFrame]:
    """The protected tables of all years, which the newest edition keeps together."""
    return dict(Kept.from_bytes(desk.read(case.id, f"{folder_of(newest)}/{BASIS}")).tables)
