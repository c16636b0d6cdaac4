"""The file of a copy: members packed in order, and a last one that tells the hash of each."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from domain.errors import Refusal
from flows.archive import whole_file

MANIFEST = "indice.json"
_IN_MEMORY_BYTES = 8 * 2**20
_DAMAGED = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds (indice): the schema it was made at, how many rows and files, the hash of every member."""

    schema: str
    written_at: str
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    members: dict[str, str] = field(default_factory=dict)


class Packer:
    """Puts members into a copy, one after the other, and remembers what they were."""

    def __init__(self, tar: tarfile.TarFile, folder: Path) -> None:
        self._tar, self._folder = tar, folder
        self._rows: dict[str, int] = {}
        self._members: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """Pack a member that is in memory."""
        self._pack(name, io.BytesIO(data), len(data))
        self._members[name] = hashlib.sha256(data).hexdigest()

    def add_lines(self, name: str, lines: Iterable[bytes]) -> None:
        """Pack a member line by line: a large one waits on the disk, beside the copy, for its size to be known."""
        digest, count = hashlib.sha256(), 0
        with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES, dir=str(self._folder)) as whole:
            for line in lines:
                whole.write(line)
                digest.update(line)
                count += 1
            self._pack(name, whole, whole.tell())
        self._members[name], self._rows[name] = digest.hexdigest(), count

    def finish(self, *, schema: str, written_at: datetime) -> Manifest:
        """Pack the manifest, after which nothing is packed any more."""
        files = len(self._members) - len(self._rows)
        manifest = Manifest(schema, written_at.isoformat(), self._rows, files, dict(self._members))
        self.add(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
        return manifest

    def _pack(self, name: str, whole: IO[bytes], size: int) -> None:
        whole.seek(0)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, whole)


@contextmanager
def packing(file: Path) -> Iterator[Packer]:
    """Open a new copy, which only its owner reads: it is there whole once the block has ended, or not at all."""
    with (
        whole_file(file, mode=0o600) as out,
        gzip.GzipFile("", "wb", 6, out, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield Packer(tar, file.parent)


class CopyFile:
    """A copy opened to be read, as often as needed from its first member."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name = file, name

    def members(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Give each member with its bytes, to be read before the next one is asked for."""
        self._file.seek(0)
        with gzip.GzipFile(fileobj=self._file) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as tar:
                for member in tar:
                    stream = tar.extractfile(member) if member.isreg() else None
                    if stream is None:
                        raise tarfile.ReadError("only files are packed")
                    yield member.name, stream
            while packed.read(2**16):  # to the end, where the sum of all that was packed is
                pass

    def checked(self) -> Manifest:
        """Read all of it, compare every hash and return the manifest.

        Raises: Refusal when a byte is not as it was packed, or something lacks or is too much.
        """
        at, found = "", dict[str, str]()
        manifest: Manifest | None = None
        try:
            for at, stream in self.members():
                if manifest is not None or at in found:
                    raise tarfile.ReadError("the manifest is the last member, and no name comes twice")
                if at == MANIFEST:
                    manifest = Manifest(**json.loads(stream.read()))
                else:
                    found[at] = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
            if manifest is None:
                raise EOFError
            expected = dict(manifest.members)
        except _DAMAGED as error:
            raise self._damaged(at) from error
        if wrong := sorted(name for name in found.keys() | expected if found.get(name) != expected.get(name)):
            raise self._damaged(wrong[0])
        return manifest

    def _damaged(self, member: str) -> Refusal:
        remedy = "usate un'altra copia; nella casa non è stato scritto nulla"
        return Refusal(
            "la copia è danneggiata o incompleta", remedy, f"{self._name}: {member}" if member else self._name
        )


@contextmanager
def reading_copy(file: Path) -> Iterator[CopyFile]:
    """Open a copy.

    Raises: Refusal when it cannot be opened.
    """
    try:
        opened = file.open("rb")
    except OSError:
        raise Refusal("il file della copia non si può leggere", "controllate nome e permessi", file.name) from None
    with opened:
        yield CopyFile(opened, file.name)
