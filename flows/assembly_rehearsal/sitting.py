"""The second part of a played year: training, plenaries, working groups, hand-overs, votes and minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.assembly.calendar_of_assembly import CohortTerm
from domain.assembly.rehearsed import recommendations_at
from domain.assembly.rehearsed_words import AGENDAS, TOLD
from domain.assembly.terms import Term, handover_days
from domain.lots import chance, pick
from domain.timetable import at
from domain.vocabulary import MeetingKind
from flows.assembly_acts import attending, convening, minuting, recommending, working
from flows.assembly_acts.case import load_case
from flows.assembly_acts.members import members_on
from flows.assembly_rehearsal.choosing import drawn_at
from flows.assembly_rehearsal.cycle import Cycle
from flows.playing import Act


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A meeting as it is foreseen: what is convened, and when (seduta prevista)."""

    call: convening.Call
    convened_at: datetime
    plenary: int = 0
    """Place among the plenaries, from 1; 0: another meeting."""


def sitting_acts(cycle: Cycle) -> Iterator[Act]:
    """What happens in and between the meetings of a cycle."""
    meetings = list(foreseen(cycle))
    moved = next((one for one in meetings if one.plenary == 2), None)
    dropped = next((one for one in reversed(meetings) if one.call.kind is MeetingKind.WORKING_GROUP), None)
    for meeting in meetings:
        yield Act(meeting.convened_at, f"convocazione: {meeting.call.kind}", _convening(cycle, meeting.call, meeting))
        call = meeting.call
        if meeting is dropped:
            at_ = call.starts_at - timedelta(days=2)
            yield Act(at_, "annullamento di una seduta", _changing(cycle, call, replace(call, is_cancelled=True), at_))
            continue
        if meeting is moved:
            at_ = call.starts_at - timedelta(days=5)
            call = replace(call, place="Auditorium del Municipio 4")
            yield Act(at_, "cambio di luogo", _changing(cycle, meeting.call, call, at_))
        if meeting.plenary in (1, 2):
            at_ = call.starts_at - timedelta(days=1)
            yield Act(at_, "tavoli della plenaria", _tables(cycle, call, at_))
        at_ = call.ends_at + timedelta(minutes=45)
        yield Act(at_, f"seduta: {call.kind}", _holding(cycle, call, meeting.plenary, at_))
    for term in cycle.calendar.cohorts:
        at_ = cycle.at(training_on(cycle, term) + timedelta(days=1), 10)
        yield Act(at_, f"gruppi di lavoro del gruppo d'ingresso {term.number}", _assigning(cycle, at_))


def foreseen(cycle: Cycle) -> Iterator[Foreseen]:
    """Every meeting of a cycle in the order in which they are held."""
    found = [*_trainings(cycle), *_plenaries(cycle), *_handovers(cycle), *_group_meetings(cycle)]
    in_office = [one for one in found if _somebody_sits(cycle, one.call.starts_at)]
    yield from sorted(in_office, key=lambda one: (one.call.starts_at, one.call.kind.name, one.call.group))


def _somebody_sits(cycle: Cycle, moment: datetime) -> bool:
    return any(term.enters_at <= moment < term.leaves_at for term in cycle.calendar.cohorts)


def training_on(cycle: Cycle, term: CohortTerm) -> date:
    """A week after the entry, but before the cohort's first plenary."""
    zone = cycle.calendar.zone
    first = next((one for one in cycle.calendar.plenaries if one >= term.enters_at), None)
    week = term.enters_on + timedelta(days=7)
    return min(week, first.astimezone(zone).date() - timedelta(days=1)) if first else week


def _foreseen(cycle: Cycle, kind: MeetingKind, starts_at: datetime, plenary: int = 0, **more: object) -> Foreseen:
    meetings = cycle.definition.meetings
    call = convening.Call(
        kind,
        starts_at,
        meetings.minutes,
        meetings.place,
        AGENDAS[kind],
        guests=(f"Facilitazione: {cycle.definition.recipients.facilitation.name}",),
        services=("custodia dei bambini",) if kind is MeetingKind.PLENARY else (),
    )
    day = starts_at.astimezone(cycle.calendar.zone).date() - timedelta(days=meetings.notice_days)
    convened_at = max(cycle.at(day, 9), drawn_at(cycle) + timedelta(hours=18))
    return Foreseen(replace(call, **more), convened_at, plenary)  # type: ignore[arg-type]


def _trainings(cycle: Cycle) -> Iterator[Foreseen]:
    for term in cycle.calendar.cohorts:
        yield _foreseen(cycle, MeetingKind.TRAINING, cycle.at(training_on(cycle, term), 18), cohort=term.number)


def _plenaries(cycle: Cycle) -> Iterator[Foreseen]:
    for place, starts_at in enumerate(cycle.calendar.plenaries, start=1):
        yield _foreseen(cycle, MeetingKind.PLENARY, starts_at, place)


def _handovers(cycle: Cycle) -> Iterator[Foreseen]:
    terms = [Term("", one.number, one.enters_on, one.leaves_on, one.leaves_on) for one in cycle.calendar.cohorts]
    for _, day in handover_days(terms, patron=cycle.definition.patron_day):
        yield _foreseen(cycle, MeetingKind.HANDOVER, cycle.at(day, 18))


