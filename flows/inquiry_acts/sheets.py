"""Sending comments to the departments that answer: routed by part, one workbook and one letter each (promise I14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.documents.mail_kinds import Convocation, EvaluationRequest
from domain.inquiry import drafting
from domain.inquiry.evaluation import evaluation_form
from domain.inquiry.routing import Routed, route
from domain.inquiry.views import CommentView
from domain.minutes import Minutes, Rows
from domain.models import Assignment, SheetRow
from domain.register import EntryDraft, digest
from domain.store import inquiry_progress
from domain.vocabulary import DocumentKind, EntryKind
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.inquiry_acts.letters import letter, letters_to_all
from flows.inquiry_acts.writing import write_word
from flows.steps import Moment, Step

FOLDER = "3-valutazione"


def next_step(case: InquiryCase, stages: frozenset[str]) -> Step[InquiryCase]:
    """The sending that comes next: the first one for all, a further one whenever a comment waits for a workbook."""
    batch = 1 + sum(name.startswith("sheets-") for name in case.done)
    return Step(
        f"sheets-{batch}",
        "Invio delle schede di valutazione" if batch == 1 else f"Invio di schede aggiuntive ({batch})",
        stages,
        due=lambda case: case.done_at("group") and (case.progress.last_arrival_at or case.done_at("group")),
        do=lambda desk, case, moment: send(desk, case, moment, batch=batch),
        why_not=lambda _desk, case: (
            None if case.progress.waiting_for_a_sheet or batch == 1 else "nessun contributo in attesa"
        ),
    )


def send(desk: Desk, case: InquiryCase, moment: Moment, *, batch: int) -> Minutes:
    """Route what has no department, then send each department a workbook of what it has not had yet."""
    minutes = Minutes()
    views = load_views(desk, case.id)
    routes = route(views, case.definition)
    _record_routes(minutes, views, routes, moment, batch)
    views = _with_departments(views, {one.comment_number: one.department for one in routes})
    with desk.transaction() as session:
        sent = inquiry_progress.sent_sheets(session, case.id)
    waiting = [view for view in views if (view.id, view.department) not in sent]
    for department, mine in drafting.by_department(waiting).items():
        _send_department(desk, case, minutes, moment, department, mine, batch)
    if batch == 1:
        _convene(desk, case, minutes, moment, views)
    return minutes


def _record_routes(
    minutes: Minutes, views: Sequence[CommentView], routes: Sequence[Routed], moment: Moment, batch: int
) -> None:
    ids = {view.number: view.id for view in views}
    rows = [
        {
            "comment_id": ids[one.comment_number],
            "department": one.department,
            "reason": one.reason,
            "assigned_at": moment.as_of,
        }
        for one in routes
    ]
    if not rows:
        return
    listed = [[one.comment_number, one.department] for one in routes]
    payload = {"comments": len(rows), "routes_sha256": digest(listed)}
    minutes.entries.append(EntryDraft(EntryKind.ROUTING, f"invio {batch}", moment.as_of, payload=payload))
    minutes.rows.append(Rows(Assignment, rows))


def _with_departments(views: Sequence[CommentView], departments: Mapping[int, str]) -> list[CommentView]:
    return [
        replace(view, department=departments[view.number]) if view.number in departments else view for view in views
    ]


def _send_department(
    desk: Desk,
    case: InquiryCase,
    minutes: Minutes,
    moment: Moment,
    department: str,
    mine: Sequence[CommentView],
    batch: int,
) -> None:
    definition, calendar = case.definition, case.calendar
    form_name = f"{FOLDER}/scheda-{department}-{batch}.xlsx"
    data = evaluation_form(
        definition,
        department,
        mine,
        secret=desk.key_for(case.id, "schede"),
        created=moment.as_of,
        batch=str(batch),
    )
    title = f"Scheda di valutazione, {definition.department_names[department]}, invio {batch}"
    form = desk.file(case.id, DocumentKind.EVALUATION_FORM, form_name, data, title=title)
    context = drafting.cover_letter(
        definition, calendar, department, mine, forms=[form_name.rpartition("/")[2]], written_on=case.day(moment.as_of)
    )
    cover = write_word(
        desk,
        case,
        DocumentKind.COVER_LETTER,
        context,
        name=f"{FOLDER}/lettera-{department}-{batch}.docx",
        title=f"Lettera di accompagnamento, {definition.department_names[department]}, invio {batch}",
        created=moment.as_of,
    )
    minutes.documents += [form, cover]
    sheet_rows = [{"comment_id": view.id, "department": department, "document": form_name} for view in mine]
    minutes.rows.append(Rows(SheetRow, sheet_rows))
    minutes.letters.append(
        letter(
            desk,
            case,
            EvaluationRequest,
            next(one for one in definition.departments if one.code == department),
            about=f"{department}:{batch}",
            attachments=[form.name, cover.name],
            comments=len(mine),
            groups=context.groups,
            parts=[f"{part.part} ({part.comments})" for part in context.parts],
            due_on=calendar.evaluation.last_on,
            workbook=form_name.rpartition("/")[2],
            is_further=batch > 1,
        )
    )


def _convene(desk: Desk, case: InquiryCase, minutes: Minutes, moment: Moment, views: Sequence[CommentView]) -> None:
    """Convene the working group (promise I6): a letter to each member, and to coordination for information."""
    definition, recipients = case.definition, case.definition.recipients
    context = drafting.convocation(definition, case.calendar, views, written_on=case.day(moment.as_of))
    convocation = write_word(
        desk,
        case,
        DocumentKind.CONVOCATION,
        context,
        name=f"{FOLDER}/convocazione-gruppo-di-lavoro.docx",
        title="Convocazione del gruppo di lavoro",
        created=moment.as_of,
    )
    minutes.documents.append(convocation)
    for everyone, about in ((recipients.working_group, "gruppo"), ([recipients.coordination], "conoscenza")):
        minutes.letters += letters_to_all(
            desk,
            case,
            Convocation,
            everyone,
            about=about,
            attachments=[convocation.name],
            comments=context.admitted,
            agenda=context.agenda,
            document=convocation.name.rpartition("/")[2],
            evaluation_ends_on=case.calendar.evaluation.last_on,
            contact=recipients.responsible.name,
            contact_address=recipients.responsible.email,
            for_information=about == "conoscenza",
        )
