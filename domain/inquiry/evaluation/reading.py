"""Reads a department's evaluation form back: answers, re-routings, and every row that cannot be taken, with why."""

from __future__ import annotations

from collections.abc import Iterable

from domain.documents.forms import FormAnswer, FormReading, read_form
from domain.documents.forms.reasoned import AnswerJudge, AnswersReading, Needed
from domain.errors import Fault
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.evaluation.form import (
    answerable_rows,
    evaluation_spec,
    form_meta,
    other_departments,
)
from domain.inquiry.evaluation.groups import EvaluatedComment, Question, has_own_answer, on_record, questions
from domain.inquiry.views import CommentView
from domain.text import clean
from domain.vocabulary import CHANGES_THE_PLAN, Outcome

_NEEDED = (
    Needed(
        "plan_change",
        frozenset(str(outcome) for outcome in CHANGES_THE_PLAN),
        "l'esito è «{outcome}», ma manca la modifica al piano",
        "scrivete che cosa cambia nel piano e dove, oppure cambiate l'esito",
    ),
)


def read_evaluations(
    data: bytes,
    name: str,
    *,
    definition: InquiryDefinition,
    department: str,
    views: Iterable[CommentView],
    secret: bytes,
) -> AnswersReading[EvaluatedComment]:
    """Read the workbook of a department, whole form or mending form, against what it is asked today.

    Raises: Refusal when the file is no such form, or another department's, or another process's.
    """
    owed = questions(views, department)
    form = read_form(
        data,
        evaluation_spec(definition, department),
        name=name,
        secret=secret,
        expects=form_meta(definition, department),
        issued={row.key: row for row in answerable_rows(definition, owed)},
    )
    interpreter = _Interpreter(form, definition, department)
    return interpreter.read([question.asked.number for question in owed], _answers_on_record(owed))


def _answers_on_record(owed: Iterable[Question]) -> dict[int, EvaluatedComment]:
    """Return the answers that the form was, or would be, prefilled with."""
    asked = [question.asked for question in owed]
    own = [
        view
        for question in owed
        for view in question.covered
        if not view.added_text or has_own_answer(view, question.asked)
    ]
    return {view.number: answer for view in [*asked, *own] if (answer := on_record(view))}


class _Interpreter(AnswerJudge[EvaluatedComment]):
    """The rules of an answer, and what a row that keeps them says."""

    def __init__(self, form: FormReading, definition: InquiryDefinition, department: str) -> None:
        others = other_departments(definition, department)
        super().__init__(form, _NEEDED, "un esito o una modifica", others)

    def given(self, answer: FormAnswer, warnings: list[Fault]) -> EvaluatedComment:
        outcome, change = Outcome(answer.values["outcome"]), clean(answer.values["plan_change"])
        if change and outcome not in CHANGES_THE_PLAN:
            problem = f"l'esito «{outcome}» non cambia il piano: la modifica scritta non è stata presa"
            remedy = "se il piano cambia, correggete l'esito; altrimenti spostate il testo nella motivazione"
            warnings.append(self.fault(answer, "plan_change", problem, remedy))
            change = ""
        return EvaluatedComment(int(answer.key_id), outcome, clean(answer.values["reason"]), change)
