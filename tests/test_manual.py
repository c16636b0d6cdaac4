"""The manual speaks of every act of the desk, and of nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from deployments.schedule import DESK
from flows import assembly_requests

MANUAL = Path(__file__).parents[1] / "docs" / "manuale"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md"))}
LINK = re.compile(r"\]\(([^)#]+)\)")
ACT = re.compile(r"\*\*((?:A\d)?\d · [^*]+)\*\*")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
OF_ASSEMBLY = {name: text for name, text in PAGES.items() if "# L'Assemblea:" in text}
SCREEN = {"Submit", "Consegne"}
"""What the two pages of the house show besides acts and fields."""
HEAVIEST = 80_000
"""Unit: bytes. A picture."""


def test_every_act_of_the_desk_stands_in_the_manual_under_its_name() -> None:
    text = "\n".join(PAGES.values())
    assert [act.name for act in DESK if f"**{act.name}**" not in text] == []


def test_the_manual_names_no_numbered_act_that_the_desk_has_not() -> None:
    named = {name for text in PAGES.values() for name in ACT.findall(text)}
    assert named == {act.name for act in DESK if " · " in act.name}


def test_the_pages_of_the_assembly_name_every_field_of_its_forms_and_none_besides() -> None:
    assert len(OF_ASSEMBLY) == 7
    titles = {
        str(field.title)
        for form in assembly_requests.__all__
        for name, field in getattr(assembly_requests, form).model_fields.items()
        if name not in ("as_of", "sources")
    }
    named = {" ".join(words.split()) for text in OF_ASSEMBLY.values() for words in BOLD.findall(text)}
    assert named - {act.name for act in DESK} - SCREEN == titles


def test_every_page_and_picture_that_the_manual_names_is_there_and_every_picture_is_named() -> None:
    named = {(MANUAL / place).resolve() for text in PAGES.values() for place in LINK.findall(text)}
    assert [path for path in named if not path.is_file()] == []
    pictures = {path.resolve() for path in (MANUAL / "immagini").iterdir()}
    assert pictures == {path for path in named if path.suffix == ".png"}
    assert [path.name for path in pictures if path.stat().st_size > HEAVIEST] == []


def test_the_index_leads_to_every_page() -> None:
    assert set(LINK.findall(PAGES["README.md"])) == {*PAGES, "../operatore.md"} - {"README.md"}
