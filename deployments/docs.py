"""The pages of `docs/` that the code writes itself: the glossary and the stages (`python -m deployments.docs`)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel
from sqlmodel import SQLModel

import domain.models
from deployments.docs_probe_assembly import assembly_probe
from deployments.docs_probe_inquiry import inquiry_probe
from deployments.docs_settings import settings_page
from deployments.docs_steps import Probe, StepLine, act_lines, step_lines
from domain import vocabulary
from domain.assembly import definition as of_assembly
from domain.inquiry import definition as of_inquiry
from domain.vocabulary import NEXT_STAGES

DOCS = Path(__file__).resolve().parent.parent / "docs"
_WRITTEN = "<!-- Written by `make docs` from the code: change the code, not this page. -->\n"
_TERM = re.compile(r" \((?!promise)([^(),]+(?:, (?!promise)[^(),]+)*)(?:, promises? [^()]+)?\)")
PROBES = (
    ("The public inquiry", "flows/inquiry_acts/plan.py", inquiry_probe),
    ("The assembly's year", "flows/assembly_acts/plan.py", assembly_probe),
)


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    return {"glossary.md": glossary(), "stages.md": stages(), "settings.md": settings_page(_WRITTEN)}


def glossary() -> str:
    """Return the words of the trade: English name in the code, official Italian term, where it is said."""
    records = [getattr(domain.models, name) for name in domain.models.__all__]
    lines = [
        "# Glossary",
        "",
        _WRITTEN,
        "Code is English, the city's words are Italian. The database stores the NAME of a word; documents, letters",
        "and open data say the Italian term.",
        "",
        "## Things on record",
        "",
        *_terms(kind for kind in records if inspect.isclass(kind) and issubclass(kind, SQLModel)),
        "",
        "## What the definition of an inquiry says",
        "",
        *_terms(_written_kinds(of_inquiry)),
        "",
        "## What the definition of an assembly says",
        "",
        *_terms(_written_kinds(of_assembly)),
        *(line for kind in words() for line in _word_list(kind)),
    ]
    return "\n".join(lines) + "\n"


def _written_kinds(module: ModuleType) -> Iterator[type[BaseModel]]:
    for _, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, BaseModel) and kind.__module__ == module.__name__:
            yield kind


def words() -> list[type[StrEnum]]:
    """Return the lists of words, in the order in which the vocabulary tells them."""
    kinds = [kind for _, kind in inspect.getmembers(vocabulary, inspect.isclass)]
    chosen = [kind for kind in kinds if issubclass(kind, StrEnum) and kind is not StrEnum]
    return sorted(chosen, key=lambda kind: inspect.getsourcelines(kind)[1])


def _terms(kinds: Iterable[type]) -> Iterator[str]:
    yield from ("| in the code | in Italian | what it is | where |", "|---|---|---|---|")
    for kind in kinds:
        if kind.__name__.startswith("_"):
            continue
        told = _first_sentence(kind)
        term = _TERM.search(told)
        meaning = told.replace(term[0], "", 1) if term else told
        yield f"| `{kind.__name__}` | {term[1] if term else ''} | {meaning} | `{_where(kind)}` |"


def _word_list(kind: type[StrEnum]) -> Iterator[str]:
    yield from ("", f"## {kind.__name__}", "", _first_sentence(kind), "")
    yield from ("| name | Italian term |", "|---|---|")
    yield from (f"| `{word.name}` | {word.value} |" for word in kind)


def _first_sentence(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def _where(kind: type) -> str:
    return f"{kind.__module__.replace('.', '/')}.py"


def stages() -> str:
    """Return the stages of each kind of process as a diagram, and its steps with the instants that the rules give."""
    lines = [
        "# Stages and steps of each process",
        "",
        _WRITTEN,
        "A process never goes back and never skips a stage (`domain/vocabulary/process.py`). What moves it on is a",
        "step that the calendar makes it do, or an act of the desk. The examples are the definitions of Milan.",
        "",
        "Steps stand in the order in which every tick looks for them. The legal instant and the real one both go on",
        "record; a missed instant is caught up. All instants are those of the city's clocks.",
    ]
    for title, plan, probe in PROBES:
        lines += ["", f"## {title}", "", f"Its plan: `{plan}`.", "", *_stages_of(probe())]
    return "\n".join(lines) + "\n"


def _stages_of(probe: Probe) -> Iterator[str]:
    steps = step_lines(probe)
    yield from ("```mermaid", *_diagram(probe, steps), "```", "")
    yield from ("| step | what it does | in which stage | legal instant | leads to |", "|---|---|---|---|---|")
    for one in steps:
        yield f"| `{one.name}` | {one.title} | {', '.join(one.stages)} | {one.due} | {one.leads_to or ''} |"


def _diagram(probe: Probe, steps: list[StepLine]) -> Iterator[str]:
    by_act = {after: name for name, after in act_lines(probe)}
    leads = {(stage, one.leads_to): one.title for one in steps for stage in one.stages}
    stages = list(probe.plan.stages)
    yield from ("stateDiagram-v2", f"    [*] --> {stages[0].name}")
    yield from (f"    {stage.name}: {stage}" for stage in stages)
    for stage in stages:
        for after in NEXT_STAGES[stage]:
            yield f"    {stage.name} --> {after.name}: {by_act.get(after) or leads[stage, after]}"
        if not NEXT_STAGES[stage]:
            yield f"    {stage.name} --> [*]"


def main() -> None:
    """Write the generated pages."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
