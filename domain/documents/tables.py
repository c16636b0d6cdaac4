"""Tables for machines: CSV and JSON written as streams, texts kept as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

_LINES = 2_000


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> Iterator[bytes]:
    """Yield a CSV as RFC 4180 says: UTF-8 without BOM, CRLF, quotes doubled; None is an empty cell.

    Texts are written unchanged, also those that start with `=`: a CSV is for programs, and a text altered to please a
    spreadsheet would no longer be what the citizen wrote. For spreadsheets there is the XLSX, whose cells are typed.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for count, row in enumerate(rows, start=1):
        writer.writerow(row)
        if count % _LINES == 0:
            yield target.getvalue().encode()
            target.seek(0)
            target.truncate()
    yield target.getvalue().encode()


def json_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a JSON list with one object per line, its keys in the order of the header; None is null."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
    keys = [f"{encode(name)}:" for name in header]
    lines: list[str] = []
    opening = "[\n"
    for row in rows:
        lines.append("{" + ",".join([key + encode(cell) for key, cell in zip(keys, row, strict=True)]) + "}")
        if len(lines) == _LINES:
            yield (opening + ",\n".join(lines)).encode()
            lines.clear()
            opening = ",\n"
    yield ((opening if lines else "[" if opening == "[\n" else "") + ",\n".join(lines) + "\n]\n").encode()
