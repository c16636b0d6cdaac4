"""How a file handed in at the counter comes to lie among the arrivals: whole, under a safe name, over no other."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO

from domain.errors import Refusal
from domain.file_names import free_name, safe_name
from domain.store import processes
from flows.archive import Archive, FolderArchive, sha256_of
from flows.arrivals import FOLDER
from flows.edges import Desk

OLD = timedelta(days=1)
"""No file takes so long to come in."""
_DRAFT = ".bozza"


class TooLarge(Refusal):
    """The file is larger than the house takes (file troppo grande)."""


class NameTaken(Refusal):
    """Other bytes lie under the name (nome già usato); `place` is a name that is free."""


@dataclass(frozen=True, slots=True)
class LyingFile:
    """A file among the arrivals."""

    name: str
    """As the forms of the desk take it: from the folder of arrivals on."""
    size_bytes: int | None
    arrived_at: datetime | None
    """Both are told by a folder alone: a store of objects lists names."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that was handed in."""

    name: str
    """As the forms of the desk take it."""
    size_bytes: int
    is_new: bool
    """False: the very same bytes lay there already."""


@dataclass(slots=True)
class Draft:
    """A file while it comes in: hidden, hashed as it grows, never more than the house takes."""

    path: Path
    most_bytes: int
    file: IO[bytes]
    size_bytes: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises: Refusal when there are more bytes than the house takes.
        """
        self.size_bytes += len(piece)
        refuse_too_large(self.size_bytes, self.most_bytes)
        self.digest.update(piece)
        self.file.write(piece)

    def drop(self) -> None:
        """Take the draft away, whatever became of it."""
        self.file.close()
        self.path.unlink(missing_ok=True)


def refuse_too_large(size_bytes: int, most_bytes: int) -> None:
    """Raise a refusal when a file is larger than the house takes."""
    if size_bytes > most_bytes:
        raise TooLarge(
            f"il file supera {most_bytes // 1_000_000} MB, il massimo che lo sportello accetta",
            "consegnatelo in più parti o compresso (.zip), oppure fate alzare ISTRUTTORIA_LARGEST_UPLOAD_MB",
        )


def begin(desk: Desk, told_name: str, process_id: str, *, most_bytes: int) -> tuple[str, Draft]:
    """Begin to take a file in: returns the name under which it will lie, and its draft.

    Raises: Refusal when the ending is not taken or there is no such process.
    """
    name = safe_name(told_name)
    if process_id:
        with desk.reading() as session:
            processes.get(session, process_id)
        name = f"{process_id}/{name}"
    folder = (desk.home / FOLDER / name).parent
    folder.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that giving it its name is one step; hidden, so that nobody takes it for whole.
    path = folder / f".{secrets.token_hex(8)}{_DRAFT}"
    return name, Draft(path, most_bytes, path.open("xb"))


def finish(desk: Desk, name: str, draft: Draft) -> Received:
    """Give a whole draft its name, in one step and never over other bytes.

    Raises: Refusal when the file is empty, or other bytes lie under the name; the refusal's place is a free name.
    """
    if not draft.size_bytes:
        raise Refusal("il file è vuoto", "controllate il file e consegnatelo di nuovo")
    draft.file.flush()
    os.fsync(draft.file.fileno())
    if not isinstance(desk.archive, FolderArchive):
        return _into_store(desk.archive, name, draft)
    place = desk.home / FOLDER / name
    try:
        place.hardlink_to(draft.path)
    except FileExistsError:
        if _sha256(place) == draft.digest.digest():
            return Received(name, draft.size_bytes, is_new=False)
        raise _taken(place.name, {path.name.lower() for path in place.parent.iterdir()}) from None
    return Received(name, draft.size_bytes, is_new=True)


def _into_store(archive: Archive, name: str, draft: Draft) -> Received:
    """Put a whole draft into a store of objects, which keeps an object whole or not at all."""
    place = f"{FOLDER}/{name}"
    known = sha256_of(archive, place)
    if known == draft.digest.hexdigest():
        return Received(name, draft.size_bytes, is_new=False)
    if known is not None:
        taken = {PurePosixPath(one).name.lower() for one in archive.names()}
        raise _taken(PurePosixPath(name).name, taken)
    archive.write(place, draft.path.read_bytes())
    return Received(name, draft.size_bytes, is_new=True)


def _taken(name: str, taken: set[str]) -> NameTaken:
    free = free_name(name, taken)
    return NameTaken(
        f"con il nome «{name}» c'è già un altro file",
        f"nulla è stato sostituito: consegnatelo con un altro nome, per esempio «{free}»",
        free,
    )


def drop_old_drafts(desk: Desk, *, as_of: datetime) -> int:
    """Take away what a counter that was killed left half written; returns how many drafts there were."""
    old = [path for path in (desk.home / FOLDER).rglob(f".*{_DRAFT}") if _changed_at(path) < as_of - OLD]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def arrived(desk: Desk) -> Iterator[LyingFile]:
    """The files that lie among the arrivals, in order of name; what is still coming in is none of them."""
    if not isinstance(desk.archive, FolderArchive):
        lying = [name for name in desk.archive.names() if name.startswith(f"{FOLDER}/")]
        yield from (LyingFile(name.removeprefix(f"{FOLDER}/"), None, None) for name in lying)
        return
    top = desk.home / FOLDER
    for path in sorted(top.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield LyingFile(path.relative_to(top).as_posix(), path.stat().st_size, _changed_at(path))


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _sha256(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
