"""Asking the departments for the city's answers: one workbook each, reminders, and word of the lapse (promise A12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from domain.assembly.dossier import Asked, DossierState, RecommendationView, answers_form, dossier_state, owed
from domain.documents.mail_of_assembly import AnswersReminder, AnswersRequest, DepartmentGap, TermWarning
from domain.italian import register_numbers
from domain.minutes import FiledDocument, Minutes, NewLetter
from domain.vocabulary import AssemblyStage, DecisionKind, DocumentKind
from flows.assembly_acts.case import AssemblyCase
from flows.assembly_acts.letters import letter
from flows.edges import Desk
from flows.steps import Moment

FOLDER = "6-dossier"


def ask(desk: Desk, case: AssemblyCase, moment: Moment) -> Minutes:
    """Send each department the workbook of the recommendations that it is to answer: the report is received."""
    minutes = Minutes(stage=AssemblyStage.REPORTED)
    for code in sorted({view.department for view in views_of(case)}):
        document, sent = request(desk, case, moment, code, batch="1")
        minutes.documents.append(document)
        minutes.letters.append(sent)
    return minutes


def request(
    desk: Desk,
    case: AssemblyCase,
    moment: Moment,
    department: str,
    *,
    batch: str,
    also: Collection[int] = (),
) -> tuple[FiledDocument, NewLetter]:
    """Write the workbook of one department and the letter that carries it; `also`: numbers passed on to it just now."""
    views = [replace(one, department=department) if one.number in also else one for one in views_of(case)]
    theirs = owed(views, department)
    data = answers_form(
        asked_of(case, department), theirs, secret=answers_key(desk, case), created=moment.as_of, batch=batch
    )
    name = f"{FOLDER}/risposte-{department}-{batch}.xlsx"
    document = desk.file(case.id, DocumentKind.ANSWER_FORM, name, data, title=f"Scheda di risposta – {department}")
    sent = letter(
        desk,
        case,
        AnswersRequest,
        next(one for one in case.definition.departments if one.code == department),
        about=f"{department}:{batch}",
        attachments=[name],
        recommendations=[words_of(view) for view in theirs],
        received_on=received_on(case),
        due_on=state_of(case, case.day(moment.as_of)).due_on,
        workbook=name.rpartition("/")[2],
        is_further=batch != "1",
    )
    return document, sent


def remind(desk: Desk, case: AssemblyCase, moment: Moment, *, days: int) -> Minutes:
    """Remind each department that owes answers; what is caught up too late says how late it is."""
    state = state_of(case, case.day(moment.as_of))
    letters = [
        letter(
            desk,
            case,
            AnswersReminder,
            department,
            about=f"{department.code}:{days}",
            missing=missing,
            days_left=state.days_left,
            due_on=state.due_on,
        )
        for department in case.definition.departments
        if (missing := [f"n. {gap.number}, {gap.title}" for gap in state.gaps if gap.department == department.code])
    ]
    return Minutes(letters=letters)


def tell_of_lapse(desk: Desk, case: AssemblyCase, moment: Moment) -> Minutes:
    """Tell coordination and the responsible officer that the term is over with answers still missing."""
    state = state_of(case, case.day(moment.as_of))
    if not state.gaps:
        return Minutes()
    to = case.definition.recipients
    owing = [
        DepartmentGap(name, register_numbers(numbers))
        for code, name in case.definition.department_names.items()
        if (numbers := [gap.number for gap in state.gaps if gap.department == code])
    ]
    letters = [
        letter(
            desk,
            case,
            TermWarning,
            office,
            about=f"termine:{place}",
            received_on=state.received_on,
            due_on=state.due_on,
            days_left=state.days_left,
            answered=state.answered,
            total=state.total,
            owing=owing,
        )
        for place, office in enumerate((to.coordination, to.responsible), start=1)
    ]
    return Minutes(letters=letters)


def owing_words(case: AssemblyCase) -> list[str]:
    """Say which department owes which answers, and by when."""
    state = state_of(case, received_on(case))
    return [
        f"{name}: {register_numbers(numbers)} entro il {state.due_on:%d/%m/%Y}"
        for code, name in case.definition.department_names.items()
        if (numbers := [gap.number for gap in state.gaps if gap.department == code])
    ]


def received_on(case: AssemblyCase) -> date:
    """The day on which the city received the annual report; who asks knows that it did."""
    receipt = case.decision(DecisionKind.RECEIPT)
    assert receipt is not None
    return receipt.act_on


def state_of(case: AssemblyCase, day: date) -> DossierState:
    """Where the dossier stands on a day."""
    return dossier_state(
        views_of(case),
        received_on=received_on(case),
        months=case.definition.answering.answer_months,
        as_of=day,
        patron=case.definition.patron_day,
    )


def asked_of(case: AssemblyCase, department: str) -> Asked:
    """What the form of a department must know of the cycle."""
    return Asked(case.id, case.definition.short_title, case.definition.department_names, department)


def answers_key(desk: Desk, case: AssemblyCase) -> bytes:
    """The key that signs the rows of the answers' workbooks."""
    return desk.key_for(case.id, "risposte")


def views_of(case: AssemblyCase) -> list[RecommendationView]:
    """The adopted recommendations as the dossier knows them."""
    groups = {one.code: one.title for one in case.definition.meetings.groups}
    actions = {one.code: f"{one.code} – {one.title}" for one in case.definition.actions}
    names = case.definition.department_names
    return [
        RecommendationView(
            number=one.number,
            title=one.title,
            text=one.text,
            group=groups.get(one.group, one.group),
            action=actions.get(one.action, ""),
            votes=f"{one.votes_for} favorevoli, {one.votes_against} contrari, {one.abstained} astenuti",
            department=one.department,
            handed_on=_way(one.owners, names),
            outcome=one.outcome,
            reason=one.reason,
            follow_up=one.follow_up,
            follow_up_on=one.follow_up_on,
            answered_on=case.day(one.answered_at) if one.answered_at else None,
        )
        for one in case.progress.adopted
    ]


def words_of(view: RecommendationView) -> str:
    """A recommendation as a letter lists it."""
    return f"n. {view.number}, {view.title}"


def _way(owners: Sequence[str], names: dict[str, str]) -> str:
    return " → ".join(names.get(code, code) for code in owners) if len(owners) > 1 else ""


def term_words(months: int) -> str:
    """The term to answer, in words: due mesi."""
    numbers = {1: "un mese", 2: "due mesi", 3: "tre mesi", 4: "quattro mesi", 6: "sei mesi"}
    return numbers.get(months, f"{months} mesi")
