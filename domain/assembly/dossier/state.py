"""Where the dossier stands: its term, what is missing and with whom, what came late, and why it cannot be closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.assembly.dossier.views import RecommendationView
from domain.italian import counted, day_in_words, register_numbers
from domain.timetable import MonthDay, term_in_months


def answers_due_on(received_on: date, months: int, *, patron: MonthDay | None = None) -> date:
    """Return the last day to answer the annual report; a last day that is a holiday moves forward.

    Source: mission, promise A12 (two months from receipt). Law: codice civile, art. 2963 (how months are counted).
    """
    return term_in_months(received_on, months, patron=patron)


@dataclass(frozen=True, slots=True)
class Gap:
    """A recommendation without an answer (mancanza)."""

    number: int
    title: str
    department: str
    days_late: int
    """0 while the term runs."""


@dataclass(frozen=True, slots=True)
class Delay:
    """An answer that came after the term (ritardo)."""

    number: int
    department: str
    answered_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class Work:
    """What a department had to answer, and did; `late` counts answers given after the term, not gaps."""

    department: str
    asked: int
    answered: int
    late: int

    @property
    def missing(self) -> int:
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class DossierState:
    """The dossier on one day (stato del dossier). Always: total == answered + len(gaps)."""

    received_on: date
    due_on: date
    as_of: date
    total: int
    answered: int
    gaps: tuple[Gap, ...]
    delays: tuple[Delay, ...]
    work: tuple[Work, ...]

    @property
    def days_left(self) -> int:
        """Unit: days to the last one of the term; negative once it is over."""
        return (self.due_on - self.as_of).days


def dossier_state(
    views: Iterable[RecommendationView],
    *,
    received_on: date,
    months: int,
    as_of: date,
    patron: MonthDay | None = None,
) -> DossierState:
    """Return where the dossier stands on a day, recommendations by number and departments by code."""
    ordered = sorted(views, key=lambda view: view.number)
    due_on = answers_due_on(received_on, months, patron=patron)
    gaps = tuple(
        Gap(view.number, view.title, view.department, max(0, (as_of - due_on).days))
        for view in ordered
        if not view.is_answered
    )
    delays = tuple(
        Delay(view.number, view.department, view.answered_on, (view.answered_on - due_on).days)
        for view in ordered
        if view.is_answered and view.answered_on is not None and view.answered_on > due_on
    )
    answered = len(ordered) - len(gaps)
    return DossierState(
        received_on, due_on, as_of, len(ordered), answered, gaps, delays, _work(ordered, [one.number for one in delays])
    )


def _work(views: Sequence[RecommendationView], late: Sequence[int]) -> tuple[Work, ...]:
    return tuple(
        Work(
            department,
            asked=len(theirs),
            answered=sum(view.is_answered for view in theirs),
            late=sum(view.number in late for view in theirs),
        )
        for department in sorted({view.department for view in views})
        for theirs in [[view for view in views if view.department == department]]
    )


def why_not_closed(
    views: Iterable[RecommendationView], *, received_on: date | None, approved_on: date | None
) -> str | None:
    """Say why the cycle cannot be closed, or None: nothing closes with one recommendation unanswered (promise A12)."""
    missing = sorted(view.number for view in views if not view.is_answered)
    if received_on is None:
        return "il rapporto annuale non risulta ancora ricevuto: il termine per rispondere non è cominciato"
    if missing:
        verb = (
            "manca la risposta alla raccomandazione"
            if len(missing) == 1
            else "mancano le risposte alle raccomandazioni"
        )
        return f"{verb} {register_numbers(missing)}"
    if approved_on is None:
        return "il dossier di risposta non risulta ancora approvato"
    if approved_on < received_on:
        return f"il dossier sarebbe approvato prima della ricezione del rapporto ({day_in_words(received_on)})"
    return None


def delay_in_words(days: int) -> str:
    """Return a delay as people read it; empty when there is none: "3 giorni di ritardo"."""
    return f"{counted(days, 'giorno', 'giorni')} di ritardo" if days > 0 else ""
