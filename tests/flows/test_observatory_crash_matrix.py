"""Killed anywhere and done again, an act of the observatory's years leaves what it would have left undisturbed.

Points lie around every commit, file and step, as in the inquiry's matrix. ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`)
kills at all of them; otherwise a few die, different ones each day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from test_assembly_crash_matrix import chosen
from test_crash_matrix import EVERY, PROCESSES, Undertaker

pytestmark = pytest.mark.storm


@pytest.fixture
def undertakers(tmp_path: Path) -> Iterator[list[Undertaker]]:
    number = PROCESSES if EVERY else 1
    started = [Undertaker(tmp_path / str(place), child="crash_observatory_child.py") for place in range(number)]
    yield started
    for one in started:
        one.end()


def test_an_act_that_is_killed_anywhere_and_done_again_leaves_the_same(undertakers: list[Undertaker]) -> None:
    with ThreadPoolExecutor(len(undertakers)) as pool:
        points, *others = pool.map(Undertaker.points, undertakers)
        assert all(other == points for other in others), "the undisturbed years are not the same every time"
        numbers = chosen(points)
        shares = [numbers[place :: len(undertakers)] for place in range(len(undertakers))]
        lives = [life for share in pool.map(Undertaker.die_at, undertakers, shares) for life in share]
    kinds = Counter(point["name"].split()[1] for point in points)
    print(f"{len(points)} points, killed at {len(lives)}: {dict(kinds)}")
    assert [life["died_at"] for life in lives] == [points[life["point"]]["name"] for life in lives]
    wrong = {f"{life['point']}, {life['act']}: {life['died_at']}": life["differences"] for life in lives}
    assert {name: found for name, found in wrong.items() if found} == {}
