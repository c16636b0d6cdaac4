"""What the pages of the counter ask of the house, for processes of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import Refusal
from domain.models import Document, Process, SourceFile
from domain.store import letters, processes, source_files
from domain.store.agenda import OpenStep
from domain.vocabulary import LetterState, OfficeStage, ProcessKind
from flows.almanac import coming_steps
from flows.edges import Desk
from flows.plans import PLANS, owed_to, stage_of


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that the page of a process shows."""

    process: Process
    stage: str
    documents: Sequence[Document]
    files: Sequence[SourceFile]
    letters: Mapping[LetterState, int]
    coming: Sequence[OpenStep]
    owed: Sequence[str]


def stage_words(process: Process) -> str:
    """Return the stage of a process in the words of its kind, of the office's own register too."""
    if process.kind is ProcessKind.OFFICE:
        return str(OfficeStage[process.stage])
    return stage_of(process)


def all_processes(desk: Desk) -> list[Process]:
    """Every process, kind by kind, in order of id."""
    with desk.reading() as session:
        return [process for kind in ProcessKind for process in processes.of_kind(session, kind)]


def open_titles(desk: Desk) -> list[tuple[str, str]]:
    """Id and words of every process that files can be handed in for, the newest first."""
    found = [process for process in all_processes(desk) if process.kind is not ProcessKind.OFFICE]
    found.sort(key=lambda process: (process.opened_at, process.id), reverse=True)
    return [(process.id, f"{process.id} · {process.title}") for process in found]


def is_process(desk: Desk, process_id: str) -> bool:
    """Whether there is a process with this id."""
    with desk.reading() as session:
        return processes.find(session, process_id) is not None


def look_at(desk: Desk, process_id: str) -> Seen:
    """Gather what the page of a process shows.

    Raises: Refusal when there is no such process.
    """
    with desk.reading() as session:
        process = processes.get(session, process_id)
        documents = processes.documents(session, process_id)
        files = source_files.files(session, process_id)
        counted = letters.count_by_state(session, process_id=process_id)
    return Seen(
        process=process,
        stage=stage_words(process),
        documents=documents,
        files=files,
        letters={state: count for state, count in counted.items() if count},
        coming=coming_steps(desk, process_id=process_id),
        owed=_owed(desk, process),
    )


def _owed(desk: Desk, process: Process) -> Sequence[str]:
    if process.kind not in PLANS:
        return ()
    try:
        return owed_to(desk, process.id)
    except Refusal as refusal:  # documents and letters must be at hand all the more when a process cannot be read
        return [str(refusal)]
