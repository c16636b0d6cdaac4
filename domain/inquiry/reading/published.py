"""A later export of the proposals as it stands: what the platform shows, column by column, nothing interpreted."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.errors import Fault, Refusal
from domain.inquiry.reading.layouts import PLATFORM, Kind, recognize
from domain.tabular import SetAside, open_table

_WORKBOOK, _PACKED = b"xl/workbook.xml", (b"PK\x03\x04", b"\x1f\x8b")


def read_raw_proposals(data: bytes, name: str, *, timezone: str) -> tuple[list[dict[str, str]], list[Fault]]:
    """Return the rows of an export of proposals (CSV, JSON or XLSX) by column name, and those that cannot be read.

    Raises: Refusal when the file is no such export.
    """
    is_workbook = data.startswith(_PACKED) and _WORKBOOK in data
    if data.startswith(_PACKED) and not is_workbook:
        raise Refusal("è un archivio", "estraetene l'esportazione delle proposte e indicate quel file", name)
    table = open_table(data, name, ZoneInfo(timezone), PLATFORM, is_workbook=is_workbook)
    if recognize(table.columns, name) is not Kind.PROPOSALS:
        raise Refusal(
            "non è l'esportazione delle proposte", "esportate le proposte: le risposte stanno solo in quel file", name
        )
    rows: list[dict[str, str]] = []
    faults: list[Fault] = []
    for item in table.rows:
        if isinstance(item, SetAside):
            faults.append(item.fault)
        else:
            rows.append(dict(zip(table.columns.names, item[1], strict=False)))
    return rows, faults
