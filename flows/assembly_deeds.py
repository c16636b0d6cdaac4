"""What each form of the assembly does at the desk, whoever filled it in: the engine's page or the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.italian import counted
from domain.timetable import at
from flows import assembly_requests as of
from flows.arrivals import arrival, read_arrival, read_text
from flows.assembly_acts import (
    answering,
    attending,
    checking,
    closing,
    convening,
    deciding,
    minuting,
    opening,
    recommending,
    seating,
    withdrawing,
    yearly,
)
from flows.assembly_acts.case import load_case
from flows.assembly_draw_deeds import DRAW_DEEDS
from flows.assembly_work_deeds import WORK_DEEDS
from flows.checking import refuse_faulty
from flows.deeds import MOST_FAULTS, Deed, Said
from flows.edges import Desk


def perform(desk: Desk, form: object, as_of: datetime) -> Said:
    """Do what a form asks for."""
    return DEEDS[type(form)](desk, form, as_of)


def _open(desk: Desk, form: of.OpenAssembly, as_of: datetime) -> Said:
    path = arrival(desk, form.definition)
    process_id, is_new = opening.open_assembly(desk, read_text(path), name=path.name, as_of=as_of)
    return process_id, ["Ciclo aperto." if is_new else "Ciclo già aperto: nulla di cambiato."]


def _end_seat(desk: Desk, form: of.EndSeat, as_of: datetime) -> Said:
    is_new = seating.end_seat(
        desk,
        form.process_id,
        form.code,
        reason=form.reason,
        leaves_on=form.leaves_on,
        officer=form.officer,
        as_of=as_of,
    )
    return form.process_id, [_recorded("Cessazione", is_new, "Ora si può chiamare in surroga.")]


def _convene(desk: Desk, form: of.Convene, as_of: datetime) -> Said:
    zone = load_case(desk, form.process_id).zone
    call = convening.Call(
        form.kind,
        at(form.day, form.hour, zone),
        form.minutes,
        form.place,
        form.agenda,
        form.group,
        form.cohort,
        form.guests,
        form.materials,
        form.services,
        form.is_cancelled,
    )
    number = convening.convene(desk, form.process_id, call, officer=form.officer, as_of=as_of, number=form.number)
    return form.process_id, [f"Seduta n. {number} {'annullata' if form.is_cancelled else 'convocata'}."]


def _attend(desk: Desk, form: of.Attend, as_of: datetime) -> Said:
    present = attending.record_attendance(
        desk, form.process_id, form.number, absent=form.absent, officer=form.officer, as_of=as_of
    )
    return form.process_id, [f"Seduta n. {form.number}: {counted(present, 'presente', 'presenti')}."]


def _recommend(desk: Desk, form: of.Recommend, as_of: datetime) -> Said:
    vote = recommending.Vote(
        form.title,
        form.text,
        form.group,
        form.action,
        form.department,
        form.votes_for,
        form.votes_against,
        form.abstained,
    )
    number = recommending.recommend(desk, form.process_id, form.number, vote, officer=form.officer, as_of=as_of)
    return form.process_id, [f"Raccomandazione n. {number} a protocollo."]


def _minutes(desk: Desk, form: of.RecordMinutes, as_of: datetime) -> Said:
    case = load_case(desk, form.process_id)
    meeting = attending.held_meeting(case, form.number, as_of)
    day = case.day(meeting.starts_at)
    held = minuting.Held(
        at(day, form.opened, case.zone),
        at(day, form.closed, case.zone),
        form.chair,
        form.guests,
        [minuting.Point(one.title, one.discussion) for one in form.points],
        form.actions,
    )
    is_new = minuting.record_minutes(desk, form.process_id, form.number, held, officer=form.officer, as_of=as_of)
    return form.process_id, [_recorded(f"Verbale della seduta n. {form.number}", is_new)]


def _report(desk: Desk, form: of.AnnualReport, as_of: datetime) -> Said:
    is_new = yearly.write_report(
        desk, form.process_id, considerations=form.considerations, officer=form.officer, as_of=as_of
    )
    after = "Quando il Comune lo riceve, registrate la ricezione: da quel giorno decorre il termine."
    return form.process_id, [_recorded("Rapporto annuale", is_new, after)]


def _receipt(desk: Desk, form: of.Receipt, as_of: datetime) -> Said:
    is_new = deciding.record_receipt(
        desk, form.process_id, act=form.act, act_on=form.act_on, officer=form.officer, as_of=as_of
    )
    return form.process_id, [_recorded("Ricezione del rapporto", is_new)]


def _answers(desk: Desk, form: of.ReadAnswers, as_of: datetime) -> Said:
    said = []
    for file in form.files:
        name, data = read_arrival(desk, file)
        read = answering.read_back(desk, form.process_id, name, data, as_of=as_of)
        said += [read.in_words, *(f"Da correggere: {fault}" for fault in read.faults[:MOST_FAULTS])]
    return form.process_id, said


def _approve(desk: Desk, form: of.ApproveDossier, as_of: datetime) -> Said:
    is_new = deciding.approve_dossier(
        desk, form.process_id, act=form.act, act_on=form.act_on, officer=form.officer, as_of=as_of
    )
    return form.process_id, [_recorded("Approvazione del dossier", is_new)]


def _verify(desk: Desk, form: of.Verify, _as_of: datetime) -> Said:
    verdict = checking.verify(desk, form.process_id)
    refuse_faulty(form.process_id, verdict)
    return form.process_id, [verdict.in_words, "Tutto torna."]


def _erase(desk: Desk, form: of.Erase, as_of: datetime) -> Said:
    if form.code:
        is_new = withdrawing.withdraw(desk, form.process_id, form.code, officer=form.officer, as_of=as_of)
        return form.process_id, [_recorded("Revoca del consenso", is_new)]
    is_new = closing.erase_now(desk, form.process_id, officer=form.officer, as_of=as_of)
    return form.process_id, [_recorded("Cancellazione", is_new)]


def _recorded(what: str, is_new: bool, after: str = "") -> str:
    if not is_new:
        return f"{what}: già a protocollo, nulla di cambiato."
    return f"{what}: a protocollo. {after}".strip()


DEEDS: Mapping[type, Deed] = {
    **DRAW_DEEDS,
    **WORK_DEEDS,
    of.OpenAssembly: _open,
    of.EndSeat: _end_seat,
    of.Convene: _convene,
    of.Attend: _attend,
    of.Recommend: _recommend,
    of.RecordMinutes: _minutes,
    of.AnnualReport: _report,
    of.Receipt: _receipt,
    of.ReadAnswers: _answers,
    of.ApproveDossier: _approve,
    of.Erase: _erase,
    of.Verify: _verify,
}
"""A new act of the assembly joins desk and terminal with a row of this table."""
