"""What a rehearsal of an inquiry ends with: what was received, answered, written and sent, and what to open first."""

from __future__ import annotations

from dataclasses import dataclass

from deployments import printing
from deployments.summary import Summary, first_of, left_by, play_watched, print_ending
from domain.vocabulary import DocumentKind, InquiryStage
from flows.edges import Desk
from flows.inquiry_acts import checking
from flows.inquiry_acts.plan import steps_of
from flows.inquiry_acts.standing import FileRows, standing
from flows.rehearsal import BareHands, Rehearsal, Script

_TO_OPEN = (
    DocumentKind.PACT,
    DocumentKind.MANIFEST,
    DocumentKind.SYNTHESIS,
    DocumentKind.ANSWERS_ANNEX,
    DocumentKind.COUNCIL_PACKAGE,
    DocumentKind.PROMISES_ACCOUNT,
    DocumentKind.OPEN_DATA,
)


@dataclass(slots=True, kw_only=True)
class InquirySummary(Summary):
    """How a rehearsal of an inquiry ended."""

    stage: InquiryStage
    files: list[FileRows]
    warnings: list[str]


def play_inquiry(desk: Desk, script: Script, *, quiet: bool) -> InquirySummary:
    """Play an inquiry with progress on screen, then check everything that it left."""
    return play_watched(
        lambda watch: Rehearsal(desk, BareHands(desk), script, watch).play(),
        lambda process_id: _summarize(desk, process_id),
        quiet=quiet,
    )


def _summarize(desk: Desk, process_id: str) -> InquirySummary:
    verdict = checking.verify(desk, process_id)
    found = standing(desk, process_id, steps_of(desk, process_id))
    documents, counts = left_by(desk, process_id)
    return InquirySummary(
        process_id=process_id,
        stage=found.stage,
        counts=found.counts | counts,
        files=found.files,
        warnings=found.warnings,
        open_first=first_of(desk, documents, _TO_OPEN),
        verdict=verdict.in_words,
        faults=verdict.faults,
        folder=desk.home,
    )


def print_inquiry(summary: InquirySummary) -> None:
    """Show the table and say which files to open."""
    printing.table(f"Istruttoria «{summary.process_id}»: {summary.stage}", ["voce", "numero"], summary.counts.items())
    printing.files(summary.files)
    for warning in summary.warnings:
        printing.say(f"! {warning}")
    print_ending(summary)
