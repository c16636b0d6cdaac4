"""What a city writes about its observatory's numbers: Milan's file, a small one, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.definition_file import load_definition
from domain.errors import Refusal
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.protection.rules import Rules
from domain.observatory.retrofits import Season

MILAN = (Path(__file__).parents[3] / "deployments" / "milano" / "observatory.yaml").read_text(encoding="utf-8")


def load(text: str) -> ObservatoryDefinition:
    return load_definition(text, ObservatoryDefinition, name="observatory.yaml")


def changed(old: str, new: str) -> list[str]:
    """Return the faults of Milan's definition with one thing written otherwise."""
    assert MILAN.count(old) == 1
    with pytest.raises(Refusal) as refused:
        load(MILAN.replace(old, new))
    assert all(fault.remedy for fault in refused.value.faults)
    return [f"{fault.place}: {fault.problem}" for fault in refused.value.faults]


def test_milans_definition_says_what_its_numbers_go_by() -> None:
    told = load(MILAN)
    assert told.indicators.published["ten-percent"] == "section"
    assert (told.protection.rules, told.guide.visits) == (Rules(10, 3, 0.9), 5_000)
    assert {year: one.season for year, one in told.seasons.items()} == {
        2024: Season(2_000, 1.0),
        2025: Season(2_100, 1.08),
    }
    assert (told.sender("mm"), told.sender("nessuno")) == ("MM S.p.A., gestione degli alloggi ERP", "nessuno")
    assert told.places.layout["section"] == "SEZ21_ID"
    lines = told.indicators.lines(0.07, 1_800.0)
    assert (lines.median_share, lines.median_spend_eur) == (0.07, 1_800.0)
    assert lines.medians_of == "i nuclei di questa estrazione con tutti i dati misurati"


def test_a_small_definition_is_milans_house_part_alone() -> None:
    small = MILAN[: MILAN.index("# L'indicatore in uso")]
    told = load(small)
    assert (told.protection, told.indicators.ten_percent) == (load(MILAN).protection, 0.10)
    assert told.indicators.published == load(MILAN).indicators.published


def test_what_does_not_fit_is_refused_where_it_stands() -> None:
    line = {word: number for number, word in enumerate(MILAN.splitlines(), start=1)}
    wrong = changed("    two-m: nil", "    tre-m: nil")
    assert wrong == [
        f"observatory.yaml, riga {line['    two-m: nil']}, campo indicators.published.tre-m: "
        "nessun indicatore si chiama «tre-m»"
    ]
    place = f"observatory.yaml, riga {line['  main: ten-percent']}, campo indicators.main"
    assert changed("  main: ten-percent", "  main: lihc") == [f"{place}: «lihc» non è fra gli indicatori pubblicati"]
    given = changed("  ten_percent: 0.10", "  median_share: 0.05")
    assert given[0].endswith("non si dice di chi sono le mediane")
    assert changed("  threshold: 10", "  threshold: 2")[0].endswith("«2» è troppo piccolo")
    assert changed("  small: 3", "  small: 12")[0].endswith("la soglia delle famiglie è minore di quella delle celle")
    twice = "complexes: [{code: C1, name: Uno}, {code: C1, name: Due}]\n  base_year: 2021"
    assert changed("base_year: 2021", twice)[0].endswith("«C1» c'è già")
