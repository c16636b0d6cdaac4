"""Files that people hand over to the service: found in the folder of arrivals, or refused."""

from __future__ import annotations

from pathlib import Path, PurePath

from domain.errors import Refusal
from flows.edges import Desk

FOLDER = "arrivi"
"""Under the house's home: whoever may start a flow may name files of this folder, and no others of the machine."""


def arrival(desk: Desk, file: str) -> Path:
    """Return where a file of the folder of arrivals lies.

    Raises: Refusal when it is not there, or the name leads out of the folder.
    """
    named = PurePath(file)
    path = desk.home / FOLDER / named
    if named.is_absolute() or ".." in named.parts or not path.is_file():
        remedy = f"copiate il file nella cartella «{FOLDER}» del programma e indicate il percorso a partire da lì"
        raise Refusal("il file non è tra quelli arrivati", remedy, file)
    return path


def read_arrival(desk: Desk, file: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a file of the folder of arrivals.

    Raises: Refusal when it is not there.
    """
    path = arrival(desk, file)
    return path.name, path.read_bytes()


def read_text(path: Path) -> str:
    """Read a definition as text.

    Raises: Refusal when it is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Refusal("la definizione non è un testo UTF-8", "salvatela come UTF-8", path.name) from None
