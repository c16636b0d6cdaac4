"""Where the columns of a list stand: by their name in the header, never by their position."""

from __future__ import annotations

from collections.abc import Sequence

from domain.text import clean_line


class Columns:
    """The columns of one file by name; machine translations do not count."""

    def __init__(self, header: Sequence[str]) -> None:
        self.names = [clean_line(name).lower() for name in header]
        self._index: dict[str, int] = {}
        for index, name in enumerate(self.names):
            self._index.setdefault(name, index)

    def __contains__(self, name: str) -> bool:
        return name in self._index

    def at(self, *names: str) -> int:
        """Return the index of the first of these columns that is there, or -1."""
        return next((self._index[name] for name in names if name in self._index), -1)

    def translations(self, base: str) -> list[tuple[int, str]]:
        """Return (index, locale) of `base` and its languages: bare, then Italian, then as the file has them."""
        found = [(self._index[base], "")] if base in self._index else []
        prefix = f"{base}/"
        spoken = [
            (index, name.removeprefix(prefix))
            for name, index in self._index.items()
            if name.startswith(prefix) and "/" not in name.removeprefix(prefix)
        ]
        return found + sorted(spoken, key=lambda column: column[1] != "it")

    def repeated(self) -> list[str]:
        """Return the names that stand more than once in the header."""
        return sorted({name for name in self.names if name and self.names.count(name) > 1})
