"""`istruttoria observatory refresh`: a whole edition from files at hand, in a house of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Json
from deployments.printing import say
from domain.definition_file import load_definition
from domain.observatory.definition import ObservatoryDefinition
from domain.store.observatory import Draft
from domain.vocabulary import ExtractKind
from flows.archive import document_name
from flows.arrivals import read_text
from flows.edges import Desk, now, open_rehearsal
from flows.observatory_acts import delivering, opening, preparing, publishing
from flows.observatory_acts.case import load_case
from flows.observatory_acts.inputs import is_made_of_these
from flows.observatory_acts.making import DASHBOARD, REPORT
from flows.observatory_acts.publishing import edition_folder

Files = Annotated[list[Path] | None, typer.Option(metavar="FILE", help="Ripetibile.", exists=True, dir_okay=False)]
One = Annotated[Path | None, typer.Option(metavar="FILE", help="CSV.", exists=True, dir_okay=False)]


def refresh(
    definition: Annotated[Path, typer.Argument(help="Definizione YAML.", exists=True, dir_okay=False)],
    geometry: Annotated[Path, typer.Option(metavar="FILE", help="Basi territoriali, GeoJSON o ZIP.", exists=True)],
    year: Annotated[int, typer.Option(help="Anno dei dati.", min=2000, max=2100)],
    out: Annotated[Path, typer.Option(help="Cartella della casa in cui scrivere; la stessa, l'anno dopo.")],
    households: Files = None,
    sections: Files = None,
    classes: Files = None,
    questionnaires: Files = None,
    retrofits: Files = None,
    areas: One = None,
    json: Json = False,
) -> None:
    """Fa l'edizione di un anno dai file che avete: la prova senza motore né rete, in una casa a parte.

    Con la stessa cartella, l'anno dopo, l'edizione è protetta e confrontata con quella di prima; gli stessi file
    per lo stesso anno non cambiano nulla, altri file la correggono.
    """
    text = read_text(definition)
    desk = open_rehearsal(out, seed=text)
    process_id, _ = opening.open_observatory(desk, text, name=definition.name, as_of=now())
    given = (
        (ExtractKind.GEOMETRY, [geometry]),
        (ExtractKind.AREAS, [areas] if areas else None),
        (ExtractKind.HOUSEHOLDS, households),
        (ExtractKind.SECTIONS, sections),
        (ExtractKind.CLASSES, classes),
        (ExtractKind.QUESTIONNAIRES, questionnaires),
        (ExtractKind.RETROFITS, retrofits),
    )
    said = [
        one.in_words
        for kind, files in given
        if files
        for one in delivering.deliver(desk, process_id, files, kind=kind, year=year, as_of=now())
    ]
    told = _published(desk, text, definition.name, process_id, year)
    if json:
        printing.as_json({"id": process_id, "year": year, "said": said, **told})
        return
    for line in said:
        say(line)
    say(f"\nEdizione {year}, impronta {told['sha256']}.\nAprite per primi:\n  {told['dashboard']}\n  {told['report']}")


def _published(desk: Desk, text: str, name: str, process_id: str, year: int) -> dict[str, str]:
    """Prepare and publish, in the name of whoever is responsible: nobody outside this folder hears of it."""
    officer = load_definition(text, ObservatoryDefinition, name=name).recipients.responsible.name
    case = load_case(desk, process_id)
    before = case.progress.edition_of(year)
    if before is None or not is_made_of_these(case, before):
        _made(desk, process_id, year, before, officer)
    edition = load_case(desk, process_id).progress.edition_of(year)
    assert edition is not None
    folder = edition_folder(year, edition.revision or 0)
    places = {
        key: desk.archive.place(document_name(process_id, f"{folder}/{file}"))
        for key, file in (("dashboard", DASHBOARD), ("report", REPORT))
    }
    return {"sha256": edition.manifest_sha256, **places}


def _made(desk: Desk, process_id: str, year: int, before: Draft | None, officer: str) -> None:
    """Make the edition, or correct the one that other files had made."""
    moment, reason = now(), "Nuova prova con altri file"
    act_on = moment.date()
    if before is None:
        preparing.prepare(desk, process_id, year, officer=officer, as_of=moment)
    else:
        act = f"Prova {before.number + 1}"
        preparing.correct(desk, process_id, year, reason=reason, act=act, act_on=act_on, officer=officer, as_of=moment)
    publishing.publish(desk, process_id, year, act=f"Prova {year}", act_on=act_on, officer=officer, as_of=now())
