"""The square that a telephone reads (codice QR), as a drawing, and the code as people copy it."""

from __future__ import annotations

import re

import segno

_QUIET = 4
"""Unit: modules of white around the square, as ISO/IEC 18004 asks."""
_MASK = 3
"""Fixed: trying all eight masks costs most of the time, and every reader takes any of them."""
_GROUP = 4
_DARK = re.compile(rb"\x01+")


def drawn(text: str) -> str:
    """Return the QR code of a text as SVG that survives a fold or a stamp on 15 % of it."""
    matrix = segno.make_qr(text, error="m", mask=_MASK).matrix
    path = [
        f"M{run.start()} {y}.5h{run.end() - run.start()}" for y, row in enumerate(matrix) for run in _DARK.finditer(row)
    ]
    side = len(matrix) + 2 * _QUIET
    frame = f'viewBox="{-_QUIET} {-_QUIET} {side} {side}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame}><path stroke="#000" d="{"".join(path)}"/></svg>'


def grouped(code: str) -> str:
    """Return a code in groups of four signs, as it is read aloud on the telephone."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
