"""How a rehearsal of any process is shown: where it stands while it plays, what was checked, what to open first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deployments import printing
from domain.errors import Fault
from domain.models import Document
from domain.store import letters, processes
from domain.vocabulary import DocumentKind, LetterState
from flows.archive import document_name
from flows.edges import Desk
from flows.playing import Watch

Played = TypeVar("Played")
Found = TypeVar("Found")


@dataclass(slots=True, kw_only=True)
class Summary:
    """How a rehearsal of a process ended."""

    process_id: str
    counts: dict[str, int]
    open_first: list[str]
    verdict: str
    """What was checked, in words."""
    faults: list[Fault]
    folder: Path


def play_watched(play: Callable[[Watch], Played], summarize: Callable[[Played], Found], *, quiet: bool) -> Found:
    """Play with progress on screen, then check and count all that it left."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=printing.err, disable=quiet) as progress:
        task = progress.add_task("preparazione", total=None)

        def watch(when: str, label: str, at: datetime) -> None:
            if when == "before":
                progress.update(task, description=f"{at:%d/%m/%Y}  {label}")

        played = play(watch)
        progress.update(task, description="verifica")
        found = summarize(played)
        progress.update(task, description="fatto")
    return found


def left_by(desk: Desk, process_id: str) -> tuple[Sequence[Document], dict[str, int]]:
    """Return the documents that a process left, and how many documents and letters there are."""
    with desk.reading() as session:
        documents = processes.documents(session, process_id)
        sent = letters.count_by_state(session, process_id=process_id)[LetterState.SENT]
    return documents, {"documenti": len(documents), "lettere inviate": sent}


def first_of(desk: Desk, documents: Sequence[Document], kinds: Sequence[DocumentKind]) -> list[str]:
    """Say where the oldest document of each kind lies, in the order of the kinds."""
    first = {one.kind: desk.archive.place(document_name(one.process_id, one.name)) for one in reversed(documents)}
    return [first[kind] for kind in kinds if kind in first]


def print_ending(summary: Summary, *, opening: str = "Aprite per primi:") -> None:
    """Say what the check found, which files to open and where everything lies."""
    printing.say("")
    printing.verdict(summary.verdict, summary.faults)
    printing.say(f"\n{opening}")
    for path in summary.open_first:
        printing.say(f"  {path}")
    printing.say(f"Le lettere sono in {summary.folder / 'posta'}, il resto in {summary.folder}.")
