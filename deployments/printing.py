"""How results and refusals are shown: tables and words for people, one JSON object for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.errors import Fault, Refusal
from domain.italian import counted
from flows.inquiry_acts.standing import FileRows

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def as_json(result: object) -> None:
    """Print one JSON object."""
    sys.stdout.write(json.dumps(plain(result), ensure_ascii=False, indent=2) + "\n")


def plain(value: Any) -> Any:
    """Reduce a result to what JSON holds: words for enums, ISO for dates."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; numbers stand to the right."""
    shown = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    listed = [[plain(cell) for cell in row] for row in rows]
    for place, name in enumerate(header):
        is_number = bool(listed) and all(isinstance(row[place], int | float) for row in listed)
        shown.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in listed:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(shown)


def files(found: Sequence[FileRows]) -> None:
    """Print what came in: the rows of each file, in order."""
    for title, are_workbooks, aside in (
        ("File acquisiti", False, "accantonate"),
        ("Schede restituite", True, "non accettate"),
    ):
        rows = [one for one in found if one.is_workbook is are_workbooks]
        if rows:
            listed = [(one.name, one.rows_in, one.accepted, one.set_aside) for one in rows]
            table(title, ["file", "righe", "accettate", aside], listed)


def say(text: str) -> None:
    """Print a line as it is: brackets of a text are no markup."""
    out.print(text, markup=False)


def faults(found: Sequence[Fault], *, most: int = 50) -> None:
    """Print faults one under the other, each with its place and remedy."""
    for fault in found[:most]:
        say(f"  • {fault.place + ': ' if fault.place else ''}{fault.problem}")
        say(f"    → {fault.remedy}")
    if len(found) > most:
        say(f"  … e altre {len(found) - most} (tutte con --json)")


def verdict(said: str, found: Sequence[Fault]) -> None:
    """Print what a check looked at when all is well, or the faults that it found."""
    if found:
        say(f"La verifica ha trovato {counted(len(found), 'anomalia', 'anomalie')}:")
        faults(found)
    else:
        say(f"{said} Tutto torna.")


def refused(refusal: Refusal, *, json_wanted: bool) -> None:
    """Print a refusal: for machines on standard output, for people on standard error."""
    if json_wanted:
        as_json({"refused": refusal.as_dict()})
        return
    where = f" ({refusal.place})" if refusal.place else ""
    err.print(f"Rifiutato{where}: {refusal.problem}", markup=False, style="bold red")
    err.print(f"Rimedio: {refusal.remedy}", markup=False)
    for fault in refusal.faults:
        err.print(f"  • {fault}", markup=False)
