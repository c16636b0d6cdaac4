"""The steps of an observatory, year after year: this list is what the calendar makes it do."""

from __future__ import annotations

from collections.abc import Sequence

from domain.italian import day_in_words, listed
from domain.observatory.calendar_of_observatory import EditionYear
from domain.vocabulary import ObservatoryStage
from flows.edges import Desk
from flows.observatory_acts import asking, erasing, failing, preparing
from flows.observatory_acts.case import PREPARE, ObservatoryCase, load_case
from flows.steps import Plan, Step

_ACTIVE = frozenset({ObservatoryStage.ACTIVE.name})


def observatory_steps(case: ObservatoryCase) -> Sequence[Step[ObservatoryCase]]:
    """Return every step up to the next edition, done or not, in the order in which they must happen."""
    return [*_broken(case), *[step for year in case.years for step in _of_year(year)]]


def _of_year(of: EditionYear) -> list[Step[ObservatoryCase]]:
    year = of.year
    return [
        Step(
            f"ask-{year}",
            f"Richiesta delle estrazioni del {year}",
            _ACTIVE,
            due=lambda _case: of.ask_at,
            do=lambda desk, case, moment: asking.ask(desk, case, moment, year=year),
        ),
        Step(
            f"remind-{year}",
            f"Sollecito delle estrazioni del {year}",
            _ACTIVE,
            due=lambda _case: of.remind_at,
            do=lambda desk, case, moment: asking.remind(desk, case, moment, year=year),
        ),
        Step(
            f"{PREPARE}{year}",
            f"Preparazione dell'edizione {year}",
            _ACTIVE,
            due=lambda _case: of.prepare_at,
            do=lambda desk, case, moment: preparing.prepare_by_calendar(desk, case, moment, year=year),
        ),
        Step(
            f"erase-{year}",
            f"Cancellazione delle estrazioni del {year}",
            _ACTIVE,
            due=lambda case: erasing.erasable_from(case, year),
            do=lambda desk, case, moment: erasing.erase(desk, case, moment, year=year),
        ),
    ]


def _broken(case: ObservatoryCase) -> list[Step[ObservatoryCase]]:
    """A preparation that was begun and has no end: whoever looks holds the turn, so that nobody is at work on it."""
    return [
        Step(
            f"broken-{refresh.subject.replace(' ', '-')}",
            f"Avviso della preparazione interrotta dell'edizione {refresh.year}",
            _ACTIVE,
            due=lambda _case, at=refresh.begun_at + failing.PATIENCE: at,  # type: ignore[misc]
            do=lambda desk, case, moment, one=refresh: failing.tell_broken(desk, case, moment, refresh=one),  # type: ignore[misc]
        )
        for refresh in case.progress.refreshes
        if refresh.end is None and not refresh.is_done
    ]


def owed(_desk: Desk, case: ObservatoryCase) -> Sequence[str]:
    """Say what is missing for the next edition and who owes it."""
    of = case.years[-1]
    lines = [
        f"{sender.name}: {listed([str(kind) for kind in missing])} del {of.year} entro il {day_in_words(of.due_on)}"
        for sender in case.definition.senders
        if (missing := case.missing(sender, of.year)) and f"ask-{of.year}" in case.done
    ]
    responsible = case.definition.recipients.responsible.name
    waiting = {one.year for one in case.progress.drafts if case.progress.draft_of(one.year)}
    return [*lines, *(f"{responsible}: pubblicazione dell'edizione {year}" for year in sorted(waiting))]


OBSERVATORY: Plan[ObservatoryCase] = Plan(
    load_case,
    observatory_steps,
    ObservatoryStage,
    owed,
    lambda case: case.definition.may("letters"),
)
