"""Finds and ends the programs that a part of the house left behind, by a mark in their environment.

Started as a program it is the watchman: when its pipe closes without a word of leave, its supervisor was killed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

MARK = "ISTRUTTORIA_PART"
"""Variable that every part passes on to whatever it starts. Shape: `<house>/<part>`."""
LEAVE = b"addio\n"
_PROCESSES = Path("/proc")


def marked(mark: str) -> list[int]:
    """Return the living processes that carry a mark, or one below it (`house` finds `house/part`).

    Sees the children of children, whatever group they moved to; where the system keeps no list of processes, nobody.
    """
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            told = (folder / "environ").read_bytes().split(b"\0")
            if any(one == wanted or one.startswith(wanted + b"/") for one in told) and not _is_dead(folder):
                found.append(int(folder.name))
    return sorted(set(found) - {os.getpid()})


def end_marked(mark: str, *, patience_s: float) -> int:
    """Ask the marked processes to end, kill them when patience is over; returns how many there were. Unit: seconds."""
    first = marked(mark)
    if not first:
        return 0
    send(first, signal.SIGTERM)
    until = time.monotonic() + patience_s
    while time.monotonic() < until and marked(mark):
        time.sleep(0.1)
    while left := marked(mark):  # again and again: one that is killed may have been starting another
        send(left, signal.SIGKILL)
        time.sleep(0.05)
    return len(first)


def send(pids: list[int], what: signal.Signals) -> None:
    """Send a signal to processes; who is gone already is no matter."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, what)


def watch(mark: str, *, patience_s: float) -> None:
    """Wait at standard input until the supervisor takes leave or dies; then nothing of it may live on."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # only the pipe tells
    said = b""
    while piece := os.read(0, 4096):
        said += piece
    if not said.endswith(LEAVE):
        end_marked(mark, patience_s=patience_s)


def _is_dead(folder: Path) -> bool:
    """Whether a process has ended and only waits to be counted."""
    return (folder / "stat").read_text(errors="replace").rpartition(") ")[2][:1] in ("Z", "X")


if __name__ == "__main__":
    watch(sys.argv[1], patience_s=float(sys.argv[2]))
