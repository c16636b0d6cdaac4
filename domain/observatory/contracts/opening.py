"""Opening an extract: CSV with every cell as text, or Parquet as it is, a row number beside each row."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from domain.errors import Refusal
from domain.observatory.contracts.contract import Contract

ROW = "row"
_SEPARATORS = (";", ",", "\t", "|")
_HEAD_BYTES = 1 << 16


def open_extract(path: Path, contract: Contract, names: Mapping[str, str] | None = None) -> pl.LazyFrame:
    """Return the extract with the contract's columns and the number of each row as who opens the file sees it.

    `names`: contract column → heading of the file, where it is neither the contract's Italian one nor the English one.
    Raises: Refusal when the file is no CSV or Parquet, or lacks columns.
    """
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            frame = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1)
        elif suffix in (".csv", ".txt"):
            frame = _scan_csv(path)
        else:
            raise Refusal(f"il formato «{suffix}» non è ammesso", "mandare un CSV o un Parquet", path.name)
        headings = [name for name in frame.collect_schema().names() if name != ROW]
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as broken:
        raise unreadable(path.name, broken) from None
    found = _match(headings, contract, names or {}, path.name)
    lacking = [pl.lit(None, pl.String).alias(column) for column in contract.names if column not in found]
    return frame.select(ROW, *(pl.col(heading).alias(column) for column, heading in found.items()), *lacking)


def _scan_csv(path: Path) -> pl.LazyFrame:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    if not first.strip():
        raise Refusal("il file è vuoto", "mandare l'estrazione con la riga delle intestazioni", path.name)
    separator = max(_SEPARATORS, key=first.count)
    headings = next(csv.reader([first], delimiter=separator))
    doubles = sorted({name for name in headings if headings.count(name) > 1})
    if doubles:
        raise Refusal(f"intestazioni ripetute: {', '.join(doubles)}", "lasciarne una per colonna", path.name)
    return pl.scan_csv(
        path,
        separator=separator,
        infer_schema=False,
        encoding="utf8-lossy",
        row_index_name=ROW,
        row_index_offset=2,
    )


def _match(headings: list[str], contract: Contract, names: Mapping[str, str], place: str) -> dict[str, str]:
    plain = {heading.strip().casefold(): heading for heading in headings}
    found = {}
    for column, italian in contract.names.items():
        wanted = [names[column]] if column in names else [italian, column]
        heading = next((plain[name.casefold()] for name in wanted if name.casefold() in plain), None)
        if heading is not None:
            found[column] = heading
    missing = [contract.names[column] for column in contract.names if column not in (*found, *contract.optional)]
    if missing:
        raise Refusal(
            f"mancano le colonne {', '.join(missing)}",
            f"aggiungerle, o dire nella definizione come si chiamano; il file ha {', '.join(headings[:40])}",
            place,
        )
    return found


def unreadable(name: str, broken: Exception) -> Refusal:
    """Return the refusal of a file that cannot be read to its end, with what the reader says."""
    said = " ".join(str(broken).split())[:200]
    if "more fields than defined" in said or "ragged" in said:
        problem = "una riga ha più celle delle intestazioni: un testo contiene il separatore, senza virgolette"
        return Refusal(problem, "esportare di nuovo il file con i testi fra virgolette", name)
    return Refusal("il file non si può leggere fino in fondo", "esportarlo di nuovo e rimandarlo", f"{name} ({said})")
