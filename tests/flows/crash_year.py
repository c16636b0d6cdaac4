"""A process that plays years act by act and dies where it is told, by SIGKILL; then the act is done again.

The undisturbed play leaves a copy of the house before every act. A life that must die begins at the copy before its
act; the second life begins where the first one died, does that act with what the calendar makes of it, and must leave
what the next copy holds: from there on the two are one.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crash_child import TABLES, Fuse, Left, Point, _fork, _orders, _say, _wait_for, differences, install
from sqlalchemy import event, text

from domain.store import database
from flows.edges import Desk, open_rehearsal

SHARED = ("register_entry", "step", "document", "letter", "decision", "source_file", "set_aside_row", "process")
Known = dict[str, Any]


@dataclass(frozen=True)
class Play:
    """What is played: acts in order, how one is done, which tables it fills, how it is verified and made quick."""

    labels: Sequence[str]
    act: Callable[[Desk, int], object]
    tables: Mapping[str, str]
    """Columns by table."""
    verify: Callable[[Desk], Sequence[object]]
    be_quick: Callable[[Known], None]
    seed: str

    def left_behind(self, desk: Desk) -> Left:
        """Return all that a life left, table by table and file by file, with the faults that verify finds."""
        left: Left = {}
        columns = {name: TABLES[name] for name in SHARED} | dict(self.tables)
        with desk.engine.connect() as connection:
            for table, names in columns.items():
                rows = connection.execute(text(f"SELECT {names} FROM {table} ORDER BY rowid"))  # noqa: S608
                left[table] = [repr(tuple(row)) for row in rows]
        for place in ("documenti", "posta", "acquisiti"):
            files = sorted(path for path in (desk.home / place).rglob("*") if path.is_file() and path.name[0] != ".")
            left[place] = [
                f"{path.relative_to(desk.home)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files
            ]
        faults = self.verify(desk) if left["process"] else []
        return left | {"faults": [str(fault) for fault in faults]}


def without_waiting() -> None:
    """Let the system decide when the database is written: a SIGKILL does not cut the power."""
    prepare = database._prepare_sqlite

    def prepare_without_waiting(engine: Any) -> None:
        prepare(engine)

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    database._prepare_sqlite = prepare_without_waiting


def remember(known: Known, room: Any, name: str, key_of: Callable[..., object]) -> None:
    """Take what the undisturbed play has made from memory."""
    make = getattr(room, name)

    def made(*args: Any, **kwargs: Any) -> Any:
        key = hashlib.sha256(repr((name, key_of(*args, **kwargs))).encode()).hexdigest()
        if key not in known:
            known[key] = make(*args, **kwargs)
        return known[key]

    setattr(room, name, made)


class Parent:
    """Forks lives; does nothing else itself, so that no thread or database of it lives on in a fork."""

    def __init__(self, root: Path, play: Play) -> None:
        self._root = root
        self._play = play
        self._points: list[Point] = []
        self._known: dict[str, Any] = {}
        self._left: list[Left] = []

    def first_life(self) -> list[Point]:
        """Play undisturbed; learn which points there are and what every act leaves."""
        note = self._root / "first.pickle"

        def alone() -> None:
            fuse, left = Fuse(asleep=True), []
            desk = open_rehearsal(self._root / "undisturbed", seed=self._play.seed)
            install(fuse)
            self._play.be_quick(self._known)
            for number, label in enumerate(self._play.labels):
                fuse.asleep = True
                desk.engine.dispose()
                shutil.copytree(desk.home, self._before(number))
                fuse.asleep, fuse.act = False, number
                self._play.act(desk, number)
                fuse.asleep = True
                left.append(self._play.left_behind(desk))
                assert left[-1]["faults"] == [], (label, left[-1]["faults"])
            note.write_bytes(pickle.dumps((fuse.passed, left, self._known)))

        _wait_for(_fork(alone))
        self._points, self._left, self._known = pickle.loads(note.read_bytes())  # noqa: S301  (our own child's)
        gc.freeze()
        return self._points

    def die_and_live(self, number: int) -> dict[str, Any]:
        """Kill one life at a point, do its act again, and compare what is left."""
        folder, note, words = (self._root / f"{name}-{number}" for name in ("killed", "left", "words"))
        act = self._points[number].act
        shutil.copytree(self._before(act), folder)
        _wait_for(_fork(lambda: self._die(folder, act, number, words)))
        died_at = words.read_text() if words.exists() else "nowhere"
        _wait_for(_fork(lambda: self._live(folder, act, note)))
        found = json.loads(note.read_text()) if note.exists() else ["the second life ended early"]
        shutil.rmtree(folder, ignore_errors=True)
        return {"point": number, "act": self._play.labels[act], "died_at": died_at, "differences": found}

    def _die(self, folder: Path, act: int, number: int, words: Path) -> None:
        earlier = [one for one in self._points if one.act < act]
        fuse = Fuse(number, passed=earlier, act=act, asleep=True, last_words=words)
        desk = open_rehearsal(folder, seed=self._play.seed)
        install(fuse)
        self._play.be_quick(self._known)
        fuse.asleep = False
        self._play.act(desk, act)

    def _live(self, folder: Path, act: int, note: Path) -> None:
        install(Fuse())
        self._play.be_quick(self._known)
        try:
            desk = open_rehearsal(folder, seed=self._play.seed)
            self._play.act(desk, act)
            found = differences(self._play.left_behind(desk), self._left[act])
        except Exception as error:
            found = [f"stopped: {error}", traceback.format_exc()[-1500:]]
        note.write_text(json.dumps(found))

    def _before(self, act: int) -> Path:
        return self._root / "checkpoints" / str(act)


def answer(play: Play) -> None:
    """Answer orders: {"points": true}, then {"die_at": [numbers]}."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    parent = Parent(Path(sys.argv[1]), play)
    for order in _orders():
        if "points" in order:
            _say([asdict(point) for point in parent.first_life()])
        for point in order.get("die_at", []):
            _say(parent.die_and_live(point))
