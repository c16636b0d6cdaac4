"""`istruttoria template …`: tells whether Word templates are fit to be used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Json
from domain.documents.template_check import annotate, check_template
from domain.errors import Fault, Refusal
from domain.vocabulary import DocumentKind
from templates.subjects import DOCUMENTS

app = typer.Typer(help="Modelli Word: controllo prima dell'uso.", no_args_is_help=True)

_KINDS = {kind.name.lower(): kind for kind in DOCUMENTS}
_KIND_HELP = f"Documento: {', '.join(_KINDS)}; vuoto: dal nome del file."


@app.callback()
def _group() -> None:
    """Keeps `template check` a command of its own while it is the only one."""


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="Modello .docx; senza, tutti i nostri.", exists=True, dir_okay=False)
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help=f"Documento: {', '.join(_KINDS)}; vuoto: dal nome del file.")
    ] = "",
    annotated: Annotated[
        Path | None, typer.Option("--annotate", help="Scrive qui una copia con gli errori come commenti di Word.")
    ] = None,
    json: Json = False,
) -> None:
    """Controlla segnaposto, blocchi, campi e accessibilità di un modello; stato 1 se qualcosa non va."""
    found = _check_file(file, kind, annotated) if file else _check_ours()
    if json:
        printing.as_json(found)
    else:
        for name, faults in found.items():
            printing.say(f"{name}: {'a posto' if not faults else f'{len(faults)} problemi'}")
            printing.faults(faults)
    if any(found.values()):
        raise typer.Exit(1)


def _check_ours() -> dict[str, list[Fault]]:
    return {
        f"{one.name}.docx": check_template(one.data(), one.context, name=f"{one.name}.docx")
        for one in DOCUMENTS.values()
    }


def _check_file(file: Path, kind: str, annotated: Path | None) -> dict[str, list[Fault]]:
    data = file.read_bytes()
    faults = check_template(data, DOCUMENTS[_kind_of(file, kind)].context, name=file.name)
    if annotated is not None and faults:
        annotated.write_bytes(annotate(data, faults))
    return {file.name: faults}


def _kind_of(file: Path, kind: str) -> DocumentKind:
    name = kind or file.stem.lower()
    if name not in _KINDS:
        raise Refusal(
            f"non si capisce quale documento sia «{name}»", f"indicate --kind fra: {', '.join(_KINDS)}", file.name
        )
    return _KINDS[name]
