"""Convening a meeting: who is entitled, the papers, one invitation each; changes and cancellations too (promise A9)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.assembly import bindings
from domain.assembly.contexts import (
    AgendaLine,
    AttendanceRow,
    AttendanceSheetContext,
    MeetingConvocationContext,
)
from domain.assembly.terms import Term, untrained
from domain.errors import Refusal
from domain.italian import day_in_words
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import Meeting
from domain.register import EntryDraft
from domain.vocabulary import DocumentKind, EntryKind, MeetingKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.meeting_facts import FOLDER, meeting_words, quorum_words
from flows.assembly_acts.meeting_letters import answer_by, calendar_file, letters_for
from flows.assembly_acts.members import Member, entitled, members_on
from flows.assembly_acts.seating import IN_OFFICE
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@dataclass(frozen=True, slots=True)
class Call:
    """What whoever convenes a meeting decides of it (convocazione)."""

    kind: MeetingKind
    starts_at: datetime
    minutes: int
    place: str
    agenda: Sequence[str]
    group: str = ""
    cohort: int = 0
    guests: Sequence[str] = ()
    materials: Sequence[str] = ()
    services: Sequence[str] = ()
    is_cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@in_turn
def convene(desk: Desk, process_id: str, call: Call, *, officer: str, as_of: datetime, number: int = 0) -> int:
    """Convene a meeting, or change or cancel one that was convened (`number`); returns its number.

    Convening the same meeting again changes nothing.
    Raises: Refusal when nobody would be entitled, or the meeting does not fit the rules of the definition.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si convocano sedute", *IN_OFFICE)
    require_office(case, officer, "minutes", "convocare sedute")
    before = _meeting_before(case, call, number)
    if before is not None and _is_same(before, call):
        return before.number
    _refuse_unfit(case, call, as_of)
    everybody = members_on(desk, case, case.day(call.starts_at))
    called = entitled(everybody, group=call.group, cohort=call.cohort, cycle=case.id)
    if not called:
        raise Refusal("nessun membro è in carica per questa seduta", "controllate giorno, gruppo di lavoro e coorte")
    meeting = _row(case, call, before, as_of)
    documents = _papers(desk, case, meeting, call, called, as_of)
    invitation = calendar_file(desk, case, meeting, _stem(meeting))
    letters = letters_for(
        desk,
        case,
        meeting,
        called,
        convocation=documents[0].name,
        invitation=invitation.name,
        changes=_changes(meeting),
    )
    payload = {
        "kind": call.kind.name,
        "starts_at": call.starts_at.isoformat(),
        "entitled": len(called),
        "is_cancelled": call.is_cancelled,
        **bindings.MEETING.of([meeting.model_dump()]),
    }
    subject = f"{meeting.number}.{meeting.sequence}"
    minutes = Minutes(
        entries=[EntryDraft(EntryKind.CONVOCATION, subject, as_of, officer, payload)],
        documents=[*documents, invitation],
        letters=letters,
        rows=[Rows(Meeting, [meeting.model_dump(exclude={"id"})])],
    )
    desk.keep(process_id, minutes, as_of=as_of)
    return meeting.number


def _meeting_before(case: AssemblyCase, call: Call, number: int) -> Meeting | None:
    meetings = case.progress.meetings
    if not number:
        return next((one for one in meetings if _is_same(one, call)), None)
    found = next((one for one in meetings if one.number == number), None)
    if found is None:
        raise Refusal(f"non esiste alcuna seduta n. {number}", "per convocarne una nuova non indicate il numero")
    if number in case.progress.minuted:
        raise Refusal(f"la seduta n. {number} è già verbalizzata", "una seduta tenuta non si sposta e non si annulla")
    return found


def _is_same(meeting: Meeting, call: Call) -> bool:
    return (
        meeting.kind is call.kind
        and (meeting.group, meeting.cohort, meeting.place) == (call.group, call.cohort, call.place)
        and (meeting.starts_at, meeting.ends_at) == (call.starts_at, call.ends_at)
        and json.loads(meeting.agenda) == list(call.agenda)
        and meeting.is_cancelled == call.is_cancelled
    )


