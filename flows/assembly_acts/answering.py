"""The city's answers come back by workbook: taken, passed on, or sent back to be mended (promise A12)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from domain.assembly import bindings
from domain.assembly.dossier import GivenAnswer, mending_answers, read_answers
from domain.documents.forms.peek import form_meta
from domain.documents.forms.reasoned import AnswersReading
from domain.documents.mail_of_assembly import AnswersMending
from domain.errors import Fault, Refusal
from domain.italian import counted
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
from flows.steps import Moment, in_turn


@dataclass(slots=True)
class AnswersBack:
    """What a workbook of answers brought. Rows in = accepted + faulty + blank."""

    name: str
    department: str
    rows_in: int = 0
    rows_accepted: int = 0
    rows_faulty: int = 0
    rows_blank: int = 0
    answered: int = 0
    handed_on: int = 0
    faults: list[Fault] = field(default_factory=list)
    known_before: bool = False

    @property
    def in_words(self) -> str:
        """One sentence for whoever sent it."""
        if self.known_before:
            return f"{self.name}: già letta, nulla di cambiato."
        return (
            f"{self.name} ({self.department}): righe {self.rows_in} = accettate {self.rows_accepted} + "
            f"da correggere {self.rows_faulty} + vuote {self.rows_blank}; "
            f"{counted(self.answered, 'risposta', 'risposte')}, "
            f"{counted(self.handed_on, 'passata ad altra direzione', 'passate ad altra direzione')}."
        )


@in_turn
def read_back(desk: Desk, process_id: str, name: str, data: bytes, *, as_of: datetime) -> AnswersBack:
    """Take in one workbook of a department; the same bytes twice change nothing.

    Raises: Refusal when the city is not asked for answers, or the file is no workbook of it.
    """
    case = load_case(desk, process_id)
    department = form_meta(data, name).get("department", "")
    if department not in case.definition.department_names:
        remedy = "rimandate il file ricevuto per posta, senza togliere i fogli nascosti"
        raise Refusal("non si capisce di quale direzione è la scheda", remedy, name)
    sha256 = hashlib.sha256(data).hexdigest()
    with desk.reading() as session:
        if source_files.file_of(session, process_id, sha256):
            return AnswersBack(name, department, known_before=True)
    require_stage(case, "non si leggono schede di risposta", AssemblyStage.REPORTED)
    desk.keep_raw(process_id, data)
    reading = read_answers(
        data, name, asked=asked_of(case, department), views=views_of(case), secret=answers_key(desk, case)
    )
    minutes = Minutes()
    source = _source(case, reading, name, len(data), sha256, as_of)
    _ask_to_mend(desk, case, minutes, reading, department, source, as_of)
    is_new = _keep(desk, case, minutes, reading, source, department, as_of)
    return AnswersBack(
        name=name,
        department=department,
        rows_in=reading.rows_in,
        rows_accepted=reading.rows_accepted,
        rows_faulty=len(reading.faulty),
        rows_blank=reading.rows_blank,
        answered=len(reading.answers),
        handed_on=len(reading.handed_on),
        faults=[*reading.faults, *reading.warnings],
        known_before=not is_new,
    )


def _source(
    case: AssemblyCase, reading: AnswersReading[GivenAnswer], name: str, size: int, sha256: str, as_of: datetime
) -> SourceFile:
    return SourceFile(
        process_id=case.id,
        sha256=sha256,
        name=name,
        size_bytes=size,
        layout="scheda di risposta alle raccomandazioni",
        subject="answers",
        collected_at=as_of,
        rows_in=reading.rows_in,
        rows_accepted=reading.rows_accepted + reading.rows_blank,
        rows_set_aside=len(reading.faulty),
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
    title = f"Righe da correggere – {department}"
    minutes.documents.append(desk.file(case.id, DocumentKind.MENDING_FORM, name, data, title=title))
    minutes.letters.append(
        letter(
            desk,
            case,
            AnswersMending,
            next(one for one in case.definition.departments if one.code == department),
            about=f"{department}:{mark}",
            attachments=[name],
            file=source.name,
            accepted=reading.rows_accepted,
            rows=reading.rows_in,
            faults=[f"{fault.place.removeprefix(f'{source.name}, ')}: {fault.problem}" for fault in reading.faults],
            due_on=state_of(case, case.day(as_of)).due_on,
            workbook=name.rpartition("/")[2],
        )
    )


def _keep(
    desk: Desk,
    case: AssemblyCase,
    minutes: Minutes,
    reading: AnswersReading[GivenAnswer],
    source: SourceFile,
    department: str,
    as_of: datetime,
) -> bool:
    """Put a workbook on record, whole: the file, its answers, what it passes on. False when another run was faster."""
    ids = {one.number: one.id for one in case.progress.adopted}
    handed = [
        {"recommendation_id": ids[one.number], "department": one.department, "reason": one.reason, "assigned_at": as_of}
        for one in reading.handed_on
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
            for one in reading.answers
        ]
        minutes.rows += [Rows(RecommendationAnswer, answers), Rows(AnswerOwner, handed)]
        told = [row | {"number": one.number} for row, one in zip(answers, reading.answers, strict=True)]
        payload = {
            "answers": len(answers),
            "handed_on": [[one.number, one.department, one.reason] for one in reading.handed_on],
            **bindings.ANSWERS.of(told),
            **bindings.ANSWERS_FILE.of([source.model_dump()]),
        }
        minutes.entries.append(EntryDraft(EntryKind.ANSWER, source.sha256, as_of, department, payload))
        for code in dict.fromkeys(one.department for one in reading.handed_on):
            _pass_on(desk, case, minutes, reading, code, source, as_of)
        desk.keep_in(session, case.id, minutes, as_of=as_of)
    return True


def _pass_on(
    desk: Desk,
    case: AssemblyCase,
    minutes: Minutes,
    reading: AnswersReading[GivenAnswer],
    department: str,
    source: SourceFile,
    as_of: datetime,
) -> None:
    """Ask the department to which rows were passed on; the term does not stop for it."""
    numbers = {one.number for one in reading.handed_on if one.department == department}
    document, sent = asking.request(
        desk, case, Moment(as_of, as_of), department, batch=f"passaggio-{source.sha256[:8]}", also=numbers
    )
    minutes.documents.append(document)
    minutes.letters.append(sent)
