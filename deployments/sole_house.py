"""One supervisor for a house, and the watchman that ends its parts when it is killed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from deployments import offspring
from domain.errors import Refusal


@contextmanager
def sole_house(home: Path) -> Iterator[IO[str]]:
    """Hold a house for one supervisor; the lock ends with its holders, however they end.

    Raises: Refusal when another supervisor holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "up.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refusal(
                f"la casa è già in funzione, o si sta fermando (processo {lock.read().strip() or 'ignoto'})",
                "usate quella che c'è, oppure fermatela con Ctrl-C nel suo terminale e aspettate qualche secondo",
                str(path),
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock


@contextmanager
def watchman(lock: IO[str], mark: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Keep a program beside us that ends our parts if we are killed; it holds the house until it has done so."""
    program = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "deployments.offspring", mark, "10"],
        stdin=subprocess.PIPE,
        env={name: value for name, value in environment.items() if name != offspring.MARK},
        pass_fds=(lock.fileno(),),
        start_new_session=True,
    )
    assert program.stdin is not None
    try:
        yield
    finally:
        with suppress(BrokenPipeError):
            program.stdin.write(offspring.LEAVE)
            program.stdin.close()
        program.wait()
