"""What happens to the terms of a played year month by month, and how the city answers at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from domain.assembly.calendar_of_assembly import answer_due_at
from domain.assembly.meetings import absent_in_a_row
from domain.assembly.rehearsed import AnsweringOffice
from domain.documents.forms.filling import fill_form
from domain.models import Document
from domain.store import assembly_seats, processes
from domain.timetable import months_later
from domain.vocabulary import DocumentKind, SeatEnd
from flows.assembly_acts import answering, deciding, paying, replacing, seating, yearly
from flows.assembly_acts.case import load_case
from flows.assembly_rehearsal.cycle import Cycle
from flows.playing import Act, nothing


def serving_acts(cycle: Cycle) -> Iterator[Act]:
    """Early ends, calls and replies each month while somebody sits, and the calendar's own instants."""
    first_on = cycle.definition.terms.first_entry_on + timedelta(days=20)
    months = (cycle.calendar.last_exit_at - cycle.calendar.cohorts[0].enters_at).days // 30 - 1
    for month in range(months):
        at_ = cycle.at(months_later(first_on, month), 9)
        yield Act(at_, "cessazioni e surroghe", _ending(cycle, at_))
        for days in (8, 16):
            yield Act(
                at_ + timedelta(days=days), "risposte alle chiamate", _replying(cycle, at_ + timedelta(days=days))
            )
    for term in cycle.calendar.cohorts:
        yield Act(term.enters_at, f"ingresso del gruppo {term.number}", nothing)
        yield Act(term.leaves_at, f"uscita del gruppo {term.number}", nothing)
    first_on = cycle.definition.terms.first_entry_on
    for last_on in cycle.calendar.periodic:
        at_ = cycle.at(last_on + timedelta(days=1), 9)
        yield Act(at_, "rapporto periodico", nothing)
        if cycle.definition.terms.allowance_eur:
            at_ += timedelta(hours=1)
            yield Act(at_, "elenco dei gettoni", _paying(cycle, first_on, last_on, at_))
        first_on = last_on + timedelta(days=1)
    yield Act(cycle.calendar.erase_at + timedelta(hours=1), "cancellazione dei dati", nothing)


def answering_acts(cycle: Cycle) -> Iterator[Act]:
    """From the annual report to the dossier: one department is late, one passes on, some forget the reason."""
    report_at = cycle.at(cycle.definition.answering.report_on, 11)
    received_on = cycle.definition.answering.report_on + timedelta(days=4)
    received_at = cycle.at(received_on, 10)
    due_at = answer_due_at(cycle.definition, received_on)
    yield Act(report_at, "rapporto annuale", _reporting(cycle, report_at))
    yield Act(received_at, "ricezione del rapporto", _receiving(cycle, received_at))
    for days in cycle.definition.answering.reminder_days:
        yield Act(cycle.at((due_at - timedelta(days=days + 1)).date(), 12), f"sollecito a {days} giorni", nothing)
    yield Act(due_at, "fine del termine per rispondere", nothing)
    departments = [one.code for one in cycle.definition.departments]
    prompt, late = departments[:-1] or departments, departments[-1:]
    length = due_at - received_at
    since = received_at
    for part, who, is_first in (
        (0.4, prompt, True),
        (0.6, prompt, False),
        (0.8, prompt, False),
        (1.1, departments, False),
    ):
        at_ = received_at + length * part
        for code in who:
            began = received_at if code in late else since
            yield Act(at_, f"risposte: {code}", _returning(cycle, code, began, at_, is_first=is_first))
        since = at_
    last = received_at + length * 1.15
    for code in departments:
        yield Act(last, f"correzioni: {code}", _returning(cycle, code, since, last, is_first=False))
    approved_at = received_at + length * 1.25
    yield Act(approved_at, "approvazione del dossier", _approving(cycle, approved_at))
    closed_at = max(cycle.calendar.last_exit_at, approved_at) + timedelta(hours=1)
    yield Act(closed_at, "conclusione del ciclo", nothing)


