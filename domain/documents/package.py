"""The zip that every Word and Excel file is: same parts, same bytes, whatever the day and the machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = ("mimetype", "[Content_Types].xml", "_rels/.rels")
"""Office reads the content types before anything else; `mimetype` opens an OpenDocument file, uncompressed."""

Part = tuple[str, bytes | Iterable[bytes]]


def write_zip(parts: Iterable[Part], *, level: int = 6) -> bytes:
    """Return a zip with these parts in this order, its dates and attributes fixed; a part may come in chunks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts:
            chunks = (content,) if isinstance(content, bytes) else content
            with archive.open(_entry(name, level), "w") as part:
                for chunk in chunks:
                    part.write(chunk)
    return target.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by name, in the order in which they stand.

    Raises: zipfile.BadZipFile when the bytes are no zip or a part is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def repack(data: bytes) -> bytes:
    """Return the same .docx, .xlsx or .odt with its zip dates, order and attributes fixed.

    Only the zip changes: dates written inside the parts (`docProps/core.xml`) are the writer's to fix.
    Raises: zipfile.BadZipFile when the bytes are no zip or a part is damaged.
    """
    return packed(read_zip(data))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return these parts as a .docx, .xlsx or .odt: as `repack` would order them, packed once."""
    return write_zip((name, parts[name]) for name in sorted(parts, key=_place))


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _entry(name: str, level: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3  # the default follows the machine that writes
    entry.external_attr = 0o644 << 16
    if name == "mimetype":
        entry.compress_type = zipfile.ZIP_STORED
        return entry
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = level  # type: ignore[attr-defined]  # `open` takes it from here, not from the archive
    return entry
