"""Reports to administration and city: every period by the calendar, the year's by decision (promises A11, A12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain.assembly.contexts import ActionLine, GroupLine, MeetingLine, PeriodicReportContext
from domain.italian import counted, day_in_words, percent, short_day
from domain.minutes import Minutes
from domain.models import Meeting, MeetingMinutes
from domain.store import assembly_seats, assembly_work
from domain.store.assembly_seats import SeatView
from domain.vocabulary import AssemblyStage, DocumentKind, MeetingKind, SeatOrigin
from flows.assembly_acts.case import AssemblyCase
from flows.assembly_acts.recommending import recommendation_line
from flows.assembly_acts.writing import common, write_paper
from flows.edges import Desk
from flows.steps import Moment

FOLDER = "5-rapporti"


def write_periodic(desk: Desk, case: AssemblyCase, moment: Moment, *, place: int) -> Minutes:
    """Write the report of a period that is over, counted from the record."""
    last_on = case.calendar.periodic[place - 1]
    first_on = (
        case.calendar.periodic[place - 2] + timedelta(days=1) if place > 1 else case.calendar.cohorts[0].enters_on
    )
    context = _periodic(desk, case, moment, first_on, last_on)
    document = write_paper(
        desk,
        case,
        DocumentKind.PERIODIC_REPORT,
        context,
        name=f"{FOLDER}/rapporto-periodico-{place}.docx",
        title=f"Rapporto periodico n. {place} – {case.definition.short_title}",
        created=moment.as_of,
        public_from=AssemblyStage.SITTING,
    )
    return Minutes(documents=[document])


def _periodic(desk: Desk, case: AssemblyCase, moment: Moment, first_on: date, last_on: date) -> PeriodicReportContext:
    with desk.reading() as session:
        seats = assembly_seats.seats(session, case.id)
        minutes = assembly_work.minutes(session, case.id)
        groups = assembly_work.groups(session, case.id)
        chosen = assembly_work.chosen_actions(session, case.id)
        votes = assembly_work.recommendations(session, case.id)
    held = {
        one.number: one
        for one in case.progress.meetings
        if one.number in minutes and first_on <= case.day(one.starts_at) <= last_on
    }
    entered = [seat for seat in seats if first_on <= seat.enters_on <= last_on]
    left = [seat for seat in seats if first_on <= seat.leaves_on <= last_on]
    in_office = sum(seat.sits_on(last_on) for seat in seats)
    recommended = [one for one in votes if one.meeting_number in held]
    return PeriodicReportContext(
        **common(desk, case, at=moment.as_of),
        period_from=day_in_words(first_on),
        period_to=day_in_words(last_on),
        members=in_office,
        seats=seats_on(case, last_on),
        entered=len(entered),
        left=len(left),
        replaced=sum(seat.origin is SeatOrigin.REPLACEMENT for seat in entered),
        in_brief=_in_brief(held, recommended),
        meetings=meeting_lines(case, held.values(), minutes),
        groups=group_lines(case, groups, held.values(), seats, last_on),
        actions=action_lines(case, [(one.action, one.meeting_number) for one in chosen]),
        recommendations=[recommendation_line(case, one) for one in recommended],
        coming=_coming(case, last_on),
    )


def seats_on(case: AssemblyCase, day: date) -> int:
    """How many seats the assembly has on a day, vacant ones included: of this cycle."""
    return case.definition.terms.size * sum(one.enters_on <= day < one.leaves_on for one in case.calendar.cohorts)


def meeting_lines(
    case: AssemblyCase, meetings: Iterable[Meeting], minutes: Mapping[int, MeetingMinutes]
) -> list[MeetingLine]:
    """The meetings that were held, as reports list them."""
    return [
        MeetingLine(
            number=one.number,
            kind=one.kind.value,
            held_on=short_day(case.day(one.starts_at)),
            entitled=minutes[one.number].entitled,
            present=minutes[one.number].present,
            share=percent(minutes[one.number].present, minutes[one.number].entitled),
        )
        for one in meetings
        if one.number in minutes
    ]


def group_lines(
    case: AssemblyCase, groups: Mapping[str, str], meetings: Iterable[Meeting], seats: Sequence[SeatView], day: date
) -> list[GroupLine]:
    """The working groups with the members in office on a day, as reports list them."""
    sitting = {seat.code for seat in seats if seat.sits_on(day)}
    members = Counter(group for code, group in groups.items() if code in sitting)
    met = Counter(one.group for one in meetings if one.kind is MeetingKind.WORKING_GROUP)
    return [
        GroupLine(
            name=group.title,
            members=members[group.code],
            meetings=met[group.code],
            work="gruppo permanente" if group.is_permanent else "gruppo tematico",
        )
        for group in case.definition.meetings.groups
    ]


def action_lines(case: AssemblyCase, chosen: Sequence[tuple[str, int]]) -> list[ActionLine]:
    """The Actions that the Assembly chose, with the day of the meeting."""
    titles = {one.code: one.title for one in case.definition.actions}
    days = {one.number: case.day(one.starts_at) for one in case.progress.meetings}
    return [
        ActionLine(name=f"{code} – {titles[code]}", chosen_on=day_in_words(days[number])) for code, number in chosen
    ]


def _in_brief(held: Mapping[int, Meeting], recommended: Sequence[assembly_work.VotedRecommendation]) -> list[str]:
    adopted = sum(one.is_adopted for one in recommended)
    kinds = Counter(one.kind for one in held.values())
    told = [f"Sedute tenute: {len(held)}, di cui plenarie {kinds[MeetingKind.PLENARY]}."]
    if recommended:
        voted = counted(len(recommended), "raccomandazione votata", "raccomandazioni votate")
        told.append(f"{voted}, {adopted} con i voti necessari.")
    return told


def _coming(case: AssemblyCase, after: date) -> list[str]:
    later = [one for one in case.progress.meetings if not one.is_cancelled and case.day(one.starts_at) > after]
    dates = [(case.day(one.starts_at), one.kind.value) for one in later]
    dates += [
        (cohort.enters_on, f"ingresso del gruppo {cohort.number}")
        for cohort in case.calendar.cohorts
        if cohort.enters_on > after
    ]
    return [f"{day_in_words(day)}: {what}" for day, what in sorted(dates)[:8]]
