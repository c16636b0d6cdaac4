"""Who sits on any date and for how long: terms of a cohort, replacements, no second term, what is vacant (A5-A7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from domain.errors import Fault, Refusal
from domain.timetable import MonthDay, is_working_day, months_later


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a member (mandato): from the day of entry up to and without the day of exit."""

    code: str
    cohort: int
    enters_on: date
    leaves_on: date
    ends_on: date
    """First day after the term by the calendar, whatever happened."""
    replaces: str = ""

    def sits_on(self, day: date) -> bool:
        """Tell whether the member is in office on a day."""
        return self.enters_on <= day < self.leaves_on

    @property
    def is_cut_short(self) -> bool:
        return self.leaves_on < self.ends_on


def cohort_terms(
    cohorts: Sequence[Sequence[str]],
    *,
    first_entry_on: date,
    interval_months: int,
    months: int,
    excluded: Collection[str] = (),
) -> list[Term]:
    """Return the terms of all cohorts, the first one first.

    `excluded`: codes of those who sat in an earlier cycle, from the office that alone can tell.
    Law: promises A5 (entries and terms), A6 (nobody has a second term).
    Raises: Refusal, with every code that would sit twice.
    """
    terms: list[Term] = []
    faults = []
    for number, codes in enumerate(cohorts, start=1):
        enters_on = months_later(first_entry_on, interval_months * (number - 1))
        leaves_on = months_later(enters_on, months)
        for code in codes:
            if problem := why_not_seated(code, terms, excluded):
                faults.append(Fault(problem, "chiamate un'altra persona dalla riserva", f"gruppo {number}, {code}"))
            terms.append(Term(code, number, enters_on, leaves_on, leaves_on))
    if faults:
        raise Refusal("qualcuno avrebbe un secondo mandato", "componete di nuovo i gruppi", "", tuple(faults))
    return terms


def why_not_seated(code: str, terms: Iterable[Term], excluded: Collection[str] = ()) -> str | None:
    """Say why a code may not take a seat, or None.

    Law: promise A6.
    """
    if any(term.code == code for term in terms):
        return "ha già un mandato in questo ciclo"
    return "ha già avuto un mandato in un ciclo precedente" if code in excluded else None


def ended(terms: Sequence[Term], code: str, leaves_on: date) -> list[Term]:
    """Return the terms with one that ends early; a member who never began ends on the day of entry.

    Raises: Refusal when the code does not sit, has left already, or the day lies outside its term.
    """
    term = _term_of(terms, code)
    if term.is_cut_short:
        raise Refusal("il mandato è già cessato", "la cessazione registrata resta", code)
    if not term.enters_on <= leaves_on < term.ends_on:
        raise Refusal("il giorno della cessazione è fuori dal mandato", "correggete il giorno", code)
    return [replace(one, leaves_on=leaves_on) if one is term else one for one in terms]


def replaced(
    terms: Sequence[Term], vacated: str, code: str, enters_on: date, excluded: Collection[str] = ()
) -> list[Term]:
    """Return the terms with a replacement, who sits for what is left of the vacant term.

    Raises: Refusal when the seat is not vacant on that day, or the code may not sit.
    """
    term = _term_of(terms, vacated)
    if not term.is_cut_short or any(one.replaces == vacated for one in terms):
        raise Refusal("quel posto non è vacante", "scegliete un posto dall'elenco dei vacanti", vacated)
    if not term.leaves_on <= enters_on < term.ends_on:
        raise Refusal("la surroga entra fuori dal periodo vacante", "correggete il giorno dell'entrata", code)
    if problem := why_not_seated(code, terms, excluded):
        raise Refusal(problem, "chiamate la persona successiva della riserva", code)
    return [*terms, Term(code, term.cohort, enters_on, term.ends_on, term.ends_on, replaces=vacated)]


def sitting(terms: Iterable[Term], day: date) -> list[Term]:
    """Return the terms of those in office on a day, by cohort, entry and code."""
    on_duty = (term for term in terms if term.sits_on(day))
    return sorted(on_duty, key=lambda term: (term.cohort, term.enters_on, term.code))


def vacant(terms: Sequence[Term], day: date) -> list[Term]:
    """Return the terms cut short whose seat nobody holds on a day, the longest vacant first."""
    filled = {term.replaces for term in terms if term.enters_on <= day}
    empty = (one for one in terms if one.leaves_on <= day < one.ends_on and one.code not in filled)
    return sorted(empty, key=lambda term: (term.leaves_on, term.cohort, term.code))


def untrained(terms: Iterable[Term], trained: Mapping[int, date], plenary_on: date) -> list[int]:
    """Return the cohorts in office at a plenary that had no training before its day.

    Law: promise A6 (members are trained before their first plenary).
    """
    cohorts = sorted({term.cohort for term in terms if term.sits_on(plenary_on)})
    return [cohort for cohort in cohorts if cohort not in trained or trained[cohort] >= plenary_on]


def handover_days(terms: Sequence[Term], *, patron: MonthDay | None = None) -> list[tuple[int, date]]:
    """Return (entering cohort, day) of each hand-over: the last working day on which those who leave still sit.

    Law: promise A6 (passaggio di consegne); the first cohort takes over from nobody.
    """
    exits = {term.ends_on for term in terms}
    entries = sorted({(term.cohort, term.enters_on) for term in terms if not term.replaces})
    return [(cohort, _working_before(day, patron)) for cohort, day in entries if day in exits]


def _working_before(day: date, patron: MonthDay | None) -> date:
    earlier = (day - timedelta(days=days) for days in count(1))
    return next(one for one in earlier if is_working_day(one, patron=patron))


def _term_of(terms: Iterable[Term], code: str) -> Term:
    found = next((term for term in terms if term.code == code), None)
    if found is None:
        raise Refusal("nessun mandato ha questo codice", "copiate il codice dall'elenco dei membri", code)
    return found
