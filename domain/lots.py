"""Seeded lots for rehearsals: what happens there is decided by what it happens to, never by a generator's state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def chance(*seed: str) -> float:
    """Return a number from 0 up to and without 1 that the words decide."""
    return int.from_bytes(hashlib.blake2b("|".join(seed).encode(), digest_size=7).digest(), "big") / 2**56


def pick(options: Sequence[T], *seed: str) -> T:
    """Return the option that the words decide."""
    return options[int(chance(*seed) * len(options))]
