"""Where documents, collected files and arrivals are kept: a folder, or a store of objects reached through fsspec."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Protocol

from domain.errors import Refusal

DOCUMENTS, COLLECTED, ARRIVALS = "documenti", "acquisiti", "arrivi"
_ROOMS = (DOCUMENTS, COLLECTED, ARRIVALS)


class Archive(Protocol):
    """Keeps bytes under names such as `documenti/energia-2025/patto.docx`; each is there whole or not at all.

    Raises: Refusal when a name leads out of the three rooms, or the store does not answer.
    """

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes under the name, in the place of what was there."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes under the name; None when there are none."""

    def remove(self, name: str) -> bool:
        """Take the bytes under the name away for good; False when there were none."""

    def names(self) -> list[str]:
        """Return all names, in order."""

    def place(self, name: str) -> str:
        """Say where it lies, for people."""


class FolderArchive:
    """An archive in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, data: bytes) -> None:
        write_whole(self._path(name), data)

    def read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except OSError:
            return None

    def remove(self, name: str) -> bool:
        path = self._path(name)
        if not path.is_file():
            return False
        path.unlink(missing_ok=True)
        return True

    def names(self) -> list[str]:
        found = (path for room in _ROOMS for path in (self._root / room).rglob("*"))
        whole = (path for path in found if path.is_file() and not path.name.startswith("."))
        return sorted(path.relative_to(self._root).as_posix() for path in whole)

    def place(self, name: str) -> str:
        return str(self._path(name))

    def _path(self, name: str) -> Path:
        return self._root / _inside(name)


class ObjectArchive:
    """An archive in a store of objects; its credentials are what the store's own library finds in the environment."""

    def __init__(self, url: str) -> None:
        import fsspec  # seconds to import, and most houses have a folder

        self._url = url.rstrip("/")
        try:
            self._store: Any
            self._store, self._root = fsspec.url_to_fs(self._url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            remedy = "controllate ISTRUTTORIA_DOCUMENTS_URL; per s3:// serve il pacchetto «istruttoria[s3]»"
            raise Refusal("l'archivio dei documenti non si può aprire", remedy, url.partition(":")[0]) from error

    def write(self, name: str, data: bytes) -> None:
        key = self._key(name)
        try:
            self._store.pipe_file(key, data)
        except Exception as error:  # each kind of store has its own errors
            self._is_silent(error)

    def read(self, name: str) -> bytes | None:
        key = self._key(name)
        try:
            return bytes(self._store.cat_file(key))
        except (FileNotFoundError, IsADirectoryError):
            return None
        except Exception as error:
            self._is_silent(error)

    def remove(self, name: str) -> bool:
        key = self._key(name)
        try:
            self._store.rm_file(key)
        except FileNotFoundError:
            return False
        except Exception as error:
            self._is_silent(error)
        return True

    def names(self) -> list[str]:
        try:
            keys = [key for room in _ROOMS for key in self._store.find(f"{self._root}/{room}")]
        except Exception as error:
            self._is_silent(error)
        return sorted(key.removeprefix(f"{self._root}/") for key in keys)

    def place(self, name: str) -> str:
        return f"{self._url}/{_inside(name)}"

    def _key(self, name: str) -> str:
        return f"{self._root}/{_inside(name)}"

    def _is_silent(self, error: Exception) -> NoReturn:
        raise Refusal(
            f"l'archivio dei documenti non risponde come dovuto ({type(error).__name__})",
            "controllate ISTRUTTORIA_DOCUMENTS_URL, le credenziali nell'ambiente e la rete, poi riprovate",
            self._url,
        ) from error


def open_archive(url: str, home: Path) -> Archive:
    """Open the archive that a URL names; without one it lies in the house's own folder."""
    if "://" in url and not url.startswith("file://"):
        return ObjectArchive(url)
    return FolderArchive(Path(url.removeprefix("file://")) if url else home)


def document_name(process_id: str, name: str) -> str:
    """Name a document of a process in the archive."""
    return f"{DOCUMENTS}/{process_id}/{name}"


def collected_name(process_id: str, sha256: str) -> str:
    """Name a collected file in the archive: by its hash, whatever it was called."""
    return f"{COLLECTED}/{process_id}/{sha256}"


def sha256_of(archive: Archive, name: str) -> str | None:
    """The hash of what is kept under a name; None when nothing is."""
    data = archive.read(name)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _inside(name: str) -> str:
    parts = name.split("/")
    if parts[0] not in _ROOMS or len(parts) < 2 or {"", ".", ".."} & set(parts) or "\0" in name:
        rooms = ", ".join(f"«{room}»" for room in _ROOMS)
        raise Refusal("il nome porta fuori dall'archivio", f"usate un nome semplice dentro {rooms}", name)
    return name


@contextmanager
def whole_file(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open a file to write, so that a reader finds all of it or none; what fails half-way leaves nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)  # of a dead process with our number, perhaps with another mode
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader finds all of it or none."""
    with whole_file(path) as file:
        file.write(data)
