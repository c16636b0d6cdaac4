"""`istruttoria inquiry decide ID …`: decisions of officers and of the Council, each on record with its act."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Id, Json, Officer, our_desk, print_steps
from deployments.printing import say
from domain.vocabulary import Ground
from flows.edges import Desk, now
from flows.inquiry_acts import deciding
from flows.inquiry_acts.plan import advance_inquiry

app = typer.Typer(help="Decisioni di uffici e Consiglio, a protocollo.", no_args_is_help=True)


@app.callback()
def _about(context: typer.Context, process_id: Id) -> None:
    """Decisioni di uffici e Consiglio su un procedimento, a protocollo."""
    context.obj = process_id


@app.command()
def moderate(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Numero di protocollo del contributo.")],
    ground: Annotated[Ground, typer.Option("--ground", help="Motivo previsto dal patto.")],
    officer: Officer,
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="Giorno della decisione.")],
    json: Json = False,
) -> None:
    """Toglie un testo dalle uscite pubbliche, per un motivo previsto; il contributo resta contato e riceve risposta."""
    desk, process_id = our_desk(), context.obj
    new = deciding.moderate(desk, process_id, number, ground=ground, officer=officer, decided_on=on.date(), as_of=now())
    _after_decision(desk, process_id, new, json)


@app.command()
def extend(
    context: typer.Context,
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
    desk, process_id = our_desk(), context.obj
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


@app.command()
def seal(context: typer.Context, officer: Officer, json: Json = False) -> None:
    """Firma il sigillo del protocollo dopo l'esportazione finale."""
    desk, process_id = our_desk(), context.obj
    _after_decision(desk, process_id, deciding.sign_seal(desk, process_id, officer=officer, as_of=now()), json)


@app.command()
def approve(
    context: typer.Context,
    act: Annotated[str, typer.Option("--act", help="Deliberazione: tipo e numero.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="Data della deliberazione.")],
    officer: Officer,
    json: Json = False,
) -> None:
    """Registra l'approvazione del Consiglio: da qui gli esiti diventano pubblici."""
    desk, process_id = our_desk(), context.obj
    new = deciding.approve(desk, process_id, act=act, act_on=on.date(), officer=officer, as_of=now())
    _after_decision(desk, process_id, new, json)


def _after_decision(desk: Desk, process_id: str, is_new: bool, json: bool) -> None:
    done = advance_inquiry(desk, process_id, as_of=now())
    if json:
        printing.as_json({"recorded": is_new, "steps": done})
        return
    say("Decisione registrata." if is_new else "Decisione già a protocollo: nulla di cambiato.")
    print_steps(desk, process_id, done)
