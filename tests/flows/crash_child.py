"""A process that plays the small case and dies where it is told, by SIGKILL; then another one plays it to the end.

Started once (imports cost seconds), it forks one child per life. A point is a place between two effects: right before
and right after every act, every step, every commit, every file written, and inside a file's writing. Orders come as
one JSON line; each answer is one JSON line.

With --quick a life that must die begins at a copy of the folder before the act in which it dies, and nothing is
rendered twice; without, everything is done from the start.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from small_case import HelpfulHands, SmallCase, play, small_case
from sqlalchemy import Engine, event, text
from sqlalchemy.engine.default import DefaultDialect

from domain.definition_file import load_definition
from domain.documents import bounded, charts
from domain.documents.charts import bars
from domain.store import database
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
Left = dict[str, list[str]]


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


def be_quick(known: dict[str, Any]) -> None:
    """Give what was already rendered or drawn in the undisturbed play from memory: same question, same bytes.

    And leave it to the operating system when to write: a killed process loses nothing by that.
    """

    def remember(room: Any, name: str) -> None:
        make = getattr(room, name)

        def made(*args: Any, **kwargs: Any) -> Any:
            key = hashlib.sha256(repr((name, args, kwargs)).encode()).hexdigest()
            if key not in known:
                known[key] = make(*args, **kwargs)
            return known[key]

        setattr(room, name, made)

    remember(papers, "render")
    for chart in ("columns", "rows", "stacked_rows"):
        remember(charts, chart)
    case.load_definition = cache(load_definition)
    prepare = database._prepare_sqlite

    def prepare_without_waiting(engine: Engine) -> None:
        prepare(engine)

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    database._prepare_sqlite = prepare_without_waiting


def left_behind(folder: Path, engine: Engine) -> Left:
    """Return all that a play left, table by table and file by file."""
    left: Left = {}
    with engine.connect() as connection:
        for table, columns in TABLES.items():
            rows = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY rowid"))  # noqa: S608
            left[table] = [repr(tuple(row)) for row in rows]
    for place in ("documenti", "posta", "acquisiti"):
        files = sorted(path for path in (folder / place).rglob("*") if path.is_file() and path.name[0] != ".")
        left[place] = [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return left


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
    left = left_behind(folder, desk.engine)
    return left | {"faults": [str(fault) for fault in checking.verify(desk, process_id).faults]}


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


class Parent:
    """Forks lives, which start clean: it holds no database, no child that renders and no thread that draws."""

    def __init__(self, root: Path, *, quick: bool) -> None:
        self._root, self._quick, self._case = root, quick, small_case()
        self._known: dict[str, Any] = {}
        self._expected: Left = {}
        self._points: list[Point] = []
        self._warm_up()

    def _warm_up(self) -> None:
        """Play once so that no life has to import or prepare anything again; charts are left out of it."""
        draw, bars.drawn = bars.drawn, lambda *_given, **_told: PIXEL
        desk, _ = play(self._root / "warm-up", self._case)
        desk.engine.dispose()
        bounded.CHILD.close()
        bars.drawn = draw
        gc.freeze()  # the forks share what is in memory now instead of copying it at the first collection

    def first_life(self) -> list[Point]:
        """Play undisturbed; learn what must be left and which points there are."""
        note, folder = self._root / "first.pickle", self._root / "undisturbed"

        def alone() -> None:
            fuse = Fuse()
            install(fuse)
            be_quick(self._known)
            left = live(folder, self._case, fuse, before_act=lambda act: shutil.copytree(folder, self._before(act)))
            note.write_bytes(pickle.dumps((left, fuse.passed, self._known)))

        _wait_for(_fork(alone))
        self._expected, self._points, known = pickle.loads(note.read_bytes())  # noqa: S301  (our own child wrote it)
        self._known = known if self._quick else {}
        return self._points

    def die_and_live(self, number: int) -> dict[str, Any]:
        """Kill one life at a point, let a second one play from the start to the end, and compare what it leaves."""
        folder, note, words = (self._root / f"{name}-{number}" for name in ("killed", "left", "words"))
        status = _wait_for(_fork(lambda: self._die(folder, number, words)))
        _wait_for(_fork(lambda: self._live(folder, note)))
        found = json.loads(note.read_text()) if note.exists() else ["the second life ended early"]
        shutil.rmtree(folder, ignore_errors=True)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        died_at = words.read_text() if killed else "nowhere"
        return {"point": number, "died_at": died_at, "differences": found}

    def _die(self, folder: Path, number: int, words: Path) -> None:
        point, fuse = self._points[number], Fuse(number, last_words=words)
        install(fuse)
        be_quick(self._known)
        if self._quick and point.act > 0:
            earlier = [one for one in self._points if one.act < point.act]
            fuse.passed, fuse.act, fuse.asleep = earlier, point.act - 1, True
            shutil.copytree(self._before(point.act), folder)
        live(folder, self._case, fuse, skip=max(0, point.act) if self._quick else 0)

    def _live(self, folder: Path, note: Path) -> None:
        install(Fuse())
        be_quick(self._known)
        try:
            found = differences(live(folder, self._case, Fuse()), self._expected)
        except Exception as error:
            found = [f"stopped: {error}", traceback.format_exc()[-1500:]]
        note.write_text(json.dumps(found))

    def _before(self, act: int) -> Path:
        return self._root / "checkpoints" / str(act)


def _fork(life: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        _end_after(life)
    return child


def _end_after(life: Callable[[], None]) -> NoReturn:
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


def main() -> None:
    """Answer orders: {"points": true}, then {"die_at": [numbers]}."""
    parent = Parent(Path(sys.argv[1]), quick="--quick" in sys.argv)
    for order in _orders():
        if "points" in order:
            _say([asdict(point) for point in parent.first_life()])
        for point in order.get("die_at", []):
            _say(parent.die_and_live(point))


def _orders() -> Iterator[dict[str, Sequence[int]]]:
    for line in sys.stdin:
        yield json.loads(line)


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
