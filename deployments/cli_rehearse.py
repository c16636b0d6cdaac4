"""`istruttoria rehearse …`: a whole process on a simulated clock, without server or network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.assembly_summary import play_assembly, print_year
from deployments.cli_common import Json
from deployments.inquiry_summary import play_inquiry, print_inquiry
from deployments.observatory_summary import play_observatory, print_observatory
from deployments.small_observatory import small_observatory
from domain.inquiry.rehearsed import deliveries
from flows.arrivals import read_text
from flows.assembly_rehearsal import AssemblyScript
from flows.edges import open_rehearsal
from flows.observatory_rehearsal import ObservatoryScript
from flows.rehearsal import Script

app = typer.Typer(help="Prove generali: un procedimento intero su un orologio simulato.", no_args_is_help=True)


Exports = Annotated[
    list[Path], typer.Option(metavar="FILE", help="Esportazione; ripetibile, la più vecchia prima.", exists=True)
]
Forms = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Scheda dei contributi degli altri canali; ripetibile.", exists=True),
]
Together = Annotated[
    bool, typer.Option("--together", help="I file ripetuti sono parti di una sola esportazione, non istantanee.")
]


@app.command()
def inquiry(
    definition: Annotated[Path, typer.Argument(help="Definizione YAML.", exists=True, dir_okay=False)],
    proposals: Exports,
    comments: Exports,
    out: Annotated[Path, typer.Option(help="Cartella in cui scrivere tutto.")],
    contributions: Forms = None,
    together: Together = False,
    json: Json = False,
) -> None:
    """Gioca un'istruttoria dall'apertura alla pubblicazione su esportazioni vere o di prova."""
    text = read_text(definition)
    script = Script(
        definition_name=definition.name,
        definition_text=text,
        snapshots=deliveries(named_bytes(proposals), named_bytes(comments), together=together),
        contributions=named_bytes(contributions or []),
    )
    summary = play_inquiry(open_rehearsal(out, seed=text), script, quiet=json)
    if json:
        printing.as_json(summary)
    else:
        print_inquiry(summary)
    if summary.faults:
        raise typer.Exit(1)


@app.command()
def assembly(
    definition: Annotated[Path, typer.Argument(help="Definizione YAML.", exists=True, dir_okay=False)],
    registry: Annotated[Path, typer.Option(help="Lista anagrafica, CSV o Parquet.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="Cartella in cui scrivere tutto.")],
    years: Annotated[int, typer.Option(help="Quanti cicli, uno dopo l'altro.", min=1, max=20)] = 1,
    json: Json = False,
) -> None:
    """Gioca anni interi dell'assemblea con una popolazione simulata; le fonti del caso sono inventate, e lo dicono."""
    text = read_text(definition)
    summaries = play_assembly(open_rehearsal(out, seed=text), AssemblyScript(text, registry, years), quiet=json)
    if json:
        printing.as_json(summaries)
    else:
        for summary in summaries:
            print_year(summary)
    if any(summary.faults for summary in summaries):
        raise typer.Exit(1)


@app.command()
def observatory(
    out: Annotated[Path, typer.Option(help="Cartella in cui scrivere tutto.")],
    definition: Annotated[
        Path | None, typer.Argument(help="Definizione YAML; senza, una per la città inventata.", exists=True)
    ] = None,
    years: Annotated[int, typer.Option(help="Quante edizioni, un anno dopo l'altro.", min=1, max=10)] = 2,
    seed: Annotated[int, typer.Option(help="Della città inventata: lo stesso seme, la stessa città.")] = 2025,
    json: Json = False,
) -> None:
    """Gioca anni interi dell'osservatorio su una città inventata: consegne, edizioni, cancellazioni."""
    text = read_text(definition) if definition else small_observatory()
    summary = play_observatory(open_rehearsal(out, seed=text), ObservatoryScript(text, years, seed), quiet=json)
    if json:
        printing.as_json(summary)
    else:
        print_observatory(summary)
    if summary.faults:
        raise typer.Exit(1)


def named_bytes(paths: list[Path]) -> list[tuple[str, bytes]]:
    """The files with their names, in order."""
    return [(path.name, path.read_bytes()) for path in paths]
