"""Reads a department's evaluation form back: answers, re-routings, and every row that cannot be taken, with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.documents.forms import FormAnswer, FormReading, read_form
from domain.documents.forms.answering import AnswerJudge, FaultyRow, Needed, mending_of
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


class Rerouting(NamedTuple):
    """A comment that a department passes on to another (riassegnazione)."""

    comment_number: int
    department: str
    reason: str


@dataclass(slots=True)
class EvaluationReading:
    """A form read whole. Always: rows_in == rows_accepted + len(faulty) + rows_blank."""

    rows_in: int = 0
    rows_accepted: int = 0
    rows_blank: int = 0
    evaluations: list[EvaluatedComment] = field(default_factory=list)
    """One per row with a new or changed answer; `expand_groups` gives one per comment."""
    reroutings: list[Rerouting] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    """Numbers whose row repeats the answer already on record."""
    faulty: list[FaultyRow] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    """Numbers asked of this department that have no answer, neither here nor on record, and no row to mend."""
    missing: list[int] = field(default_factory=list)
    """Numbers asked whose row is not in the file."""

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.faulty for fault in row.faults]

    @property
    def mending(self) -> dict[int, tuple[Mapping[str, str], Sequence[str]]]:
        """What `mending_form` needs."""
        return mending_of(self.faulty, missing=self.missing, unanswered=self.unanswered)


def read_evaluations(
    data: bytes,
    name: str,
    *,
    definition: InquiryDefinition,
    department: str,
    views: Iterable[CommentView],
    secret: bytes,
) -> EvaluationReading:
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
    reading = EvaluationReading(rows_in=form.rows_in, rows_blank=len(form.blank), warnings=form.warnings)
    interpreter = _Interpreter(form, definition, department)
    recorded = _answers_on_record(owed)
    for answer in form.rows:
        _take(reading, interpreter, answer, recorded)
    for rejected in form.rejected:
        reading.faulty.append(interpreter.rejected(rejected))
    reading.rows_accepted = (
        len(reading.evaluations) + len(reading.reroutings) + len(reading.unchanged) + len(form.repeated)
    )
    _say_what_lacks(reading, owed, form.seen)
    return reading


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


def _take(
    reading: EvaluationReading,
    interpreter: _Interpreter,
    answer: FormAnswer,
    on_record: Mapping[int, EvaluatedComment],
) -> None:
    number = int(answer.key_id)
    faults = interpreter.why_not(answer)
    if faults:
        reading.faulty.append(FaultyRow(number, answer.values, tuple(faults)))
    elif answer.values.get("other_department"):
        reading.reroutings.append(interpreter.rerouting(answer))
    else:
        evaluated = interpreter.evaluation(answer, reading.warnings)
        if on_record.get(number) == evaluated:
            reading.unchanged.append(number)
        else:
            reading.evaluations.append(evaluated)


def _say_what_lacks(reading: EvaluationReading, owed: Sequence[Question], seen: set[str]) -> None:
    dealt_with = {one.comment_number for one in reading.evaluations}
    dealt_with |= {one.comment_number for one in reading.reroutings} | set(reading.unchanged)
    dealt_with |= {row.number for row in reading.faulty if row.number is not None}
    asked = [question.asked for question in owed]
    reading.unanswered = [view.number for view in asked if view.outcome is None and view.number not in dealt_with]
    reading.missing = [view.number for view in asked if str(view.number) not in seen]


class _Interpreter(AnswerJudge):
    """The rules of an answer, and what a row that keeps them says."""

    def __init__(self, form: FormReading, definition: InquiryDefinition, department: str) -> None:
        super().__init__(form, _NEEDED, "un esito o una modifica")
        self._codes = {label: code for code, label in other_departments(definition, department).items()}

    def rerouting(self, answer: FormAnswer) -> Rerouting:
        label = answer.values["other_department"]
        return Rerouting(int(answer.key_id), self._codes[label], clean(answer.values["reason"]))

    def evaluation(self, answer: FormAnswer, warnings: list[Fault]) -> EvaluatedComment:
        outcome, change = Outcome(answer.values["outcome"]), clean(answer.values["plan_change"])
        if change and outcome not in CHANGES_THE_PLAN:
            problem = f"l'esito «{outcome}» non cambia il piano: la modifica scritta non è stata presa"
            remedy = "se il piano cambia, correggete l'esito; altrimenti spostate il testo nella motivazione"
            warnings.append(self.fault(answer, "plan_change", problem, remedy))
            change = ""
        return EvaluatedComment(int(answer.key_id), outcome, clean(answer.values["reason"]), change)
