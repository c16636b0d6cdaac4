"""What every paper of a meeting says of it, and the number that makes it valid."""

from __future__ import annotations

from domain.assembly.meetings import quorum_of
from domain.italian import counted, day_in_words
from domain.models import Meeting
from flows.assembly_acts.case import AssemblyCase

FOLDER = "4-sedute"


def meeting_words(case: AssemblyCase, meeting: Meeting) -> dict[str, object]:
    """What every paper of a meeting says of it."""
    titles = {group.code: group.title for group in case.definition.meetings.groups}
    start, end = meeting.starts_at.astimezone(case.zone), meeting.ends_at.astimezone(case.zone)
    return {
        "number": meeting.number,
        "kind": meeting.kind.value,
        "group": titles.get(meeting.group, ""),
        "day": day_in_words(start.date()),
        "place": meeting.place,
        "starts_at": f"{start:%H:%M}",
        "ends_at": f"{end:%H:%M}",
    }


def quorum_words(case: AssemblyCase, members: int) -> str:
    """Say how many must be present: at least so many of so many."""
    needed = quorum_needed(case, members)
    return f"almeno {counted(needed, 'membro', 'membri')} su {members}"


def quorum_needed(case: AssemblyCase, members: int) -> int:
    """How many of so many members must be present, by the definition's rule."""
    return quorum_of(members, case.definition.meetings.quorum)
