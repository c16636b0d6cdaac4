"""Reads a department's answers back: outcomes, rows passed on, and every row that cannot be taken, with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.assembly.dossier.form import answer_rows, answers_meta, answers_spec
from domain.assembly.dossier.views import Asked, RecommendationView, owed
from domain.documents.forms import FormAnswer, FormReading, read_form
from domain.documents.forms.answering import bounced, other_labels, passed_on_words
from domain.documents.forms.reasoned import AnswerJudge, AnswersReading, HandingOn, Needed
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


def read_answers(
    data: bytes, name: str, *, asked: Asked, views: Iterable[RecommendationView], secret: bytes
) -> AnswersReading[GivenAnswer]:
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
    recorded = {view.number: answer for view in asked_views if (answer := _on_record(view))}
    return _Judge(form, asked).read([view.number for view in asked_views], recorded)


def new_owners(
    handed_on: Iterable[HandingOn], asked: Asked, *, history: Mapping[int, Sequence[str]]
) -> tuple[list[HandingOn], list[Fault]]:
    """Return what a department passes on, worded for the record, and what somebody else must decide: no to and fro.

    Shape: `history` has, by number, the departments that held a recommendation before this one.
    """
    owners, faults = [], []
    for one in handed_on:
        if one.department in history.get(one.number, ()):
            faults.append(bounced(one.number, asked.departments[one.department]))
        else:
            reason = passed_on_words(asked.departments[asked.department], one.reason)
            owners.append(one._replace(reason=reason))
    return owners, faults


def _on_record(view: RecommendationView) -> GivenAnswer | None:
    if view.outcome is None:
        return None
    return GivenAnswer(view.number, view.outcome, view.reason, view.follow_up, view.follow_up_on)


class _Judge(AnswerJudge[GivenAnswer]):
    """The rules of an answer to a recommendation, and what a row that keeps them says."""

    def __init__(self, form: FormReading, asked: Asked) -> None:
        super().__init__(form, _NEEDED, "una risposta", other_labels(asked.departments, asked.department))

    def given(self, answer: FormAnswer, warnings: list[Fault]) -> GivenAnswer:
        said = answer.values
        outcome, follow_up = AnswerOutcome(said["outcome"]), clean(said["follow_up"])
        day = date.fromisoformat(said["follow_up_on"]) if said["follow_up_on"] else None
        if outcome is AnswerOutcome.NOT_ACCEPTED and (follow_up or day):
            problem = f"l'esito «{outcome}» non promette nulla: ciò che è scritto su che cosa cambia non è stato preso"
            remedy = "se qualcosa cambia, correggete l'esito; altrimenti spostate il testo nella motivazione"
            warnings.append(self.fault(answer, "follow_up" if follow_up else "follow_up_on", problem, remedy))
            follow_up, day = "", None
        return GivenAnswer(int(answer.key_id), outcome, clean(said["reason"]), follow_up, day)
