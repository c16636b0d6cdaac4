"""A process that plays the small case and dies where it is told, by SIGKILL; then another one plays it to the end.

A point is a place between two effects: right before and right after every act, every step, every commit, every file
written, and inside a file's writing.

With --quick a life that must die begins at a copy of the folder before the act in which it dies, and nothing is
rendered twice; without, everything is done from the start.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from crash_parent import Known, Left, Parent, answer, differences, left_behind, remember, without_waiting
from small_case import HelpfulHands, SmallCase, play, small_case
from sqlalchemy.engine.default import DefaultDialect

from domain.definition_file import load_definition
from domain.documents import bounded, charts
from domain.documents.charts import bars
from flows import archive, edges, papers, steps
from flows.edges import open_rehearsal
from flows.inquiry_acts import case, checking
from flows.rehearsal import Act, Rehearsal

TABLES = {
    "register_entry": "number, kind, subject, happened_at, recorded_at, actor, payload, previous_hash, hash",
    "step": "name, due_at, done_at",
    "document": "kind, name, title, sha256, size_bytes, public_from_stage, written_at",
    "letter": "key, message_id, to_address, subject, body, attachments, state, queued_at, sent_at",
    "comment": "number, key, part, text, text_sha256, admission, received_at",
    "evaluation": "comment_id, department, outcome, reason, plan_change, evaluated_at",
    "assignment": "comment_id, department, reason, assigned_at",
    "sheet_row": "comment_id, department, document",
    "group_member": "comment_id, group_number, likeness, added_text",
    "moderation": "comment_id, ground, officer, decided_on",
    "decision": "kind, act, act_on, officer, value, recorded_at",
    "source_file": "sha256, name, rows_in, rows_accepted, rows_set_aside, collected_at",
    "set_aside_row": "place, problem, raw",
    "export_difference": "comment_id, kind, later_text",
    "support": "comment_id, count, against",
    "process": "id, stage, definition_sha256, opened_at",
}
"""What must be the same after a death: every column that says something of the inquiry, and none that counts tries."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A place between two effects."""

    name: str
    act: int
    """Number of the act of the rehearsal in which it lies, from 0; -1: before the first."""
    is_new: bool
    """Whether the disk is different from how it was at the point before."""


@dataclass(slots=True)
class Fuse:
    """Counts the points that are passed, and kills its own process at the one it was set to."""

    kill_at: int = -1
    passed: list[Point] = field(default_factory=list)
    act: int = -1
    asleep: bool = False
    last_words: Path | None = None
    """Where it says at which point it dies."""
    _is_new: bool = True

    def burn(self, name: str) -> None:
        if self.asleep:
            return
        if len(self.passed) == self.kill_at:
            assert self.last_words
            self.last_words.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(Point(name, self.act, self._is_new))
        self._is_new = False

    def touched(self) -> None:
        self._is_new = True


def install(fuse: Fuse) -> None:
    """Put points around everything that leaves a trace; this process is a fork and ends soon."""
    _around_steps(fuse)
    _around_commits(fuse)
    _around_files(fuse)


def _around_steps(fuse: Fuse) -> None:
    fulfil = steps._fulfil

    def dangerous(desk: Any, plan: Any, process_id: str, case_: Any, name: str, *, as_of: datetime) -> Any:
        fuse.burn(f"before step {name}")
        result = fulfil(desk, plan, process_id, case_, name, as_of=as_of)
        fuse.burn(f"after step {name}")
        return result

    steps._fulfil = dangerous


def _around_commits(fuse: Fuse) -> None:
    commit = DefaultDialect.do_commit

    def dangerous(dialect: DefaultDialect, connection: Any) -> None:
        now = connection.driver_connection.total_changes
        # Kept with the connection: the next one may stand at the same address, and has changed nothing yet.
        writes = now != connection.info.get("changes", 0)
        connection.info["changes"] = now
        name = "writing commit" if writes else "reading commit"
        fuse.burn(f"before {name}")
        commit(dialect, connection)
        if writes:
            fuse.touched()
        fuse.burn(f"after {name}")

    DefaultDialect.do_commit = dangerous  # type: ignore[method-assign]


