"""Reads reasoned answers back: what a form answers, which rows it passes on, and why every other cannot be taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from domain.documents.forms.answering import OTHER, Mending
from domain.documents.forms.result import FormAnswer, FormReading, RejectedRow
from domain.errors import Fault
from domain.text import clean

SHORTEST_REASON = 15
"""Letters and digits that a reason must have."""
_LOST_ROW = "la riga non è stata riconosciuta nel file ricevuto: scrivete qui la risposta"

Given = TypeVar("Given")
"""What a department answered to one row."""


class HandingOn(NamedTuple):
    """A row that a department passes on to another (riassegnazione)."""

    number: int
    department: str
    reason: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """One row to mend, with what was typed in it."""

    number: int | None
    """Of what the row answers; None: the row's key says nothing certain."""
    values: Mapping[str, str]
    faults: tuple[Fault, ...]


def _mending_of(faulty: Iterable[FaultyRow], *, missing: Iterable[int], unanswered: Collection[int]) -> Mending:
    """Return what is to be asked again: by number, what was typed (nothing when rows disagree) and what to correct.

    When rows came back without a key that holds, the rows asked and not found are asked again.
    """
    rows: dict[int, list[FaultyRow]] = {}
    has_lost_rows = False
    for row in faulty:
        if row.number is None:
            has_lost_rows = True
        else:
            rows.setdefault(row.number, []).append(row)
    mending: dict[int, tuple[Mapping[str, str], Sequence[str]]] = {}
    for number, found in rows.items():
        lines = list(dict.fromkeys(f"{fault.problem} → {fault.remedy}" for row in found for fault in row.faults))
        mending[number] = (found[0].values if len(found) == 1 else {}, lines)
    if has_lost_rows:
        mending |= {number: ({}, [_LOST_ROW]) for number in missing if number in unanswered}
    return mending


@dataclass(frozen=True, slots=True)
class Needed:
    """A column that some outcomes need: problem and remedy for when it is empty, `{outcome}` being the outcome."""

    column: str
    outcomes: Collection[str]
    problem: str
    remedy: str


@dataclass(slots=True)
class AnswersReading(Generic[Given]):
    """A form read whole. Always: rows_in == rows_accepted + len(faulty) + rows_blank."""

    rows_in: int = 0
    rows_accepted: int = 0
    rows_blank: int = 0
    answers: list[Given] = field(default_factory=list)
    """One per row with a new or changed answer."""
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
    def mending(self) -> Mending:
        """What the form that mends this one asks again."""
        return _mending_of(self.faulty, missing=self.missing, unanswered=self.unanswered)


class AnswerJudge(ABC, Generic[Given]):
    """The rules of a reasoned answer, each fault named by row and column, and what the rows that keep them say."""

    def __init__(
        self, form: FormReading, needed: Sequence[Needed], answer_words: str, others: Mapping[str, str]
    ) -> None:
        self._form, self._needed, self._words = form, needed, answer_words
        self._codes = {label: code for code, label in others.items()}

    @abstractmethod
    def given(self, answer: FormAnswer, warnings: list[Fault]) -> Given:
        """Return what a row that keeps the rules answers; what is left out of it goes to the warnings."""

    def read(self, asked: Sequence[int], recorded: Mapping[int, Given]) -> AnswersReading[Given]:
        """Read the form whole, against the numbers asked today and the answers already on record."""
        form = self._form
        reading: AnswersReading[Given] = AnswersReading(
            rows_in=form.rows_in, rows_blank=len(form.blank), warnings=form.warnings
        )
        for row in form.rows:
            self._take(reading, row, recorded)
        reading.faulty += [self.rejected(row) for row in form.rejected]
        reading.rows_accepted = (
            len(reading.answers) + len(reading.handed_on) + len(reading.unchanged) + len(form.repeated)
        )
        dealt_with = {int(row.key_id) for row in form.rows} | {row.number for row in reading.faulty} | recorded.keys()
        reading.unanswered = [number for number in asked if number not in dealt_with]
        reading.missing = [number for number in asked if str(number) not in form.seen]
        return reading

    def _take(self, reading: AnswersReading[Given], row: FormAnswer, recorded: Mapping[int, Given]) -> None:
        number = int(row.key_id)
        if faults := self.why_not(row):
            reading.faulty.append(FaultyRow(number, row.values, tuple(faults)))
        elif other := row.values.get(OTHER):
            reading.handed_on.append(HandingOn(number, self._codes[other], clean(row.values["reason"])))
        elif recorded.get(number) == (given := self.given(row, reading.warnings)):
            reading.unchanged.append(number)
        else:
            reading.answers.append(given)

    def why_not(self, answer: FormAnswer | RejectedRow) -> list[Fault]:
        """Return what keeps a row from being an answer; a wrong outcome was already named by the form."""
        said = answer.values
        if said.get(OTHER):
            return self._why_not_passed_on(answer)
        faults = []
        if not said["outcome"] and any(said.values()):
            faults.append(self.fault(answer, "outcome", "manca l'esito", "sceglietelo dall'elenco"))
        if not said["reason"]:
            if any(said.values()):
                faults.append(self.fault(answer, "reason", "manca la motivazione", "scrivete perché questo esito"))
        elif sum(1 for _ in islice(filter(str.isalnum, said["reason"]), SHORTEST_REASON)) < SHORTEST_REASON:
            problem = "la motivazione è troppo breve per chi la leggerà"
            remedy = f"scrivete almeno {SHORTEST_REASON} lettere: perché questo esito"
            faults.append(self.fault(answer, "reason", problem, remedy))
        for one in self._needed:
            if said["outcome"] in one.outcomes and not said[one.column]:
                problem = one.problem.format(outcome=said["outcome"])
                faults.append(self.fault(answer, one.column, problem, one.remedy))
        return faults

    def _why_not_passed_on(self, answer: FormAnswer | RejectedRow) -> list[Fault]:
        said = answer.values
        if not said["outcome"] and not any(said[one.column] for one in self._needed):
            return []
        problem = f"la riga ha sia {self._words} sia un'altra direzione competente"
        remedy = "lasciate l'esito, se rispondete voi; oppure solo l'altra direzione"
        return [self.fault(answer, OTHER, problem, remedy)]

    def rejected(self, row: RejectedRow) -> FaultyRow:
        """Return a row that the form could not take, with what else is wrong in it, so that one letter says it all."""
        more = self.why_not(row) if row.key_id else []
        return FaultyRow(int(row.key_id) if row.key_id else None, row.values, (*row.faults, *more))

    def fault(self, answer: FormAnswer | RejectedRow, column: str, problem: str, remedy: str) -> Fault:
        """Return a fault of a row's cell."""
        return Fault(problem, remedy, self._form.place(answer.row_number, column))
