"""Which signs the installed fonts can print: read from the fonts themselves, so that nothing becomes an empty box."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

_REGULAR, _NORMAL = 400, "normal"


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font as installed on this machine: its family, what it can print, the digest of its file."""

    family: str
    signs: frozenset[int]
    sha256: str


def installed(families: Sequence[str]) -> tuple[Typeface, ...]:
    """Return the named families that are installed, upright and regular, in the order asked for."""
    found = {}
    for font in typst.Fonts(include_embedded_fonts=False).fonts():
        is_plain = font.weight == _REGULAR and font.style.lower() == _NORMAL and font.stretch == 1.0
        if font.family in families and is_plain and font.path and font.family not in found:
            data = Path(font.path).read_bytes()
            found[font.family] = Typeface(
                font.family, frozenset(_signs(data, font.index)), hashlib.sha256(data).hexdigest()
            )
    return tuple(found[family] for family in families if family in found)


def missing_signs(text: str, faces: Sequence[Typeface]) -> str:
    """Return the signs of a text that none of the fonts can print, each once, in order of code point."""
    return "".join(
        sign for sign in sorted(set(text)) if sign != "\n" and not any(ord(sign) in face.signs for face in faces)
    )


def _signs(data: bytes, index: int) -> Iterator[int]:
    """Read the character map. Source: OpenType 1.9, tables 'ttcf' and 'cmap', formats 4 and 12."""
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", data, start + 4)[0]
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * n) for n in range(tables))
    cmap = next((offset for tag, _, offset, _ in records if tag == b"cmap"), None)
    if cmap is None:
        return
    for n in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * n)[2]
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 4:
            yield from _short_map(data, at)
        elif kind == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * group)
                yield from range(first, last + 1)


def _short_map(data: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    ranges_at = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    for n, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for sign in range(first, min(last, 0xFFFE) + 1):
            if ranges[n]:
                place = ranges_at + 2 * n + ranges[n] + 2 * (sign - first)
                glyph = struct.unpack_from(">H", data, place)[0]
            else:
                glyph = (sign + deltas[n]) & 0xFFFF
            if glyph:
                yield sign
