"""Files named on the command line, which lie among the arrivals for the length of one command: nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.archive import Archive
from flows.arrivals import FOLDER
from flows.edges import Desk

_SHELF = "terminale"
"""A folder of the arrivals that is on no disk."""


@dataclass(frozen=True, slots=True)
class WithLocalFiles:
    """An archive that reads some arrivals from wherever they lie on this machine."""

    archive: Archive
    files: dict[str, Path] = field(default_factory=dict)

    def hand_over(self, path: Path) -> str:
        """Put a file among the arrivals; returns its name there, as a form takes it."""
        name = f"{_SHELF}/{len(self.files) + 1}/{path.name}"
        self.files[f"{FOLDER}/{name}"] = path
        return name

    def write(self, name: str, data: bytes) -> None:
        self.archive.write(name, data)

    def read(self, name: str) -> bytes | None:
        path = self.files.get(name)
        return path.read_bytes() if path is not None else self.archive.read(name)

    def remove(self, name: str) -> bool:
        return self.archive.remove(name)

    def names(self) -> list[str]:
        return self.archive.names()

    def place(self, name: str) -> str:
        path = self.files.get(name)
        return str(path) if path is not None else self.archive.place(name)


def with_local_files(desk: Desk) -> tuple[Desk, WithLocalFiles]:
    """Return a desk whose arrivals can be lent files of this machine, and what lends them."""
    shelf = WithLocalFiles(desk.archive)
    return replace(desk, archive=shelf), shelf
