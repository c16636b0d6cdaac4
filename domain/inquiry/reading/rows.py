"""What a single cell of the platform's files means, and what is wrong with it when it means nothing."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from datetime import datetime
from urllib.parse import urlsplit

from domain.tabular import RowFault
from domain.text import clean_line

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
UNKNOWN_AUTHOR = "P-ANONIMO"
"""The code of whoever the platform gives neither an id nor a name for (deleted accounts)."""

_DOWNLOAD_AGAIN = "Riscaricare l'esportazione dalla piattaforma e caricarla senza aprirla con altri programmi."
_SECTION_ID = re.compile(r"[\w.-]{1,80}")


def fault_of(column: str, problem: str) -> RowFault:
    """Return the fault of a cell that only a new export mends."""
    return RowFault(column, problem, _DOWNLOAD_AGAIN)


class Authors:
    """The public codes of the authors of one file: the same person always has the same code, and no name is kept."""

    def __init__(self, code_key: bytes) -> None:
        self._key = code_key
        self._codes: dict[str, str] = {}

    def code(self, author_id: str, name: str) -> str:
        """Return "P-" and ten characters made from the id, or from the name where the file gives no id."""
        who = f"id:{author_id.strip()}" if author_id.strip() else f"name:{clean_line(name)}"
        known = self._codes.get(who)
        if known is None:
            known = self._codes[who] = self._made(who)
        return known

    def _made(self, who: str) -> str:
        if who == "name:":
            return UNKNOWN_AUTHOR
        seal = hmac.digest(self._key, who.encode("utf-8", "replace"), "sha256")
        return "P-" + b32encode(seal[:10]).decode("ascii")[:10]


def read_id(value: str, column: str) -> str:
    """Return a platform id, or raise the fault of its row."""
    found = value.strip()
    if not found:
        raise fault_of(column, "manca l'identificativo")
    if not (found.isascii() and found.isdigit() and len(found) <= 19):
        raise fault_of(column, "l'identificativo non è un numero")
    return found


def read_instant(value: str, column: str) -> datetime:
    """Return an aware instant from "2019-01-17 10:38:20 +0100", "… UTC" or ISO 8601, or raise the fault of its row."""
    found = value.strip()
    if found.endswith(" UTC"):
        found = found[:-4] + "+00:00"
    elif len(found) > 6 and found[-6] == " ":
        found = found[:-6] + found[-5:]
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        problem = "la data non si legge" if found else "manca la data"
        raise fault_of(column, problem) from None
    if moment.tzinfo is None:
        raise fault_of(column, "la data non dice il fuso orario: l'istante di presentazione resta incerto")
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise fault_of(column, f"l'anno della data è fuori dall'intervallo {EARLIEST_YEAR}-{LATEST_YEAR}")
    return moment


def read_count(value: str, column: str) -> int | None:
    """Return a count, None where the cell is empty, or raise the fault of its row."""
    found = value.strip()
    if not found:
        return None
    if not (found.isascii() and found.isdigit() and len(found) <= 9):
        raise fault_of(column, "il valore non è un numero intero")
    return int(found)


def read_alignment(value: str, column: str) -> int:
    """Return -1 against, 0 neutral, 1 in favor, or raise the fault of its row."""
    alignment = {"": 0, "0": 0, "1": 1, "-1": -1}.get(value.strip())
    if alignment is None:
        raise fault_of(column, "la posizione non è -1, 0 o 1")
    return alignment


def read_flag(value: str, column: str) -> bool:
    """Return a yes or no, or raise the fault of its row."""
    flag = {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False, "": False}.get(
        value.strip().lower()
    )
    if flag is None:
        raise fault_of(column, "il valore non è «true» o «false»")
    return flag


def web_address(value: str) -> str:
    """Return the address if it is one that a reader may safely follow, else nothing."""
    found = value.strip()
    return found if found.startswith(("https://", "http://")) and len(found) <= 450 and found.isprintable() else ""


def section_of(url: str) -> str:
    """Return the id at the end of a platform address (…/proposals/457), or nothing."""
    try:
        last = urlsplit(url.strip()).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""
    return last if _SECTION_ID.fullmatch(last) else ""
