"""What a deed is: what a form asks for, done at the desk whoever filled it in, and what there is to tell of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flows.edges import Desk

Said = tuple[str, list[str]]
"""Id of the process, and what was done in Italian, a line each."""
Deed = Callable[[Desk, Any, datetime], Said]

MOST_FAULTS = 40
"""Lines of an account: whoever sent the file gets all of them by mail."""
