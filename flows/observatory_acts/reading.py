"""An extract of any kind read by its contract: how many rows, which rules are broken, the workbook for the sender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.observatory.received import Received, read_received
from domain.observatory.table import Geography
from domain.vocabulary import ExtractKind


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the rows of an extract. Always: rows_in = accepted + set aside."""

    rows_in: int
    set_aside: int
    rules: tuple[str, ...] = ()
    """Column, rule and how many rows break it: may be told to anybody."""
    workbook: Callable[[datetime], bytes] | None = None
    """Writes every faulty row as the sender wrote it: for the sender alone."""

    @property
    def accepted(self) -> int:
        return self.rows_in - self.set_aside


def check(
    path: Path, kind: ExtractKind, geography: Geography, *, process_id: str, sender: str, decimal: str = "."
) -> Checked:
    """Read an extract to its last row; nothing is kept.

    Raises: Refusal when the file cannot be read at all.
    """
    reading = read_received(Received(kind, path, sender, ""), geography, process=process_id, decimal=decimal)
    return Checked(reading.rows_in, reading.set_aside, reading.rules, reading.workbook)
