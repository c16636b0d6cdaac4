"""Killed anywhere and done again, an act of the observatory's years leaves what it would have left undisturbed.

Points lie around every commit, file and step, as in the inquiry's matrix. ISTRUTTORIA_CRASH_ALL=1 (`make crash-matrix`)
kills at all of them; otherwise a few die, different ones each day.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from test_assembly_crash_matrix import chosen
from undertaker import EVERY, PROCESSES, assert_taken_up, undertakers

pytestmark = pytest.mark.storm


def test_an_act_that_is_killed_anywhere_and_done_again_leaves_the_same(tmp_path: Path) -> None:
    with undertakers(tmp_path, "crash_observatory_child.py", number=PROCESSES if EVERY else 1) as started:
        assert_taken_up(started, chosen)
