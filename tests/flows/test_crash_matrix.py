"""Killed at any point and played again, an inquiry ends as if nothing had happened.

A point is a place right before or right after an act, a step, a commit or a file's writing, or inside that writing.
Two points between which nothing reaches the disk leave the same to whoever comes after. Here every point dies that is
the first after a commit or a new file; of the others one in SOME, different ones each day.
ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`) kills at all of them, and at some without any short cut.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
SOME = 20
SOME_SLOWLY = 40
SHARE = 3
"""Of the points after which the disk is another, every third dies each day, another third the next."""
EVERY = os.environ.get("ISTRUTTORIA_CRASH_ALL") == "1"

Point = dict[str, Any]


class Undertaker:
    """A process that kills lives and lets them go on, one after the other."""

    def __init__(self, folder: Path, *options: str, child: str = "crash_child.py") -> None:
        folder.mkdir(parents=True)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name(child)), str(folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def points(self) -> list[Point]:
        return self._ask({"points": True}, answers=1)[0]

    def die_at(self, numbers: list[int]) -> list[dict[str, Any]]:
        return self._ask({"die_at": numbers}, answers=len(numbers))

    def end(self) -> None:
        self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()

    def _ask(self, order: object, *, answers: int) -> list[Any]:
        orders = self._pipe(self._process.stdin)
        orders.write(json.dumps(order).encode() + b"\n")
        orders.flush()
        return [json.loads(self._pipe(self._process.stdout).readline()) for _ in range(answers)]

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe
        return pipe


@pytest.fixture
def undertakers(tmp_path: Path) -> Iterator[list[Undertaker]]:
    started = [Undertaker(tmp_path / str(place), "--quick") for place in range(PROCESSES)]
    yield started
    for one in started:
        one.end()


def chosen(points: list[Point]) -> list[int]:
    """Return the numbers of the points to die at."""
    day = datetime.now(UTC).timetuple().tm_yday
    offset, turn = day % SOME, day % SHARE
    print(f"of the points that change nothing: {offset}, and every {SOME}th after it; of the others every {SHARE}rd")
    return [
        number
        for number, point in enumerate(points)
        if EVERY
        or (point["is_new"] and point["name"] != "inside a file" and number % SHARE == turn)
        or number % SOME == offset
    ]


def test_a_life_that_ends_anywhere_is_taken_up_as_if_it_had_not(undertakers: list[Undertaker]) -> None:
    with ThreadPoolExecutor(PROCESSES) as pool:
        points, *others = pool.map(Undertaker.points, undertakers)
        assert all(other == points for other in others), "the undisturbed play is not the same every time"
        kinds = Counter(point["name"].split()[1] for point in points)
        assert kinds.keys() == {"act", "step", "a", "file", "writing", "reading"}
        numbers = chosen(points)
        shares = [numbers[place::PROCESSES] for place in range(PROCESSES)]
        lives = [life for share in pool.map(Undertaker.die_at, undertakers, shares) for life in share]
    print(f"{len(points)} points, killed at {len(lives)}: {dict(kinds)}")
    assert [life["died_at"] for life in lives] == [points[life["point"]]["name"] for life in lives]
    assert {_name(points, life): life["differences"] for life in lives if life["differences"]} == {}


def die_without_short_cuts(tmp_path: Path) -> None:
    undertaker = Undertaker(tmp_path / "slow")
    points = undertaker.points()
    lives = undertaker.die_at(list(range(0, len(points), SOME_SLOWLY)))
    undertaker.end()
    assert {_name(points, life): life["differences"] for life in lives if life["differences"]} == {}
    assert all(life["died_at"] == points[life["point"]]["name"] for life in lives)


if EVERY:  # takes long: only `make crash-matrix` collects it
    test_the_same_holds_without_short_cuts = die_without_short_cuts


def _name(points: list[Point], life: dict[str, Any]) -> str:
    point = points[life["point"]]
    return f"{life['point']}, act {point['act']}: {point['name']}"
