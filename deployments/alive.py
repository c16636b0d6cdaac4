"""Whether a part that listens nowhere still shows signs of life: for the health checks of containers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

from deployments.health import CLOCK_SILENT
from domain.store import health
from flows.edges import Desk, now, open_desk
from flows.settings import our_settings


def is_alive(desk: Desk, part: str, *, as_of: datetime) -> bool:
    """Tell whether a part was seen lately."""
    with desk.reading() as session:
        seen_at = health.seen_at(session, part)
    return seen_at is not None and as_of - seen_at <= CLOCK_SILENT


def main(arguments: Sequence[str]) -> None:
    """End with status 0 when every part that is named was seen lately, 1 otherwise."""
    desk, moment = open_desk(our_settings(), migrates=False), now()
    silent = [part for part in arguments if not is_alive(desk, part, as_of=moment)]
    desk.engine.dispose()
    sys.exit(f"nessun segno di vita da: {', '.join(silent)}" if silent else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