def _ending(cycle: Cycle, as_of: datetime) -> Callable[[], None]:
    def end() -> None:
        case = load_case(cycle.desk, cycle.id)
        today = case.day(as_of)
        missed = absent_in_a_row(paying.attended(cycle.desk, case), case.definition.terms.absences_in_a_row)
        for seat in case.progress.seats:
            if seat.ended is not None or not seat.sits_on(today) or not seat.sits_on(today + timedelta(days=1)):
                continue
            reason = SeatEnd.RESIGNED if cycle.residents.resigns(seat.code, f"{today:%Y-%m}") else None
            if seat.code in missed and missed[seat.code] > case.definition.terms.absences_in_a_row:
                reason = SeatEnd.ABSENT
            if reason is not None:
                seating.end_seat(
                    cycle.desk,
                    cycle.id,
                    seat.code,
                    reason=reason,
                    leaves_on=today + timedelta(days=1),
                    officer=cycle.responsible,
                    as_of=as_of,
                )
        replacing.replace(cycle.desk, cycle.id, officer=cycle.responsible, as_of=as_of)

    return end


def _replying(cycle: Cycle, as_of: datetime) -> Callable[[], None]:
    def reply() -> None:
        with cycle.desk.reading() as session:
            calls = assembly_seats.calls(session, cycle.id)
        served = cycle.served_elsewhere()
        for call in calls:
            if call.accepts is None and call.called_at < as_of:
                accepts = cycle.residents.accepts(call.code) and call.code not in served
                replacing.reply(
                    cycle.desk, cycle.id, call.code, accepts=accepts, officer=cycle.responsible, as_of=as_of
                )
        replacing.replace(cycle.desk, cycle.id, officer=cycle.responsible, as_of=as_of)

    return reply


def _paying(cycle: Cycle, first_on: date, last_on: date, as_of: datetime) -> Callable[[], None]:
    def pay() -> None:
        held = paying.attended(cycle.desk, load_case(cycle.desk, cycle.id))
        if not any(first_on <= one.held_on <= last_on for one in held):
            return  # a quarter without meetings: nothing is due
        paying.list_allowances(
            cycle.desk,
            cycle.id,
            first_on=first_on,
            last_on=last_on,
            act=f"determinazione n. {last_on.month}/{last_on.year} (simulata)",
            officer=cycle.responsible,
            as_of=as_of,
        )

    return pay


def _reporting(cycle: Cycle, as_of: datetime) -> Callable[[], None]:
    words = ["L'assemblea chiede che le risposte arrivino in parole semplici e con una data."]

    def report() -> None:
        yearly.write_report(cycle.desk, cycle.id, considerations=words, officer=cycle.responsible, as_of=as_of)

    return report


def _receiving(cycle: Cycle, as_of: datetime) -> Callable[[], None]:
    day = as_of.astimezone(cycle.calendar.zone).date()

    def receive() -> None:
        officer = cycle.definition.recipients.coordination.name
        act = f"protocollo generale n. 4410/{day.year} (simulato)"
        deciding.record_receipt(cycle.desk, cycle.id, act=act, act_on=day, officer=officer, as_of=as_of)

    return receive


def _approving(cycle: Cycle, as_of: datetime) -> Callable[[], None]:
    day = as_of.astimezone(cycle.calendar.zone).date()

    def approve() -> None:
        officer = cycle.definition.recipients.coordination.name
        act = f"deliberazione della Giunta n. 212/{day.year} (simulata)"
        deciding.approve_dossier(cycle.desk, cycle.id, act=act, act_on=day, officer=officer, as_of=as_of)

    return approve


def _returning(cycle: Cycle, code: str, since: datetime, as_of: datetime, *, is_first: bool) -> Callable[[], None]:
    """Workbooks come back filled in: those that reached the department between two instants."""

    def come_back() -> None:
        names = cycle.definition.department_names
        others = [name for other, name in names.items() if other != code]
        is_passing = is_first and others and code == next(iter(names))
        office = AnsweringOffice(
            f"{cycle.seed}:{cycle.id}:{code}",
            f"{as_of.year + 1}-06-30",
            slips=is_first,
            passes_to=others[0] if is_passing else "",
        )
        for document in _outstanding(cycle, code, since, as_of):
            filled = fill_form(cycle.desk.read(cycle.id, document.name), office.answer, created=as_of)
            name = f"{document.name.rpartition('/')[2].removesuffix('.xlsx')}-restituita.xlsx"
            answering.read_back(cycle.desk, cycle.id, name, filled, as_of=as_of)

    return come_back


def _outstanding(cycle: Cycle, department: str, since: datetime, as_of: datetime) -> list[Document]:
    kinds = (DocumentKind.ANSWER_FORM, DocumentKind.MENDING_FORM)
    with cycle.desk.reading() as session:
        return [
            one
            for one in processes.documents(session, cycle.id)
            if one.kind in kinds and f"-{department}-" in one.name and since <= one.written_at < as_of
        ]
