"""What a rehearsal of the observatory ends with: its editions, what was checked, and which file to open first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deployments import printing
from domain.errors import Fault
from domain.italian import counted
from domain.store import letters, processes
from domain.vocabulary import LetterState
from flows.archive import document_name
from flows.edges import Desk
from flows.observatory_acts import checking
from flows.observatory_acts.case import load_case
from flows.observatory_acts.making import DASHBOARD, REPORT
from flows.observatory_acts.publishing import edition_folder
from flows.observatory_rehearsal import ObservatoryRehearsal, ObservatoryScript


@dataclass(slots=True)
class ObservatorySummary:
    """How a rehearsal of an observatory ended."""

    process_id: str
    counts: dict[str, int] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    open_first: list[str] = field(default_factory=list)
    verdict: str = ""
    faults: list[Fault] = field(default_factory=list)
    folder: Path = Path()


def play_observatory(desk: Desk, script: ObservatoryScript, *, quiet: bool) -> ObservatorySummary:
    """Play the years with progress on screen, then check all that they left."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=printing.err, disable=quiet
    ) as progress:
        task = progress.add_task("preparazione", total=None)

        def watch(when: str, label: str, at: datetime) -> None:
            if when == "before":
                progress.update(task, description=f"{at:%d/%m/%Y}  {label}")

        process_id = ObservatoryRehearsal(desk, script, watch).play()
        progress.update(task, description="verifica")
        found = _summarize(desk, process_id)
        progress.update(task, description="fatto")
    return found


def _summarize(desk: Desk, process_id: str) -> ObservatorySummary:
    progress = load_case(desk, process_id).progress
    with desk.reading() as session:
        documents = processes.documents(session, process_id)
        by_state = letters.count_by_state(session, process_id=process_id)
    verdict = checking.verify(desk, process_id)
    last = progress.last
    folder = edition_folder(last.year, last.revision or 0) if last else ""
    return ObservatorySummary(
        process_id,
        {
            "file consegnati": progress.deliveries,
            "righe accettate": sum(one.rows_accepted for one in progress.handed_in),
            "righe messe da parte": sum(one.rows_set_aside for one in progress.handed_in),
            "edizioni pubblicate": len(progress.editions),
            "documenti": len(documents),
            "lettere inviate": by_state[LetterState.SENT],
        },
        {one.year: one.manifest_sha256 for one in progress.editions},
        [desk.archive.place(document_name(process_id, f"{folder}/{name}")) for name in (DASHBOARD, REPORT) if last],
        verdict.in_words,
        verdict.faults,
        desk.home,
    )


def print_observatory(summary: ObservatorySummary) -> None:
    """Show the table of an observatory and say which file to open."""
    printing.table(f"Osservatorio «{summary.process_id}»", ["voce", "numero"], summary.counts.items())
    for year, sha256 in summary.hashes.items():
        printing.say(f"Edizione {year}: impronta {sha256}")
    if summary.faults:
        printing.say(f"\nLa verifica ha trovato {counted(len(summary.faults), 'anomalia', 'anomalie')}:")
        printing.faults(summary.faults)
    else:
        printing.say(f"\n{summary.verdict} Tutto torna.")
    printing.say("\nAprite per primi, il cruscotto con un browser:")
    for path in summary.open_first:
        printing.say(f"  {path}")
