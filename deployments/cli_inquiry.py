"""`istruttoria inquiry …`: the acts of a public inquiry from a terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.printing import say
from domain.italian import counted, instant_in_words, number
from domain.vocabulary import Ground
from flows.arrivals import read_text
from flows.edges import Desk, Settings, moment_of, now, open_desk
from flows.inquiry_acts import checking, collecting, deciding, evaluating, opening, standing
from flows.inquiry_acts.case import load_case
from flows.inquiry_acts.plan import advance_inquiry, steps_of
from flows.steps import Fulfilled

app = typer.Typer(
    help="Istruttoria pubblica: apertura, raccolta, valutazione, decisioni, verifica.", no_args_is_help=True
)
decide = typer.Typer(help="Decisioni di uffici e Consiglio, a protocollo.", no_args_is_help=True)
app.add_typer(decide, name="decide")

Id = Annotated[str, typer.Argument(metavar="ID", help="Identificativo del procedimento, per esempio energia-2025.")]
Json = Annotated[bool, typer.Option("--json", help="Risultato come JSON, per i programmi.")]
Officer = Annotated[str, typer.Option("--officer", help="Chi decide o registra: nome e ruolo.")]
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
    desk = _desk()
    process_id, is_new = opening.open_inquiry(desk, read_text(definition), name=definition.name, as_of=now())
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"id": process_id, "new": is_new, "steps": done})
        return
    say(f"Istruttoria «{process_id}» {'aperta' if is_new else 'già aperta: nulla di cambiato'}.")
    _print_steps(desk, process_id, done)


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
    desk = _desk()
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
    _print_steps(desk, process_id, done)


def _print_collected(one: collecting.Collected) -> None:
    if one.known_before:
        say(f"{one.name}: già acquisito, nulla di cambiato.")
        return
    say(f"{one.name}: {one.layout}")
    say(f"  righe {one.rows_in} = accettate {one.rows_accepted} + accantonate {len(one.set_aside)}")
    say(f"  nuovi contributi {one.new}, di cui tardivi {one.late}")
    for kind, count in one.differences.items():
        say(f"  {kind.value}: {count}")
    printing.faults([row.fault for row in one.set_aside], most=20)
    for lack in one.lacks:
        say(f"  nota: {lack}")


@app.command()
def advance(
    process_id: Id,
    as_of: Annotated[str, typer.Option("--as-of", metavar="ISTANTE", help="Istante ISO con fuso; vuoto: adesso.")] = "",
    json: Json = False,
) -> None:
    """Compie, in ordine, ogni adempimento dovuto; ripeterlo non cambia nulla."""
    moment, desk = _instant(as_of), _desk()
    done = advance_inquiry(desk, process_id, as_of=moment)
    if json:
        printing.as_json({"steps": done})
        return
    _print_steps(desk, process_id, done)
    if not done:
        say("Nessun adempimento dovuto.")


@app.command()
def status(process_id: Id, json: Json = False) -> None:
    """Mostra fase, conteggi, prossime date, che cosa manca e chi deve farlo."""
    desk = _desk()
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
    if found.next_dates:
        printing.table(
            "Prossimi adempimenti",
            ["adempimento", "quando", "attende"],
            [(step.title, _when(step.due_at, found.timezone), step.waits_for) for step in found.next_dates],
        )
    printing.files(found.files)
    if found.letters:
        printing.table("Lettere", ["stato", "numero"], found.letters.items())
    for warning in found.warnings:
        say(f"! {warning}")


@app.command()
def evaluate(process_id: Id, files: Files, json: Json = False) -> None:
    """Legge le schede di valutazione restituite dalle direzioni."""
    desk = _desk()
    read = [evaluating.read_back(desk, process_id, path.name, path.read_bytes(), as_of=now()) for path in files]
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"files": read, "steps": done})
        return
    for one in read:
        say(one.in_words)
        printing.faults(one.faults)
    _print_steps(desk, process_id, done)


@app.command()
def verify(process_id: Id, export: Exports = None, json: Json = False) -> None:
    """Controlla protocollo, testi, valutazioni, documenti e file acquisiti; stato 1 se qualcosa non torna."""
    exports = [(path.name, path.read_bytes()) for path in export or []]
    verdict = checking.verify(_desk(), process_id, exports=exports)
    if json:
        printing.as_json(verdict)
    else:
        say(
            f"Controllati: {counted(verdict.entries, 'registrazione', 'registrazioni')}, "
            f"{counted(verdict.comments, 'contributo', 'contributi')}, "
            f"{counted(verdict.documents, 'documento', 'documenti')}, {number(verdict.files)} file acquisiti."
        )
        if verdict.published is not None:
            say(f"Confrontate con la piattaforma: {counted(verdict.published, 'risposta', 'risposte')}.")
        printing.faults(verdict.faults)
        faults = counted(len(verdict.faults), "anomalia trovata", "anomalie trovate")
        say(f"{faults}." if verdict.faults else "Tutto torna.")
    if verdict.faults:
        raise typer.Exit(1)


@decide.command()
def moderate(
    process_id: Id,
    number: Annotated[int, typer.Argument(help="Numero di protocollo del contributo.")],
    ground: Annotated[Ground, typer.Option("--ground", help="Motivo previsto dal patto.")],
    officer: Officer,
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="Giorno della decisione.")],
    json: Json = False,
) -> None:
    """Toglie un testo dalle uscite pubbliche, per un motivo previsto; il contributo resta contato e riceve risposta."""
    desk = _desk()
    new = deciding.moderate(desk, process_id, number, ground=ground, officer=officer, decided_on=on.date(), as_of=now())
    _after_decision(desk, process_id, new, json)


@decide.command()
def extend(
    process_id: Id,
    last_day: Annotated[datetime, typer.Option("--last-day", formats=["%Y-%m-%d"], help="Nuovo ultimo giorno.")],
    act: Annotated[str, typer.Option("--act", help="Atto di proroga: tipo e numero.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="Data dell'atto.")],
    officer: Officer,
    evaluation_last_day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nuova fine della valutazione, se l'atto la sposta.")
    ] = None,
    json: Json = False,
) -> None:
    """Proroga la finestra dei commenti."""
    desk = _desk()
    new = deciding.extend(
        desk,
        process_id,
        last_day.date(),
        act=act,
        act_on=on.date(),
        officer=officer,
        as_of=now(),
        evaluation_last_day=evaluation_last_day.date() if evaluation_last_day else None,
    )
    _after_decision(desk, process_id, new, json)


@decide.command()
def seal(process_id: Id, officer: Officer, json: Json = False) -> None:
    """Firma il sigillo del protocollo dopo l'esportazione finale."""
    desk = _desk()
    _after_decision(desk, process_id, deciding.sign_seal(desk, process_id, officer=officer, as_of=now()), json)


