"""Who is available: answers read from files, and what they make of the mailing's expectation (promise A3)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.assembly import bindings
from domain.assembly.availability import Question, ReadAnswers, availability_form, read_availability
from domain.assembly.contexts import ResponseLine
from domain.assembly.small_cells import merged_responses
from domain.errors import Fault
from domain.italian import counted, percent, rows_told
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import Availability, SetAsideRow, SourceFile
from domain.register import EntryDraft
from domain.store import assembly_draws, assembly_erasures, source_files
from domain.timetable import Window, start_of
from domain.vocabulary import AssemblyStage, DocumentKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.edges import Desk
from flows.steps import in_turn

FOLDER = "2-inviti"


@dataclass(slots=True)
class Answers:
    """What a file of answers brought. Rows in = accepted + set aside."""

    name: str
    rows_in: int = 0
    rows_accepted: int = 0
    available: int = 0
    faults: list[Fault] = field(default_factory=list)
    known_before: bool = False

    @property
    def in_words(self) -> str:
        """One sentence for whoever brought it."""
        if self.known_before:
            return f"{self.name}: già letto, nulla di cambiato."
        aside = self.rows_in - self.rows_accepted
        return (
            f"{self.name}: {rows_told(self.rows_in, self.rows_accepted, aside)}; "
            f"{counted(self.available, 'persona disponibile', 'persone disponibili')}."
        )


@in_turn
def read_answers(desk: Desk, process_id: str, name: str, data: bytes, *, as_of: datetime) -> Answers:
    """Take in a file of answers, of the help desk or of the online form; the same bytes twice change nothing.

    Names and addresses go into a table of their own, which is erased when its retention ends; the file is not kept.
    Raises: Refusal when nobody is invited yet, or the file is no list of answers.
    """
    case = load_case(desk, process_id)
    with desk.reading() as session:
        if source_files.file_of(session, process_id, hashlib.sha256(data).hexdigest()):
            return Answers(name, known_before=True)
        gone = assembly_erasures.withdrawn(session, process_id)
        invited = [one.code for one in assembly_draws.invitations(session, process_id) if one.code not in gone]
    require_stage(case, "non si raccolgono disponibilità", AssemblyStage.INVITED)
    read = read_availability(
        data,
        name,
        process_id=case.id,
        invited=invited,
        questions=questions_of(case),
        window=Window(start_of(case.definition.first_draw.draw_on, case.zone), case.calendar.availability_ends_at),
        as_of=as_of,
        zone=case.zone,
    )
    is_new = _keep(desk, case, read, as_of)
    return Answers(
        name=name,
        rows_in=read.rows_in,
        rows_accepted=len(read.answers),
        available=sum(one.is_available for one in read.answers),
        faults=[row.fault for row in read.set_aside],
        known_before=not is_new,
    )


def questions_of(case: AssemblyCase) -> list[Question]:
    """The further questions of the form: the criteria that the registry does not know."""
    return [
        Question(one.code, one.title, one.asked, tuple(one.population))
        for one in case.definition.selection.criteria
        if one.asked is not None
    ]


def _keep(desk: Desk, case: AssemblyCase, read: ReadAnswers, as_of: datetime) -> bool:
    source = SourceFile(
        process_id=case.id,
        sha256=read.sha256,
        name=read.name,
        size_bytes=read.size_bytes,
        layout=read.layout,
        subject="availability",
        collected_at=as_of,
        rows_in=read.rows_in,
        rows_accepted=len(read.answers),
        rows_set_aside=len(read.set_aside),
        lacks="\n".join(read.lacks),
    )
    contacts = [
        {"code": one.code, "name": one.name, "email": one.email, "phone": one.phone, "language": one.language}
        for one in read.contacts.values()
    ]
    with desk.transaction() as session:
        if not source_files.keep(session, source):
            return False
        rows = [
            {
                "process_id": case.id,
                "code": one.code,
                "source_file_id": source.id,
                "is_available": one.is_available,
                "answers": json.dumps(dict(one.answers), ensure_ascii=False, sort_keys=True),
                "answered_at": one.answered_at,
            }
            for one in read.answers
        ]
        aside = [
            {
                "source_file_id": source.id,
                "place": row.fault.place,
                "problem": row.fault.problem,
                "remedy": row.fault.remedy,
                "raw": "",  # these rows stay for good: what somebody answered must not stay with them
            }
            for row in read.set_aside
        ]
        payload = {
            "rows_in": read.rows_in,
            "rows_accepted": len(read.answers),
            "rows_set_aside": len(read.set_aside),
            **bindings.ANSWERED.of(rows),
            **bindings.ASIDE.of(aside),
            **bindings.AVAILABILITY_FILE.of([source.model_dump()]),
        }
        assembly_draws.keep_contacts(session, case.id, [one | {"recorded_at": as_of} for one in contacts])
        minutes = Minutes(
            entries=[EntryDraft(EntryKind.AVAILABILITY, read.sha256, as_of, "sportello", payload)],
            rows=[Rows(Availability, rows), Rows(SetAsideRow, aside)],
        )
        desk.keep_in(session, case.id, minutes, as_of=as_of)
    return True


def blank_form(desk: Desk, case: AssemblyCase, *, created: datetime) -> FiledDocument:
    """File the help desk's workbook, blank: what it writes there can be read back."""
    data = availability_form(case.definition.short_title, questions_of(case), process_id=case.id, created=created)
    name = f"{FOLDER}/scheda-disponibilita.xlsx"
    return desk.file(case.id, DocumentKind.AVAILABILITY_FORM, name, data, title="Scheda delle disponibilità")


def response_lines(desk: Desk, case: AssemblyCase) -> list[ResponseLine]:
    """Invited and available by class of every criterion of the draw, classes merged where few people would show.

    After the erasure nothing is left to be counted.
    """
    with desk.reading() as session:
        strata = {one.code: json.loads(one.stratum) for one in assembly_draws.invitations(session, case.id)}
        available = [one.code for one in assembly_draws.answers(session, case.id).values() if one.is_available]
    lines = []
    for place, axis in enumerate(case.definition.first_draw.axes):
        invited = Counter(stratum[place] for stratum in strata.values())
        said = Counter(strata[code][place] for code in available if code in strata)
        rows = [(label, invited[label], said[label]) for label in axis.labels]
        lines += _axis_lines(axis.title, rows, case.definition.privacy.small_cells, is_ordered=bool(axis.bands))
    return lines


def _axis_lines(
    title: str, rows: Sequence[tuple[str, int, int]], threshold: int, *, is_ordered: bool
) -> list[ResponseLine]:
    return [
        ResponseLine(axis=title, value=label, invited=invited, available=available, share=percent(available, invited))
        for label, invited, available in merged_responses(rows, threshold=threshold, is_ordered=is_ordered)
    ]
