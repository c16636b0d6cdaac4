"""Whose turn it is: one kind of work is done by one process at a time, and a dead process holds nothing back."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text


@contextmanager
def sole_turn(engine: Engine, work: str) -> Iterator[bool]:
    """Hold the turn for one kind of work, True; or say False at once when another holds it.

    PostgreSQL: an advisory lock on a connection of its own (not through a pooler that shares connections between
    transactions). SQLite: a lock on a file beside the database. Both end with their process, however it ends.
    """
    with _turn(engine, work, waits=False) as is_ours:
        yield is_ours


@contextmanager
def own_turn(engine: Engine, work: str) -> Iterator[None]:
    """Wait for the turn for one kind of work and hold it; who holds it must not ask for it again."""
    with _turn(engine, work, waits=True):
        yield


@contextmanager
def presence(engine: Engine, run: str) -> Iterator[None]:
    """Show for as long as the block lasts that a run is alive; its death, of whatever kind, ends the sign at once."""
    with _turn(engine, _sign_of(run), waits=True):
        yield
    _wipe(engine, run)


def is_present(engine: Engine, run: str) -> bool:
    """Tell whether some process, on whatever machine, shows that this run is alive."""
    with _turn(engine, _sign_of(run), waits=False) as is_ours:
        gone = is_ours
    if gone:
        _wipe(engine, run)
    return not gone


def _sign_of(run: str) -> str:
    return f"corsa-{run}"


def _wipe(engine: Engine, run: str) -> None:
    """Leave no file behind for a run that is over; on PostgreSQL there is none."""
    if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        Path(f"{engine.url.database}.{_sign_of(run)}.lock").unlink(missing_ok=True)


@contextmanager
def _turn(engine: Engine, work: str, *, waits: bool) -> Iterator[bool]:
    if engine.dialect.name == "postgresql":
        with _advisory_lock(engine, work, waits=waits) as is_ours:
            yield is_ours
    elif engine.url.database in (None, "", ":memory:"):
        yield True  # a database in memory has no other process
    else:
        with _file_lock(Path(f"{engine.url.database}.{work}.lock"), waits=waits) as is_ours:
            yield is_ours


@contextmanager
def _advisory_lock(engine: Engine, work: str, *, waits: bool) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(f"istruttoria:{work}".encode()).digest()[:8], "big", signed=True)
    ask = "SELECT true FROM pg_advisory_lock(:number)" if waits else "SELECT pg_try_advisory_lock(:number)"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_ours = connection.execute(text(ask), {"number": number}).scalar_one()
        try:
            yield bool(is_ours)
        finally:
            if is_ours:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": number})


@contextmanager
def _file_lock(path: Path, *, waits: bool) -> Iterator[bool]:
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True  # closing the file gives the turn back
