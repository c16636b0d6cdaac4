"""Reminding who owes: letters to the departments with their projected end, and the word that the term has passed."""

from __future__ import annotations

from datetime import timedelta

from domain.documents.mail_kinds import Owing, Reminder, TermLapsed
from domain.inquiry import drafting
from domain.inquiry.evaluation import projection
from domain.inquiry.views import CommentView
from domain.minutes import Minutes, NewLetter
from domain.vocabulary import DocumentKind
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.inquiry_acts.letters import letter, letters_to_all
from flows.inquiry_acts.sheets import FOLDER
from flows.inquiry_acts.writing import write_synthesis
from flows.steps import Moment


def remind(desk: Desk, case: InquiryCase, moment: Moment, *, days: int) -> Minutes:
    """Remind each department that owes, and write the draft synthesis that lists what is missing.

    A reminder caught up so late that the next one is due too sends nothing: one letter a day is enough.
    """
    minutes = Minutes()
    if _is_overtaken(case, moment):
        return minutes
    views = load_views(desk, case.id)
    owing = {code: mine for code, mine in drafting.by_department(views).items() if _missing(mine)}
    for code, mine in owing.items():
        minutes.letters.append(_reminder(desk, case, moment, code, mine, days=days))
    if owing:
        minutes.documents.append(
            write_synthesis(
                desk,
                case,
                views,
                DocumentKind.DRAFT_SYNTHESIS,
                name=f"{FOLDER}/bozza-sintesi-{days:02d}-giorni.docx",
                created=moment.as_of,
            )
        )
    return minutes


def _is_overtaken(case: InquiryCase, moment: Moment) -> bool:
    return any(moment.due_at < at <= moment.as_of for _, at in case.calendar.reminders)


def _missing(views: list[CommentView]) -> int:
    return sum(view.outcome is None for view in views)


def _reminder(
    desk: Desk, case: InquiryCase, moment: Moment, department: str, mine: list[CommentView], *, days: int
) -> NewLetter:
    sent_at = case.done_at("sheets-1")
    assert sent_at is not None
    last_on = case.calendar.evaluation.last_on
    pace = projection(
        (view.evaluated_at for view in mine if view.evaluated_at is not None),
        len(mine),
        started_at=sent_at,
        as_of=moment.as_of,
        ends_on=last_on,
        zone=case.zone,
    )
    return letter(
        desk,
        case,
        Reminder,
        next(one for one in case.definition.departments if one.code == department),
        about=f"{department}:{days}",
        missing=pace.left,
        total=pace.total,
        days_left=max(0, (last_on - case.day(moment.as_of)).days),
        due_on=last_on,
        projected_on=pace.finish_on,
        is_late=pace.late_days > 0,
    )


def tell_of_lapse(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Tell coordination and the responsible officer that the term has passed with evaluations still missing."""
    views = load_views(desk, case.id)
    names = case.definition.department_names
    by_department = drafting.by_department(views)
    owing = [Owing(names[code], _missing(mine)) for code, mine in by_department.items() if _missing(mine)]
    recipients = case.definition.recipients
    letters = letters_to_all(
        desk,
        case,
        TermLapsed,
        [recipients.coordination, recipients.responsible],
        about="termine",
        lapsed_on=case.day(case.calendar.evaluation_ends_at - timedelta(seconds=1)),
        missing=sum(one.missing for one in owing),
        total=sum(len(mine) for mine in by_department.values()),
        owing=owing,
        disagreeing=len(case.disagreements),
    )
    return Minutes(letters=letters)
