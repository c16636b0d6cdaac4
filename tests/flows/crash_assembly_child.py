"""A process that plays the assembly's small year and dies where it is told, by SIGKILL; then the act is done again.

The undisturbed year leaves a copy of the house before every act. A life that must die begins at the copy before its
act; the second life begins where the first one died, does that act with what the calendar makes of it, and must leave
what the next copy holds: from there on the two years are one.
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
from dataclasses import asdict
from pathlib import Path
from typing import Any

import small_year
from crash_child import TABLES, Fuse, Left, Point, _fork, _orders, _say, _wait_for, differences, install
from sqlalchemy import event, text

from domain.assembly.invitations import mailing
from domain.documents import charts
from domain.store import database
from flows import papers
from flows.assembly_acts import checking
from flows.edges import Desk, open_rehearsal

OWN = {
    "commitment": "kind, manifest_sha256, document, committed_at",
    "public_seed": "kind, seed, sources, recorded_at",
    "invitation": "code, wave, stratum, channel, invited_at",
    "availability": "code, source_file_id, is_available, answers, answered_at",
    "contact": "code, name, email, phone, language, recorded_at",
    "seat": "cohort, number, code, origin, replaces, enters_on, leaves_on, recorded_at",
    "seat_ending": "seat_id, reason, leaves_on, recorded_at",
    "replacement_call": "vacated, code, effect, called_at, answer_by",
    "replacement_reply": "call_id, accepts, recorded_at",
    "erasure": "what, rows, erased_at",
    "meeting": "number, sequence, kind, starts_at, ends_at, place, agenda, is_cancelled, convened_at",
    "meeting_minutes": "meeting_number, points, present, entitled, recorded_at",
    "attendance": "meeting_number, code, is_present",
    "action_choice": "action, meeting_number, recorded_at",
    "recommendation": "number, title, text, votes_for, votes_against, is_adopted, recorded_at",
    "answer_owner": "recommendation_id, department, reason, assigned_at",
    "recommendation_answer": "recommendation_id, outcome, reason, follow_up, answered_at",
}
SHARED = ("register_entry", "step", "document", "letter", "decision", "source_file", "set_aside_row", "process")
COLUMNS = {name: TABLES[name] for name in SHARED} | OWN
LABELS = small_year.LABELS_OF_ACTS


def left_behind(desk: Desk) -> Left:
    """Return all that a life left, table by table and file by file, with the faults that verify finds."""
    left: Left = {}
    with desk.engine.connect() as connection:
        for table, columns in COLUMNS.items():
            rows = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY rowid"))  # noqa: S608
            left[table] = [repr(tuple(row)) for row in rows]
    for place in ("documenti", "posta", "acquisiti"):
        files = sorted(path for path in (desk.home / place).rglob("*") if path.is_file() and path.name[0] != ".")
        left[place] = [
            f"{path.relative_to(desk.home)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files
        ]
    faults = checking.verify(desk, small_year.ID).faults if left["process"] else []
    return left | {"faults": [str(fault) for fault in faults]}


def be_quick(known: dict[str, Any]) -> None:
    """Take what the undisturbed year has typeset or drawn from memory; let the system decide when to write."""

    def remember(room: Any, name: str) -> None:
        make = getattr(room, name)

        def made(*args: Any, **kwargs: Any) -> Any:
            key = hashlib.sha256(repr((name, args, kwargs)).encode()).hexdigest()
            if key not in known:
                known[key] = make(*args, **kwargs)
            return known[key]

        setattr(room, name, made)

    remember(papers, "render")
    remember(mailing, "typeset")
    for chart in ("columns", "rows", "stacked_rows"):
        remember(charts, chart)
    prepare = database._prepare_sqlite

    def prepare_without_waiting(engine: Any) -> None:
        prepare(engine)

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    database._prepare_sqlite = prepare_without_waiting


class Parent:
    """Forks lives; does nothing else itself, so that no thread or database of it lives on in a fork."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._points: list[Point] = []
        self._known: dict[str, Any] = {}
        self._left: list[Left] = []

    def first_life(self) -> list[Point]:
        """Play undisturbed; learn which points there are and what every act leaves."""
        note = self._root / "first.pickle"

        def alone() -> None:
            fuse, left = Fuse(asleep=True), []
            desk = open_rehearsal(self._root / "undisturbed", seed="anno")
            install(fuse)
            be_quick(self._known)
            for number, label in enumerate(LABELS):
                fuse.asleep = True
                desk.engine.dispose()
                shutil.copytree(desk.home, self._before(number))
                fuse.asleep, fuse.act = False, number
                self._act(desk, number)
                fuse.asleep = True
                left.append(left_behind(desk))
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
        return {"point": number, "act": LABELS[act], "died_at": died_at, "differences": found}

    def _die(self, folder: Path, act: int, number: int, words: Path) -> None:
        earlier = [one for one in self._points if one.act < act]
        fuse = Fuse(number, passed=earlier, act=act, asleep=True, last_words=words)
        desk = open_rehearsal(folder, seed="anno")
        install(fuse)
        be_quick(self._known)
        fuse.asleep = False
        self._act(desk, act)

    def _live(self, folder: Path, act: int, note: Path) -> None:
        install(Fuse())
        be_quick(self._known)
        try:
            desk = open_rehearsal(folder, seed="anno")
            self._act(desk, act)
            found = differences(left_behind(desk), self._left[act])
        except Exception as error:
            found = [f"stopped: {error}", traceback.format_exc()[-1500:]]
        note.write_text(json.dumps(found))

    @staticmethod
    def _act(desk: Desk, number: int) -> None:
        following = LABELS[number + 1] if number + 1 < len(LABELS) else ""
        small_year.play(desk, since=LABELS[number], until=following)

    def _before(self, act: int) -> Path:
        return self._root / "checkpoints" / str(act)


def main() -> None:
    """Answer orders: {"points": true}, then {"die_at": [numbers]}."""
    sys.stdout = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the solver greets on standard output, where only answers may stand
    parent = Parent(Path(sys.argv[1]))
    for order in _orders():
        if "points" in order:
            _say([asdict(point) for point in parent.first_life()])
        for point in order.get("die_at", []):
            _say(parent.die_and_live(point))


if __name__ == "__main__":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    main()
