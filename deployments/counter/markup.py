"""A handful of HTML: elements whose every word is escaped, and no other way to write one."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = frozenset({"input", "link", "meta"})


class Html(str):
    """Text that is already HTML: made by `tag` and `joined` alone."""

    __slots__ = ()


Piece = str | Html
"""Words, or HTML."""


def tag(name: str, /, *inside: Piece, **attributes: str | bool) -> Html:
    """Return an element; words are escaped, `class_` and `data_x` become `class` and `data-x`, False leaves one out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(inside)}</{name}>")


def joined(pieces: Iterable[Piece]) -> Html:
    """Return pieces one after the other; words are escaped."""
    return Html("".join(piece if isinstance(piece, Html) else escape(_printable(piece)) for piece in pieces))


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(_printable(str(value)))}"'


def _printable(text: str) -> str:
    """Half characters cannot be sent: show them as what they are, unreadable."""
    return text.encode("utf-8", "replace").decode()
