"""Whether a part that listens nowhere still shows signs of life: for the health checks of containers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.store import beats
from flows.edges import Desk, now, open_desk
from flows.settings import our_settings

TOO_LONG = timedelta(seconds=90)
"""Six times the clock's own pace."""


def is_alive(desk: Desk, part: str, *, as_of: datetime) -> bool:
    """Tell whether a part was seen lately."""
    with desk.reading() as session:
        return any(beat.part == part and as_of - beat.seen_at <= TOO_LONG for beat in beats.latest(session))


def main(arguments: Sequence[str]) -> None:
    """End with status 0 when every part that is named was seen lately, 1 otherwise."""
    desk, moment = open_desk(our_settings()), now()
    silent = [part for part in arguments if not is_alive(desk, part, as_of=moment)]
    desk.engine.dispose()
    sys.exit(f"nessun segno di vita da: {', '.join(silent)}" if silent else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
