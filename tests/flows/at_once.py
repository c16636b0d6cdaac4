"""Works that begin at the same instant, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable


def at_once(*works: Callable[[], object]) -> None:
    """Start all of them at the same instant and wait for the last one."""
    start = threading.Barrier(len(works))
    threads = [threading.Thread(target=lambda work=work: (start.wait(), work())) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
