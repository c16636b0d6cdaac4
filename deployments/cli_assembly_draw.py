"""`istruttoria assembly draw | select | verify-draw`: what needs more than one form, and the citizen's check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli_common import Id, Instant, Json, Officer
from deployments.cli_forms import fill_in_and_do
from domain.assembly.draw import verify_draw as verifier
from flows.assembly_requests import Draw, PrepareSelection, Select

SourcesFile = Annotated[
    Path | None,
    typer.Option("--sources", metavar="FILE", exists=True, dir_okay=False, help="I valori delle fonti, in YAML."),
]


def draw(
    what: Annotated[
        list[str],
        typer.Argument(metavar="ID LISTA | QUOTE PERSONE", help="Ciclo e lista anagrafica; con --problem, i due file."),
    ],
    sources: SourcesFile = None,
    officer: Annotated[str, typer.Option("--officer", help="Chi decide o registra: nome e ruolo.")] = "",
    as_of: Instant = "",
    problem: Annotated[
        bool, typer.Option("--problem", help="Non un ciclo: calcola la lotteria di due file, quote e persone.")
    ] = False,
    seats: Annotated[int, typer.Option("--seats", min=0, help="Con --problem: posti del gruppo.")] = 0,
    time_limit: Annotated[float, typer.Option("--time-limit", help="Con --problem: secondi di calcolo.")] = 600.0,
    household_columns: Annotated[
        str, typer.Option("--household-columns", help="Con --problem: colonne dell'indirizzo, separate da virgole.")
    ] = "",
    json: Json = False,
) -> None:
    """Primo sorteggio di un ciclo, con i valori delle due fonti; con --problem, la lotteria di due file."""
    if len(what) != 2:
        raise typer.BadParameter("servono il ciclo e la lista anagrafica; con --problem, le quote e le persone")
    if problem:
        if not seats:
            raise typer.BadParameter("indicate i posti del gruppo", param_hint="--seats")
        from deployments import cli_assembly_problem  # the solver takes a while to load

        files = [_file(one) for one in what]
        cli_assembly_problem.draw(files, seats, time_limit=time_limit, household_columns=household_columns, json=json)
        return
    if sources is None or not officer:
        raise typer.BadParameter("il primo sorteggio di un ciclo vuole --sources e --officer")
    given = {"process_id": what[0], "registry": _file(what[1]), "sources": sources, "officer": officer}
    fill_in_and_do(Draw, given | {"as_of": as_of, "json": json})


def select(
    process_id: Id,
    officer: Officer,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Prima: pubblica i biglietti numerati, senza sorteggiarne nessuno.")
    ] = False,
    relaxation: Annotated[
        int, typer.Option("--relaxation", min=0, help="Con --prepare: l'allentamento da adottare; 0: nessuno.")
    ] = 0,
    sources: SourcesFile = None,
    as_of: Instant = "",
    json: Json = False,
) -> None:
    """Composizione dei gruppi: prima i biglietti (--prepare), poi il sorteggio con i valori delle due fonti."""
    if prepare is (sources is not None):
        raise typer.BadParameter("indicate --prepare, oppure --sources dopo l'estrazione delle fonti")
    given = {"process_id": process_id, "officer": officer, "as_of": as_of, "json": json}
    if prepare:
        fill_in_and_do(PrepareSelection, given | {"relaxation": relaxation})
    else:
        fill_in_and_do(Select, given | {"sources": sources})


def verify_draw(
    folder: Annotated[
        Path, typer.Argument(metavar="CARTELLA", exists=True, file_okay=False, help="La cartella pubblicata.")
    ],
    code: Annotated[
        str, typer.Argument(metavar="CODICE", help="Il codice della lettera, se lo si vuole cercare.")
    ] = "",
    frame: Annotated[
        Path | None,
        typer.Option(
            "--frame", metavar="LISTA", exists=True, dir_okay=False, help="La lista: rifà tutto il primo sorteggio."
        ),
    ] = None,
) -> None:
    """Rifà i conti di un sorteggio pubblicato, con il programma che la cartella contiene; stato 1 se non torna."""
    words = [str(folder), *([code] if code else []), *(["--frame", str(frame)] if frame else [])]
    if verifier.main(words):
        raise typer.Exit(1)


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise typer.BadParameter(f"il file «{name}» non esiste")
    return path
