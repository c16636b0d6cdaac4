"""What a rehearsal of the observatory ends with: its editions, what was checked, and which file to open first."""

from __future__ import annotations

from dataclasses import dataclass

from deployments import printing
from deployments.summary import Summary, left_by, play_watched, print_ending
from flows.archive import document_name
from flows.edges import Desk
from flows.observatory_acts import checking
from flows.observatory_acts.case import load_case
from flows.observatory_acts.making import DASHBOARD, REPORT
from flows.observatory_acts.publishing import edition_folder
from flows.observatory_rehearsal import ObservatoryRehearsal, ObservatoryScript


@dataclass(slots=True, kw_only=True)
class ObservatorySummary(Summary):
    """How a rehearsal of an observatory ended."""

    hashes: dict[int, str]


def play_observatory(desk: Desk, script: ObservatoryScript, *, quiet: bool) -> ObservatorySummary:
    """Play the years with progress on screen, then check all that they left."""
    return play_watched(
        lambda watch: ObservatoryRehearsal(desk, script, watch).play(),
        lambda process_id: _summarize(desk, process_id),
        quiet=quiet,
    )


def _summarize(desk: Desk, process_id: str) -> ObservatorySummary:
    progress = load_case(desk, process_id).progress
    _, counts = left_by(desk, process_id)
    verdict = checking.verify(desk, process_id)
    last = progress.last
    folder = edition_folder(last.year, last.revision or 0) if last else ""
    return ObservatorySummary(
        process_id=process_id,
        counts={
            "file consegnati": progress.deliveries,
            "righe accettate": sum(one.rows_accepted for one in progress.handed_in),
            "righe messe da parte": sum(one.rows_set_aside for one in progress.handed_in),
            "edizioni pubblicate": len(progress.editions),
            **counts,
        },
        hashes={one.year: one.manifest_sha256 for one in progress.editions},
        open_first=[
            desk.archive.place(document_name(process_id, f"{folder}/{name}")) for name in (DASHBOARD, REPORT) if last
        ],
        verdict=verdict.in_words,
        faults=verdict.faults,
        folder=desk.home,
    )


def print_observatory(summary: ObservatorySummary) -> None:
    """Show the table of an observatory and say which file to open."""
    printing.table(f"Osservatorio «{summary.process_id}»", ["voce", "numero"], summary.counts.items())
    for year, sha256 in summary.hashes.items():
        printing.say(f"Edizione {year}: impronta {sha256}")
    print_ending(summary, opening="Aprite per primi, il cruscotto con un browser:")
