"""How the product refuses: problem, place and remedy, whole also after a trip between processes."""

from __future__ import annotations

import ast
import copy
import json
import pickle
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Fault, Refusal

ROOT = Path(__file__).parents[2]
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
FAULTS = st.builds(Fault, WORDS, WORDS, WORDS)


@given(WORDS, WORDS, WORDS, st.lists(FAULTS, max_size=3))
def test_a_refusal_survives_the_trip_between_processes(
    problem: str, remedy: str, place: str, faults: list[Fault]
) -> None:
    refusal = Refusal(problem, remedy, place, tuple(faults))
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(refusal, protocol))  # noqa: S301
        assert type(back) is Refusal
        assert (back.as_dict(), str(back), back.faults) == (refusal.as_dict(), str(refusal), tuple(faults))
    assert str(copy.deepcopy(refusal)) == str(refusal)
    json.dumps(refusal.as_dict())


@given(FAULTS)
def test_a_fault_survives_the_trip_between_processes(fault: Fault) -> None:
    assert pickle.loads(pickle.dumps(fault)) == fault  # noqa: S301


def test_a_refusal_reads_as_place_problem_and_remedy_then_its_faults() -> None:
    faults = (Fault("manca l'esito", "sceglietelo dal menù", "riga 4"), Fault("manca il motivo", "scrivetelo"))
    refusal = Refusal("la scheda ha 2 errori", "correggete le righe e rimandatela", "scheda.xlsx", faults)
    assert str(refusal) == (
        "scheda.xlsx: la scheda ha 2 errori → correggete le righe e rimandatela\n"
        "  - riga 4: manca l'esito → sceglietelo dal menù\n"
        "  - manca il motivo → scrivetelo"
    )
    assert refusal.as_dict() == {
        "problem": "la scheda ha 2 errori",
        "remedy": "correggete le righe e rimandatela",
        "place": "scheda.xlsx",
        "faults": [
            {"problem": "manca l'esito", "remedy": "sceglietelo dal menù", "place": "riga 4"},
            {"problem": "manca il motivo", "remedy": "scrivetelo", "place": ""},
        ],
    }


Place = tuple[str, Any]


@cache
def made() -> tuple[list[Place], list[Place]]:
    """Every `Refusal(...)` and `Fault(...)` that the program makes, and every class, with its place; read once."""
    calls: list[Place] = []
    classes: list[Place] = []
    for path in (path for room in ("domain", "flows", "deployments") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Refusal", "Fault"):
                calls.append((f"{path.relative_to(ROOT)}:{node.lineno}", node))
            elif isinstance(node, ast.ClassDef):
                classes.append((f"{path.name}:{node.name}", node))
    return calls, classes


def is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def test_every_error_that_the_program_makes_names_its_problem_and_its_remedy() -> None:
    calls, _ = made()
    assert len(calls) > 100
    bare = []
    for place, call in calls:
        named = {keyword.arg for keyword in call.keywords}
        positional = call.args[:2]
        is_spread = any(isinstance(value, ast.Starred) for value in call.args)
        if is_spread or None in named:
            continue  # problem and remedy come together from a table of words, which has its own test
        if len(positional) + len(named & {"problem", "remedy"}) < 2 or any(is_nothing(value) for value in positional):
            bare.append(place)
    assert bare == []


def test_the_errors_that_a_process_hands_to_another_take_their_arguments_by_position() -> None:
    """An exception with keyword-only arguments is lost on the way: pickling gives it its positional ones."""
    offenders = []
    _, classes = made()
    assert len(classes) > 100
    for place, node in classes:
        bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        if any(base == "Refusal" or base.endswith(("Error", "Exception")) for base in bases):
            inits = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
            offenders += [place for init in inits if init.args.kwonlyargs]
    assert offenders == []
