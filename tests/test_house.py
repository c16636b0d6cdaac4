"""The house keeps its own rules: who imports whom, how long a module is, docs that equal the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.docs import DOCS, pages
from deployments.docs_probe_assembly import assembly_probe
from deployments.docs_probe_inquiry import inquiry_probe
from deployments.docs_steps import Probe, act_lines, step_lines
from domain.vocabulary import NEXT_STAGES, AssemblyStage

ROOT = Path(__file__).parents[1]
ROOMS = ("domain", "flows", "deployments", "templates")
LONGEST = 250
LONGER: dict[str, str] = {
    "domain/store/migrations/versions/0001_first_records.py": "every table column by column, written once by Alembic",
    "domain/store/migrations/versions/0003_assembly.py": "every table of the assembly, written once by Alembic",
    "templates/synthesis_papers.py": "two documents paragraph by paragraph, in the order in which they are read",
}
"""Modules that may be longer, with the reason."""

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
]
TEXTS = [path for path in TRACKED if path.is_file() and path.suffix not in (".docx", ".xlsx", ".zip", ".gz", ".png")]
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_nobody_imports_who_is_none_of_their_business() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
    assert "0 broken." in told.stdout


def test_a_module_fits_a_reader() -> None:
    long = {named(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > LONGEST and name not in LONGER} == {}
    assert {name for name in LONGER if long.get(name, 0) <= LONGEST} == set()


def test_every_module_and_every_public_thing_says_what_it_is() -> None:
    silent = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        if ast.get_docstring(tree) is None:
            silent.append(named(path))
        for node in tree.body:
            is_thing = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_thing and ast.get_docstring(node) is None and "migrations" not in path.parts:
                silent.append(f"{named(path)}:{node.name}")
    assert silent == []


def test_a_module_docstring_is_one_sentence() -> None:
    def first_paragraph(path: Path) -> str:
        return (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0]

    assert [named(path) for path in MODULES if not first_paragraph(path).endswith((".", ".)", "`).", "…"))] == []


MACHINES = re.compile(
    r"""(?<![\w./-])/(?:home|root|Users|work|mnt|srv)/\w     # the folder of somebody's machine
    | \b(?:[a-z0-9-]+\.)*(?:pypi|pythonhosted|npmjs|anaconda|jfrog)\.(?:org|com|io|net)\b  # registries
    | \b(?:artifactory|nexus)\.[a-z0-9-]+
    | --(?:extra-)?index-url\s*[= ]\s*\S+:\/\/ | \bPIP_INDEX_URL\s*=""",
    re.VERBOSE,
)


@pytest.mark.parametrize(
    "words",
    [
        ("see ", "/work", "/main/tests"),
        ('Path("', "/home", '/anna/istruttoria")'),
        ("https://files.", "pythonhosted", ".org/packages/x.whl"),
        ("https://", "nexus.", "citta.example/simple"),
        ("pip install --index", "-url ", "https://mirror.example/simple"),
    ],
)
def test_a_machine_or_a_registry_is_recognized_when_it_is_named(words: tuple[str, ...]) -> None:
    assert MACHINES.search("".join(words))


def test_no_file_names_a_registry_or_the_folder_of_a_machine() -> None:
    assert len(TEXTS) > 200
    found = [
        f"{named(path)}:{place}"
        for path in TEXTS
        for place, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if MACHINES.search(line)
    ]
    assert found == []


PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_that_the_code_writes_are_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name], "run `make docs`"


@pytest.mark.parametrize("probe", [inquiry_probe(), assembly_probe()], ids=["inquiry", "assembly"])
def test_every_change_of_stage_is_made_by_exactly_one_step_or_act(probe: Probe) -> None:
    made = [
        (stage, step.leads_to)
        for step in step_lines(probe)
        for stage in step.stages
        if step.leads_to and (stage, step.leads_to) not in ENTRIES_AFTER_THE_FIRST
    ]
    before_of = {after: stage for stage in probe.plan.stages for after in NEXT_STAGES[stage]}
    made += [(before_of[after], after) for _, after in act_lines(probe)]
    assert sorted(made) == sorted((before, after) for before in probe.plan.stages for after in NEXT_STAGES[before])


ENTRIES_AFTER_THE_FIRST = {
    (stage, AssemblyStage.SITTING) for stage in (AssemblyStage.SITTING, AssemblyStage.REPORTED, AssemblyStage.ANSWERED)
}
"""The first cohort makes the assembly sit; those that enter later find it sitting."""


def test_every_decision_on_record_says_what_to_touch_when_it_is_revisited() -> None:
    decisions = sorted((DOCS / "adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), named(path)
        assert "## Places to update if we revisit this" in text, named(path)


PLACES = re.compile(r"`((?:domain|flows|deployments|templates|tests|docs|benchmarks)/[\w./-]*)`")


def test_every_place_that_a_decision_or_the_readme_names_is_there() -> None:
    pages_to_read = [*sorted((DOCS / "adr").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    missing = [
        f"{named(page)}: {place}"
        for page in pages_to_read
        for place in re.findall(
            r"`((?:domain|flows|deployments|templates|tests|docs|benchmarks)/[\w./-]*)`", page.read_text()
        )
        if not (ROOT / place).exists()
    ]
    assert missing == []
