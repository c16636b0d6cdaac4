"""The lines of the dossier as its template prints them, from the recommendations and the state of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.assembly.contexts import AnswerLine, DepartmentYear
from domain.assembly.dossier.state import DossierState, Gap, delay_in_words
from domain.assembly.dossier.views import RecommendationView
from domain.documents.spoken import Count
from domain.italian import day_in_words, percent, short_day
from domain.vocabulary import AnswerOutcome


@dataclass(frozen=True, slots=True)
class DossierLines:
    """What `ResponseDossierContext` calls answers, outcomes, departments and gaps."""

    answers: list[AnswerLine]
    outcomes: list[Count]
    departments: list[DepartmentYear]
    gaps: list[str]


def dossier_lines(views: Iterable[RecommendationView], state: DossierState, names: Mapping[str, str]) -> DossierLines:
    """Return one line per recommendation, outcome and department; `names` are the departments', by code."""
    ordered = sorted(views, key=lambda view: view.number)
    delays = {one.number: one.days_late for one in state.delays} | {one.number: one.days_late for one in state.gaps}
    counts = [
        (str(outcome), sum(view.is_answered and view.outcome is outcome for view in ordered))
        for outcome in AnswerOutcome
    ]
    if state.gaps:
        counts.append(("senza risposta", len(state.gaps)))
    return DossierLines(
        [_answer(view, names, delays.get(view.number, 0)) for view in ordered],
        [Count(label=label, count=count, share=percent(count, state.total)) for label, count in counts],
        [
            DepartmentYear(
                department=names.get(work.department, work.department),
                asked=work.asked,
                answered=work.answered,
                late=work.late,
                missing=work.missing,
            )
            for work in state.work
        ],
        [_gap(gap, names) for gap in state.gaps],
    )


def _answer(view: RecommendationView, names: Mapping[str, str], days_late: int) -> AnswerLine:
    told = view.is_answered
    return AnswerLine(
        number=view.number,
        title=view.title,
        text=view.text,
        department=names.get(view.department, view.department),
        outcome=str(view.outcome) if told else "",
        reason=[line for line in view.reason.splitlines() if line.strip()] if told else [],
        follow_up=view.follow_up if told else "",
        follow_up_by=day_in_words(view.follow_up_on) if told and view.follow_up_on else "",
        answered_on=short_day(view.answered_on) if told and view.answered_on else "",
        delay=delay_in_words(days_late),
        handed_on=view.handed_on,
    )


def _gap(gap: Gap, names: Mapping[str, str]) -> str:
    late = f", {delay_in_words(gap.days_late)}" if gap.days_late else ""
    return f"N. {gap.number}, «{gap.title}»: manca la risposta di {names.get(gap.department, gap.department)}{late}"
