"""Reads a department's evaluation form back: answers, re-routings, and every row that cannot be taken, with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from domain.documents.forms import FormAnswer, FormReading, RejectedRow, read_form
from domain.errors import Fault
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.evaluation.form import (
    SHORTEST_REASON,
    answerable_rows,
    evaluation_spec,
    form_meta,
    other_departments,
)
from domain.inquiry.evaluation.groups import EvaluatedComment, Question, has_own_answer, on_record, questions
from domain.inquiry.views import CommentView
from domain.text import clean
from domain.vocabulary import CHANGES_THE_PLAN, Outcome

_LOST_ROW = "la riga non è stata riconosciuta nel file ricevuto: scrivete qui la risposta"


class Rerouting(NamedTuple):
    """A comment that a department passes on to another (riassegnazione)."""

    comment_number: int
    department: str
    reason: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """One row to mend, with what was typed in it."""

    comment_number: int | None
    """None: the row's key says nothing certain."""
    values: Mapping[str, str]
    faults: tuple[Fault, ...]


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
        """What `mending_form` needs: by number, what was typed (nothing when rows disagree) and what to correct.

        When rows came back without a key that holds, the rows asked and not found are asked again.
        """
        rows: dict[int, list[FaultyRow]] = {}
        for row in self.faulty:
            if row.comment_number is not None:
                rows.setdefault(row.comment_number, []).append(row)
        mending: dict[int, tuple[Mapping[str, str], Sequence[str]]] = {}
        for number, found in rows.items():
            lines = list(dict.fromkeys(f"{fault.problem} → {fault.remedy}" for row in found for fault in row.faults))
            mending[number] = (found[0].values if len(found) == 1 else {}, lines)
        if any(row.comment_number is None for row in self.faulty):
            mending |= {number: ({}, [_LOST_ROW]) for number in self.missing if number in self.unanswered}
        return mending


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
    dealt_with |= {row.comment_number for row in reading.faulty if row.comment_number is not None}
    asked = [question.asked for question in owed]
    reading.unanswered = [view.number for view in asked if view.outcome is None and view.number not in dealt_with]
    reading.missing = [view.number for view in asked if str(view.number) not in seen]


class _Interpreter:
    """The rules of an answer, each named by row and column."""

    def __init__(self, form: FormReading, definition: InquiryDefinition, department: str) -> None:
        self._form = form
        self._codes = {label: code for code, label in other_departments(definition, department).items()}

    def why_not(self, answer: FormAnswer | RejectedRow) -> list[Fault]:
        """Return what keeps a row from being an answer; a wrong outcome was already named by the form."""
        said, faults = answer.values, []
        if said.get("other_department"):
            if said["outcome"] or said["plan_change"]:
                problem = "la riga ha sia un esito o una modifica sia un'altra direzione competente"
                remedy = "lasciate l'esito, se rispondete voi; oppure solo l'altra direzione"
                faults.append(self._fault(answer, "other_department", problem, remedy))
            return faults
        if not said["outcome"] and any(said.values()):
            faults.append(self._fault(answer, "outcome", "manca l'esito", "sceglietelo dall'elenco"))
        if not said["reason"]:
            if any(said.values()):
                faults.append(self._fault(answer, "reason", "manca la motivazione", "scrivete perché questo esito"))
        elif sum(1 for _ in islice(filter(str.isalnum, said["reason"]), SHORTEST_REASON)) < SHORTEST_REASON:
            problem = "la motivazione è troppo breve per chi la leggerà"
            remedy = f"scrivete almeno {SHORTEST_REASON} lettere: perché questo esito"
            faults.append(self._fault(answer, "reason", problem, remedy))
        if said["outcome"] in CHANGES_THE_PLAN and not said["plan_change"]:
            problem = f"l'esito è «{said['outcome']}», ma manca la modifica al piano"
            remedy = "scrivete che cosa cambia nel piano e dove, oppure cambiate l'esito"
            faults.append(self._fault(answer, "plan_change", problem, remedy))
        return faults

    def rejected(self, row: RejectedRow) -> FaultyRow:
        """Return a row that the form could not take, with what else is wrong in it, so that one letter says it all."""
        more = self.why_not(row) if row.key_id else []
        return FaultyRow(int(row.key_id) if row.key_id else None, row.values, (*row.faults, *more))

    def rerouting(self, answer: FormAnswer) -> Rerouting:
        label = answer.values["other_department"]
        return Rerouting(int(answer.key_id), self._codes[label], clean(answer.values["reason"]))

    def evaluation(self, answer: FormAnswer, warnings: list[Fault]) -> EvaluatedComment:
        outcome, change = Outcome(answer.values["outcome"]), clean(answer.values["plan_change"])
        if change and outcome not in CHANGES_THE_PLAN:
            problem = f"l'esito «{outcome}» non cambia il piano: la modifica scritta non è stata presa"
            remedy = "se il piano cambia, correggete l'esito; altrimenti spostate il testo nella motivazione"
            warnings.append(self._fault(answer, "plan_change", problem, remedy))
            change = ""
        return EvaluatedComment(int(answer.key_id), outcome, clean(answer.values["reason"]), change)

    def _fault(self, answer: FormAnswer | RejectedRow, column: str, problem: str, remedy: str) -> Fault:
        return Fault(problem, remedy, self._form.place(answer.row_number, column))
