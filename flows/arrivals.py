"""Files that people hand over to the service: found in the folder of arrivals, or refused."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Protocol

from domain.errors import Refusal
from domain.outbox.draft import slug
from flows.archive import ARRIVALS
from flows.edges import Desk

FOLDER = ARRIVALS
"""In the archive: whoever may start a flow may name files of this folder, and no others of the machine."""


class NamedFile(Protocol):
    """A file wherever it lies: a path, or an arrival."""

    @property
    def name(self) -> str: ...

    def read_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file of the folder of arrivals."""

    name: str
    data: bytes

    def read_bytes(self) -> bytes:
        """Return what it holds."""
        return self.data


def arrival(desk: Desk, file: str) -> Arrival:
    """Return a file of the folder of arrivals.

    Raises: Refusal when it is not there, or the name leads out of the folder.
    """
    name = _name_of(file)
    data = desk.archive.read(name) if name else None
    if data is None:
        remedy = f"copiate il file nella cartella «{FOLDER}» del programma e indicate il percorso a partire da lì"
        raise Refusal("il file non è tra quelli arrivati", remedy, file)
    return Arrival(PurePosixPath(file).name, data)


@contextmanager
def arrival_on_disk(desk: Desk, file: str) -> Iterator[Path]:
    """Lend a file of the folder of arrivals as one on disk, to readers that would not have it whole in memory.

    Raises: Refusal when it is not there.
    """
    path = Path(desk.archive.place(_name_of(file))) if _name_of(file) else None
    if path is not None and path.is_file():
        yield path
        return
    found = arrival(desk, file)
    with TemporaryDirectory() as folder:
        path = Path(folder) / found.name
        path.write_bytes(found.data)
        yield path


def _name_of(file: str) -> str:
    """The name of an arrival in the archive; empty when it leads out of the folder."""
    named = PurePosixPath(file)
    leads_out = named.is_absolute() or ".." in named.parts or not named.parts
    return "" if leads_out else f"{FOLDER}/{named}"


def read_arrival(desk: Desk, file: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a file of the folder of arrivals.

    Raises: Refusal when it is not there.
    """
    found = arrival(desk, file)
    return found.name, found.data


def keep_arrival(desk: Desk, process_id: str, name: str, data: bytes) -> str:
    """Keep a file that came by mail, under a plain name of its own; returns its path from the folder of arrivals.

    The same file again lies in the same place: its name begins with the hash of its bytes.
    """
    named = PurePath(name)
    ending = slug(named.suffix, longest=8)
    own_name = f"{hashlib.sha256(data).hexdigest()[:8]}-{slug(named.stem, longest=60) or 'allegato'}"
    place = PurePath(process_id) / (f"{own_name}.{ending}" if ending else own_name)
    desk.archive.write(f"{FOLDER}/{place.as_posix()}", data)
    return place.as_posix()


def read_text(file: NamedFile) -> str:
    """Read a definition as text.

    Raises: Refusal when it is not UTF-8.
    """
    try:
        return io.TextIOWrapper(io.BytesIO(file.read_bytes()), "utf-8").read()  # ends of line as a file gives them
    except UnicodeDecodeError:
        raise Refusal("la definizione non è un testo UTF-8", "salvatela come UTF-8", file.name) from None
