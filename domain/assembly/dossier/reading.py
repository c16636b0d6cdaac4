"""Reads a department's answers back: outcomes, rows passed on, and every row that cannot be taken, with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.assembly.dossier.form import answer_rows, answers_meta, answers_spec
from domain.assembly.dossier.views import Asked, RecommendationView, owed
from domain.documents.forms import FormAnswer, FormReading, read_form
from domain.documents.forms.answering import (
    OTHER,
    AnswerJudge,
    FaultyRow,
    Needed,
    bounced,
    mending_of,
    other_labels,
    passed_on_words,
)
from domain.errors import Fault
from domain.text import clean
from domain.vocabulary import AnswerOutcome

_PROMISING = frozenset({AnswerOutcome.ACCEPTED.value, AnswerOutcome.PARTLY_ACCEPTED.value})
_NEEDED = (
    Needed(
        "follow_up",
        _PROMISING,
        "l'esito è «{outcome}», ma non è scritto che cosa cambia",
        "scrivete che cosa il Comune farà, oppure cambiate l'esito",
    ),
    Needed(
        "follow_up_on",
        _PROMISING,
        "l'esito è «{outcome}», ma non è scritto entro quando",
        "scrivete il giorno entro cui sarà fatto, per esempio 30/06/2026",
    ),
)


class GivenAnswer(NamedTuple):
    """What a department answered to one recommendation (risposta)."""

    number: int
    outcome: AnswerOutcome
    reason: str
    follow_up: str
    follow_up_on: date | None


class HandingOn(NamedTuple):
    """A recommendation that a department passes on to another (riassegnazione)."""

    number: int
    department: str
    reason: str


class NewOwner(NamedTuple):
    """A recommendation and the department that answers it from now on (direzione competente)."""

    number: int
    department: str
    reason: str


@dataclass(slots=True)
class AnswersReading:
    """A workbook read whole. Always: rows_in == rows_accepted + len(faulty) + rows_blank."""

    rows_in: int = 0
    rows_accepted: int = 0
    rows_blank: int = 0
    answers: list[GivenAnswer] = field(default_factory=list)
    """New or changed ones."""
    handed_on: list[HandingOn] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    """Numbers whose row repeats the answer already on record."""
    faulty: list[FaultyRow] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    """Numbers asked that have no answer, neither here nor on record, and no row to mend."""
    missing: list[int] = field(default_factory=list)
    """Numbers asked whose row is not in the file."""

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.faulty for fault in row.faults]

    @property
    def mending(self) -> dict[int, tuple[Mapping[str, str], Sequence[str]]]:
        """What `mending_answers` needs."""
        return mending_of(self.faulty, missing=self.missing, unanswered=self.unanswered)


def read_answers(
    data: bytes, name: str, *, asked: Asked, views: Iterable[RecommendationView], secret: bytes
) -> AnswersReading:
    """Read the workbook of a department, whole or mended, against what it is asked today.

    Raises: Refusal when the file is no such form, or another department's, or another cycle's.
    """
    asked_views = owed(views, asked.department)
    form = read_form(
        data,
        answers_spec(asked),
        name=name,
        secret=secret,
        expects=answers_meta(asked),
        issued={row.key: row for row in answer_rows(asked_views)},
    )
    reading = AnswersReading(rows_in=form.rows_in, rows_blank=len(form.blank), warnings=form.warnings)
    judge = _Judge(form, asked)
    recorded = {view.number: _on_record(view) for view in asked_views}
    for answer in form.rows:
        _take(reading, judge, answer, recorded)
    reading.faulty += [judge.rejected(row) for row in form.rejected]
    reading.rows_accepted = len(reading.answers) + len(reading.handed_on) + len(reading.unchanged) + len(form.repeated)
    _say_what_lacks(reading, asked_views, form.seen)
    return reading


def new_owners(
    handed_on: Iterable[HandingOn], asked: Asked, *, history: Mapping[int, Sequence[str]]
) -> tuple[list[NewOwner], list[Fault]]:
    """Return the owners that a department asks for, and what somebody else must decide: nothing goes to and fro.

    Shape: `history` has, by number, the departments that held a recommendation before this one.
    """
    owners, faults = [], []
    for one in handed_on:
        if one.department in history.get(one.number, ()):
            faults.append(bounced(one.number, asked.departments[one.department]))
        else:
            reason = passed_on_words(asked.departments[asked.department], one.reason)
            owners.append(NewOwner(one.number, one.department, reason))
    return owners, faults


def _on_record(view: RecommendationView) -> GivenAnswer | None:
    if view.outcome is None:
        return None
    return GivenAnswer(view.number, view.outcome, view.reason, view.follow_up, view.follow_up_on)


def _take(
    reading: AnswersReading, judge: _Judge, answer: FormAnswer, recorded: Mapping[int, GivenAnswer | None]
) -> None:
    number = int(answer.key_id)
    faults = judge.why_not(answer)
    if faults:
        reading.faulty.append(FaultyRow(number, answer.values, tuple(faults)))
    elif answer.values.get(OTHER):
        reading.handed_on.append(judge.handing_on(answer))
    elif recorded.get(number) == (given := judge.answer(answer, reading.warnings)):
        reading.unchanged.append(number)
    else:
        reading.answers.append(given)


def _say_what_lacks(reading: AnswersReading, asked: Sequence[RecommendationView], seen: set[str]) -> None:
    dealt_with = {one.number for one in reading.answers} | {one.number for one in reading.handed_on}
    dealt_with |= set(reading.unchanged) | {row.number for row in reading.faulty if row.number is not None}
    reading.unanswered = [view.number for view in asked if view.outcome is None and view.number not in dealt_with]
    reading.missing = [view.number for view in asked if str(view.number) not in seen]


class _Judge(AnswerJudge):
    """The rules of an answer to a recommendation, and what a row that keeps them says."""

    def __init__(self, form: FormReading, asked: Asked) -> None:
        super().__init__(form, _NEEDED, "una risposta")
        self._codes = {label: code for code, label in other_labels(asked.departments, asked.department).items()}

    def handing_on(self, answer: FormAnswer) -> HandingOn:
        return HandingOn(int(answer.key_id), self._codes[answer.values[OTHER]], clean(answer.values["reason"]))

    def answer(self, answer: FormAnswer, warnings: list[Fault]) -> GivenAnswer:
        said = answer.values
        outcome, follow_up = AnswerOutcome(said["outcome"]), clean(said["follow_up"])
        day = date.fromisoformat(said["follow_up_on"]) if said["follow_up_on"] else None
        if outcome is AnswerOutcome.NOT_ACCEPTED and (follow_up or day):
            problem = f"l'esito «{outcome}» non promette nulla: ciò che è scritto su che cosa cambia non è stato preso"
            remedy = "se qualcosa cambia, correggete l'esito; altrimenti spostate il testo nella motivazione"
            warnings.append(self.fault(answer, "follow_up" if follow_up else "follow_up_on", problem, remedy))
            follow_up, day = "", None
        return GivenAnswer(int(answer.key_id), outcome, clean(said["reason"]), follow_up, day)
