"""The invitation to a meeting as it reaches each member: the calendar's file and a letter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from domain.documents.mail_of_assembly import MeetingCall, MeetingCancelled
from domain.ical import Guest, Invitation, as_invitation
from domain.minutes import FiledDocument, NewLetter
from domain.models import Meeting
from domain.vocabulary import DocumentKind
from flows.assembly_acts.case import AssemblyCase
from flows.assembly_acts.letters import letter, letter_to
from flows.assembly_acts.members import Member
from flows.edges import Desk


def calendar_file(desk: Desk, case: AssemblyCase, meeting: Meeting, stem: str) -> FiledDocument:
    """File what puts the meeting into a calendar, moves it there or takes it away: one file for all, without names."""
    office = desk.post.mailbox
    invitation = Invitation(
        identity=f"{case.id}.seduta-{meeting.number}",
        sequence=meeting.sequence,
        written_at=meeting.convened_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=f"{case.definition.short_title}: {title_of(meeting)}",
        place=meeting.place,
        agenda=json.loads(meeting.agenda),
        organizer=Guest(office.name, office.address),
        guests=[Guest(f"Membri, {case.definition.short_title}", office.address, is_group=True)],
        is_cancelled=meeting.is_cancelled,
    )
    data = as_invitation(invitation, desk.mail_domain)
    title = f"Invito di calendario, {title_of(meeting)}"
    return desk.file(case.id, DocumentKind.CALENDAR_INVITATION, f"{stem}-invito.ics", data, title=title)


def letters_for(
    desk: Desk,
    case: AssemblyCase,
    meeting: Meeting,
    called: Sequence[Member],
    *,
    convocation: str,
    invitation: str,
    changes: str,
) -> list[NewLetter]:
    """Write one letter to each member who gave an address, and one to the help desk, which calls the others."""
    start, end = meeting.starts_at.astimezone(case.zone), meeting.ends_at.astimezone(case.zone)
    told: dict[str, Any]
    kind: type[MeetingCall] | type[MeetingCancelled]
    names = {"meeting": title_of(meeting), "day": start.date(), "invitation": invitation.rpartition("/")[2]}
    if meeting.is_cancelled:
        kind, told = MeetingCancelled, names | {"reason": changes}
    else:
        kind = MeetingCall
        told = names | {
            "hours": f"dalle {start:%H:%M} alle {end:%H:%M}",
            "place": meeting.place,
            "agenda": json.loads(meeting.agenda),
            "answer_by": answer_by(case, meeting.starts_at),
            "document": convocation.rpartition("/")[2],
            "changes": changes,
        }
    files = [convocation, invitation]
    about = f"seduta-{meeting.number}.{meeting.sequence}"
    reached = [one for one in called if one.email]
    letters = [
        letter_to(desk, case, kind, one.name, one.email, about=f"{about}:{one.code}", attachments=files, **told)
        for one in reached
    ]
    desk_letter = letter(
        desk, case, kind, case.definition.recipients.help_desk, about=f"{about}:sportello", attachments=files, **told
    )
    return [*letters, desk_letter]


def answer_by(case: AssemblyCase, starts_at: datetime) -> date:
    """The last day on which a member may say that he or she cannot come."""
    return case.day(starts_at) - timedelta(days=2)


def title_of(meeting: Meeting) -> str:
    """A meeting as letters name it: seduta n. 4 (plenaria)."""
    return f"seduta n. {meeting.number} ({meeting.kind.value})"
