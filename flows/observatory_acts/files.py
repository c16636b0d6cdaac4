"""Files that were handed in, lent to readers that want a path with the name that the file came with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.errors import Refusal
from domain.file_names import safe_name
from domain.store.observatory import HandedIn
from flows.archive import collected_name
from flows.edges import Desk


@contextmanager
def on_disk(desk: Desk, process_id: str, handed_in: HandedIn) -> Iterator[Path]:
    """Lend a collected file under its own name: readers know a CSV from a Parquet by its ending.

    Raises: Refusal when the file is gone.
    """
    kept = collected_name(process_id, handed_in.sha256)
    with TemporaryDirectory() as folder:
        path = Path(folder) / safe_name(handed_in.name)
        lying = Path(desk.archive.place(kept))
        if lying.is_file():
            path.symlink_to(lying.resolve())
        else:
            data = desk.archive.read(kept)
            if data is None:
                remedy = "ripristinate l'archivio dalla copia di sicurezza, o consegnate di nuovo il file"
                raise Refusal("il file consegnato non si trova più nell'archivio", remedy, handed_in.name)
            path.write_bytes(data)
        yield path
