"""The steps of an observatory, year after year: this list is what the calendar makes it do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from domain.italian import day_in_words, listed
from domain.minutes import Minutes
from domain.observatory.calendar_of_observatory import EditionYear
from domain.store.observatory import Refresh
from domain.vocabulary import ObservatoryStage
from flows.edges import Desk
from flows.observatory_acts import asking, erasing, failing, preparing
from flows.observatory_acts.case import PREPARE, ObservatoryCase, load_case
from flows.steps import Plan, Step

_ACTIVE = frozenset({ObservatoryStage.ACTIVE.name})


def observatory_steps(case: ObservatoryCase) -> Sequence[Step[ObservatoryCase]]:
    """Return every step up to the next edition, done or not, in the order in which they must happen."""
    return [*_broken(case), *[step for year in case.years for step in _of_year(year)]]


Due = Callable[[EditionYear, ObservatoryCase], datetime | None]

_YEARLY: Sequence[tuple[str, str, Due, Callable[..., Minutes]]] = (
    ("ask-", "Richiesta delle estrazioni del {}", lambda of, _case: of.ask_at, asking.ask),
    ("remind-", "Sollecito delle estrazioni del {}", lambda of, _case: of.remind_at, asking.remind),
    (PREPARE, "Preparazione dell'edizione {}", lambda of, _case: of.prepare_at, preparing.prepare_by_calendar),
    (
        "erase-",
        "Cancellazione delle estrazioni del {}",
        lambda of, case: erasing.erasable_from(case, of.year),
        erasing.erase,
    ),
)
"""What every year asks for: name and title up to the year, its instant, the act that takes the year."""


def _of_year(of: EditionYear) -> list[Step[ObservatoryCase]]:
    return [
        Step(f"{name}{of.year}", title.format(of.year), _ACTIVE, due=partial(due, of), do=partial(do, year=of.year))
        for name, title, due, do in _YEARLY
    ]


def _broken(case: ObservatoryCase) -> list[Step[ObservatoryCase]]:
    """A preparation that was begun and has no end: whoever looks holds the turn, so that nobody is at work on it."""
    return [_tell_broken(one) for one in case.progress.refreshes if one.end is None and not one.is_done]


def _tell_broken(refresh: Refresh) -> Step[ObservatoryCase]:
    return Step(
        f"broken-{refresh.subject.replace(' ', '-')}",
        f"Avviso della preparazione interrotta dell'edizione {refresh.year}",
        _ACTIVE,
        due=lambda _case: refresh.begun_at + failing.PATIENCE,
        do=partial(failing.tell_broken, refresh=refresh),
    )


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
