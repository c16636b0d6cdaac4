"""Which kind of list a file is, by its first bytes and not by its name."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.errors import Refusal
from domain.tabular.origin import Origin
from domain.tabular.separated import read_csv
from domain.tabular.tables import Table, read_json, read_xlsx

_NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": "È un file Excel del vecchio formato .xls, o protetto da password",
    b"%PDF": "È un documento PDF",
    b"\x89PNG": "È un'immagine",
    b"\xff\xd8\xff": "È un'immagine",
    b"Rar!": "È un archivio RAR",
    b"7z\xbc\xaf": "È un archivio 7z",
    b"{\\rtf": "È un documento RTF",
}


def open_table(data: bytes, name: str, zone: ZoneInfo, origin: Origin, *, is_workbook: bool = False) -> Table:
    """Open a file as a table, by its first bytes and not by its name.

    Raises: Refusal, when it is no table at all.
    """
    if is_workbook:
        return read_xlsx(data, name, zone, origin)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.strip(b"\0"):
        raise Refusal("Il file è vuoto", origin.get_again, name)
    for signature, problem in _NOT_TABLES.items():
        if start.startswith(signature):
            raise Refusal(problem, origin.formats, name)
    if start[:1] == b"<":
        raise Refusal(*origin.web_page, name)
    return read_json(data, name, origin) if start[:1] in (b"[", b"{") else read_csv(data, name, origin)