def _group_meetings(cycle: Cycle) -> Iterator[Foreseen]:
    """Half of the working groups meet before each plenary, once there are members in them."""
    formed_at = cycle.at(training_on(cycle, cycle.calendar.cohorts[0]) + timedelta(days=1), 10)
    for place, plenary in enumerate(cycle.calendar.plenaries):
        day = plenary.astimezone(cycle.calendar.zone).date() - timedelta(days=9)
        for number, group in enumerate(cycle.definition.meetings.groups):
            meeting = _foreseen(cycle, MeetingKind.WORKING_GROUP, cycle.at(day, 18), group=group.code)
            if number % 2 == place % 2 and meeting.convened_at > formed_at:
                yield meeting


def _number_of(cycle: Cycle, call: convening.Call) -> int:
    """The number under which a meeting was convened: by kind, hour and group, whatever changed since."""
    meetings = load_case(cycle.desk, cycle.id).progress.meetings
    wanted = (call.kind, call.starts_at, call.group, call.cohort)
    return next(one.number for one in meetings if (one.kind, one.starts_at, one.group, one.cohort) == wanted)


def _convening(cycle: Cycle, call: convening.Call, meeting: Foreseen) -> Callable[[], object]:
    return lambda: convening.convene(cycle.desk, cycle.id, call, officer=cycle.responsible, as_of=meeting.convened_at)


def _changing(cycle: Cycle, was: convening.Call, call: convening.Call, as_of: datetime) -> Callable[[], object]:
    return lambda: convening.convene(
        cycle.desk, cycle.id, call, officer=cycle.responsible, as_of=as_of, number=_number_of(cycle, was)
    )


def _tables(cycle: Cycle, call: convening.Call, as_of: datetime) -> Callable[[], object]:
    return lambda: working.lay_tables(
        cycle.desk, cycle.id, _number_of(cycle, call), sessions=2, officer=cycle.responsible, as_of=as_of
    )


def _assigning(cycle: Cycle, as_of: datetime) -> Callable[[], object]:
    def assign() -> None:
        case = load_case(cycle.desk, cycle.id)
        groups = [one.code for one in cycle.definition.meetings.groups]
        sitting = [one.code for one in members_on(cycle.desk, case, case.day(as_of)) if one.cycle == cycle.id]
        preferences = {code: cycle.residents.preference(code, groups) for code in sitting}
        working.assign_members(cycle.desk, cycle.id, preferences, officer=cycle.responsible, as_of=as_of)

    return assign


def _holding(cycle: Cycle, call: convening.Call, plenary: int, as_of: datetime) -> Callable[[], object]:
    def hold() -> None:
        number = _number_of(cycle, call)
        case = load_case(cycle.desk, cycle.id)
        called = attending.called_to(cycle.desk, case, attending.held_meeting(case, number, as_of))
        absent = cycle.residents.absent([one.code for one in called], number)
        present = attending.record_attendance(
            cycle.desk, cycle.id, number, absent=absent, officer=cycle.responsible, as_of=as_of
        )
        if plenary and 2 * present >= len(called):
            _vote(cycle, number, plenary, present, as_of)
        minuting.record_minutes(
            cycle.desk, cycle.id, number, _held(cycle, call, plenary), officer=cycle.responsible, as_of=as_of
        )

    return hold


def _vote(cycle: Cycle, number: int, plenary: int, present: int, as_of: datetime) -> None:
    """Put two recommendations to the vote, unless the minutes of the meeting are written already."""
    if number in load_case(cycle.desk, cycle.id).progress.minuted:
        return
    definition = cycle.definition
    groups = [one.code for one in definition.meetings.groups]
    for order, title, text in recommendations_at(plenary):
        seed = f"{cycle.seed}:{cycle.id}:{order}"
        in_favor, against, abstained = cycle.residents.votes(order, present)
        vote = recommending.Vote(
            title,
            text,
            groups[order % len(groups)],
            pick([one.code for one in definition.actions], seed, "azione"),
            definition.departments[order % len(definition.departments)].code,
            in_favor,
            against,
            abstained,
        )
        recommending.recommend(cycle.desk, cycle.id, number, vote, officer=cycle.responsible, as_of=as_of)


def _held(cycle: Cycle, call: convening.Call, plenary: int) -> minuting.Held:
    """What the secretary writes down: at the first plenary the Assembly chooses two thirds of the Actions."""
    seed = f"{cycle.seed}:{cycle.id}:{call.starts_at.isoformat()}:{call.group}"
    actions: Sequence[str] = ()
    if plenary == 1:
        codes = [one.code for one in cycle.definition.actions]
        liked = sorted(codes, key=lambda code: chance(seed, code))[: max(1, 2 * len(codes) // 3)]
        actions = [code for code in codes if code in liked]
    zone, day = cycle.calendar.zone, call.starts_at.astimezone(cycle.calendar.zone)
    opened = at(day.date(), time(day.hour, 5), zone)
    return minuting.Held(
        opened,
        call.ends_at - timedelta(minutes=10),
        cycle.definition.recipients.facilitation.name,
        ["Due esperti di un'università"] if call.kind is MeetingKind.WORKING_GROUP else [],
        [minuting.Point(title, [pick(TOLD, seed, title)]) for title in call.agenda],
        actions,
    )
