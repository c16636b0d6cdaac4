"""What a rehearsal of the assembly ends with: what each cycle counted, what was checked, and what to open first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deployments import printing
from domain.errors import Fault
from domain.italian import counted
from domain.store import letters, processes, source_files
from domain.vocabulary import AssemblyStage, DocumentKind, LetterState, SeatOrigin
from flows.archive import document_name
from flows.assembly_acts import checking
from flows.assembly_acts.case import load_case
from flows.assembly_rehearsal import AssemblyRehearsal, AssemblyScript
from flows.edges import Desk

_TO_OPEN = (
    DocumentKind.COMMITMENT_NOTICE,
    DocumentKind.DRAW_MINUTES,
    DocumentKind.SELECTION_MINUTES,
    DocumentKind.MEETING_MINUTES,
    DocumentKind.ANNUAL_REPORT,
    DocumentKind.RESPONSE_DOSSIER,
    DocumentKind.ERASURE_MINUTES,
)


@dataclass(slots=True)
class YearSummary:
    """How a cycle of a rehearsal ended."""

    process_id: str
    stage: AssemblyStage
    counts: dict[str, int] = field(default_factory=dict)
    open_first: list[str] = field(default_factory=list)
    verdict: str = ""
    faults: list[Fault] = field(default_factory=list)
    folder: Path = Path()


def play_assembly(desk: Desk, script: AssemblyScript, *, quiet: bool) -> list[YearSummary]:
    """Play the years with progress on screen, then check each of them."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=printing.err, disable=quiet
    ) as progress:
        task = progress.add_task("preparazione", total=None)

        def watch(when: str, label: str, at: datetime) -> None:
            if when == "before":
                progress.update(task, description=f"{at:%d/%m/%Y}  {label}")

        ids = AssemblyRehearsal(desk, script, watch).play()
        progress.update(task, description="verifica")
        found = [_summarize(desk, process_id) for process_id in ids]
        progress.update(task, description="fatto")
    return found


def _summarize(desk: Desk, process_id: str) -> YearSummary:
    case = load_case(desk, process_id)
    with desk.reading() as session:
        documents = processes.documents(session, process_id)
        by_state = letters.count_by_state(session, process_id=process_id)
        answers = [one for one in source_files.files(session, process_id) if one.subject == "availability"]
    verdict = checking.verify(desk, process_id)
    seats, progress = case.progress.seats, case.progress
    outcomes = Counter(one.outcome for one in progress.adopted)
    first = {one.kind: desk.archive.place(document_name(process_id, one.name)) for one in reversed(documents)}
    return YearSummary(
        process_id,
        case.stage,
        {
            "risposte lette": sum(one.rows_in for one in answers),
            "risposte accantonate": sum(one.rows_set_aside for one in answers),
            "mandati": len(seats),
            "cessazioni anticipate": sum(one.ended is not None for one in seats),
            "surroghe": sum(one.origin is SeatOrigin.REPLACEMENT for one in seats),
            "sedute tenute": len(progress.minuted),
            "raccomandazioni approvate": len(progress.adopted),
            **{f"risposte: {outcome}": count for outcome, count in sorted(outcomes.items(), key=str)},
            "documenti": len(documents),
            "lettere inviate": by_state[LetterState.SENT],
        },
        [first[kind] for kind in _TO_OPEN if kind in first],
        verdict.in_words,
        verdict.faults,
        desk.home,
    )


def print_year(summary: YearSummary) -> None:
    """Show the table of a cycle and say which files to open."""
    title = f"Assemblea «{summary.process_id}»: {summary.stage}"
    printing.table(title, ["voce", "numero"], summary.counts.items())
    if summary.faults:
        printing.say(f"\nLa verifica ha trovato {counted(len(summary.faults), 'anomalia', 'anomalie')}:")
        printing.faults(summary.faults)
    else:
        printing.say(f"\n{summary.verdict} Tutto torna.")
    printing.say("\nAprite per primi:")
    for path in summary.open_first:
        printing.say(f"  {path}")
    printing.say(f"Le lettere sono in {summary.folder / 'posta'}, il resto in {summary.folder}.")
