"""From a cell as it was written to a value: what is empty, what reads, and what does not."""

from __future__ import annotations

import polars as pl

_GROUPED = r"^-?\d{1,3}\.\d{3}$"
"""One thousand and something, or one and a fraction: nobody can tell."""
_ITALIAN = r"^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$"


def parsed(column: str, found: pl.DataType, wanted: pl.DataType, *, decimal: str) -> pl.Expr:
    """Return the column's value, null where the cell is empty or does not read.

    `found` is the file's own kind (text in a CSV); `decimal` the sign before the decimals in texts: a point or a comma.
    """
    cell = pl.col(column)
    if not isinstance(found, pl.String):
        return _converted(cell, found, wanted)
    if isinstance(wanted, pl.Float64):
        if decimal == ",":
            plain = cell.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
            return pl.when(cell.str.contains(_ITALIAN)).then(plain).cast(pl.Float64, strict=False)
        return pl.when(~cell.str.contains(_GROUPED)).then(cell).cast(pl.Float64, strict=False)
    if isinstance(wanted, pl.String):
        return pl.when(cell != "").then(cell)
    return cell.cast(wanted, strict=False)


def checked(column: str, found: pl.DataType, wanted: pl.DataType, *, decimal: str) -> pl.Expr:
    """Return the value of a cell that was found to read: a word is left as text, which is quicker."""
    if isinstance(wanted, pl.Enum) and isinstance(found, pl.String):
        return pl.col(column)
    return parsed(column, found, wanted, decimal=decimal)


def _converted(cell: pl.Expr, found: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    if isinstance(wanted, pl.Int64) and found.is_float():
        return pl.when(cell == cell.round()).then(cell).cast(pl.Int64, strict=False)
    if isinstance(wanted, pl.Enum) and not isinstance(found, pl.Enum):
        return cell.cast(pl.String).cast(wanted, strict=False)
    return cell.cast(wanted, strict=False)


def is_unreadable(column: str, found: pl.DataType, value: pl.Expr) -> pl.Expr:
    """Return whether the cell says something that is no value of its kind."""
    cell = pl.col(column)
    says = (cell != "") if isinstance(found, pl.String) else cell.is_not_null()
    return says.fill_null(False) & value.is_null()


def expected(wanted: pl.DataType, *, decimal: str) -> tuple[str, str]:
    """Return the rule that an unreadable cell breaks, and what to do."""
    if isinstance(wanted, pl.Float64):
        example = "1234,56" if decimal == "," else "1234.56"
        remedy = "scriverlo così, senza separatore delle migliaia; se il dato manca, lasciare vuoto e stato «assente»"
        return f"un numero scritto come {example}", remedy
    if isinstance(wanted, pl.Int64):
        return "un numero intero", "scriverlo in cifre, senza punti, o lasciare vuoto"
    if isinstance(wanted, pl.Enum):
        words = ", ".join(f"«{word}»" for word in wanted.categories)
        return f"una di queste parole: {words}", "usare una di quelle parole, in minuscolo"
    return "un testo", "correggere il valore"