@decide.command()
def approve(
    process_id: Id,
    act: Annotated[str, typer.Option("--act", help="Deliberazione: tipo e numero.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="Data della deliberazione.")],
    officer: Officer,
    json: Json = False,
) -> None:
    """Registra l'approvazione del Consiglio: da qui gli esiti diventano pubblici."""
    desk = _desk()
    new = deciding.approve(desk, process_id, act=act, act_on=on.date(), officer=officer, as_of=now())
    _after_decision(desk, process_id, new, json)


def _after_decision(desk: Desk, process_id: str, is_new: bool, json: bool) -> None:
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"recorded": is_new, "steps": done})
        return
    say("Decisione registrata." if is_new else "Decisione già a protocollo: nulla di cambiato.")
    _print_steps(desk, process_id, done)


def _print_steps(desk: Desk, process_id: str, done: list[Fulfilled]) -> None:
    """Say what was just done and when it was due, on the clocks of the city."""
    if done:
        timezone = load_case(desk, process_id).definition.timezone
        for step in done:
            say(f"✓ {step.title} (dovuto: {_when(step.due_at, timezone)})")


def _when(moment: datetime | None, timezone: str) -> str:
    return instant_in_words(moment, timezone) if moment else "non ancora determinato"


def _desk() -> Desk:
    return open_desk(Settings())


def _instant(text: str) -> datetime:
    if not text:
        return moment_of(None)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"«{text}» non è un istante: scrivete per esempio 2025-03-04T00:00+01:00") from None
    if moment.tzinfo is None:
        raise typer.BadParameter("manca il fuso: scrivete per esempio 2025-03-04T00:00+01:00")
    return moment_of(moment)
