"""The city's answers come back by workbook: taken, passed on, or sent back to be mended (promise A12)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from domain.assembly import bindings
from domain.assembly.dossier import GivenAnswer, mending_answers, new_owners, read_answers
from domain.documents.forms.reasoned import AnswersReading, HandingOn
from domain.documents.mail_of_assembly import AnswersMending
from domain.minutes import Minutes, Rows
from domain.models import AnswerOwner, RecommendationAnswer, SourceFile
from domain.register import EntryDraft
from domain.store import source_files
from domain.vocabulary import AssemblyStage, DocumentKind, EntryKind
from flows.assembly_acts import asking
from flows.assembly_acts.asking import FOLDER, answers_key, asked_of, state_of, views_of
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.letters import letter
from flows.edges import Desk
from flows.returned import WorkbookBack, brought, department_of, source_of, to_mend
from flows.steps import Moment, in_turn

_LAYOUT = "scheda di risposta alle raccomandazioni"


@in_turn
def read_back(desk: Desk, process_id: str, name: str, data: bytes, *, as_of: datetime) -> WorkbookBack:
    """Take in one workbook of a department; the same bytes twice change nothing.

    Raises: Refusal when the city is not asked for answers, or the file is no workbook of it.
    """
    case = load_case(desk, process_id)
    department = department_of(data, name, case.definition.department_names)
    sha256 = hashlib.sha256(data).hexdigest()
    with desk.reading() as session:
        if source_files.file_of(session, process_id, sha256):
            return WorkbookBack(name, department, known_before=True)
    require_stage(case, "non si leggono schede di risposta", AssemblyStage.REPORTED)
    desk.keep_raw(process_id, data)
    asked = asked_of(case, department)
    reading = read_answers(data, name, asked=asked, views=views_of(case), secret=answers_key(desk, case))
    history = {one.number: one.owners[:-1] for one in case.progress.adopted}
    owners, bounced = new_owners(reading.handed_on, asked, history=history)
    minutes = Minutes()
    source = source_of(case.id, reading, name, data, sha256=sha256, layout=_LAYOUT, subject="answers", as_of=as_of)
    _ask_to_mend(desk, case, minutes, reading, department, source, as_of)
    is_new = _keep(desk, case, minutes, reading.answers, owners, source, department, as_of)
    return brought(
        name,
        department,
        reading,
        answered=len(reading.answers),
        handed_on=len(owners),
        refused=bounced,
        known_before=not is_new,
    )


def _ask_to_mend(
    desk: Desk,
    case: AssemblyCase,
    minutes: Minutes,
    reading: AnswersReading[GivenAnswer],
    department: str,
    source: SourceFile,
    as_of: datetime,
) -> None:
    """Answer a faulty workbook with a letter and a workbook of just the rows to mend."""
    if not reading.mending:
        return
    mark = source.sha256[:8]
    data = mending_answers(
        asked_of(case, department),
        views_of(case),
        reading.mending,
        secret=answers_key(desk, case),
        created=as_of,
        batch=f"correzione {mark}",
    )
    name = f"{FOLDER}/correzioni-{department}-{mark}.xlsx"
    title = f"Righe da correggere, {case.definition.department_names[department]}"
    minutes.documents.append(desk.file(case.id, DocumentKind.MENDING_FORM, name, data, title=title))
    minutes.letters.append(
        letter(
            desk,
            case,
            AnswersMending,
            next(one for one in case.definition.departments if one.code == department),
            about=f"{department}:{mark}",
            due_on=state_of(case, case.day(as_of)).due_on,
            **to_mend(reading, source.name, name),
        )
    )


def _keep(
    desk: Desk,
    case: AssemblyCase,
    minutes: Minutes,
    given: Sequence[GivenAnswer],
    owners: Sequence[HandingOn],
    source: SourceFile,
    department: str,
    as_of: datetime,
) -> bool:
    """Put a workbook on record, whole: the file, its answers, what it passes on. False when another run was faster."""
    ids = {one.number: one.id for one in case.progress.adopted}
    handed = [
        {"recommendation_id": ids[one.number], "department": one.department, "reason": one.reason, "assigned_at": as_of}
        for one in owners
    ]
    with desk.transaction() as session:
        if not source_files.keep(session, source):
            return False
        answers = [
            {
                "recommendation_id": ids[one.number],
                "source_file_id": source.id,
                "department": department,
                "outcome": one.outcome,
                "reason": one.reason,
                "follow_up": one.follow_up,
                "follow_up_on": one.follow_up_on,
                "answered_at": as_of,
            }
            for one in given
        ]
        minutes.rows += [Rows(RecommendationAnswer, answers), Rows(AnswerOwner, handed)]
        told = [row | {"number": one.number} for row, one in zip(answers, given, strict=True)]
        payload = {
            "answers": len(answers),
            "handed_on": [[one.number, one.department, one.reason] for one in owners],
            **bindings.ANSWERS.of(told),
            **bindings.ANSWERS_FILE.of([source.model_dump()]),
        }
        minutes.entries.append(EntryDraft(EntryKind.ANSWER, source.sha256, as_of, department, payload))
        for code in dict.fromkeys(one.department for one in owners):
            _pass_on(desk, case, minutes, owners, code, source, as_of)
        desk.keep_in(session, case.id, minutes, as_of=as_of)
    return True


def _pass_on(
    desk: Desk,
    case: AssemblyCase,
    minutes: Minutes,
    owners: Sequence[HandingOn],
    department: str,
    source: SourceFile,
    as_of: datetime,
) -> None:
    """Ask the department to which rows were passed on; the term does not stop for it."""
    numbers = {one.number for one in owners if one.department == department}
    document, sent = asking.request(
        desk, case, Moment(as_of, as_of), department, batch=f"passaggio-{source.sha256[:8]}", also=numbers
    )
    minutes.documents.append(document)
    minutes.letters.append(sent)
