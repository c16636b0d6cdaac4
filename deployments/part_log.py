"""The log of one part of the house: a file that grows to a size, and a few older ones."""

from __future__ import annotations

from pathlib import Path

LARGEST_BYTES = 5_000_000
KEPT = 5
"""Older files beside the newest: `<part>.log.1` is the youngest of them."""


def turn_over(log: Path, *, largest_bytes: int = LARGEST_BYTES) -> None:
    """Put a log that has grown too large among the older ones; the part that writes to it goes on in the same file.

    What is written in the instant between copy and cut is lost: logs are no records.
    """
    if not log.exists() or log.stat().st_size <= largest_bytes:
        return
    for number in range(KEPT - 1, 0, -1):
        older = _older(log, number)
        if older.exists():
            older.replace(_older(log, number + 1))
    _older(log, 1).write_bytes(log.read_bytes())
    with log.open("r+b") as file:
        file.truncate()


def last_words(log: Path, *, lines: int = 12) -> str:
    """Return the last lines of a log; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 20_000))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])


def _older(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
