"""The allowances of a period: who came how often and what is due, for whoever pays (promise A7)."""

from __future__ import annotations

from datetime import date, datetime

from domain.assembly.contexts import AllowanceListContext, AllowanceRow
from domain.assembly.meetings import Attended, allowances
from domain.errors import Refusal
from domain.italian import day_in_words, number
from domain.minutes import Minutes
from domain.store import assembly_draws, assembly_work, processes
from domain.vocabulary import AssemblyStage, DocumentKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.seating import IN_OFFICE
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn

FOLDER = "4-sedute/gettoni"


@in_turn
def list_allowances(
    desk: Desk, process_id: str, *, first_on: date, last_on: date, act: str, officer: str, as_of: datetime
) -> bool:
    """Write the list of the allowances of a period, both days included; False when it was written already.

    Raises: Refusal when no allowance is due by the definition, the period is not over, or nobody came in it.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si liquidano gettoni", *IN_OFFICE, AssemblyStage.CLOSED)
    require_office(case, officer, "seats", "scrivere l'elenco dei gettoni")
    each = case.definition.terms.allowance_eur
    if not each:
        raise Refusal(
            "la definizione non prevede gettoni", "scrivete l'importo in terms.allowance_eur del ciclo seguente"
        )
    if not first_on <= last_on < case.day(as_of):
        raise Refusal(
            "il periodo non è concluso o è scritto al contrario", "indicate primo e ultimo giorno, già passati"
        )
    name = f"{FOLDER}/{first_on:%Y%m%d}-{last_on:%Y%m%d}.docx"
    with desk.reading() as session:
        if processes.document_named(session, case.id, name) is not None:
            return False
    due = allowances(attended(desk, case), each, first_on=first_on, last_on=last_on)
    if not due:
        raise Refusal("nel periodo non ci sono presenze a protocollo", "registrate le presenze, o correggete i giorni")
    names = _names(desk, case)
    rows = sorted(((names.get(code, ""), code, days, euro) for code, days, euro in due), key=_alphabetical)
    context = AllowanceListContext(
        **common(desk, case, at=as_of),
        period_from=day_in_words(first_on),
        period_to=day_in_words(last_on),
        each=_euro(each),
        act=act,
        rows=[
            AllowanceRow(order=order, name=name_, code=code, meetings=days, amount=_euro(euro))
            for order, (name_, code, days, euro) in enumerate(rows, start=1)
        ],
        members=len(rows),
        total_meetings=sum(days for *_, days, _euros in rows),
        total_amount=_euro(sum(euro for *_, euro in rows)),
    )
    title = f"Elenco dei gettoni, {day_in_words(first_on)} – {day_in_words(last_on)}"
    paper = write_paper(desk, case, DocumentKind.ALLOWANCE_LIST, context, name=name, title=title, created=as_of)
    return desk.keep(case.id, Minutes(documents=[paper]), as_of=as_of)


def attended(desk: Desk, case: AssemblyCase) -> list[Attended]:
    """Every meeting with attendance on record, and who came."""
    with desk.reading() as session:
        came = assembly_work.attendance(session, case.id)
    return [Attended(case.day(one.starts_at), came[one.number]) for one in case.progress.meetings if one.number in came]


def _names(desk: Desk, case: AssemblyCase) -> dict[str, str]:
    """Names by code, of this cycle and of the one before: its members may still sit."""
    cycles = [case.definition.previous, case.id]
    with desk.reading() as session:
        found = [assembly_draws.contacts(session, cycle) for cycle in cycles if cycle]
    return {code: contact.name for contacts in found for code, contact in contacts.items()}


def _alphabetical(row: tuple[str, str, int, int]) -> tuple[str, str]:
    return row[0].casefold(), row[1]


def _euro(value: int) -> str:
    return f"{number(value)},00 €"