def _around_files(fuse: Fuse) -> None:
    write_whole = archive.write_whole

    def dangerous(path: Path, data: bytes) -> None:
        fuse.burn(f"before file {path.name}")
        write_whole(path, data)
        fuse.touched()
        fuse.burn(f"after file {path.name}")

    def half_way(_descriptor: int) -> None:  # the machine goes on: what was written is not lost without it
        fuse.touched()
        fuse.burn("inside a file")

    archive.write_whole = edges.write_whole = dangerous  # documents and collected files; letters
    os.fsync = half_way


def be_quick(known: Known) -> None:
    """Give what was already rendered or drawn in the undisturbed play from memory, and do not wait for the disk."""
    remember(known, papers, "render")
    for chart in ("columns", "rows", "stacked_rows"):
        remember(known, charts, chart)
    case.load_definition = cache(load_definition)
    without_waiting()


class Life(Rehearsal):
    """A play with points; one that begins late finds in its folder what came before."""

    fuse: Fuse
    skip: int
    before_act: Callable[[int], None]

    def _perform(self, act: Act) -> None:
        if self.skip > 0:
            self.skip -= 1
            return
        self.fuse.asleep = False
        self.fuse.act += 1
        self.before_act(self.fuse.act)
        super()._perform(act)


def live(
    folder: Path, played: SmallCase, fuse: Fuse, *, skip: int = 0, before_act: Callable[[int], None] = lambda _: None
) -> Left:
    """Play from wherever the folder stands to the end; returns what is left then, with the faults that verify finds."""
    desk = open_rehearsal(folder, seed=played.definition_text)
    life = Life(desk, HelpfulHands(desk), played.script, lambda when, label, _at: fuse.burn(f"{when} act {label}"))
    life.fuse, life.skip, life.before_act = fuse, skip, before_act
    process_id = life.play()
    left = left_behind(folder, desk.engine, TABLES)
    return left | {"faults": [str(fault) for fault in checking.verify(desk, process_id).faults]}


class InquiryParent(Parent):
    """Plays the small case from the start to the end, or from the act in which a life must die."""

    def __init__(self, root: Path, *, quick: bool) -> None:
        super().__init__(root)
        self._quick, self._case = quick, small_case()
        self._warm_up()

    def _warm_up(self) -> None:
        """Play once so that no life has to import or prepare anything again; charts are left out of it."""
        draw, bars.drawn = bars.drawn, lambda *_given, **_told: PIXEL
        desk, _ = play(self._root / "warm-up", self._case)
        desk.engine.dispose()
        bounded.CHILD.close()
        bars.drawn = draw
        gc.freeze()  # the forks share what is in memory now instead of copying it at the first collection

    def undisturbed(self) -> tuple[list[Point], Left]:
        fuse, folder = Fuse(), self._root / "undisturbed"
        self._begin(fuse)
        left = live(folder, self._case, fuse, before_act=lambda act: shutil.copytree(folder, self._before(act)))
        return fuse.passed, left

    def die(self, folder: Path, number: int, words: Path) -> None:
        point, fuse = self._points[number], Fuse(number, last_words=words)
        self._begin(fuse)
        if self._quick and point.act > 0:
            earlier = [one for one in self._points if one.act < point.act]
            fuse.passed, fuse.act, fuse.asleep = earlier, point.act - 1, True
            shutil.copytree(self._before(point.act), folder)
        live(folder, self._case, fuse, skip=max(0, point.act) if self._quick else 0)

    def live_on(self, folder: Path, number: int) -> list[str]:
        self._begin(Fuse())
        return differences(live(folder, self._case, Fuse()), self._expected)

    def _begin(self, fuse: Fuse) -> None:
        install(fuse)
        # Without short cuts nobody takes over what the undisturbed play has made.
        be_quick(self._known if self._quick else {})


if __name__ == "__main__":
    answer(InquiryParent(Path(sys.argv[1]), quick="--quick" in sys.argv))
