"""`istruttoria calendar`: the next dates of all processes, what would happen, and the same as a calendar file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Json, in_words, our_desk
from deployments.printing import say
from domain.ical import as_ics
from domain.italian import counted
from domain.store.health import newest_entry_at
from flows.account import ZONE, titled
from flows.almanac import coming_steps, refresh
from flows.edges import now


def calendar(
    process_id: Annotated[str, typer.Option("--process", metavar="ID", help="Solo un procedimento.")] = "",
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", help="Scrive le date in un file per le agende (.ics).")
    ] = None,
    json: Json = False,
) -> None:
    """Mostra le prossime date di tutti i procedimenti e che cosa accadrebbe."""
    desk = our_desk()
    faulty = refresh(desk)
    steps, moment = coming_steps(desk, process_id=process_id), now()
    if ics is not None:
        with desk.reading() as session:
            newest = newest_entry_at(session)
        ics.write_bytes(as_ics(steps, newest or moment, desk.mail_domain))
    if json:
        printing.as_json({"steps": steps, "faulty": {one: refusal.as_dict() for one, refusal in faulty.items()}})
        return
    if steps:
        rows = [
            (
                in_words(step.due_at, ZONE),
                titled(step.process_id),
                step.title,
                step.waits_for or ("in ritardo" if step.due_at and step.due_at < moment else ""),
            )
            for step in steps
        ]
        printing.table("Calendario", ["quando", "procedimento", "adempimento", "attende"], rows)
    else:
        say("Nessun adempimento in calendario.")
    for one, refusal in faulty.items():
        say(f"! {titled(one)}: {refusal}")
    say(f"{counted(len(steps), 'adempimento', 'adempimenti')}." + (f" Agenda scritta in {ics}." if ics else ""))
