"""Killed at any point and played again, an inquiry ends as if nothing had happened.

A point is a place right before or right after an act, a step, a commit or a file's writing, or inside that writing.
Two points between which nothing reaches the disk leave the same to whoever comes after. Here one in SHARE dies of the
points that are the first after a commit or a new file, and one in SOME of the others: different ones each day.
ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`) kills at all of them, and at some without any short cut.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from undertaker import EVERY, PROCESSES, Point, assert_taken_up, kinds_of, undertakers

SOME = 20
SOME_SLOWLY = 40
SHARE = 5
"""Of the points after which the disk is another, every fifth dies each day, another fifth the next."""


def chosen(points: list[Point]) -> list[int]:
    """Return the numbers of the points to die at."""
    day = datetime.now(UTC).timetuple().tm_yday
    offset, turn = day % SOME, day % SHARE
    print(f"of the points that change nothing: {offset}, and every {SOME}th after it; of the others every {SHARE}th")
    return [
        number
        for number, point in enumerate(points)
        if EVERY
        or (point["is_new"] and point["name"] != "inside a file" and number % SHARE == turn)
        or number % SOME == offset
    ]


def test_a_life_that_ends_anywhere_is_taken_up_as_if_it_had_not(tmp_path: Path) -> None:
    with undertakers(tmp_path, "crash_child.py", "--quick", number=PROCESSES) as started:
        points = assert_taken_up(started, chosen)
    assert kinds_of(points).keys() == {"act", "step", "a", "file", "writing", "reading"}


def die_without_short_cuts(tmp_path: Path) -> None:
    with undertakers(tmp_path, "crash_child.py", number=1) as started:
        assert_taken_up(started, lambda points: list(range(0, len(points), SOME_SLOWLY)))


if EVERY:  # takes long: only `make crash-matrix` collects it
    test_the_same_holds_without_short_cuts = die_without_short_cuts
