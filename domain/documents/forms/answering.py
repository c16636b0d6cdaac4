"""Forms that ask departments for reasoned answers: what every such form shares, from its columns to its faults."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from domain.documents.forms.result import FormAnswer, FormReading, RejectedRow
from domain.documents.forms.spec import Column, FormRow, FormSpec, distinct_labels
from domain.errors import Fault

SHORTEST_REASON = 15
"""Letters and digits that a reason must have."""
OTHER = "other_department"
"""Key of the column with which a department passes a row on."""
Mending = Mapping[int, tuple[Mapping[str, str], Sequence[str]]]
"""Rows to mend: by number, what was typed and what to correct."""

_LOST_ROW = "la riga non è stata riconosciuta nel file ricevuto: scrivete qui la risposta"
_MENDING = (
    "Nel foglio «Scheda» ci sono le sole righe da correggere: la colonna «Che cosa correggere» dice che cosa non va e "
    "come rimediare. Compilate le celle bianche: quelle grigie sono bloccate."
)


def other_labels(names: Mapping[str, str], department: str) -> dict[str, str]:
    """Return code → label of the departments to which this one may pass a row on."""
    return {code: label for code, label in distinct_labels(names).items() if code != department}


def passing_on(labels: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the column with which a row is passed on to another department; none when there is no other."""
    help_text = "Solo se la risposta spetta a un'altra direzione: la riga le sarà assegnata."
    choices = tuple(labels.values())
    return (Column(OTHER, "Altra direzione competente", 18, choices=choices, help=help_text),) if choices else ()


def passed_on_words(name: str, reason: str) -> str:
    """Return why a row changed hands, as the record keeps it: on whose word, and with which reason."""
    words = f"riassegnata su indicazione di {name}"
    return f"{words}: {reason}" if reason else words


def bounced(number: int, name: str) -> Fault:
    """Return what is said of a row that would go back to a department that already passed it on."""
    return Fault(
        f"la riga torna a {name}, che l'aveva già passata ad altri: non è stata riassegnata",
        "la direzione che risponde va decisa insieme al coordinamento; intanto la riga resta a chi l'ha ora",
        f"n. {number}",
    )


def mending_spec(whole: FormSpec, title: str) -> FormSpec:
    """Return the form that asks again for some rows: the whole form, with what to correct in front."""
    return replace(
        whole,
        title=title,
        instructions=(_MENDING, *whole.instructions[1:]),
        columns=(Column("mend", "Che cosa correggere", 44, locked=True), *whole.columns),
    )


def mending_rows(rows: Iterable[FormRow], mending: Mending) -> list[FormRow]:
    """Return the rows to mend, with what was typed in them and what to correct."""
    return [
        replace(row, values={**row.values, **typed, "mend": "\n".join(f"• {line}" for line in lines)})
        for row in rows
        if int(row.key) in mending
        for typed, lines in [mending[int(row.key)]]
    ]


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """One row to mend, with what was typed in it."""

    number: int | None
    """Of what the row answers; None: the row's key says nothing certain."""
    values: Mapping[str, str]
    faults: tuple[Fault, ...]


def mending_of(
    faulty: Iterable[FaultyRow], *, missing: Iterable[int], unanswered: Collection[int]
) -> dict[int, tuple[Mapping[str, str], Sequence[str]]]:
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


class AnswerJudge:
    """The rules of a reasoned answer, each fault named by row and column."""

    def __init__(self, form: FormReading, needed: Sequence[Needed], answer_words: str) -> None:
        self._form, self._needed, self._words = form, needed, answer_words

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
