"""The statistics office's file, CSV or Parquet, read as text cells: a line is a row, whatever it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from domain.errors import Fault, Refusal

ROW = "_row"
"""The column with the number of the row in the file, as a person would count it: the heading is row 1."""
SEPARATORS = b",;\t|"
SHOWN = 50
"""Broken lines listed in one refusal."""


def read_registry(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    """Return the named columns, and `birth_year` or else `age`, as text without blanks around, with the row numbers.

    Raises: Refusal when the file is missing, unreadable, or lacks a column.
    """
    if not path.is_file():
        raise Refusal("il file del registro non c'è", "controllate il nome del file", path.name)
    lazy = scan_registry(path)
    try:
        names = lazy.collect_schema().names()
        age = [name for name in ("birth_year", "age") if name in names][:1]
        missing = [name for name in columns if name not in names] + ([] if age else ["birth_year"])
        if missing:
            raise Refusal(
                f"mancano le colonne: {', '.join(missing)}",
                "aggiungetele, o correggete la riga d'intestazione",
                path.name,
            )
        cells = [pl.col(name).cast(pl.String).fill_null("").str.strip_chars(' "') for name in (*columns, *age)]
        return lazy.select(cells).with_row_index(ROW, offset=2).collect()
    except pl.exceptions.PolarsError as wrong:
        raise _unreadable(path) from wrong


def scan_registry(path: Path) -> pl.LazyFrame:
    """Return a registry's rows to ask for, all its columns as the file has them."""
    return pl.scan_parquet(path) if _is_parquet(path) else _scan_csv(path)


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as source:
        return source.read(4) == b"PAR1"


def _scan_csv(path: Path) -> pl.LazyFrame:
    with path.open("rb") as source:
        heading = source.readline(100_000)
    if not heading.strip():
        raise Refusal("il file del registro è vuoto", "esportate di nuovo il registro", path.name)
    separator = max(SEPARATORS, key=lambda byte: (heading.count(byte), -SEPARATORS.index(byte)))
    # No quoting: an unclosed quotation mark would swallow the rows after it without a word.
    return pl.scan_csv(path, separator=chr(separator), infer_schema=False, quote_char=None).rename(
        lambda name: name.strip(' "\r\ufeff').lower()
    )


def _unreadable(path: Path) -> Refusal:
    """Return why the file was refused, naming its broken lines when it is a text."""
    faults: list[Fault] = []
    if not _is_parquet(path):
        with path.open("rb") as source:
            heading = source.readline()
            separator = max(SEPARATORS, key=heading.count)
            cells = heading.count(separator)
            for number, line in enumerate(source, start=2):
                fault = _line_fault(line, cells, separator, f"{path.name}, riga {number}")
                if fault and len(faults) < SHOWN:
                    faults.append(fault)
    return Refusal(
        "il registro non si legge",
        "esportatelo di nuovo in CSV UTF-8 (senza separatori nelle celle) o in Parquet",
        path.name,
        tuple(faults),
    )


def _line_fault(line: bytes, cells: int, separator: int, place: str) -> Fault | None:
    if line.count(separator) != cells:
        return Fault(f"la riga non ha {cells + 1} celle", "togliete i separatori dalle celle", place)
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return Fault("la riga non è in UTF-8", "esportate con codifica UTF-8", place)
    return None
