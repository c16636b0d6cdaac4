"""The manual speaks of every act of the desk, and of nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from deployments.schedule import DESK

MANUAL = Path(__file__).parents[1] / "docs" / "manuale"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md"))}
LINK = re.compile(r"\]\(([^)#]+)\)")
ACT = re.compile(r"\*\*(\d · [^*]+)\*\*")
HEAVIEST = 80_000
"""Unit: bytes. A picture."""


def test_every_act_of_the_desk_stands_in_the_manual_under_its_name() -> None:
    text = "\n".join(PAGES.values())
    assert [act.name for act in DESK if f"**{act.name}**" not in text] == []


def test_the_manual_names_no_numbered_act_that_the_desk_has_not() -> None:
    named = {name for text in PAGES.values() for name in ACT.findall(text)}
    assert named == {act.name for act in DESK if act.name[0].isdigit()}


def test_every_page_and_picture_that_the_manual_names_is_there_and_every_picture_is_named() -> None:
    named = {(MANUAL / place).resolve() for text in PAGES.values() for place in LINK.findall(text)}
    assert [path for path in named if not path.is_file()] == []
    pictures = {path.resolve() for path in (MANUAL / "immagini").iterdir()}
    assert pictures == {path for path in named if path.suffix == ".png"}
    assert [path.name for path in pictures if path.stat().st_size > HEAVIEST] == []


def test_the_index_leads_to_every_page() -> None:
    assert set(LINK.findall(PAGES["README.md"])) == {*PAGES, "../operatore.md"} - {"README.md"}
