"""`istruttoria assembly status | advance | members`: where a cycle stands, what is due, who sits on a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Id, Instant, Json, advance_by, our_desk, print_coming
from deployments.counter.lookups import look_at
from deployments.printing import say
from domain.italian import counted
from flows.assembly_acts.case import AssemblyCase, load_case
from flows.assembly_acts.members import Member, members_on
from flows.assembly_acts.plan import ASSEMBLY
from flows.edges import now


def advance(process_id: Id, as_of: Instant = "", json: Json = False) -> None:
    """Compie, in ordine, ogni adempimento dovuto; ripeterlo non cambia nulla."""
    advance_by(ASSEMBLY, process_id, as_of, json=json)


def status(process_id: Id, json: Json = False) -> None:
    """Mostra fase, conteggi, prossime date, che cosa manca e chi deve farlo."""
    desk = our_desk()
    case = load_case(desk, process_id)
    seen = look_at(desk, process_id)
    counts = _counts(case) | {"documenti": len(seen.documents), "lettere": sum(seen.letters.values())}
    if json:
        told = {"id": case.id, "title": case.definition.title, "stage": case.stage, "timezone": case.timezone}
        dates = [{"title": one.title, "due_at": one.due_at, "waits_for": one.waits_for} for one in seen.coming]
        printing.as_json(told | {"counts": counts, "next_dates": dates, "owed": seen.owed, "letters": seen.letters})
        return
    say(f"{case.definition.title}\nFase: {case.stage}\n")
    printing.table("Conteggi", ["voce", "numero"], counts.items())
    print_coming(seen.coming, case.timezone)
    if seen.letters:
        printing.table("Lettere", ["stato", "numero"], seen.letters.items())
    for line in seen.owed:
        say(f"! {line}")


def _counts(case: AssemblyCase) -> dict[str, int]:
    progress, today = case.progress, case.day(now())
    return {
        "invitati": progress.invited,
        "risposte": progress.answered,
        "mandati": len(progress.seats),
        "in carica oggi": sum(seat.sits_on(today) for seat in progress.seats),
        "posti vacanti": progress.vacant,
        "sedute convocate": sum(not one.is_cancelled for one in progress.meetings),
        "sedute a verbale": len(progress.minuted),
        "raccomandazioni approvate": len(progress.adopted),
        "senza risposta": progress.unanswered,
    }


def members(
    process_id: Id,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], metavar="AAAA-MM-GG", help="Giorno; vuoto: oggi.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Anche i nomi: dati personali, non per la stampa.")] = False,
    json: Json = False,
) -> None:
    """Mostra chi è in carica in un giorno, anche del ciclo precedente; i codici, e i nomi solo se richiesti."""
    desk = our_desk()
    case = load_case(desk, process_id)
    day = on.date() if on else case.day(now())
    found = members_on(desk, case, day)
    if json:
        printing.as_json({"on": day, "members": [_told(one, names) for one in found]})
        return
    if found:
        header = ["ciclo", "gruppo", "codice", "dal", "fino al", "gruppo di lavoro"]
        rows = [_row(one, names) for one in found]
        printing.table(f"In carica il {_italian(day)}", [*header, "nome"] if names else header, rows)
    say(f"{counted(len(found), 'membro in carica', 'membri in carica')} il {_italian(day)}.")


def _told(member: Member, with_name: bool) -> dict[str, object]:
    seat = member.seat
    told: dict[str, object] = {
        "cycle": member.cycle,
        "cohort": seat.cohort,
        "code": seat.code,
        "enters_on": seat.enters_on,
        "leaves_on": seat.leaves_on,
        "group": member.group,
    }
    return told | {"name": member.name} if with_name else told


def _row(member: Member, with_name: bool) -> list[object]:
    seat = member.seat
    last_on = seat.leaves_on - timedelta(days=1)
    row: list[object] = [
        member.cycle,
        seat.cohort,
        seat.code,
        _italian(seat.enters_on),
        _italian(last_on),
        member.group,
    ]
    return [*row, member.name] if with_name else row


def _italian(day: date) -> str:
    return f"{day:%d/%m/%Y}"
