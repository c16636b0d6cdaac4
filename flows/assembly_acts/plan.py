"""The steps of a yearly cycle, in order: this list is what the calendar makes it do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from domain.assembly.calendar_of_assembly import OFFICE_HOUR, CohortTerm, answer_due_at
from domain.assembly.meetings import absent_in_a_row
from domain.italian import counted, day_in_words
from domain.timetable import at
from domain.vocabulary import AssemblyStage, DecisionKind, DrawKind
from flows.assembly_acts import asking, closing, dossier, forecasting, inviting, reporting, seating
from flows.assembly_acts.case import AssemblyCase, load_case
from flows.assembly_acts.paying import attended
from flows.edges import Desk
from flows.steps import Plan, Step


def _in(*stages: AssemblyStage) -> frozenset[str]:
    return frozenset(stage.name for stage in stages)


INVITED = _in(AssemblyStage.INVITED)
SITTING = _in(*seating.IN_OFFICE)
REPORTED = _in(AssemblyStage.REPORTED)


def assembly_steps(case: AssemblyCase) -> Sequence[Step[AssemblyCase]]:
    """Return every step of a cycle, done or not, in the order in which they must happen."""
    return [
        *[_invitation_reminder(days, at_) for days, at_ in case.calendar.reminders],
        Step(
            "availability",
            "Fine della raccolta delle disponibilità",
            INVITED,
            due=lambda case: case.calendar.availability_ends_at,
            do=forecasting.close_availability,
        ),
        *[step for cohort in case.calendar.cohorts for step in _term(cohort)],
        *[_periodic(place, case) for place in range(1, len(case.calendar.periodic) + 1)],
        Step(
            "ask-answers",
            "Richiesta delle risposte alle direzioni",
            _in(AssemblyStage.SITTING),
            due=_received_at,
            do=asking.ask,
        ),
        *[_answer_reminder(case, days) for days in case.definition.answering.reminder_days],
        Step(
            "answer-lapse",
            "Scadenza del termine per rispondere",
            REPORTED,
            due=_answer_due_at,
            do=asking.tell_of_lapse,
            why_not=_waits_for_the_request,
        ),
        Step(
            "publish-dossier",
            "Pubblicazione del dossier di risposta",
            REPORTED,
            due=_approved_at,
            do=dossier.publish,
        ),
        Step(
            "close",
            "Conclusione del ciclo",
            _in(AssemblyStage.ANSWERED),
            due=lambda case: case.calendar.last_exit_at,
            do=closing.close,
        ),
        Step(
            "erase",
            "Cancellazione dei dati personali",
            _in(AssemblyStage.CLOSED),
            due=lambda case: case.calendar.erase_at,
            do=closing.erase,
            why_not=closing.why_not_erased,
        ),
    ]


def _invitation_reminder(days: int, moment: datetime) -> Step[AssemblyCase]:
    return Step(
        f"remind-{days}",
        f"Sollecito a chi non ha risposto, {days} giorni dopo gli inviti",
        INVITED,
        due=lambda _case: moment,
        do=lambda desk, case, at_: inviting.remind(desk, case, at_, days=days),
        why_not=lambda _desk, case: None if case.progress.invited else "attende l'invio degli inviti",
    )


def _term(cohort: CohortTerm) -> list[Step[AssemblyCase]]:
    return [
        Step(
            f"enter-{cohort.number}",
            f"Ingresso del gruppo {cohort.number}",
            SITTING,
            due=lambda _case: cohort.enters_at,
            do=seating.enter,
        ),
        Step(
            f"leave-{cohort.number}",
            f"Uscita del gruppo {cohort.number}",
            SITTING,
            due=lambda _case: cohort.leaves_at,
            do=seating.leave,
            why_not=lambda _desk, case: (
                None if f"enter-{cohort.number}" in case.done else f"attende l'ingresso del gruppo {cohort.number}"
            ),
        ),
    ]


def _periodic(place: int, case: AssemblyCase) -> Step[AssemblyCase]:
    last_on = case.calendar.periodic[place - 1]
    return Step(
        f"periodic-{place}",
        f"Rapporto periodico al {day_in_words(last_on)}",
        SITTING - _in(AssemblyStage.COMPOSED),
        due=lambda case: at(last_on + timedelta(days=1), OFFICE_HOUR, case.zone),
        do=lambda desk, case, moment: reporting.write_periodic(desk, case, moment, place=place),
    )


def _received_at(case: AssemblyCase) -> datetime | None:
    receipt = case.decision(DecisionKind.RECEIPT)
    return receipt.recorded_at if receipt else None


def _approved_at(case: AssemblyCase) -> datetime | None:
    approval = case.decision(DecisionKind.ANSWER)
    return approval.recorded_at if approval else None


def _answer_due_at(case: AssemblyCase) -> datetime | None:
    receipt = case.decision(DecisionKind.RECEIPT)
    return answer_due_at(case.definition, receipt.act_on) if receipt else None


def _answer_reminder(case: AssemblyCase, days: int) -> Step[AssemblyCase]:
    due_at = _answer_due_at(case)
    return Step(
        f"answer-remind-{days}",
        f"Sollecito delle risposte, {counted(days, 'giorno', 'giorni')} al termine",
        REPORTED,
        due=lambda case: due_at and at(case.day(due_at) - timedelta(days=days + 1), OFFICE_HOUR, case.zone),
        do=lambda desk, case, moment: asking.remind(desk, case, moment, days=days),
        why_not=_waits_for_the_request,
    )


def _waits_for_the_request(_desk: Desk, case: AssemblyCase) -> str | None:
    """Nobody owes an answer before the workbooks are out."""
    return None if "ask-answers" in case.done else "attende la richiesta alle direzioni"


def owed(desk: Desk, case: AssemblyCase) -> Sequence[str]:
    """Say what is missing and who owes it."""
    definition, progress, to = case.definition, case.progress, case.definition.recipients
    draw, choice = definition.first_draw, definition.selection
    waits: dict[AssemblyStage, Callable[[], list[str]]] = {
        AssemblyStage.PREPARATION: lambda: [
            f"{to.statistics.name}: impegno del primo sorteggio entro il {day_in_words(draw.commit_on)}"
        ],
        AssemblyStage.COMMITTED: lambda: [f"{to.statistics.name}: sorteggio del {day_in_words(draw.draw_on)}"],
        AssemblyStage.INVITED: lambda: (
            [f"{to.responsible.name}: composizione dei gruppi, {day_in_words(choice.draw_on)}"]
            if DrawKind.SELECTION in progress.committed
            else [f"{to.responsible.name}: impegno della composizione entro il {day_in_words(choice.publish_on)}"]
        ),
        AssemblyStage.SITTING: lambda: [
            f"{to.responsible.name}: rapporto annuale entro il {day_in_words(definition.answering.report_on)}"
        ],
        AssemblyStage.REPORTED: lambda: asking.owing_words(case),
    }
    found = waits.get(case.stage, list)()
    if progress.vacant:
        found.append(
            f"{to.responsible.name}: {counted(progress.vacant, 'posto vacante', 'posti vacanti')} da surrogare"
        )
    return [*found, *_absences(desk, case)]


def _absences(desk: Desk, case: AssemblyCase) -> list[str]:
    """Name, by code, the members who missed so many meetings in a row that their term may be ended."""
    in_office = {seat.code for seat in case.progress.seats if seat.ended is None}
    limit = case.definition.terms.absences_in_a_row
    return [
        f"{case.definition.recipients.responsible.name}: il membro {code} ha mancato {missed} sedute di fila, "
        "decidere sulla cessazione"
        for code, missed in absent_in_a_row(attended(desk, case), limit).items()
        if code in in_office and case.stage in (AssemblyStage.SITTING, AssemblyStage.REPORTED)
    ]


ASSEMBLY: Plan[AssemblyCase] = Plan(
    load_case,
    assembly_steps,
    AssemblyStage,
    owed,
    lambda case: case.definition.may("letters"),
)
