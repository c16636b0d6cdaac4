"""Reading back what the departments answered: answers on record, faults back to the sender with a form to mend them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from domain.documents.forms.reasoned import AnswersReading
from domain.documents.mail_kinds import MendingRequest
from domain.errors import Refusal
from domain.inquiry.checks import evaluation_payload
from domain.inquiry.evaluation import EvaluatedComment, expand_groups, mending_form, read_evaluations
from domain.inquiry.routing import Routed, reroute
from domain.inquiry.views import CommentView
from domain.minutes import Minutes, Rows
from domain.models import Assignment, Evaluation, SourceFile
from domain.register import EntryDraft, digest
from domain.store import inquiry_progress, source_files
from domain.vocabulary import DocumentKind, EntryKind, InquiryStage
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_case, load_views
from flows.inquiry_acts.letters import letter
from flows.inquiry_acts.sheets import FOLDER
from flows.returned import WorkbookBack, brought, department_of, source_of, to_mend
from flows.steps import in_turn

_LAYOUT = "scheda di valutazione"


@in_turn
def read_back(desk: Desk, process_id: str, name: str, data: bytes, *, as_of: datetime) -> WorkbookBack:
    """Take in one workbook of a department; the same bytes twice change nothing.

    Raises: Refusal when the inquiry does not evaluate, or the file is no workbook of it.
    """
    case = load_case(desk, process_id)
    department = department_of(data, name, case.definition.department_names)
    with desk.transaction() as session:
        if source_files.file_of(session, process_id, hashlib.sha256(data).hexdigest()):
            return WorkbookBack(name, department, known_before=True)
        history = inquiry_progress.assignment_history(session, process_id)
    if case.stage is not InquiryStage.EVALUATION or "sheets-1" not in case.done:
        raise Refusal(f"non si leggono schede: la fase è «{case.stage}»", "le schede si leggono durante la valutazione")
    sha256 = desk.keep_raw(process_id, data)
    views = load_views(desk, process_id)
    reading = read_evaluations(
        data,
        name,
        definition=case.definition,
        department=department,
        views=views,
        secret=desk.key_for(process_id, "schede"),
    )
    evaluated = expand_groups(reading.answers, views, department)
    answered = {one.comment_number for one in reading.answers}
    routed, refused = reroute(
        reading.handed_on, views, case.definition, department=department, history=history, answered=answered
    )
    minutes = Minutes()
    _record_reroutes(minutes, views, routed, department, sha256, as_of)
    source = source_of(case.id, reading, name, data, sha256=sha256, layout=_LAYOUT, subject="evaluations", as_of=as_of)
    _ask_to_mend(desk, case, minutes, reading, views, department, source, as_of)
    kept = _keep(desk, case, minutes, source, evaluated, views, department, as_of)
    return brought(
        name,
        department,
        reading,
        answered=len(evaluated),
        handed_on=len(routed),
        refused=refused,
        known_before=not kept,
    )


def _record_reroutes(
    minutes: Minutes,
    views: Sequence[CommentView],
    routed: Sequence[Routed],
    department: str,
    sha256: str,
    as_of: datetime,
) -> None:
    if not routed:
        return
    ids = {view.number: view.id for view in views}
    rows = [
        {
            "comment_id": ids[one.comment_number],
            "department": one.department,
            "reason": one.reason,
            "assigned_at": as_of,
        }
        for one in routed
    ]
    listed = [[one.comment_number, one.department] for one in routed]
    payload = {"comments": len(rows), "from": department, "routes_sha256": digest(listed)}
    minutes.entries.append(EntryDraft(EntryKind.ROUTING, sha256, as_of, department, payload))
    minutes.rows.append(Rows(Assignment, rows))


def _ask_to_mend(
    desk: Desk,
    case: InquiryCase,
    minutes: Minutes,
    reading: AnswersReading[EvaluatedComment],
    views: Sequence[CommentView],
    department: str,
    source: SourceFile,
    as_of: datetime,
) -> None:
    """Answer a faulty workbook with a letter and a workbook of just the rows to mend."""
    if not reading.mending:
        return
    batch = f"correzione {source.sha256[:8]}"
    data = mending_form(
        case.definition,
        department,
        views,
        reading.mending,
        secret=desk.key_for(case.id, "schede"),
        created=as_of,
        batch=batch,
    )
    file_name = f"{FOLDER}/correzioni-{department}-{source.sha256[:8]}.xlsx"
    title = f"Righe da correggere, {case.definition.department_names[department]}"
    document = desk.file(case.id, DocumentKind.MENDING_FORM, file_name, data, title=title)
    minutes.documents.append(document)
    minutes.letters.append(
        letter(
            desk,
            case,
            MendingRequest,
            next(one for one in case.definition.departments if one.code == department),
            about=f"{department}:{source.sha256[:16]}",
            due_on=case.calendar.evaluation.last_on,
            **to_mend(reading, source.name, file_name),
        )
    )


def _keep(
    desk: Desk,
    case: InquiryCase,
    minutes: Minutes,
    source: SourceFile,
    evaluated: Sequence[EvaluatedComment],
    views: Sequence[CommentView],
    department: str,
    as_of: datetime,
) -> bool:
    """Put a workbook on record, whole: the file, its answers, what it asks for. False when another run was faster."""
    ids = {view.number: view.id for view in views}
    payload = evaluation_payload(
        department,
        source.sha256,
        [(one.comment_number, one.outcome, one.reason, one.plan_change) for one in evaluated],
    )
    if evaluated:
        minutes.entries.append(EntryDraft(EntryKind.EVALUATION, source.sha256, as_of, department, payload))
    with desk.transaction() as session:
        if not source_files.keep(session, source):
            return False
        rows = [
            {
                "comment_id": ids[one.comment_number],
                "source_file_id": source.id,
                "department": department,
                "outcome": one.outcome,
                "reason": one.reason,
                "plan_change": one.plan_change,
                "evaluated_at": as_of,
            }
            for one in evaluated
        ]
        minutes.rows.append(Rows(Evaluation, rows))
        desk.keep_in(session, case.id, minutes, as_of=as_of)
    return True
