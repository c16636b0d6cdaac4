"""What every act of the assembly tells whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flows.edges import Desk

Said = tuple[str, list[str]]
"""Id of the cycle, and what was done in Italian, a line each."""
Deed = Callable[[Desk, Any, datetime], Said]

MOST_FAULTS = 40
"""Lines of an account: whoever sent the file gets all of them by mail."""


def recorded(what: str, is_new: bool, after: str = "") -> str:
    """Say that something is on record now, or was before."""
    if not is_new:
        return f"{what}: già a protocollo, nulla di cambiato."
    return f"{what}: a protocollo. {after}".strip()
