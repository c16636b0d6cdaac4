"""Files that people hand over to the service: found in the folder of arrivals, or refused."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath

from domain.errors import Refusal
from domain.outbox.draft import slug
from flows.edges import Desk, write_whole

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


def keep_arrival(desk: Desk, process_id: str, name: str, data: bytes) -> str:
    """Keep a file that came by mail, under a plain name of its own; returns its path from the folder of arrivals.

    The same file again lies in the same place: its name begins with the hash of its bytes.
    """
    named = PurePath(name)
    ending = slug(named.suffix, longest=8)
    own_name = f"{hashlib.sha256(data).hexdigest()[:8]}-{slug(named.stem, longest=60) or 'allegato'}"
    place = PurePath(process_id) / (f"{own_name}.{ending}" if ending else own_name)
    write_whole(desk.home / FOLDER / place, data)
    return place.as_posix()


def read_text(path: Path) -> str:
    """Read a definition as text.

    Raises: Refusal when it is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Refusal("la definizione non è un testo UTF-8", "salvatela come UTF-8", path.name) from None
