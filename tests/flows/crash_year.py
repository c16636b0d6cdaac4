"""A process that plays years act by act and dies where it is told, by SIGKILL; then the act is done again.

The undisturbed play leaves a copy of the house before every act. A life that must die begins at the copy before its
act; the second life begins where the first one died, does that act with what the calendar makes of it, and must leave
what the next copy holds: from there on the two are one.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crash_child import TABLES, Fuse, Point, install
from crash_parent import Known, Left, Parent, answer, differences, left_behind

from flows.edges import Desk, open_rehearsal

SHARED = ("register_entry", "step", "document", "letter", "decision", "source_file", "set_aside_row", "process")


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
        left = left_behind(desk.home, desk.engine, {name: TABLES[name] for name in SHARED} | dict(self.tables))
        faults = self.verify(desk) if left["process"] else []
        return left | {"faults": [str(fault) for fault in faults]}


class YearParent(Parent):
    """Plays an act from the copy of the house before it."""

    def __init__(self, root: Path, play: Play) -> None:
        super().__init__(root)
        self._play = play

    def undisturbed(self) -> tuple[list[Point], list[Left]]:
        fuse, left = Fuse(asleep=True), []
        desk = self._begin(self._root / "undisturbed", fuse)
        for number, label in enumerate(self._play.labels):
            fuse.asleep = True
            desk.engine.dispose()
            shutil.copytree(desk.home, self._before(number))
            fuse.asleep, fuse.act = False, number
            self._play.act(desk, number)
            fuse.asleep = True
            left.append(self._play.left_behind(desk))
            assert left[-1]["faults"] == [], (label, left[-1]["faults"])
        return fuse.passed, left

    def first_life(self) -> list[Point]:
        points = super().first_life()
        gc.freeze()
        return points

    def die_and_live(self, number: int) -> dict[str, Any]:
        return super().die_and_live(number) | {"act": self._play.labels[self._points[number].act]}

    def die(self, folder: Path, number: int, words: Path) -> None:
        act = self._points[number].act
        shutil.copytree(self._before(act), folder)
        earlier = [one for one in self._points if one.act < act]
        fuse = Fuse(number, passed=earlier, act=act, asleep=True, last_words=words)
        desk = self._begin(folder, fuse)
        fuse.asleep = False
        self._play.act(desk, act)

    def live_on(self, folder: Path, number: int) -> list[str]:
        act = self._points[number].act
        desk = self._begin(folder, Fuse())
        self._play.act(desk, act)
        return differences(self._play.left_behind(desk), self._expected[act])

    def _begin(self, folder: Path, fuse: Fuse) -> Desk:
        self._play.be_quick(self._known)
        desk = open_rehearsal(folder, seed=self._play.seed)
        install(fuse)
        return desk


def answer_for(play: Play) -> None:
    """Answer the orders of a matrix about a play."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    answer(YearParent(Path(sys.argv[1]), play))
