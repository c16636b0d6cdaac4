"""`istruttoria inquiry …`: the acts of a public inquiry from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments import cli_decide, printing
from deployments.cli_common import Id, Instant, Json, advance_by, our_desk, print_coming, print_steps
from deployments.printing import say
from domain.italian import number, rows_told
from flows.arrivals import read_text
from flows.edges import now
from flows.inquiry_acts import checking, collecting, evaluating, opening, standing
from flows.inquiry_acts.plan import INQUIRY, advance_inquiry, steps_of

app = typer.Typer(
    help="Istruttoria pubblica: apertura, raccolta, valutazione, decisioni, verifica.", no_args_is_help=True
)
app.add_typer(cli_decide.app, name="decide")

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="File da acquisire.", exists=True, dir_okay=False)]
Exports = Annotated[
    list[Path] | None,
    typer.Option(
        "--export",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Nuova esportazione delle proposte, fatta dopo la pubblicazione: ogni risposta pubblicata dev'essere "
        "quella approvata. Ripetibile.",
    ),
]


@app.command("open")
def open_(
    definition: Annotated[Path, typer.Argument(help="Definizione YAML.", exists=True, dir_okay=False)],
    json: Json = False,
) -> None:
    """Apre l'istruttoria descritta da una definizione."""
    desk = our_desk()
    process_id, is_new = opening.open_inquiry(desk, read_text(definition), name=definition.name, as_of=now())
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"id": process_id, "new": is_new, "steps": done})
        return
    say(f"Istruttoria «{process_id}» {'aperta' if is_new else 'già aperta: nulla di cambiato'}.")
    print_steps(desk, process_id, done)


@app.command()
def collect(
    process_id: Id,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="File da acquisire.", exists=True, dir_okay=False)
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Legge dalla piattaforma della definizione (GraphQL).")] = False,
    json: Json = False,
) -> None:
    """Acquisisce esportazioni della piattaforma (CSV, JSON, XLSX, ZIP) e schede dei contributi."""
    if bool(files) == live:
        raise typer.BadParameter("indicate i file da acquisire, oppure --live")
    desk = our_desk()
    read = [(path.name, path.read_bytes()) for path in files or []]
    collected = (
        collecting.collect_live(desk, process_id, as_of=now())
        if live
        else collecting.collect_files(desk, process_id, read, as_of=now())
    )
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"files": collected, "steps": done})
        return
    for one in collected:
        _print_collected(one)
    print_steps(desk, process_id, done)


def _print_collected(one: collecting.Collected) -> None:
    if one.known_before:
        say(f"{one.name}: già acquisito, nulla di cambiato.")
        return
    say(f"{one.name}: {one.layout}")
    say(f"  {rows_told(one.rows_in, one.rows_accepted, len(one.set_aside))}")
    say(f"  nuovi contributi {number(one.new)}, di cui tardivi {number(one.late)}")
    for kind, count in one.differences.items():
        say(f"  {kind.value}: {number(count)}")
    printing.faults([row.fault for row in one.set_aside], most=20)
    for lack in one.lacks:
        say(f"  nota: {lack}")


@app.command()
def advance(process_id: Id, as_of: Instant = "", json: Json = False) -> None:
    """Compie, in ordine, ogni adempimento dovuto; ripeterlo non cambia nulla."""
    advance_by(INQUIRY, process_id, as_of, json=json)


@app.command()
def status(process_id: Id, json: Json = False) -> None:
    """Mostra fase, conteggi, prossime date, che cosa manca e chi deve farlo."""
    desk = our_desk()
    found = standing.standing(desk, process_id, steps_of(desk, process_id))
    if json:
        printing.as_json(found)
        return
    say(f"{found.title}\nFase: {found.stage}\n")
    printing.table("Conteggi", ["voce", "numero"], found.counts.items())
    printing.table(
        "Direzioni",
        ["direzione", "assegnati", "valutati", "mancano"],
        [(one.department, one.assigned, one.evaluated, one.missing) for one in found.owes],
    )
    print_coming(found.next_dates, found.timezone)
    printing.files(found.files)
    if found.letters:
        printing.table("Lettere", ["stato", "numero"], found.letters.items())
    for warning in found.warnings:
        say(f"! {warning}")


@app.command()
def evaluate(process_id: Id, files: Files, json: Json = False) -> None:
    """Legge le schede di valutazione restituite dalle direzioni."""
    desk = our_desk()
    read = [evaluating.read_back(desk, process_id, path.name, path.read_bytes(), as_of=now()) for path in files]
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"files": read, "steps": done})
        return
    for one in read:
        say(one.in_words)
        printing.faults(one.faults)
    print_steps(desk, process_id, done)


@app.command()
def verify(process_id: Id, export: Exports = None, json: Json = False) -> None:
    """Controlla protocollo, testi, valutazioni, documenti e file acquisiti; stato 1 se qualcosa non torna."""
    exports = [(path.name, path.read_bytes()) for path in export or []]
    verdict = checking.verify(our_desk(), process_id, exports=exports)
    if json:
        printing.as_json(verdict)
    else:
        printing.verdict(verdict.in_words, verdict.faults)
    if verdict.faults:
        raise typer.Exit(1)
