"""Write the Word templates from scratch: `python -m templates.build`; from then on staff edit them in Word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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


def build(folder: Path) -> list[Path]:
    """Write every template of the inquiry into a folder and return their paths, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, write in INQUIRY.items():
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(write().save())
    return paths


if __name__ == "__main__":
    build(Path(__file__).resolve().parent / "inquiry")
