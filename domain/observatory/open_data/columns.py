"""A table of open data: its columns, each with meaning, unit, values and source, its rows as CSV and Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from domain.documents.tables import csv_chunks

COUNTS, EDITION, TERRITORY = "conteggi dell'edizione", "edizione", "basi territoriali"
METHODS = "calcolo dell'osservatorio"
SHARES = "quota fra 0 e 1"
_NUMBER, _SHARE = "numero intero, 0 o più", "da 0 a 1, quattro decimali"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as people need it (campo): where its values come from, what they mean."""

    name: str
    values: pl.Expr
    meaning: str
    unit: str
    allowed: str
    source: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table to publish (tabella): the rows that its columns are read from."""

    name: str
    title: str
    rows: pl.DataFrame
    columns: Sequence[Column]

    def frame(self) -> pl.DataFrame:
        """Return the table under the names that are published."""
        return self.rows.select(column.values.alias(column.name) for column in self.columns)


def text(name: str, values: pl.Expr, meaning: str, allowed: str = "testo", source: str = EDITION) -> Column:
    """Return a column of words."""
    return Column(name, values.cast(pl.String), meaning, "", allowed, source)


def whole(name: str, values: pl.Expr, meaning: str, unit: str = "nuclei", source: str = COUNTS) -> Column:
    """Return a column of whole numbers; empty where the row is hidden."""
    return Column(name, values.cast(pl.Int64), meaning, unit, f"{_NUMBER}; vuoto se oscurato", source)


def share(name: str, values: pl.Expr, meaning: str, source: str = METHODS) -> Column:
    """Return a column of shares; empty where the row is hidden, or nobody is there."""
    allowed = f"{_SHARE}; vuoto se oscurato o se non c'è nessuno"
    return Column(name, values.cast(pl.Float64).round(4), meaning, SHARES, allowed, source)


def change(name: str, values: pl.Expr, meaning: str) -> Column:
    """Return a column of differences of shares."""
    allowed = "da -1 a 1, quattro decimali; vuoto se non confrontabile"
    return Column(name, values.cast(pl.Float64).round(4), meaning, "differenza di quote", allowed, METHODS)


def year(name: str, values: pl.Expr, meaning: str) -> Column:
    """Return a column of years."""
    return Column(name, values.cast(pl.Int64), meaning, "anno", "anno di quattro cifre", EDITION)


def named(values: pl.Expr, words: dict[str, str]) -> pl.Expr:
    """Return codes as the words that are published; a code without words stays as it is."""
    return values.replace(words)


def as_csv(table: DataTable) -> bytes:
    """Return a table as CSV: UTF-8, commas, points for decimals, days as 2026-06-30, nothing for what is hidden."""
    return csv_bytes([column.name for column in table.columns], _cells(table.frame()))


def csv_bytes(header: Sequence[str], rows: Iterator[tuple[object, ...]]) -> bytes:
    """Return rows as one CSV."""
    return b"".join(csv_chunks(header, rows))


def as_parquet(table: DataTable) -> bytes:
    """Return a table as Parquet: the same bytes for the same rows."""
    target = io.BytesIO()
    table.frame().write_parquet(target, compression="zstd", compression_level=9, row_group_size=1 << 20)
    return target.getvalue()


def _cells(frame: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for row in frame.iter_rows():
        yield tuple(("true" if cell else "false") if isinstance(cell, bool) else cell for cell in row)
