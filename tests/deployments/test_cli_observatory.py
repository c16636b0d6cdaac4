"""`istruttoria observatory …`: an edition from files at hand, what people and machines read, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from command import Run
from openpyxl import load_workbook

from deployments import cli_observatory
from domain.italian import rows_told
from domain.observatory.synthetic_files import base_files, yearly_files
from flows import observatory_requests
from flows.requests import Form

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from small_observatory_years import FIRST, ID, LAST, OFFICER, SCRIPT

ROOT = Path(__file__).parents[2]
COMMANDS: Any = typer.main.get_command(cli_observatory.app)
FORMS = {
    model
    for model in vars(observatory_requests).values()
    if isinstance(model, type) and issubclass(model, Form) and model.__module__ == observatory_requests.__name__
}


@pytest.fixture(scope="module")
def at_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that somebody has: definition, bases, and what two years bring."""
    folder = tmp_path_factory.mktemp("scrivania")
    (folder / "osservatorio.yaml").write_text(SCRIPT.definition_text, "utf-8")
    yearly = [file for _, files in yearly_files(SCRIPT.city, SCRIPT.seed, FIRST, 2) for file in files]
    for file in [*base_files(SCRIPT.city), *yearly]:
        (folder / file.name).write_bytes(file.data)
    return folder


def words_of(at_hand: Path, year: int, out: Path) -> list[str]:
    """What somebody types for the edition of a year."""
    options = {
        "--geometry": at_hand / "sezioni.geojson",
        "--areas": at_hand / "aree.csv",
        "--households": at_hand / f"nuclei-{year}.csv",
        "--retrofits": at_hand / f"riqualificazioni-{year}.csv",
        "--year": year,
        "--out": out,
    }
    named = [str(word) for option in options.items() for word in option]
    return ["observatory", "refresh", str(at_hand / "osservatorio.yaml"), *named]


def test_every_form_of_the_desk_has_a_command_or_a_look_of_its_own() -> None:
    by_table = {form for _, form in cli_observatory.COMMANDS}
    by_hand = {
        observatory_requests.CheckExtract,
        observatory_requests.Compare,
        observatory_requests.VerifyObservatory,
    }
    assert by_table | by_hand == FORMS and not by_table & by_hand
    assert {"refresh", "check", "compare", "verify", "status", "advance"} <= set(COMMANDS.commands)


def test_two_editions_from_files_compared_verified_and_told(
    run: Run, at_hand: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "prova"
    first = run(*words_of(at_hand, FIRST, out))
    assert first.status == 0, first.err
    assert f"Edizione {FIRST}, impronta " in first.out
    report = Path(first.out.splitlines()[-1].strip())
    assert report.suffix == ".docx" and report.is_file()

    # A process of its own: what a library writes past Python would stand in the middle of the answer.
    command = [sys.executable, "-m", "deployments.cli", *words_of(at_hand, LAST, out), "--json"]
    said = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    told = json.loads(said.stdout)
    assert (told["id"], told["year"], len(told["said"])) == (ID, LAST, 4)

    again = run(*words_of(at_hand, LAST, out), "--json").json
    assert again["sha256"] == told["sha256"], "the same files make the same edition"

    monkeypatch.setenv("ISTRUTTORIA_HOME", str(out))
    standing = run("observatory", "status", ID, "--json").json
    assert standing["editions"][:2] == [str(FIRST), str(LAST)]
    assert {row[1] for row in standing["handed_in"]} >= {"nuclei ERP", "riqualificazioni"}
    assert f"Edizioni pubblicate: {FIRST}, {LAST}" in run("observatory", "status", ID).out
    compared = run("observatory", "compare", ID, FIRST, LAST, "--json").json
    assert {row["level"] for row in compared} == {"city", "district", "nil"}
    assert "Morosità nelle spese della casa: " in run("observatory", "compare", ID, FIRST, LAST).out

    whole = run("observatory", "verify", ID)
    assert whole.status == 0 and whole.out.endswith("Tutto torna.\n")
    folder = Path(told["dashboard"]).parent
    assert run("observatory", "verify", folder, "--hash", told["sha256"]).status == 0
    with Path(told["dashboard"]).open("a", encoding="utf-8") as page:
        page.write("<!-- -->")
    for target in (folder, ID):
        broken = run("observatory", "verify", target, "--json")
        assert broken.status == 1
        assert any(Path(told["dashboard"]).name in json.dumps(fault) for fault in broken.json["faults"])


def test_an_extract_is_tried_row_by_row_and_comes_back_as_a_workbook(run: Run, at_hand: Path, tmp_path: Path) -> None:
    bases = ["--geometry", at_hand / "sezioni.geojson", "--areas", at_hand / "aree.csv"]
    good = run("observatory", "check", at_hand / f"nuclei-{FIRST}.csv", *bases, "--json")
    assert (good.status, good.json["set_aside"]) == (1, 4), "as many as its maker spoilt on purpose"
    rows = list(csv.reader(io.StringIO((at_hand / f"nuclei-{FIRST}.csv").read_text("utf-8"))))
    rows[5][rows[0].index("sezione")] = "manca"
    wrong, workbook = tmp_path / "nuclei.csv", tmp_path / "da-correggere.xlsx"
    with wrong.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    said = run("observatory", "check", wrong, *bases, "--workbook", workbook)
    assert (said.status, said.err) == (1, "")
    assert said.out.startswith(f"{rows_told(len(rows) - 1, len(rows) - 6, 5)}\n")
    cells = [str(cell.value) for sheet in load_workbook(workbook) for row in sheet.iter_rows() for cell in row]
    assert any("manca" in cell for cell in cells)


WRONG = {
    "no such observatory": (["status", "altro"], 1, "non esiste alcun procedimento «altro»"),
    "bases tried as an extract": (
        ["check", "{here}/aree.csv", "--geometry", "{here}/sezioni.geojson", "--kind", "elenco delle aree"],
        1,
        "non è un'estrazione",
    ),
    "a file that is not there": (["check", "nulla.csv", "--geometry", "{here}/sezioni.geojson"], 2, "nulla.csv"),
    "a folder that is no edition": (["verify", "{here}"], 1, "indicate la cartella di un'edizione"),
    "a publication before its time": (
        ["publish", ID, "--year", str(FIRST), "--act", "Det. 1", "--on", "2025-06-01", "--officer", OFFICER],
        1,
        "nessuna edizione 2024 è preparata",
    ),
    "editions that are not there": (["compare", ID, str(FIRST), str(LAST)], 1, str(FIRST)),
}


@pytest.mark.parametrize(("words", "status", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_and_changes_nothing(
    words: list[str], status: int, told: str, run: Run, at_hand: Path
) -> None:
    opened = run("observatory", "open", at_hand / "osservatorio.yaml", "--as-of", "2025-04-01T10:00+02:00")
    assert opened.status == 0, opened.err
    before = run("observatory", "status", ID, "--json").out
    said = run("observatory", *(word.format(here=at_hand) for word in words))
    assert (said.status, said.out) == (status, "")
    assert told in " ".join(said.err.split())
    assert run("observatory", "status", ID, "--json").out == before
