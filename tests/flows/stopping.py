"""A play of the small case that stops right before an act, so that a test can go on in its own way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from small_case import SmallCase, play

from flows.playing import Watch


class Interrupted(Exception):
    """Somebody pulled the plug."""


def stops_before(label: str) -> Watch:
    """Watch a rehearsal, and interrupt it right before an act."""

    def watch(when: str, at_label: str, _at: datetime) -> None:
        if (when, at_label) == ("before", label):
            raise Interrupted

    return watch


def played_until(label: str, folder: Path, case: SmallCase) -> Path:
    """Play a case in a folder until right before an act; returns the folder."""
    with pytest.raises(Interrupted):
        play(folder, case, stops_before(label))
    return folder
