"""The manual speaks of every act of the desk, and of nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from deployments.schedule import DESK
from flows import assembly_requests, observatory_requests
from flows.requests import Form

MANUAL = Path(__file__).parents[1] / "docs" / "manuale"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md"))}
LINK = re.compile(r"\]\(([^)#]+)\)")
ACT = re.compile(r"\*\*((?:[AO]\d)?\d · [^*]+)\*\*")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
OF_OBSERVATORY = {name: text for name, text in PAGES.items() if "# L'Osservatorio:" in text}
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
    assert bold_words(OF_ASSEMBLY) == field_titles(
        [getattr(assembly_requests, name) for name in assembly_requests.__all__]
    )


def test_the_page_of_the_observatory_names_every_field_of_its_forms_and_none_besides() -> None:
    assert len(OF_OBSERVATORY) == 1
    every = vars(observatory_requests).values()
    forms = [one for one in every if isinstance(one, type) and issubclass(one, Form) and one is not Form]
    assert len(forms) == 10
    assert bold_words(OF_OBSERVATORY) == field_titles(forms)


def field_titles(forms: Iterable[type[BaseModel]]) -> set[str]:
    """What the fields of forms are called on the screen."""
    fields = [pair for form in forms for pair in form.model_fields.items()]
    return {str(field.title) for name, field in fields if name not in ("as_of", "sources")}


def bold_words(pages: Mapping[str, str]) -> set[str]:
    """What pages print in bold, but for acts and what the screen says besides."""
    named = {" ".join(words.split()) for text in pages.values() for words in BOLD.findall(text)}
    return named - {act.name for act in DESK} - SCREEN


def test_every_page_and_picture_that_the_manual_names_is_there_and_every_picture_is_named() -> None:
    named = {(MANUAL / place).resolve() for text in PAGES.values() for place in LINK.findall(text)}
    assert [path for path in named if not path.is_file()] == []
    pictures = {path.resolve() for path in (MANUAL / "immagini").iterdir()}
    assert pictures == {path for path in named if path.suffix == ".png"}
    assert [path.name for path in pictures if path.stat().st_size > HEAVIEST] == []


def test_the_index_leads_to_every_page() -> None:
    assert set(LINK.findall(PAGES["README.md"])) == {*PAGES, "../operatore.md"} - {"README.md"}
