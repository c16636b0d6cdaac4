"""Who works with whom: members join working groups, and sit at mixed tables in a meeting (promise A9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from domain.assembly.bindings import GROUPS
from domain.assembly.tables import Participant, Seating, seat_at_tables
from domain.assembly.working_groups import assign_groups
from domain.documents.workbook import Sheet, write_xlsx
from domain.errors import Refusal
from domain.facts import rows_digest
from domain.minutes import Minutes, Rows
from domain.models import GroupPlace
from domain.register import EntryDraft
from domain.store import processes
from domain.vocabulary import DocumentKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.meeting_facts import FOLDER
from flows.assembly_acts.members import Member, entitled, members_on
from flows.assembly_acts.pool import pool_of
from flows.assembly_acts.seating import IN_OFFICE
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@in_turn
def assign_members(
    desk: Desk, process_id: str, preferences: Mapping[str, Sequence[str]], *, officer: str, as_of: datetime
) -> dict[str, str]:
    """Give a working group to every member in office who has none; returns code → group of those assigned now.

    Who told no preference takes what is left; those who have a group keep it, so that running it again changes nothing.
    Raises: Refusal when a preference names a group or a member that there is not.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si formano gruppi di lavoro", *IN_OFFICE)
    require_office(case, officer, "minutes", "formare i gruppi di lavoro")
    sitting = [one for one in members_on(desk, case, case.day(as_of)) if one.cycle == case.id]
    if unknown := sorted(set(preferences) - {one.code for one in sitting}):
        raise Refusal(
            f"il codice {unknown[0][:80]} non è di un membro in carica", "copiatelo dall'elenco dei membri", unknown[0]
        )
    free = [one.code for one in sitting if not one.group]
    if not free:
        return {}
    groups = [one.code for one in case.definition.meetings.groups]
    wanted = {code: preferences.get(code, ()) for code in free}
    joined = assign_groups(wanted, groups, f"{case.id}:gruppi:{case.day(as_of).isoformat()}")
    rows = [
        {"process_id": case.id, "group": group, "code": code, "assigned_at": as_of} for code, group in joined.items()
    ]
    payload = {"members": len(joined), GROUPS.key: rows_digest(rows, GROUPS.fields)}
    entry = EntryDraft(EntryKind.SEATS, f"gruppi di lavoro {as_of.isoformat()}", as_of, officer, payload)
    desk.keep(case.id, Minutes(entries=[entry], rows=[Rows(GroupPlace, rows)]), as_of=as_of)
    return joined


@in_turn
def lay_tables(desk: Desk, process_id: str, number: int, *, sessions: int, officer: str, as_of: datetime) -> str | None:
    """File who sits at which table in each session of a meeting; returns the document's name, None if filed before.

    Raises: Refusal when there is no such meeting, or nobody is entitled to it.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si preparano tavoli", *IN_OFFICE)
    require_office(case, officer, "minutes", "preparare i tavoli")
    meeting = next((one for one in case.progress.meetings if one.number == number and not one.is_cancelled), None)
    if meeting is None:
        raise Refusal(f"la seduta n. {number} non è convocata", "copiate il numero dalla convocazione")
    name = f"{FOLDER}/{meeting.number:02d}-{meeting.sequence}-tavoli.xlsx"
    with desk.reading() as session:
        if processes.document_named(session, case.id, name) is not None:
            return None
    members = entitled(
        members_on(desk, case, case.day(meeting.starts_at)), group=meeting.group, cohort=meeting.cohort, cycle=case.id
    )
    if not members:
        raise Refusal("nessun membro è in carica per questa seduta", "controllate giorno e gruppo di lavoro")
    values = _values(desk, case, members)
    people = [Participant(one.code, values.get(one.code, ())) for one in members]
    tables = -(-len(people) // case.definition.meetings.table_size)
    seatings = seat_at_tables(people, tables, sessions, f"{case.id}:seduta-{number}.{meeting.sequence}")
    title = f"Tavoli della seduta n. {number}"
    data = write_xlsx(list(_sheets(seatings, members)), title=title, created=as_of)
    document = desk.file(case.id, DocumentKind.ATTENDANCE_SHEET, name, data, title=title)
    desk.keep(case.id, Minutes(documents=[document]), as_of=as_of)
    return name


def _values(desk: Desk, case: AssemblyCase, members: Sequence[Member]) -> dict[str, tuple[str, ...]]:
    """What each member is like, by code; members of the cycle before are looked up there while it keeps them."""
    cycles = {one.cycle for one in members}
    cases = [case, *(load_case(desk, cycle) for cycle in sorted(cycles - {case.id}))]
    known = {person.code: person.values for one in cases for person in pool_of(desk, one)}
    blank = ("",) * len(case.definition.selection.criteria)
    return {one.code: known.get(one.code, blank) for one in members}


def _sheets(seatings: Sequence[Seating], members: Sequence[Member]) -> Iterator[Sheet]:
    names = {one.code: one.name for one in members}
    for session, seating in enumerate(seatings, start=1):
        rows = [
            (f"Tavolo {table}", names[code], code) for table, codes in enumerate(seating, start=1) for code in codes
        ]
        yield Sheet(f"Sessione {session}", ("Tavolo", "Nome e cognome", "Codice"), rows)
