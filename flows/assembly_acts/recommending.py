"""What the Assembly recommends, put to the vote in a plenary (promise A10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.assembly import bindings
from domain.assembly.contexts import RecommendationLine
from domain.assembly.meetings import Tally, tally
from domain.errors import Refusal
from domain.italian import counted
from domain.minutes import Minutes, Rows
from domain.models import AnswerOwner, Meeting, Recommendation
from domain.register import EntryDraft, digest
from domain.store import assembly_work
from domain.store.assembly_work import VotedRecommendation
from domain.vocabulary import AssemblyStage, EntryKind, MeetingKind
from flows.assembly_acts.attending import held_meeting
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.meeting_facts import quorum_needed, quorum_words
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@dataclass(frozen=True, slots=True)
class Vote:
    """A recommendation as it was put to the vote (raccomandazione messa ai voti)."""

    title: str
    text: str
    group: str
    action: str
    department: str
    """Which department is to answer."""
    votes_for: int
    votes_against: int
    abstained: int


@in_turn
def recommend(desk: Desk, process_id: str, number: int, vote: Vote, *, officer: str, as_of: datetime) -> int:
    """Put a recommendation and its vote on record; returns its number. The same one again changes nothing.

    Raises: Refusal when the meeting does not vote, was not quorate, or the votes do not add up.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si registrano raccomandazioni", AssemblyStage.SITTING)
    require_office(case, officer, "minutes", "registrare raccomandazioni")
    meeting = held_meeting(case, number, as_of)
    with desk.reading() as session:
        came = assembly_work.attendance(session, process_id).get(number)
        earlier = assembly_work.recommendations(session, process_id)
    same = next((one for one in earlier if (one.meeting_number, one.title) == (number, vote.title)), None)
    if same is not None:
        return _same_or_refused(same, vote)
    _refuse_unfit(case, meeting, vote, came)
    assert came is not None
    row = Recommendation(
        process_id=process_id,
        number=len(earlier) + 1,
        meeting_number=number,
        group=vote.group,
        action=vote.action,
        title=vote.title,
        text=vote.text,
        votes_for=vote.votes_for,
        votes_against=vote.votes_against,
        abstained=vote.abstained,
        is_adopted=tally_of(case, vote, sum(came.values())).is_adopted,
        recorded_at=as_of,
    )
    payload = {
        "meeting": number,
        "text_sha256": digest([vote.title, vote.text]),
        "votes": [vote.votes_for, vote.votes_against, vote.abstained],
        "is_adopted": row.is_adopted,
        "department": vote.department,
        **bindings.RECOMMENDATION.of([row.model_dump()]),
    }
    entry = EntryDraft(EntryKind.RECOMMENDATION, str(row.number), as_of, officer, payload)
    with desk.transaction() as session:
        session.add(row)
        session.flush()
        owner = {
            "recommendation_id": row.id,
            "department": vote.department,
            "reason": "",
            "assigned_at": as_of,
        }
        number_given = row.number
        minutes = Minutes(entries=[entry], rows=[Rows(AnswerOwner, [owner])])
        desk.keep_in(session, process_id, minutes, as_of=as_of)
    return number_given


def tally_of(case: AssemblyCase, vote: Vote | VotedRecommendation, present: int) -> Tally:
    """Count a vote by the definition's rule."""
    meetings = case.definition.meetings
    return tally(
        vote.votes_for,
        vote.votes_against,
        vote.abstained,
        adoption=meetings.adoption,
        counts_abstentions=meetings.counts_abstentions,
        present=present,
    )


def _same_or_refused(known: VotedRecommendation, vote: Vote) -> int:
    votes = (vote.text, vote.votes_for, vote.votes_against, vote.abstained)
    if (known.text, known.votes_for, known.votes_against, known.abstained) == votes:
        return known.number
    problem = f"in quella seduta c'è già una raccomandazione con questo titolo (n. {known.number})"
    raise Refusal(problem, "date un altro titolo; ciò che è stato votato non si cambia")


def _refuse_unfit(case: AssemblyCase, meeting: Meeting, vote: Vote, came: Mapping[str, bool] | None) -> None:
    """Raises: Refusal."""
    definition = case.definition
    if meeting.kind is not MeetingKind.PLENARY:
        raise Refusal(
            "una raccomandazione si vota in plenaria", "indicate il numero di una plenaria", str(meeting.number)
        )
    if meeting.number in case.progress.minuted:
        raise Refusal("il verbale di quella seduta è già scritto", "le raccomandazioni si registrano prima del verbale")
    if came is None:
        raise Refusal("mancano le presenze della seduta", "registrate prima le presenze")
    present = sum(came.values())
    if present < quorum_needed(case, len(came)):
        raise Refusal("la seduta non ha il numero legale: non può votare", quorum_words(case, len(came)))
    tally_of(case, vote, present)
    for word, known, what in (
        (vote.group, [one.code for one in definition.meetings.groups], "un gruppo di lavoro"),
        (vote.department, [one.code for one in definition.departments], "una direzione"),
        (vote.action, ["", *(one.code for one in definition.actions)], "un'Azione proposta"),
    ):
        if word not in known:
            raise Refusal(f"«{word[:40]}» non è {what}", f"scegliete fra: {', '.join(filter(None, known))}")


def recommendation_line(case: AssemblyCase, one: VotedRecommendation) -> RecommendationLine:
    """A recommendation as papers tell it."""
    groups = {group.code: group.title for group in case.definition.meetings.groups}
    actions = {action.code: action.title for action in case.definition.actions}
    count = tally_of(case, one, one.votes_for + one.votes_against + one.abstained)
    return RecommendationLine(
        number=one.number,
        title=one.title,
        text=one.text,
        group=groups.get(one.group, one.group),
        action=f"{one.action} – {actions[one.action]}" if one.action else "",
        votes_for=one.votes_for,
        votes_against=one.votes_against,
        abstained=one.abstained,
        threshold=f"almeno {counted(count.needed, 'voto', 'voti')} su {counted(count.voters, 'votante', 'votanti')}",
        is_adopted=one.is_adopted,
    )
