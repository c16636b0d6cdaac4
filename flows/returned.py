"""What a department's workbook brings back, whatever it answers: whose it is, its rows, what is to be mended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.documents.forms.peek import form_meta
from domain.documents.forms.reasoned import AnswersReading
from domain.errors import Fault, Refusal
from domain.italian import counted, number
from domain.models import SourceFile


@dataclass(slots=True)
class WorkbookBack:
    """What a workbook of answers brought. Rows in = accepted + faulty + blank."""

    name: str
    department: str
    rows_in: int = 0
    rows_accepted: int = 0
    rows_faulty: int = 0
    rows_blank: int = 0
    answered: int = 0
    """More than the rows with an answer where one answers for a group."""
    handed_on: int = 0
    unanswered: int = 0
    faults: list[Fault] = field(default_factory=list)
    known_before: bool = False

    @property
    def in_words(self) -> str:
        """One sentence for whoever sent it."""
        if self.known_before:
            return f"{self.name}: già letta, nulla di cambiato."
        return (
            f"{self.name} ({self.department}): righe {number(self.rows_in)} = accettate {number(self.rows_accepted)} + "
            f"da correggere {number(self.rows_faulty)} + vuote {number(self.rows_blank)}; "
            f"{counted(self.answered, 'risposta', 'risposte')}, "
            f"{counted(self.handed_on, 'passata ad altra direzione', 'passate ad altra direzione')}."
        )


def department_of(data: bytes, name: str, departments: Collection[str]) -> str:
    """Return the code of the department whose workbook this is.

    Raises: Refusal when the file does not say it, or the process has no such department.
    """
    department = form_meta(data, name).get("department", "")
    if department not in departments:
        remedy = "rimandate il file ricevuto per posta, senza togliere i fogli nascosti"
        raise Refusal("non si capisce di quale direzione è la scheda", remedy, name)
    return department


def source_of(
    process_id: str,
    reading: AnswersReading[Any],
    name: str,
    data: bytes,
    *,
    sha256: str,
    layout: str,
    subject: str,
    as_of: datetime,
) -> SourceFile:
    """Return the row under which a workbook that was read stays on record."""
    return SourceFile(
        process_id=process_id,
        sha256=sha256,
        name=name,
        size_bytes=len(data),
        layout=layout,
        subject=subject,
        collected_at=as_of,
        rows_in=reading.rows_in,
        rows_accepted=reading.rows_accepted + reading.rows_blank,
        rows_set_aside=len(reading.faulty),
    )


def brought(
    name: str,
    department: str,
    reading: AnswersReading[Any],
    *,
    answered: int,
    handed_on: int,
    refused: Sequence[Fault],
    known_before: bool,
) -> WorkbookBack:
    """Sum up a workbook that was read; `refused`: what it asks for and somebody else must decide."""
    return WorkbookBack(
        name=name,
        department=department,
        rows_in=reading.rows_in,
        rows_accepted=reading.rows_accepted,
        rows_faulty=len(reading.faulty),
        rows_blank=reading.rows_blank,
        answered=answered,
        handed_on=handed_on,
        unanswered=len(reading.unanswered),
        faults=[*reading.faults, *refused, *reading.warnings],
        known_before=known_before,
    )


def to_mend(reading: AnswersReading[Any], name: str, workbook: str) -> dict[str, Any]:
    """Return what the letter about a faulty file says and encloses; `workbook`: the document of just those rows."""
    return {
        "attachments": [workbook],
        "file": name,
        "accepted": reading.rows_accepted,
        "rows": len(reading.mending),
        "faults": [_in_words(fault, name) for fault in reading.faults],
        "workbook": workbook.rpartition("/")[2],
    }


def _in_words(fault: Fault, name: str) -> str:
    """Say a fault to whoever sent the workbook: the letter names the file once, before all of them."""
    place = fault.place.removeprefix(f"{name}, ").removeprefix("foglio Scheda, ")
    return f"{place}: {fault.problem} → {fault.remedy}"