def _refuse_unfit(case: AssemblyCase, call: Call, as_of: datetime) -> None:
    """Raises: Refusal."""
    if call.starts_at <= as_of:
        raise Refusal("la seduta comincerebbe nel passato", "indicate un giorno e un'ora che devono ancora venire")
    known = [group.code for group in case.definition.meetings.groups]
    if call.group and call.group not in known:
        raise Refusal(f"«{call.group[:40]}» non è un gruppo di lavoro", f"scegliete fra: {', '.join(known)}")
    if call.kind is MeetingKind.WORKING_GROUP and not call.group:
        raise Refusal("manca il gruppo di lavoro da convocare", f"scegliete fra: {', '.join(known)}")
    if call.kind is MeetingKind.PLENARY:
        _refuse_untrained(case, call)


def _refuse_untrained(case: AssemblyCase, call: Call) -> None:
    """Promise A6: training comes before a cohort's first plenary."""
    day = case.day(call.starts_at)
    terms = [Term(one.code, one.cohort, one.enters_on, one.leaves_on, one.leaves_on) for one in case.progress.seats]
    trained: dict[int, date] = {}
    for meeting in case.progress.meetings:
        if meeting.kind is MeetingKind.TRAINING and not meeting.is_cancelled and meeting.starts_at < call.starts_at:
            cohorts = [meeting.cohort] if meeting.cohort else [one.number for one in case.calendar.cohorts]
            trained |= dict.fromkeys(cohorts, case.day(meeting.starts_at))
    if lacking := untrained(terms, trained, day):
        groups = ", ".join(map(str, lacking))
        problem = f"la plenaria verrebbe prima della formazione (gruppo d'ingresso {groups})"
        raise Refusal(problem, "convocate prima una seduta di formazione per quel gruppo (impegno A6)")


def _row(case: AssemblyCase, call: Call, before: Meeting | None, as_of: datetime) -> Meeting:
    number = before.number if before else max((one.number for one in case.progress.meetings), default=0) + 1
    return Meeting(
        process_id=case.id,
        number=number,
        sequence=before.sequence + 1 if before else 0,
        kind=call.kind,
        group=call.group,
        cohort=call.cohort,
        starts_at=call.starts_at,
        ends_at=call.ends_at,
        place=call.place,
        agenda=json.dumps(list(call.agenda), ensure_ascii=False),
        is_cancelled=call.is_cancelled,
        convened_at=as_of,
    )


def _papers(
    desk: Desk, case: AssemblyCase, meeting: Meeting, call: Call, called: Sequence[Member], as_of: datetime
) -> list[FiledDocument]:
    told = common(desk, case, at=as_of) | meeting_words(case, meeting) | {"quorum": quorum_words(case, len(called))}
    stem = _stem(meeting)
    convocation = MeetingConvocationContext(
        **told,
        agenda=[AgendaLine(title=point) for point in call.agenda],
        guests=list(call.guests),
        materials=list(call.materials),
        services=list(call.services),
        changes=_changes(meeting),
        answer_by=day_in_words(answer_by(case, call.starts_at)),
    )
    written = [
        write_paper(
            desk,
            case,
            DocumentKind.MEETING_CONVOCATION,
            convocation,
            name=f"{stem}-convocazione.docx",
            created=as_of,
        )
    ]
    if meeting.is_cancelled:
        return written
    sheet = AttendanceSheetContext(
        **told,
        entitled=len(called),
        rows=[
            AttendanceRow(order=order, name=member.name, code=member.code, cohort=str(member.seat.cohort))
            for order, member in enumerate(sorted(called, key=lambda one: (one.name.casefold(), one.code)), start=1)
        ],
    )
    paper = write_paper(
        desk, case, DocumentKind.ATTENDANCE_SHEET, sheet, name=f"{stem}-foglio-presenze.docx", created=as_of
    )
    return [*written, paper]


def _stem(meeting: Meeting) -> str:
    return f"{FOLDER}/{meeting.number:02d}-{meeting.sequence}"


def _changes(meeting: Meeting) -> str:
    if meeting.is_cancelled:
        return "La seduta è annullata."
    return "Cambiano giorno, ora, luogo o ordine del giorno: vale questa convocazione." if meeting.sequence else ""


def plenary_call(case: AssemblyCase, place: int) -> Call:
    """The plenary that the cadence foresees at a place (from 1), as a proposal to whoever convenes it."""
    meetings = case.definition.meetings
    return Call(
        MeetingKind.PLENARY,
        case.calendar.plenaries[place - 1],
        meetings.minutes,
        meetings.place,
        ("Apertura e approvazione dell'ordine del giorno", "Lavori dei gruppi", "Raccomandazioni e voto"),
    )
