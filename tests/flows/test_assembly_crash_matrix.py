"""Killed anywhere and done again, an act of the assembly's year leaves what it would have left undisturbed.

Points lie around every commit, file and step, as in the inquiry's matrix. Here a few of them die, different ones each
day, spread over the year; ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`) kills at all of them. Two at once leave one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crash_assembly_child import left_behind
from small_year import LABELS_OF_ACTS
from test_crash_matrix import EVERY, PROCESSES, ROOT, Undertaker

from flows.edges import open_rehearsal

pytestmark = pytest.mark.storm
LIVES = 3
"""How many die outside `make crash-matrix`."""


@pytest.fixture
def undertakers(tmp_path: Path) -> Iterator[list[Undertaker]]:
    number = PROCESSES if EVERY else 1
    started = [Undertaker(tmp_path / str(place), child="crash_assembly_child.py") for place in range(number)]
    yield started
    for one in started:
        one.end()


def chosen(points: list[dict[str, Any]]) -> list[int]:
    """Return the numbers of the points to die at: all, or a few of those after which the disk is another."""
    if EVERY:
        return list(range(len(points)))
    new = [number for number, point in enumerate(points) if point["is_new"]]
    step = len(new) // LIVES
    return new[datetime.now(UTC).timetuple().tm_yday % step :: step]


def test_an_act_that_is_killed_anywhere_and_done_again_leaves_the_same(undertakers: list[Undertaker]) -> None:
    with ThreadPoolExecutor(len(undertakers)) as pool:
        points, *others = pool.map(Undertaker.points, undertakers)
        assert all(other == points for other in others), "the undisturbed year is not the same every time"
        numbers = chosen(points)
        shares = [numbers[place :: len(undertakers)] for place in range(len(undertakers))]
        lives = [life for share in pool.map(Undertaker.die_at, undertakers, shares) for life in share]
    kinds = Counter(point["name"].split()[1] for point in points)
    print(f"{len(points)} points, killed at {len(lives)}: {dict(kinds)}")
    assert {points[number]["act"] for number in range(len(points))} == set(range(len(LABELS_OF_ACTS)))
    assert [life["died_at"] for life in lives] == [points[life["point"]]["name"] for life in lives]
    wrong = {f"{life['point']}, {life['act']}: {life['died_at']}": life["differences"] for life in lives}
    assert {name: found for name, found in wrong.items() if found} == {}


TWICE = ("draw", "select", "convene plenary", "call", "vote", "erase") if EVERY else ("select",)


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
