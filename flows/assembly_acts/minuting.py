"""The minutes of a meeting: what was said, chosen and voted, public by numbers and never by names (promise A11)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.assembly import bindings
from domain.assembly.contexts import ActionLine, CohortPresence, MeetingMinutesContext, PointLine
from domain.errors import Refusal
from domain.italian import day_in_words, percent
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import ActionChoice, Meeting, MeetingMinutes
from domain.register import EntryDraft
from domain.store import assembly_work
from domain.store.assembly_work import VotedRecommendation
from domain.vocabulary import AssemblyStage, DocumentKind, EntryKind
from flows.assembly_acts.attending import called_to, held_meeting
from flows.assembly_acts.case import AssemblyCase, load_case
from flows.assembly_acts.meeting_facts import FOLDER, meeting_words, quorum_needed, quorum_words
from flows.assembly_acts.recommending import recommendation_line
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda and what was said of it (punto trattato)."""

    title: str
    discussion: Sequence[str]


@dataclass(frozen=True, slots=True)
class Held:
    """What the secretary writes down of a meeting."""

    opened_at: datetime
    closed_at: datetime
    chair: str
    guests: Sequence[str]
    points: Sequence[Point]
    actions: Sequence[str] = ()
    """Codes of the Actions that the Assembly chose."""


@in_turn
def record_minutes(desk: Desk, process_id: str, number: int, held: Held, *, officer: str, as_of: datetime) -> bool:
    """Put the minutes of a meeting on record and write them; False when they were recorded already.

    Raises: Refusal when the attendance is not on record or the hours make no sense.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "minutes", "verbalizzare")
    meeting = held_meeting(case, number, as_of)
    if number in case.progress.minuted:
        return False
    if held.closed_at <= held.opened_at:
        raise Refusal("la seduta si chiude prima di aprirsi", "controllate le ore di apertura e di chiusura")
    _refuse_unknown_actions(case, held.actions)
    with desk.reading() as session:
        came = assembly_work.attendance(session, process_id).get(number)
        votes = [one for one in assembly_work.recommendations(session, process_id) if one.meeting_number == number]
        chosen = {one.action for one in assembly_work.chosen_actions(session, process_id)}
    if came is None:
        raise Refusal("mancano le presenze", "registrate prima le presenze della seduta", f"seduta n. {number}")
    fresh = [code for code in dict.fromkeys(held.actions) if code not in chosen]
    present = sum(came.values())
    row = {
        "process_id": process_id,
        "meeting_number": number,
        "opened_at": held.opened_at,
        "closed_at": held.closed_at,
        "chair": held.chair,
        "guests": json.dumps(list(held.guests), ensure_ascii=False),
        "points": json.dumps([[one.title, list(one.discussion)] for one in held.points], ensure_ascii=False),
        "entitled": len(came),
        "present": present,
        "is_quorate": present >= quorum_needed(case, len(came)),
        "recorded_at": as_of,
    }
    choices = [
        {"process_id": process_id, "action": code, "meeting_number": number, "recorded_at": as_of}
        for code in sorted(fresh)
    ]
    document = _minutes_paper(desk, case, meeting, held, came, votes, fresh, officer, as_of)
    payload: dict[str, object] = {
        "present": present,
        "entitled": len(came),
        "points": len(held.points),
        "actions": fresh,
    }
    payload |= bindings.MINUTES.of([row]) | (bindings.ACTIONS.of(choices) if choices else {})
    minutes = Minutes(
        entries=[EntryDraft(EntryKind.MINUTES, str(number), as_of, officer, payload)],
        documents=[document],
        rows=[Rows(MeetingMinutes, [row]), *([Rows(ActionChoice, choices)] if choices else [])],
    )
    return desk.keep(process_id, minutes, as_of=as_of)


def _refuse_unknown_actions(case: AssemblyCase, actions: Sequence[str]) -> None:
    known = [one.code for one in case.definition.actions]
    if unknown := [one for one in actions if one not in known]:
        raise Refusal(f"«{unknown[0][:40]}» non è un'Azione proposta", f"scegliete fra: {', '.join(known)}")


def _minutes_paper(
    desk: Desk,
    case: AssemblyCase,
    meeting: Meeting,
    held: Held,
    came: Mapping[str, bool],
    votes: Sequence[VotedRecommendation],
    actions: Sequence[str],
    officer: str,
    as_of: datetime,
) -> FiledDocument:
    words = meeting_words(case, meeting)
    titles = {one.code: one.title for one in case.definition.actions}
    day = day_in_words(case.day(meeting.starts_at))
    present = sum(came.values())
    context = MeetingMinutesContext(
        **common(desk, case, at=as_of) | {key: words[key] for key in ("number", "kind", "group", "day", "place")},
        opened_at=f"{held.opened_at.astimezone(case.zone):%H:%M}",
        closed_at=f"{held.closed_at.astimezone(case.zone):%H:%M}",
        chair=held.chair,
        guests=list(held.guests),
        entitled=len(came),
        present=present,
        quorum=quorum_words(case, len(came)),
        is_quorate=present >= quorum_needed(case, len(came)),
        cohorts=_presence(desk, case, meeting, came),
        points=[PointLine(title=one.title, discussion=list(one.discussion)) for one in held.points],
        actions=[ActionLine(name=f"{code} – {titles[code]}", chosen_on=day) for code in actions],
        recommendations=[recommendation_line(case, one) for one in votes],
        secretary=officer,
    )
    return write_paper(
        desk,
        case,
        DocumentKind.MEETING_MINUTES,
        context,
        name=f"{FOLDER}/{meeting.number:02d}-verbale.docx",
        title=f"Verbale della seduta n. {meeting.number} – {case.definition.short_title}",
        created=as_of,
        public_from=AssemblyStage.SITTING,
    )


def _presence(desk: Desk, case: AssemblyCase, meeting: Meeting, came: Mapping[str, bool]) -> list[CohortPresence]:
    cohorts: dict[str, list[bool]] = {}
    for member in called_to(desk, case, meeting):
        before = "" if member.cycle == case.id else " del ciclo precedente"
        name = f"Gruppo d'ingresso {member.seat.cohort}{before}"
        cohorts.setdefault(name, []).append(came.get(member.code, False))
    return [
        CohortPresence(cohort=name, entitled=len(were), present=sum(were), share=percent(sum(were), len(were)))
        for name, were in cohorts.items()
    ]
