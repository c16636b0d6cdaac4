"""The statistics office's file of names and addresses: read to print and to write, never kept (indirizzario)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from domain.assembly.invitations.recipients import Recipient
from domain.errors import Fault, Refusal
from domain.tabular import Columns, Origin, SetAside, open_table

COLUMNS = ("code", "name", "street", "postcode", "city", "email", "language")
_NEEDED = ("code", "name")
_NAMES = {
    "code": ("code", "codice"),
    "name": ("name", "nome", "nome e cognome", "nominativo"),
    "street": ("street", "via", "indirizzo"),
    "postcode": ("postcode", "cap"),
    "city": ("city", "comune", "città", "citta"),
    "email": ("email", "e-mail", "posta elettronica"),
    "language": ("language", "lingua"),
}


@dataclass(slots=True)
class Addresses:
    """The address file read whole. Always: rows_in == len(recipients) + len(others) + len(set_aside)."""

    rows_in: int = 0
    recipients: list[Recipient] = field(default_factory=list, repr=False)
    others: int = 0
    """Rows of codes that this mailing does not concern."""
    set_aside: list[Fault] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    """Codes to write to that have no row."""


def read_addresses(data: bytes, name: str, zone: ZoneInfo, *, wanted: Collection[str]) -> Addresses:
    """Read the addresses of those who are written to; the rows of others are counted, not read.

    Raises: Refusal when the file is no list, or lacks the columns of code and name.
    """
    table = open_table(data, name, zone, _ORIGIN, is_workbook=data.startswith(b"PK\x03\x04"))
    places = {key: table.columns.at(*names) for key, names in _NAMES.items()}
    if lacking := [key for key in _NEEDED if places[key] < 0]:
        remedy = f"la prima riga deve avere le colonne: {', '.join(COLUMNS)}"
        raise Refusal(f"mancano le colonne: {', '.join(lacking)}", remedy, name)
    found = Addresses()
    by_code: dict[str, Recipient] = {}
    for item in table.rows:
        found.rows_in += 1
        if isinstance(item, SetAside):
            found.set_aside.append(item.fault)
            continue
        line, cells = item
        said = {key: cells[place].strip() if place >= 0 else "" for key, place in places.items()}
        if said["code"] not in wanted:
            found.others += 1
        elif said["code"] in by_code:
            problem, remedy = "il codice ha già una riga: vale la prima", "lasciate una riga per codice"
            found.set_aside.append(Fault(problem, remedy, table.place(line)))
        else:
            by_code[said["code"]] = Recipient(**said | {"language": said["language"] or "it"})
    found.recipients = [by_code[code] for code in sorted(by_code)]
    found.missing = tuple(sorted(set(wanted) - by_code.keys()))
    return found


def _private(columns: Columns) -> frozenset[int]:
    """Everything but the code."""
    return frozenset(range(len(columns.names))) - {columns.at(*_NAMES["code"])}


_ORIGIN = Origin(
    get_again="Chiedere di nuovo il file all'ufficio statistica.",
    mend_row="Correggere la riga nel file dell'ufficio statistica.",
    send="Mandare il file degli indirizzi dei sorteggiati.",
    formats="Mandare il file degli indirizzi in CSV o Excel (.xlsx).",
    web_page=("È una pagina web, non un elenco di indirizzi", "Mandare il file in CSV o Excel."),
    writes_utf8="",
    private=_private,
)
