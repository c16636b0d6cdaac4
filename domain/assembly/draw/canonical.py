"""The one way in which the draw's records become bytes, so that a fingerprint is the same on every machine."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

RULE = "sorteggio/1"
"""The version of everything that a verifier must do; any change of any byte of a result needs a new one."""


def canonical(value: Any) -> bytes:
    """Return JSON in UTF-8 with sorted keys, no blanks and one LF at the end."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return (text + "\n").encode("utf-8")


def fingerprint(data: bytes) -> str:
    """Return the SHA-256 of the bytes, in hexadecimal."""
    return sha256(data).hexdigest()
