"""Who came to a meeting: the attendance on record, from which quorum, votes, allowances and absences follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.assembly import bindings
from domain.errors import Fault, Refusal
from domain.minutes import Minutes, Rows
from domain.models import Attendance, Meeting
from domain.register import EntryDraft
from domain.store import assembly_work
from domain.vocabulary import EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.members import Member, entitled, members_on
from flows.assembly_acts.seating import IN_OFFICE
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@in_turn
def record_attendance(
    desk: Desk, process_id: str, number: int, *, absent: Sequence[str], officer: str, as_of: datetime
) -> int:
    """Put on record who came: all those entitled but the absent ones, by code; returns how many came.

    Raises: Refusal when the meeting is not over, was recorded otherwise, or a code was not entitled.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "minutes", "registrare le presenze")
    meeting = held_meeting(case, number, as_of)
    called = called_to(desk, case, meeting)
    codes = {member.code for member in called}
    if unknown := [code for code in absent if code not in codes]:
        faults = tuple(
            Fault("il codice non è fra i convocati", "copiatelo dal foglio presenze", one) for one in unknown
        )
        raise Refusal("fra gli assenti ci sono codici sconosciuti", "correggeteli e ripetete", "", faults)
    came = {member.code: member.code not in absent for member in called}
    with desk.reading() as session:
        known = assembly_work.attendance(session, process_id).get(number)
    if known is not None:
        if known == came:
            return sum(came.values())
        raise Refusal(f"le presenze della seduta n. {number} sono già a protocollo", "annotate la correzione agli atti")
    rows = [
        {"process_id": process_id, "meeting_number": number, "code": code, "is_present": is_present}
        for code, is_present in sorted(came.items())
    ]
    payload = {"entitled": len(came), "present": sum(came.values()), **bindings.ATTENDANCE.of(rows)}
    entry = EntryDraft(EntryKind.MINUTES, bindings.attendance_subject(number), as_of, officer, payload)
    desk.keep(process_id, Minutes(entries=[entry], rows=[Rows(Attendance, rows)]), as_of=as_of)
    return sum(came.values())


def held_meeting(case: AssemblyCase, number: int, as_of: datetime) -> Meeting:
    """The meeting of a number, which must have begun.

    Raises: Refusal.
    """
    require_stage(case, "non si registrano sedute", *IN_OFFICE)
    meeting = next((one for one in case.progress.meetings if one.number == number), None)
    if meeting is None or meeting.is_cancelled:
        what = "è annullata" if meeting else "non esiste"
        raise Refusal(f"la seduta n. {number} {what}", "copiate il numero dalla convocazione")
    if meeting.starts_at > as_of:
        raise Refusal(f"la seduta n. {number} non si è ancora tenuta", "registratela dopo che si è svolta")
    return meeting


def called_to(desk: Desk, case: AssemblyCase, meeting: Meeting) -> list[Member]:
    """Those who are entitled to come to a meeting."""
    everybody = members_on(desk, case, case.day(meeting.starts_at))
    return entitled(everybody, group=meeting.group, cohort=meeting.cohort, cycle=case.id)
