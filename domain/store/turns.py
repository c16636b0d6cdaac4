"""Whose turn it is: one kind of work is done by one process at a time, and a dead process holds nothing back."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

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
    if not _is_a_file(engine):
        with _turn(engine, _sign_of(run), waits=True):
            yield
        return
    path = _path(engine, _sign_of(run))
    while True:
        with _file_lock(path, waits=True) as lock:
            if not lock.is_named(path):  # who looked for the sign before it was held took the file away
                continue
            try:
                yield
            finally:
                path.unlink(missing_ok=True)  # while it is held: a sign that is looked for is never half gone
            return


def is_present(engine: Engine, run: str) -> bool:
    """Tell whether some process, on whatever machine, shows that this run is alive."""
    if not _is_a_file(engine):
        with _turn(engine, _sign_of(run), waits=False) as is_free:
            return not is_free
    path = _path(engine, _sign_of(run))
    try:
        with _file_lock(path, waits=False, mode="r") as lock:  # to look makes no file
            if lock.is_ours and lock.is_named(path):  # only the file that is held: not one that a run has made since
                path.unlink(missing_ok=True)
            return not lock.is_ours
    except FileNotFoundError:
        return False


def _sign_of(run: str) -> str:
    return f"corsa-{run}"


def _is_a_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")


def _path(engine: Engine, work: str) -> Path:
    return Path(f"{engine.url.database}.{work}.lock")


@contextmanager
def _turn(engine: Engine, work: str, *, waits: bool) -> Iterator[bool]:
    if engine.dialect.name == "postgresql":
        with _advisory_lock(engine, work, waits=waits) as is_ours:
            yield is_ours
    elif _is_a_file(engine):
        with _file_lock(_path(engine, work), waits=waits) as lock:
            yield lock.is_ours
    else:
        yield True  # a database in memory has no other process


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


@dataclass(frozen=True)
class _FileLock:
    """A file that was opened to be locked, and whether the lock is ours."""

    handle: TextIO
    is_ours: bool

    def is_named(self, path: Path) -> bool:
        """Tell whether the path still names this very file, which another holder may have taken away since."""
        try:
            return os.path.samestat(os.fstat(self.handle.fileno()), path.stat())
        except FileNotFoundError:
            return False


@contextmanager
def _file_lock(path: Path, *, waits: bool, mode: Literal["a", "r"] = "a") -> Iterator[_FileLock]:
    with path.open(mode) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield _FileLock(handle, is_ours=False)
            return
        yield _FileLock(handle, is_ours=True)  # closing the file gives the turn back
