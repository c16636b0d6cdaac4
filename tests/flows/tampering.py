"""Whoever alters a house behind the product's back: its database without the rules, or a file of its archive."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from domain.errors import Fault
from domain.store.database import open_engine
from flows.archive import FolderArchive
from flows.checking import Verdict
from flows.edges import Desk

Verify = Callable[[Desk, str], Verdict]


@contextmanager
def rules_dropped(desk: Desk, folder: Path) -> Iterator[Desk]:
    """Open the same house on a copy of its database, whose triggers somebody has dropped."""
    desk.engine.dispose()  # nothing may wait in the journal beside the file that is copied
    engine = open_engine(f"sqlite:///{shutil.copy(desk.home / 'istruttoria.db', folder / 'copia.db')}")
    with engine.begin() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    yield replace(desk, engine=engine)
    engine.dispose()


def assert_named(desk: Desk, process_id: str, verify: Verify, statement: str, place: str) -> None:
    """Alter a house whose rules are dropped: `verify` finds no fault before, and one at this place after."""
    assert verify(desk, process_id).faults == []
    with desk.engine.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        assert connection.execute(text(statement)).rowcount > 0, "the alteration must alter something"
    places = [fault.place for fault in verify(desk, process_id).faults]
    assert any(found.startswith(place) for found in places), places


def faults_of_damage(
    desk: Desk, process_id: str, verify: Verify, folder: Path, name: str, *, gone: bool
) -> list[Fault]:
    """Return what `verify` finds once a document is gone, or one bit of it is another, in a copy of the archive."""
    for place in ("documenti", "acquisiti"):
        shutil.copytree(desk.home / place, folder / place)
    file = folder / "documenti" / process_id / name
    if gone:
        file.unlink()
    else:
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    return verify(replace(desk, archive=FolderArchive(folder)), process_id).faults
