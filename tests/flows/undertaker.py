"""Processes that kill lives and let them go on: how the matrices of deaths start, ask and judge them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
EVERY = os.environ.get("ISTRUTTORIA_CRASH_ALL") == "1"

Point = dict[str, Any]


class Undertaker:
    """A process that kills lives and lets them go on, one after the other."""

    def __init__(self, folder: Path, child: str, *options: str) -> None:
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


@contextmanager
def undertakers(folder: Path, child: str, *options: str, number: int) -> Iterator[list[Undertaker]]:
    """Start some that play the same."""
    started = [Undertaker(folder / str(place), child, *options) for place in range(number)]
    try:
        yield started
    finally:
        for one in started:
            one.end()


def assert_taken_up(started: Sequence[Undertaker], chosen: Callable[[list[Point]], list[int]]) -> list[Point]:
    """Kill at the chosen points: each life dies where it should, and what the next one leaves is as it should be.

    Returns all the points there are.
    """
    with ThreadPoolExecutor(len(started)) as pool:
        points, *others = pool.map(Undertaker.points, started)
        assert all(other == points for other in others), "the undisturbed play is not the same every time"
        numbers = chosen(points)
        shares = [numbers[place :: len(started)] for place in range(len(started))]
        lives = [life for share in pool.map(Undertaker.die_at, started, shares) for life in share]
    print(f"{len(points)} points, killed at {len(lives)}: {dict(kinds_of(points))}")
    assert [life["died_at"] for life in lives] == [points[life["point"]]["name"] for life in lives]
    assert {_name(points, life): life["differences"] for life in lives if life["differences"]} == {}
    return points


def kinds_of(points: Sequence[Point]) -> Counter[str]:
    """Count the points by what lies there."""
    return Counter(point["name"].split()[1] for point in points)


def _name(points: Sequence[Point], life: dict[str, Any]) -> str:
    point = points[life["point"]]
    return f"{life['point']}, act {life.get('act', point['act'])}: {point['name']}"
