"""A process that plays the small case and dies where it is told, by SIGKILL; then another one plays it to the end.

Started once (imports cost seconds), it forks one child per life. A point is a place between two effects: right before
and right after every act, every step, every commit, every file written, and inside a file's writing. Orders come as
one JSON line; each answer is one JSON line.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from small_case import SmallCase, play, small_case
from sqlalchemy import Engine, text
from sqlalchemy.engine.default import DefaultDialect

from domain.documents import bounded, charts
from domain.store import database
from flows import edges, steps
from flows.inquiry_acts import checking

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

Left = dict[str, list[str]]


@dataclass(slots=True)
class Fuse:
    """Counts the points that are passed, and kills its own process at the one it was set to."""

    kill_at: int = -1
    passed: list[tuple[str, bool]] = field(default_factory=list)
    """Name of each point, and whether the disk is different from how it was at the point before."""
    _dirty: bool = True

    def burn(self, name: str) -> None:
        if len(self.passed) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append((name, self._dirty))
        self._dirty = False

    def touched(self) -> None:
        self._dirty = True


def install(fuse: Fuse) -> None:
    """Put points around everything that leaves a trace; this process is a fork and ends soon."""
    _around_steps(fuse)
    _around_commits(fuse)
    _around_files(fuse)


def _around_steps(fuse: Fuse) -> None:
    fulfil = steps.fulfil

    def dangerous(desk: Any, plan: Any, process_id: str, name: str, *, as_of: datetime) -> Any:
        fuse.burn(f"before step {name}")
        result = fulfil(desk, plan, process_id, name, as_of=as_of)
        fuse.burn(f"after step {name}")
        return result

    steps.fulfil = dangerous


def _around_commits(fuse: Fuse) -> None:
    commit = DefaultDialect.do_commit
    changes: dict[int, int] = {}

    def dangerous(dialect: DefaultDialect, connection: Any) -> None:
        now = connection.driver_connection.total_changes
        writes = now != changes.get(id(connection.driver_connection), 0)
        changes[id(connection.driver_connection)] = now
        name = "writing commit" if writes else "reading commit"
        fuse.burn(f"before {name}")
        commit(dialect, connection)
        if writes:
            fuse.touched()
        fuse.burn(f"after {name}")

    DefaultDialect.do_commit = dangerous  # type: ignore[method-assign]


def _around_files(fuse: Fuse) -> None:
    write_whole = edges.write_whole

    def dangerous(path: Path, data: bytes) -> None:
        fuse.burn(f"before file {path.name}")
        write_whole(path, data)
        fuse.touched()
        fuse.burn(f"after file {path.name}")

    def half_way(_descriptor: int) -> None:  # the machine goes on: what was written is not lost without it
        fuse.touched()
        fuse.burn("inside a file")

    edges.write_whole = dangerous
    os.fsync = half_way


def be_quick(known: dict[str, Any]) -> None:
    """Answer what was already asked in the undisturbed play (documents, charts) from memory: same question, same bytes.

    And leave it to the operating system when to write: a killed process loses nothing by that.
    """
    ask, draw = bounded.RenderChild.ask, charts._png

    def ask_once(child: bounded.RenderChild, request: dict[str, Any], **kwargs: Any) -> dict[str, str]:
        key = _key(request)
        if key not in known:
            known[key] = ask(child, request, **kwargs)
        return known[key]

    def draw_once(chart: Any) -> bytes:
        key = _key(chart.to_dict())
        if key not in known:
            known[key] = draw(chart)
        return known[key]

    bounded.RenderChild.ask = ask_once  # type: ignore[assignment, method-assign]
    charts._png = draw_once
    prepare = database._prepare_sqlite

    def prepare_without_waiting(engine: Engine) -> None:
        prepare(engine)

        @database.event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    database._prepare_sqlite = prepare_without_waiting


def _key(question: Any) -> str:
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()


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


def whole_life(folder: Path, case: SmallCase, fuse: Fuse) -> Left:
    """Play from wherever the folder stands to the end; returns what is left then, with the faults that verify finds."""
    desk, process_id = play(folder, case, lambda when, label, _at: fuse.burn(f"{when} act {label}"))
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
    """Forks lives: never opens a database and never renders, so that every fork starts clean."""

    def __init__(self, root: Path, *, quick: bool) -> None:
        self._root, self._quick, self._case = root, quick, small_case()
        self._known: dict[str, Any] = {}
        self._expected: Left = {}

    def first_life(self) -> list[tuple[str, bool]]:
        """Play undisturbed; learn what must be left and which points there are."""
        note = self._root / "first.pickle"

        def live() -> None:
            fuse = Fuse()
            install(fuse)
            be_quick(self._known)
            left = whole_life(self._root / "undisturbed", self._case, fuse)
            note.write_bytes(pickle.dumps((left, fuse.passed, self._known)))

        _wait_for(_fork(live))
        self._expected, points, known = pickle.loads(note.read_bytes())  # noqa: S301  (our own child wrote it)
        self._known = known if self._quick else {}
        return points

    def die_and_live(self, point: int) -> dict[str, Any]:
        """Kill one life at a point, let a second one play to the end, and compare what it leaves."""
        folder, note = self._root / f"killed-at-{point}", self._root / f"{point}.json"
        status = _wait_for(_fork(lambda: self._live(folder, Fuse(point), note)))
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        note.unlink(missing_ok=True)
        _wait_for(_fork(lambda: self._live(folder, Fuse(), note)))
        found = json.loads(note.read_text()) if note.exists() else ["the second life ended early"]
        shutil.rmtree(folder, ignore_errors=True)
        return {"point": point, "killed": killed, "differences": found}

    def _live(self, folder: Path, fuse: Fuse, note: Path) -> None:
        install(fuse)
        be_quick(self._known)
        try:
            found = differences(whole_life(folder, self._case, fuse), self._expected)
        except Exception as error:
            found = [f"stopped: {error}", traceback.format_exc()[-1500:]]
        note.write_text(json.dumps(found))


def _fork(live: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        _end_after(live)
    return child


def _end_after(live: Callable[[], None]) -> NoReturn:
    try:
        live()
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
            _say(parent.first_life())
        for point in order.get("die_at", []):
            _say(parent.die_and_live(point))


def _orders() -> Iterator[dict[str, Sequence[int]]]:
    for line in sys.stdin:
        yield json.loads(line)


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
