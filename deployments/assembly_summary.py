"""What a rehearsal of the assembly ends with: what each cycle counted, what was checked, and what to open first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from deployments import printing
from deployments.summary import Summary, first_of, left_by, play_watched, print_ending
from domain.store import source_files
from domain.vocabulary import AssemblyStage, DocumentKind, SeatOrigin
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


@dataclass(slots=True, kw_only=True)
class YearSummary(Summary):
    """How a cycle of a rehearsal ended."""

    stage: AssemblyStage


def play_assembly(desk: Desk, script: AssemblyScript, *, quiet: bool) -> list[YearSummary]:
    """Play the years with progress on screen, then check each of them."""
    return play_watched(
        lambda watch: AssemblyRehearsal(desk, script, watch).play(),
        lambda ids: [_summarize(desk, process_id) for process_id in ids],
        quiet=quiet,
    )


def _summarize(desk: Desk, process_id: str) -> YearSummary:
    case = load_case(desk, process_id)
    documents, counts = left_by(desk, process_id)
    with desk.reading() as session:
        answers = [one for one in source_files.files(session, process_id) if one.subject == "availability"]
    verdict = checking.verify(desk, process_id)
    seats, progress = case.progress.seats, case.progress
    outcomes = Counter(one.outcome for one in progress.adopted)
    return YearSummary(
        process_id=process_id,
        stage=case.stage,
        counts={
            "risposte lette": sum(one.rows_in for one in answers),
            "risposte accantonate": sum(one.rows_set_aside for one in answers),
            "mandati": len(seats),
            "cessazioni anticipate": sum(one.ended is not None for one in seats),
            "surroghe": sum(one.origin is SeatOrigin.REPLACEMENT for one in seats),
            "sedute tenute": len(progress.minuted),
            "raccomandazioni approvate": len(progress.adopted),
            **{f"risposte: {outcome}": count for outcome, count in sorted(outcomes.items(), key=str)},
            **counts,
        },
        open_first=first_of(desk, documents, _TO_OPEN),
        verdict=verdict.in_words,
        faults=verdict.faults,
        folder=desk.home,
    )


def print_year(summary: YearSummary) -> None:
    """Show the table of a cycle and say which files to open."""
    title = f"Assemblea «{summary.process_id}»: {summary.stage}"
    printing.table(title, ["voce", "numero"], summary.counts.items())
    print_ending(summary)
