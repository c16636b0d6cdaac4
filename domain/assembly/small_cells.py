"""Small cells of published tables: classes are merged until no count of few people can be read or worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.italian import counted, listed

THRESHOLD = 5
"""Fewest people that a published count may be of."""
_NAMED = 4
"""Classes that the name of a merged one lists."""

Group = tuple[int, ...]
"""Places of the classes that were merged, in order."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table that may be published, with its margins (tabella pubblicabile); no row at all when it is of too few.

    Law: each person is counted in one cell, each cell is at least the threshold, so is every sum of cells: whatever
    rows, columns and totals say together is a sum of cells.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    parts: tuple[Group, ...] = field(default=(), compare=False)
    """For each row, the places of the classes that it holds."""

    @property
    def row_totals(self) -> tuple[int, ...]:
        return tuple(sum(row) for row in self.cells)

    @property
    def column_totals(self) -> tuple[int, ...]:
        return tuple(sum(column) for column in zip(*self.cells, strict=True))


def merge_small(
    rows: Sequence[tuple[str, Sequence[int]]],
    columns: Sequence[str],
    *,
    threshold: int = THRESHOLD,
    is_ordered: bool = False,
) -> PublishedTable:
    """Return the table with classes merged where a cell is below the threshold, zero included.

    Shape: each row has a count per column, and a person stands in one cell only (available and not available, never
    invited and available). `is_ordered`: only neighboring rows may merge, as ages do; columns always by size.
    Publish one table for each classification of the same people: two merged in different ways could be subtracted.
    """
    counts = [list(row) for _, row in rows]
    if not counts or sum(map(sum, counts)) < threshold:
        return PublishedTable((), (), ())
    across = _merged_columns([sum(column) for column in zip(*counts, strict=True)], threshold)
    cells = [[sum(row[place] for place in group) for group in across] for row in counts]
    down: list[Group] = [(place,) for place in range(len(cells))]
    while any(min(row) < threshold for row in cells):
        _merge_rows(down, cells, threshold, is_ordered)
    return PublishedTable(
        tuple(_name([rows[place][0] for place in group]) for group in down),
        tuple(_name([columns[place] for place in group]) for group in across),
        tuple(tuple(row) for row in cells),
        tuple(down),
    )


def _merged_columns(totals: Sequence[int], threshold: int) -> list[Group]:
    """Merge the two smallest columns while one of them is too small even for the whole table."""
    groups: list[Group] = [(place,) for place in range(len(totals))]
    size = {group: totals[group[0]] for group in groups}
    while min(size[group] for group in groups) < threshold:
        first, second = sorted(groups, key=lambda group: (size[group], group))[:2]
        joined = tuple(sorted((*first, *second)))
        size[joined] = size[first] + size[second]
        groups = sorted([group for group in groups if group not in (first, second)] + [joined])
    return groups


def _merge_rows(down: list[Group], cells: list[list[int]], threshold: int, is_ordered: bool) -> None:
    """Merge the smallest row that has a small cell with another: a neighbor, or the smallest one that needs it too."""
    small = [place for place, row in enumerate(cells) if min(row) < threshold]
    chosen = min(small, key=lambda place: (sum(cells[place]), place))
    if is_ordered:
        others = [place for place in (chosen - 1, chosen + 1) if 0 <= place < len(cells)]
    else:
        others = [place for place in small if place != chosen] or [p for p in range(len(cells)) if p != chosen]
    partner = min(others, key=lambda place: (sum(cells[place]), place))
    into, gone = sorted((chosen, partner))
    cells[into] = [mine + theirs for mine, theirs in zip(cells[into], cells[gone], strict=True)]
    down[into] = tuple(sorted((*down[into], *down[gone])))
    del cells[gone], down[gone]


def _name(labels: Sequence[str]) -> str:
    if len(labels) <= _NAMED:
        return listed(labels)
    return f"{', '.join(labels[: _NAMED - 1])} e {counted(len(labels) - _NAMED + 1, 'altra classe', 'altre classi')}"


def merged_responses(
    rows: Sequence[tuple[str, int, int]], *, threshold: int = THRESHOLD, is_ordered: bool = False
) -> list[tuple[str, int, int]]:
    """Return (class, invited, available) with small cells merged: of those available and of those who are not."""
    table = merge_small(
        [(label, (available, invited - available)) for label, invited, available in rows],
        ("disponibili", "altri"),
        threshold=threshold,
        is_ordered=is_ordered,
    )
    if len(table.columns) < 2:
        return []
    return [(label, sum(cells), cells[0]) for label, cells in zip(table.rows, table.cells, strict=True)]


def merged_seats(
    rows: Sequence[tuple[str, Sequence[int]]], *, threshold: int = THRESHOLD, is_ordered: bool = False
) -> PublishedTable:
    """Return the classes of one criterion with the seats that each group gives them, small ones merged.

    Shape: a row has the seats of one class in every group; the columns stay the groups. No row at all where a whole
    group is below the threshold.
    """
    groups = [str(number) for number in range(1, 1 + max((len(seats) for _, seats in rows), default=0))]
    table = merge_small(rows, groups, threshold=threshold, is_ordered=is_ordered)
    return table if len(table.columns) == len(groups) else PublishedTable((), (), ())
