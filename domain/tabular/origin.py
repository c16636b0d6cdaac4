"""What a subject says of its lists, so that the shared reader can speak its words and keep its people private."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.tabular.columns import Columns


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list comes from (provenienza): the remedies of its faults, in Italian, and which columns name people."""

    get_again: str
    """How to get a whole file when this one is broken; one sentence."""
    mend_row: str
    """What to do with a broken row."""
    send: str
    """What to send instead of an empty file."""
    formats: str
    """Which formats are read."""
    web_page: tuple[str, str]
    """Problem and remedy of a page that was saved instead of the list."""
    writes_utf8: str
    """How the usual encoding is called after "non in UTF-8"; may be empty."""
    private: Callable[[Columns], frozenset[int]]
    """Indexes of the columns that hold people's names or addresses: they never enter a row set aside."""
