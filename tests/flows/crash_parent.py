"""What every matrix of deaths shares: a parent that forks lives, what they leave, and what makes them quick.

Started once (imports cost seconds), it forks one child per life. Orders come as one JSON line; each answer is one JSON
line.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import signal
import sys
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import Engine, event, text

from domain.documents import bounded
from domain.store import database

if TYPE_CHECKING:
    from crash_child import Point

Left = dict[str, list[str]]
Known = dict[str, Any]


def left_behind(folder: Path, engine: Engine, tables: Mapping[str, str]) -> Left:
    """Return all that a play left, table by table (with the columns given) and file by file."""
    left: Left = {}
    with engine.connect() as connection:
        for table, columns in tables.items():
            rows = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY rowid"))  # noqa: S608
            left[table] = [repr(tuple(row)) for row in rows]
    for place in ("documenti", "posta", "acquisiti"):
        files = sorted(path for path in (folder / place).rglob("*") if path.is_file() and path.name[0] != ".")
        left[place] = [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return left


def differences(found: Left, expected: Left) -> list[str]:
    """Name what is not as it should be, one line each."""
    lines = []
    for place in sorted(found.keys() | expected.keys()):
        have, want = found.get(place, []), expected.get(place, [])
        lines += [f"{place}: lacks {line}" for line in want if line not in have]
        lines += [f"{place}: should not hold {line}" for line in have if line not in want]
        if not lines and have != want:
            lines.append(f"{place}: another order, or something twice")
    return [line[:400] for line in lines]


def _whole_call(*args: object, **kwargs: object) -> object:
    return args, kwargs


def remember(known: Known, room: Any, name: str, key_of: Callable[..., object] = _whole_call) -> None:
    """Take what the undisturbed play has made from memory: same question, same bytes."""
    make = getattr(room, name)

    def made(*args: Any, **kwargs: Any) -> Any:
        key = hashlib.sha256(repr((name, key_of(*args, **kwargs))).encode()).hexdigest()
        if key not in known:
            known[key] = make(*args, **kwargs)
        return known[key]

    setattr(room, name, made)


def without_waiting() -> None:
    """Let the system decide when the database is written: a SIGKILL does not cut the power."""
    prepare = database._prepare_sqlite

    def prepare_without_waiting(engine: Engine) -> None:
        prepare(engine)

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    database._prepare_sqlite = prepare_without_waiting


class Parent(ABC):
    """Forks lives, which start clean: it holds no database, no child that renders and no thread of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: Known = {}
        self._points: list[Point] = []
        self._expected: Any = None
        """What must be left, as the undisturbed play tells it."""

    @abstractmethod
    def undisturbed(self) -> tuple[list[Point], Any]:
        """Play undisturbed; return the points that were passed and what must be left."""

    @abstractmethod
    def die(self, folder: Path, number: int, words: Path) -> None:
        """Play in a folder until the death at a point, which is told with the last words."""

    @abstractmethod
    def live_on(self, folder: Path, number: int) -> list[str]:
        """Play in the folder of somebody who died at a point; return what is not as it should be."""

    def first_life(self) -> list[Point]:
        """Play undisturbed; learn what must be left and which points there are."""
        note = self._root / "first.pickle"
        _wait_for(_fork(lambda: note.write_bytes(pickle.dumps((*self.undisturbed(), self._known)))))
        self._points, self._expected, self._known = pickle.loads(note.read_bytes())  # noqa: S301  (our own child's)
        return self._points

    def die_and_live(self, number: int) -> dict[str, Any]:
        """Kill one life at a point, let a second one go on in its folder, and compare what it leaves."""
        folder, note, words = (self._root / f"{name}-{number}" for name in ("killed", "left", "words"))
        status = _wait_for(_fork(lambda: self.die(folder, number, words)))
        _wait_for(_fork(lambda: note.write_text(json.dumps(self._lived_on(folder, number)))))
        found = json.loads(note.read_text()) if note.exists() else ["the second life ended early"]
        shutil.rmtree(folder, ignore_errors=True)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return {"point": number, "died_at": words.read_text() if killed else "nowhere", "differences": found}

    def _lived_on(self, folder: Path, number: int) -> list[str]:
        try:
            return self.live_on(folder, number)
        except Exception as error:
            return [f"stopped: {error}", traceback.format_exc()[-1500:]]

    def _before(self, act: int) -> Path:
        """Where the undisturbed play leaves a copy of the house before an act."""
        return self._root / "checkpoints" / str(act)


def answer(parent: Parent) -> None:
    """Answer orders: {"points": true}, then {"die_at": [numbers]}."""
    for order in _orders():
        if "points" in order:
            _say([asdict(point) for point in parent.first_life()])
        for point in order.get("die_at", []):
            _say(parent.die_and_live(point))


def _fork(life: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        _end_after(life)
    return child


def _end_after(life: Callable[[], object]) -> NoReturn:
    try:
        life()
    except BaseException:
        traceback.print_exc()
        os._exit(70)
    finally:
        bounded.CHILD.close()
    os._exit(0)


def _wait_for(child: int) -> int:
    return os.waitpid(child, 0)[1]


def _orders() -> Iterator[dict[str, Sequence[int]]]:
    for line in sys.stdin:
        yield json.loads(line)


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)
