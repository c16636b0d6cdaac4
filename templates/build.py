"""Write the Word templates from scratch: `python -m templates.build`; from then on staff edit them in Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from templates import observatory_papers
from templates.assembly_closing_papers import erasure_minutes, response_dossier
from templates.assembly_draw_papers import commitment_notice, draw_minutes
from templates.assembly_meeting_papers import allowance_list, attendance_sheet, meeting_convocation, meeting_minutes
from templates.assembly_selection_papers import replacement_minutes, selection_minutes, selection_notice
from templates.assembly_year_papers import annual_report, periodic_report
from templates.closing_papers import council_package, manifest, promises_account, publication_notice
from templates.draft_paper import draft_synthesis
from templates.opening_papers import convocation, cover_letter, notice
from templates.pact_paper import pact
from templates.paper import Paper
from templates.synthesis_papers import synthesis

INQUIRY: dict[str, Callable[[], Paper]] = {
    "notice": notice,
    "pact": pact,
    "convocation": convocation,
    "cover_letter": cover_letter,
    "manifest": manifest,
    "draft_synthesis": draft_synthesis,
    "synthesis": synthesis,
    "council_package": council_package,
    "publication_notice": publication_notice,
    "promises_account": promises_account,
}
"""The templates of the inquiry: name of the document kind, in small letters, and who writes it."""
ASSEMBLY: dict[str, Callable[[], Paper]] = {
    "commitment_notice": commitment_notice,
    "draw_minutes": draw_minutes,
    "selection_notice": selection_notice,
    "selection_minutes": selection_minutes,
    "replacement_minutes": replacement_minutes,
    "meeting_convocation": meeting_convocation,
    "attendance_sheet": attendance_sheet,
    "meeting_minutes": meeting_minutes,
    "allowance_list": allowance_list,
    "periodic_report": periodic_report,
    "annual_report": annual_report,
    "response_dossier": response_dossier,
    "erasure_minutes": erasure_minutes,
}
"""The templates of the assembly, the same way."""
OBSERVATORY: dict[str, Callable[[], Paper]] = {"observatory_report": observatory_papers.observatory_report}
"""The templates of the observatory, the same way."""


def build(folder: Path, papers: Mapping[str, Callable[[], Paper]]) -> list[Path]:
    """Write the templates of a subject into a folder and return their paths, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, write in papers.items():
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(write().save())
    return paths


if __name__ == "__main__":
    for subject, papers in (("inquiry", INQUIRY), ("assembly", ASSEMBLY), ("observatory", OBSERVATORY)):
        build(Path(__file__).resolve().parent / subject, papers)
