"""`istruttoria assembly draw --problem`: two files become a lottery, as people read it and as machines do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import Run

ROOT = Path(__file__).parents[2]
QUOTAS = "category;feature;min;max\ngenere;F;1;1\ngenere;M;1;1\nnazionalità;italiana;1;2\nnazionalità;altra;0;1\n"
PEOPLE = "codice;genere;nazionalità\na1;F;italiana\nb2;F;italiana\nc3;F;altra\nd4;M;altra\ne5;M;italiana\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Quotas and respondents as an Italian Excel saves them: semicolons and Windows-1252."""
    paths = [tmp_path / "quote.csv", tmp_path / "persone.csv"]
    for path, text in zip(paths, (QUOTAS, PEOPLE), strict=True):
        path.write_bytes(text.encode("cp1252"))
    return [str(path) for path in paths]


def test_the_lottery_is_printed_as_json_and_nothing_else_is(files: list[str], tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "deployments.cli",
        "assembly",
        "draw",
        "--problem",
        *files,
        "--seats",
        "2",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert told.pop("cpu_seconds") >= 0
    rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in told.items()}
    assert rounded == {
        "people": 5,
        "seats": 2,
        "profiles": 4,
        "min_probability": 0.333333,
        "max_probability": 0.5,
        "gini": 0.1,
        "gap": 0.0,
        "is_fairest": True,
        "panels": rounded["panels"],
        "left_out": [],
        "not_reached": [],
        "over_favored": [],
        "numbered_panels": 1000,
        "rounded_min_probability": 0.333,
        "worst_loss": rounded["worst_loss"],
    }
    assert (done.returncode, done.stderr) == (0, "")


def test_the_lottery_is_told_in_words(files: list[str], run: Run) -> None:
    said = run("assembly", "draw", "--problem", *files, "--seats", 2)
    assert said.status == 0
    assert "Probabilità minima 33.333%, massima 50.000%." in said.out
    assert "È la lotteria più equa possibile con queste quote." in said.out


def test_a_problem_without_any_panel_ends_with_the_reasons(files: list[str], run: Run) -> None:
    said = run("assembly", "draw", "--problem", *files, "--seats", 3)
    assert said.status == 1
    assert "Nessun gruppo rispetta tutte le quote" in said.err
    assert "genere: i massimi sommano a 2, meno dei 3 posti" in said.err
