"""Killed anywhere and done again, an act of the assembly's year leaves what it would have left undisturbed.

Points lie around every commit, file and step, as in the inquiry's matrix. Here a few of them die, different ones each
day, spread over the year; ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`) kills at all of them. Two at once leave one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from crash_assembly_child import left_behind
from small_year import LABELS_OF_ACTS, play
from test_crash_matrix import EVERY, PROCESSES, Undertaker

from flows.edges import open_rehearsal

LIVES = 16
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


TWICE = ("draw", "select", "convene plenary", "call", "vote", "erase")


def _do(folder: str, label: str) -> str:
    """Do one act in a process of its own; returns the refusal, if that is what it got."""
    following = LABELS_OF_ACTS[LABELS_OF_ACTS.index(label) + 1 :]
    desk = open_rehearsal(Path(folder), seed="anno")
    try:
        play(desk, since=label, until=following[0] if following else "")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _play_up_to(folder: str, since: str, until: str) -> None:
    play(open_rehearsal(Path(folder), seed="anno"), since=since, until=until).engine.dispose()


def test_two_who_do_the_same_act_at_once_leave_one(tmp_path: Path) -> None:
    """Processes that are started, not forked: polars and HiGHS have threads of their own."""
    shared, alone = tmp_path / "due", tmp_path / "uno"
    since = LABELS_OF_ACTS[0]
    with get_context("spawn").Pool(3) as pool:
        for label in TWICE:
            pool.starmap(_play_up_to, [(str(shared), since, label), (str(alone), since, label)])
            refusals = pool.starmap(_do, [(str(shared), label), (str(shared), label), (str(alone), label)])
            assert refusals == ["", "", ""], label
            since = label
    found, expected = (left_behind(open_rehearsal(folder, seed="anno")) for folder in (shared, alone))
    assert found == expected and found["faults"] == []
