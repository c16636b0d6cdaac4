"""What a rehearsal ends with: a short table of what was received, answered, written and sent, and what to open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from deployments import printing
from domain.errors import Fault
from domain.italian import counted, number
from domain.store import letters, processes
from domain.vocabulary import DocumentKind, InquiryStage, LetterState
from flows.archive import document_name
from flows.checking import Verdict
from flows.edges import Desk
from flows.inquiry_acts.plan import steps_of
from flows.inquiry_acts.standing import FileRows, standing

_TO_OPEN = (
    DocumentKind.PACT,
    DocumentKind.MANIFEST,
    DocumentKind.SYNTHESIS,
    DocumentKind.ANSWERS_ANNEX,
    DocumentKind.COUNCIL_PACKAGE,
    DocumentKind.PROMISES_ACCOUNT,
    DocumentKind.OPEN_DATA,
)


@dataclass(slots=True)
class Summary:
    """How a rehearsal ended."""

    process_id: str
    stage: InquiryStage
    counts: dict[str, int] = field(default_factory=dict)
    files: list[FileRows] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    open_first: list[str] = field(default_factory=list)
    folder: Path = Path()
    entries_verified: int = 0
    faults: list[Fault] = field(default_factory=list)


def summarize(desk: Desk, process_id: str, verdict: Verdict) -> Summary:
    """Count what a rehearsal left."""
    found = standing(desk, process_id, steps_of(desk, process_id))
    with desk.transaction() as session:
        documents = processes.documents(session, process_id)
        by_state = letters.count_by_state(session, process_id=process_id)
    first = {
        document.kind: desk.archive.place(document_name(process_id, document.name)) for document in reversed(documents)
    }
    return Summary(
        process_id=process_id,
        stage=found.stage,
        counts=found.counts | {"lettere inviate": by_state[LetterState.SENT]},
        files=found.files,
        warnings=found.warnings,
        open_first=[first[kind] for kind in _TO_OPEN if kind in first],
        folder=desk.home,
        entries_verified=verdict.entries,
        faults=verdict.faults,
    )


def print_summary(summary: Summary) -> None:
    """Show the table and say which files to open."""
    printing.table(f"Istruttoria «{summary.process_id}»: {summary.stage}", ["voce", "numero"], summary.counts.items())
    printing.files(summary.files)
    for warning in summary.warnings:
        printing.say(f"! {warning}")
    if summary.faults:
        printing.say(f"\nLa verifica ha trovato {counted(len(summary.faults), 'anomalia', 'anomalie')}:")
        printing.faults(summary.faults)
    else:
        printing.say(f"\nVerifica: {number(summary.entries_verified)} registrazioni di protocollo, tutto torna.")
    printing.say("\nAprite per primi:")
    for path in summary.open_first:
        printing.say(f"  {path}")
    printing.say(f"Le lettere sono in {summary.folder / 'posta'}, il resto in {summary.folder}.")
