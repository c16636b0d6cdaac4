"""Killed anywhere and done again, an act of the assembly's year leaves what it would have left undisturbed.

Points lie around every commit, file and step, as in the inquiry's matrix. Here a few of them die, different ones each
day, spread over the year; ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`) kills at all of them. Two at once leave one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crash_assembly_child import left_behind
from small_year import LABELS_OF_ACTS
from undertaker import EVERY, PROCESSES, ROOT, Point, assert_taken_up, undertakers

from flows.edges import open_rehearsal

pytestmark = pytest.mark.storm
LIVES = 3
"""How many die outside `make crash-matrix`."""


def chosen(points: list[Point]) -> list[int]:
    """Return the numbers of the points to die at: all, or a few of those after which the disk is another."""
    if EVERY:
        return list(range(len(points)))
    new = [number for number, point in enumerate(points) if point["is_new"]]
    step = len(new) // LIVES
    return new[datetime.now(UTC).timetuple().tm_yday % step :: step]


def test_an_act_that_is_killed_anywhere_and_done_again_leaves_the_same(tmp_path: Path) -> None:
    with undertakers(tmp_path, "crash_assembly_child.py", number=PROCESSES if EVERY else 1) as started:
        points = assert_taken_up(started, chosen)
    assert {point["act"] for point in points} == set(range(len(LABELS_OF_ACTS)))


TWICE = ("draw", "select", "convene plenary", "vote", "call", "erase") if EVERY else ("select",)


def _step(folder: Path, since: str, until: str) -> subprocess.Popen[bytes]:
    """Play a part of the year in a process of its own: polars and HiGHS have threads, which no fork survives."""
    code = (
        "import sys; from pathlib import Path; import small_year; from flows.edges import open_rehearsal; "
        "small_year.play(open_rehearsal(Path(sys.argv[1]), seed='anno'), since=sys.argv[2], until=sys.argv[3])"
    )
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    words = [sys.executable, "-c", code, str(folder), since, until]
    return subprocess.Popen(words, env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.DEVNULL)


def test_two_who_do_the_same_act_at_once_leave_one(tmp_path: Path) -> None:
    shared, alone = tmp_path / "due", tmp_path / "uno"
    since = LABELS_OF_ACTS[0]
    for label in TWICE:
        following = [*LABELS_OF_ACTS, ""][LABELS_OF_ACTS.index(label) + 1]
        if since != label:
            assert [one.wait() for one in [_step(shared, since, label), _step(alone, since, label)]] == [0, 0], label
        lives = [_step(shared, label, following), _step(shared, label, following), _step(alone, label, following)]
        assert [one.wait() for one in lives] == [0, 0, 0], label
        since = following
    found, expected = (left_behind(open_rehearsal(folder, seed="anno")) for folder in (shared, alone))
    assert found == expected and found["faults"] == []
