"""`istruttoria assembly …`: the assembly's acts from a terminal, what people and machines read, and what is refused."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer.main
from command import Run, Said
from pydantic import BaseModel

from deployments import cli_assembly
from deployments.cli_forms import names_a_file
from domain.documents.forms.filling import fill_form
from flows import assembly_requests
from flows.assembly_acts.case import load_case
from flows.edges import Desk, open_desk
from flows.requests import Form
from flows.settings import our_settings

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from small_assembly import CYCLE, OFFICER, composed, small_definition

ROOT = Path(__file__).parents[2]
COMMANDS: Any = typer.main.get_command(cli_assembly.app)
MODELS = [getattr(assembly_requests, name) for name in assembly_requests.__all__]
FORMS = [model for model in MODELS if issubclass(model, Form)]
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a file where whoever sits at the terminal has it."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / "scrivania" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return written


@pytest.fixture
def desk(home: Path) -> Desk:
    """A house whose assembly is composed; its terms begin on 13 January and on 13 April 2025."""
    desk = open_desk(our_settings())
    composed(desk)
    return desk


def at(moment: str) -> list[str]:
    return ["--as-of", f"{moment}+01:00"]


def test_every_form_of_the_desk_has_a_command_and_each_command_of_the_issue_is_there() -> None:
    by_table = {form for _, form in (*cli_assembly.COMMANDS, *cli_assembly.BY_FILE)}
    by_hand = {assembly_requests.Draw, assembly_requests.PrepareSelection, assembly_requests.Select}
    assert by_table | by_hand == set(FORMS) and not by_table & by_hand
    wanted = (
        "open commit draw invite availability select replace members convene attendance recommend minutes report "
        "receipt dossier erase status advance verify-draw"
    )
    assert set(wanted.split()) <= set(COMMANDS.commands)


def test_what_a_refusal_tells_people_to_type_is_a_command() -> None:
    told = {
        name
        for room in ("flows", "domain", "deployments", "docs/manuale")
        for path in (ROOT / room).rglob("*.*")
        if path.suffix in (".py", ".md", ".txt")
        for name in re.findall(r"«(?:istruttoria )?assembly ([a-z-]+)", path.read_text("utf-8"))
    }
    assert told and told <= set(COMMANDS.commands)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_field_with_the_name_of_a_file_is_told_by_its_words(form: type[BaseModel]) -> None:
    named = {key for key, field in form.model_fields.items() if names_a_file(field)}
    assert named == set(form.model_fields) & {"definition", "registry", "addresses", "files"}


def test_a_cycle_is_opened_once_from_a_file_of_this_machine_which_is_not_copied(
    run: Run, write: Write, home: Path
) -> None:
    file = write("clima.yaml", small_definition())
    opened = run("assembly", "open", file, *at("2024-09-02T10:00"))
    assert (opened.status, opened.out, opened.err) == (0, "Ciclo aperto.\n", "")
    again = run("assembly", "open", file, "--json").json
    assert again == {"id": CYCLE, "said": ["Ciclo già aperto: nulla di cambiato."], "steps": []}
    assert not (home / "arrivi").exists()
    standing = run("assembly", "status", CYCLE, "--json").json
    assert (standing["stage"], standing["counts"]["mandati"]) == ("avvio del ciclo", 0)
    assert standing["owed"] == ["Ufficio Statistica: impegno del primo sorteggio entro il 16 settembre 2024"]
    shown = run("assembly", "status", CYCLE)
    assert shown.status == 0 and "Fase: avvio del ciclo" in shown.out and "Ingresso del gruppo 1" in shown.out
    assert run("assembly", "advance", CYCLE).out == "Nessun adempimento dovuto.\n"
    assert "Ingresso del gruppo 2" in run("calendar", "--process", CYCLE).out


def test_a_faulty_definition_is_refused_with_line_and_remedy(run: Run, write: Write) -> None:
    said = run("assembly", "open", write("storta.yaml", small_definition().replace("size: 3", "size: tre")), "--json")
    assert said.status == 1
    (fault,) = said.json["refused"]["faults"]
    assert fault["place"].startswith("storta.yaml, riga ") and fault["place"].endswith("campo terms.size")


WRONG = {
    "no such cycle": (["status", "altro"], 1, "non esiste alcun procedimento «altro»"),
    "a stage too early": (["report", CYCLE, "--officer", OFFICER], 1, "la fase è «avvio del ciclo»"),
    "a number too small": (["attendance", CYCLE, "--number", "0", "--officer", OFFICER], 2, "scrivete almeno 1"),
    "a reason that is none": (
        ["end-seat", CYCLE, "--code", "a1", "--reason", "noia", "--leaves-on", "2025-03-01", "--officer", OFFICER],
        2,
        "noia",
    ),
    "an instant without zone": (["erase", CYCLE, "--officer", OFFICER, "--as-of", "2025-03-04T00:00"], 2, "il fuso"),
    "a draw without its sources": (["draw", CYCLE, __file__], 2, "vuole --sources e --officer"),
    "a problem without seats": (["draw", "--problem", __file__, __file__], 2, "indicate i posti del gruppo"),
    "a selection that is neither": (["select", CYCLE, "--officer", OFFICER], 2, "indicate --prepare"),
    "a file that is not there": (["commit", CYCLE, "nulla.csv", "--officer", OFFICER], 2, "nulla.csv"),
}


@pytest.mark.parametrize(("words", "status", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_and_changes_nothing(
    words: list[str], status: int, told: str, run: Run, write: Write
) -> None:
    run("assembly", "open", write("clima.yaml", small_definition()), *at("2024-09-02T10:00"))
    before = run("assembly", "status", CYCLE, "--json").out
    said = run("assembly", *words)
    assert (said.status, said.out) == (status, "")
    assert told in " ".join(said.err.split())
    assert run("assembly", "status", CYCLE, "--json").out == before


def test_members_of_a_day_are_codes_and_names_only_when_asked_for(run: Run, desk: Desk) -> None:
    assert run("assembly", "members", CYCLE, "--on", "2025-01-12").out == "0 membri in carica il 12/01/2025.\n"
    first = run("assembly", "members", CYCLE, "--on", "2025-01-13", "--json").json
    assert [one["code"] for one in first["members"]] == ["a1", "a2", "a3"]
    assert first["members"][0] == {
        "cycle": CYCLE,
        "cohort": 1,
        "code": "a1",
        "enters_on": "2025-01-13",
        "leaves_on": "2025-07-13",
        "group": "",
    }
    both = run("assembly", "members", CYCLE, "--on", "2025-07-12")
    assert both.out.endswith("6 membri in carica il 12/07/2025.\n") and "Persona" not in both.out
    assert "12/07/2025" in both.out, "people read the last day of a term, not the first without it"
    named = run("assembly", "members", CYCLE, "--on", "2025-07-13", "--names")
    assert "Persona B1" in named.out and named.out.endswith("3 membri in carica il 13/07/2025.\n")


def test_a_seat_ends_and_its_end_is_recorded_once(run: Run, desk: Desk) -> None:
    words = ["--code", "a2", "--reason", "dimissioni", "--leaves-on", "2025-03-01", "--officer", OFFICER]
    first = run("assembly", "end-seat", CYCLE, *words, *at("2025-02-20T09:00"))
    assert (first.status, first.out.splitlines()[0]) == (
        0,
        "Cessazione: a protocollo. Ora si può chiamare in surroga.",
    )
    assert "nulla di cambiato" in run("assembly", "end-seat", CYCLE, *words, *at("2025-02-20T09:01")).out
    assert run("assembly", "status", CYCLE, "--json").json["counts"]["posti vacanti"] == 1
    assert run("assembly", "members", CYCLE, "--on", "2025-03-01").out.endswith("2 membri in carica il 01/03/2025.\n")
    other = run("assembly", "end-seat", CYCLE, *words[:1], "a3", *words[2:7], "Chiunque", *at("2025-02-21T09:00"))
    assert other.status == 1 and "«Chiunque» non può registrare cessazioni" in other.err


TRAINING = """
kind: formazione
day: 2025-01-20
hour: 18:00
place: Sala delle assemblee
agenda: [Come funziona l'Assemblea, Il Piano]
cohort: 1
officer: Responsabile dell'Assemblea
"""
PLENARY = """
kind: plenaria
day: 2025-02-06
hour: 18:00
place: Sala delle assemblee
agenda:
  - Le Azioni proposte
  - Voto
officer: Responsabile dell'Assemblea
"""
VOTE = """
number: 2
title: Più alberi nelle piazze
text: Il Comune pianti alberi nelle piazze più calde.
group: verde
action: 4-1
department: verde-ambiente
votes_for: 2
votes_against: 1
officer: Responsabile dell'Assemblea
"""
MINUTES = """
number: {number}
opened: 18:05
closed: 20:30
chair: Presidenza dell'Assemblea
points:
  - title: Ordine del giorno
    discussion: [Se ne è discusso ai tavoli.]
officer: Responsabile dell'Assemblea
"""


def test_a_form_filled_in_as_a_file_is_refused_field_by_field_with_its_line(run: Run, desk: Desk, write: Write) -> None:
    file = write("seduta.yaml", "kind: plenari\nday: 2025-02-06\nminutes: 10\nagenda: [Voto]\nofficer: x\n")
    said = run("assembly", "convene", CYCLE, "--form", file, "--json")
    assert said.status == 1
    refused = said.json["refused"]
    assert (refused["problem"], refused["place"]) == ("il modulo non si può accettare", "seduta.yaml")
    assert [(one["place"], one["problem"]) for one in refused["faults"]] == [
        ("seduta.yaml, riga 1, campo kind", "«plenari» non è fra le parole ammesse"),
        ("seduta.yaml, riga 1, campo place", "manca il campo «place»"),
        ("seduta.yaml, riga 3, campo minutes", "«10» è troppo piccolo"),
    ]


def test_a_year_from_the_first_meeting_to_the_published_dossier(run: Run, desk: Desk, write: Write) -> None:
    def done(*words: object, when: str) -> Said:
        said = run("assembly", *words, *at(when))
        assert said.status == 0, said.err
        return said

    office = ["--officer", OFFICER]
    assert "Ingresso del gruppo 1" in done("advance", CYCLE, when="2025-01-13T00:00").out
    early = run("assembly", "convene", CYCLE, "--form", write("p.yaml", PLENARY), *at("2025-01-14T09:00"))
    assert early.status == 1 and "prima della formazione" in early.err
    for number, (name, text, called, held) in enumerate(
        (
            ("f.yaml", TRAINING, "2025-01-14T09:00", "2025-01-20T22:00"),
            ("p.yaml", PLENARY, "2025-01-22T09:00", "2025-02-06T22:00"),
        ),
        start=1,
    ):
        convened = done("convene", CYCLE, "--form", write(name, text), when=called)
        assert convened.out.splitlines()[0] == f"Seduta n. {number} convocata."
        absent = ["--absent", "a3"] if number == 1 else []
        came = done("attendance", CYCLE, "--number", number, *absent, *office, when=held)
        assert came.out.splitlines()[0] == f"Seduta n. {number}: {3 - len(absent) // 2} presenti."
        if number == 2:
            voted = done("recommend", CYCLE, "--form", write("v.yaml", VOTE), when=held)
            assert voted.out.splitlines()[0] == "Raccomandazione n. 1 a protocollo."
        file = write("m.yaml", MINUTES.format(number=number))
        assert f"Verbale della seduta n. {number}" in done("minutes", CYCLE, "--form", file, when=held).out
    early = run(
        "assembly", "receipt", CYCLE, "--act", "prot. 9", "--on", "2025-12-19", *office, *at("2025-12-19T12:00")
    )
    assert early.status == 1 and "assembly report" in early.err
    report = done("report", CYCLE, "--considerations", "Un anno utile.", *office, when="2025-12-19T10:00")
    assert "Rapporto annuale: a protocollo" in report.out
    receipt = ["--act", "prot. 9", "--on", "2025-12-19", *office]
    assert "Richiesta delle risposte" in done("receipt", CYCLE, *receipt, when="2025-12-19T12:00").out
    owed = run("assembly", "status", CYCLE, "--json").json["owed"]
    assert owed == ["Direzione Verde e Ambiente: n. 1 entro il 19/02/2026"]

    approval = ["--act", "delibera 5", "--on", "2026-01-20", *office]
    early = run("assembly", "approve", CYCLE, *approval, *at("2026-01-20T09:00"))
    assert early.status == 1 and "il dossier non si chiude" in early.err
    workbook = write("risposte.xlsx", "")
    workbook.write_bytes(answered(desk))
    back = done("dossier", CYCLE, workbook, when="2026-01-20T10:00")
    assert "righe 1 = accettate 1 + da correggere 0 + vuote 0; 1 risposta" in back.out
    assert "già letta, nulla di cambiato" in done("dossier", CYCLE, workbook, when="2026-01-20T10:00").out
    published = done("approve", CYCLE, *approval, when="2026-01-20T11:00")
    assert "Pubblicazione del dossier di risposta" in published.out
    standing = run("assembly", "status", CYCLE, "--json").json
    assert (standing["stage"], standing["counts"]["senza risposta"]) == ("ciclo concluso", 0)


def answered(desk: Desk) -> bytes:
    """The workbook of the department, filled in as it fills it in."""
    answer = {"Esito": "non accolta", "Motivazione": "Nel bilancio di quest'anno non ci sono le risorse."}
    asked = next(path for path in (desk.home / "documenti" / CYCLE).rglob("risposte-verde-ambiente-1.xlsx"))
    assert load_case(desk, CYCLE).stage_name == "REPORTED"
    return fill_form(asked.read_bytes(), lambda _row: answer, created=datetime(2026, 1, 10, tzinfo=UTC))
