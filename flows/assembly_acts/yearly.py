"""The annual report: the year's record in one document, handed over to the city (promise A12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.assembly.contexts import AnnualReportContext, CohortYear, HashLine
from domain.assembly.year_charts import annual_pictures
from domain.documents.mail_of_assembly import ReportHandedOver
from domain.documents.word import Picture
from domain.errors import Refusal
from domain.italian import counted, day_in_words, percent
from domain.minutes import Minutes
from domain.models import Document
from domain.store import assembly_draws, assembly_seats, assembly_work, processes
from domain.store.assembly_seats import SeatView
from domain.vocabulary import AssemblyStage, DocumentKind, DrawKind, SeatOrigin
from flows.assembly_acts.asking import term_words
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.letters import letter
from flows.assembly_acts.pool import drawn_record
from flows.assembly_acts.recommending import recommendation_line
from flows.assembly_acts.reporting import FOLDER, action_lines, group_lines, meeting_lines
from flows.assembly_acts.responding import response_lines
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn

NAME = f"{FOLDER}/rapporto-annuale.docx"
STEP = "report"


@in_turn
def write_report(desk: Desk, process_id: str, *, considerations: Sequence[str], officer: str, as_of: datetime) -> bool:
    """Write the annual report and hand it over; False when it was written already.

    Raises: Refusal while the assembly does not sit, or a meeting that was held has no minutes.
    """
    case = load_case(desk, process_id)
    if STEP in case.done:
        return False
    require_stage(case, "non si scrive il rapporto annuale", AssemblyStage.SITTING)
    require_office(case, officer, "minutes", "consegnare il rapporto annuale")
    held = [one for one in case.progress.meetings if not one.is_cancelled and one.ends_at <= as_of]
    if lacking := [one.number for one in held if one.number not in case.progress.minuted]:
        numbers = ", ".join(map(str, lacking))
        raise Refusal(f"mancano i verbali delle sedute n. {numbers}", "verbalizzatele, o annullate quelle non tenute")
    context, pictures = _context(desk, case, considerations, as_of)
    document = write_paper(
        desk,
        case,
        DocumentKind.ANNUAL_REPORT,
        context,
        name=NAME,
        created=as_of,
        public_from=AssemblyStage.SITTING,
        pictures=pictures,
    )
    letters = [
        letter(
            desk,
            case,
            ReportHandedOver,
            to,
            about=f"ufficio-{place}",
            attachments=[document.name],
            recommendations=len(case.progress.adopted),
            months=case.definition.answering.answer_months,
            document=document.title,
        )
        for place, to in enumerate(
            [case.definition.recipients.coordination, *case.definition.recipients.administration], start=1
        )
    ]
    # Written once, as a step: what the city received must stay what was handed over.
    minutes = Minutes(documents=[document], letters=letters, step=STEP, due_at=case.calendar.report_due_at)
    return desk.keep(process_id, minutes, as_of=as_of)


def _context(
    desk: Desk, case: AssemblyCase, considerations: Sequence[str], as_of: datetime
) -> tuple[AnnualReportContext, dict[str, Picture]]:
    with desk.reading() as session:
        seats = assembly_seats.seats(session, case.id)
        minutes = assembly_work.minutes(session, case.id)
        groups = assembly_work.groups(session, case.id)
        chosen = assembly_work.chosen_actions(session, case.id)
        votes = assembly_work.recommendations(session, case.id)
        came = assembly_work.attendance(session, case.id)
        answers = assembly_draws.answers(session, case.id)
        seed = assembly_draws.seed(session, case.id, DrawKind.FIRST)
        files = [one for one in processes.documents(session, case.id) if _is_public_draw_file(one)]
    held = [one for one in case.progress.meetings if one.number in minutes]
    meetings = meeting_lines(case, held, minutes)
    adopted = [recommendation_line(case, one) for one in votes if one.is_adopted]
    responses = response_lines(desk, case)
    pictures = annual_pictures(responses, meetings, adopted)
    available = sum(one.is_available for one in answers.values())
    context = AnnualReportContext(
        **common(desk, case, at=as_of),
        year_from=day_in_words(case.calendar.cohorts[0].enters_on),
        year_to=day_in_words(case.day(as_of)),
        answer_months=term_words(case.definition.answering.answer_months),
        in_brief=[
            f"Si sono tenute {counted(len(held), 'seduta', 'sedute')}.",
            f"L'assemblea ha approvato {counted(len(adopted), 'raccomandazione', 'raccomandazioni')} su {len(votes)}.",
            f"Hanno avuto un mandato {counted(len(seats), 'persona', 'persone')}.",
        ],
        invited=case.progress.invited,
        answered=len(answers),
        available=available,
        draw_seed=seed.seed if seed else "",
        ticket=str(drawn_record(desk, case).get("number", "")),
        responses=responses,
        cohorts=[_cohort(case, number, seats, came) for number in range(1, len(case.calendar.cohorts) + 1)],
        meetings=meetings,
        groups=group_lines(case, groups, held, seats, case.day(as_of)),
        actions=action_lines(case, [(one.action, one.meeting_number) for one in chosen]),
        adopted=adopted,
        rejected=[recommendation_line(case, one) for one in votes if not one.is_adopted],
        considerations=list(considerations),
        alt_responses=pictures["grafico_risposte"].alt,
        alt_attendance=pictures["grafico_presenze"].alt,
        alt_votes=pictures["grafico_voti"].alt,
        files=[HashLine(name=one.name, what=one.title, sha256=one.sha256) for one in files],
    )
    return context, pictures


def _is_public_draw_file(document: Document) -> bool:
    return document.kind is DocumentKind.DRAW_FILE and bool(document.public_from_stage)


def _cohort(case: AssemblyCase, number: int, seats: Sequence[SeatView], came: dict[int, dict[str, bool]]) -> CohortYear:
    term = case.calendar.cohorts[number - 1]
    theirs = [seat for seat in seats if seat.cohort == number]
    codes = {seat.code for seat in theirs}
    were = [is_present for each in came.values() for code, is_present in each.items() if code in codes]
    return CohortYear(
        number=number,
        seats=case.definition.terms.size,
        enters_on=day_in_words(term.enters_on),
        leaves_on=day_in_words(term.leaves_on - timedelta(days=1)),
        left=sum(seat.ended is not None for seat in theirs),
        replaced=sum(seat.origin is SeatOrigin.REPLACEMENT for seat in theirs),
        attendance=percent(sum(were), len(were)),
    )
