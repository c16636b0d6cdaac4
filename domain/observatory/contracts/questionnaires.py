"""The questionnaire of social workers and third-sector bodies: the spreadsheet form, and its contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import dataframely as dy
import polars as pl

from domain.documents.forms import Column, FormReading, FormSpec, read_form, write_blank_form
from domain.errors import Fault
from domain.observatory.contracts.contract import CODE, FLAGS
from domain.observatory.table import Geography
from domain.observatory.values import Answer, Flag

_YES_NO = ("Sì", "No")

QUESTIONNAIRE = FormSpec(
    kind="observatory-questionnaire",
    version=1,
    title="Questionario sul benessere termico",
    instructions=(
        "Una riga per ogni nucleo incontrato. Non scrivere nomi, indirizzi né codici fiscali.",
        "La sezione di censimento è obbligatoria: si trova con l'indirizzo, e l'indirizzo non si scrive.",
        "Se una risposta manca, lasciare la casella vuota: vale «assente», non «No».",
    ),
    columns=(
        Column(
            "section", "Sezione di censimento", 22, required=True, max_length=40, help="codice di 13 cifre, come testo"
        ),
        Column("complex", "Complesso ERP", 16, max_length=40, help="codice del complesso, se c'è"),
        Column("cold", "Riesce a tenere la casa abbastanza calda?", 24, choices=_YES_NO),
        Column("hot", "Riesce a tenere la casa abbastanza fresca d'estate?", 24, choices=_YES_NO),
        Column("arrears", "Bollette in ritardo negli ultimi 12 mesi?", 24, choices=_YES_NO),
    ),
    sheet="Questionari",
    keyed=False,
)


class QuestionnaireRow(dy.Schema):
    """The answers of one household that was met (questionario)."""

    section = dy.String(nullable=False, regex=CODE)
    complex = dy.String(nullable=True, regex=CODE)
    cold = dy.Enum([answer.value for answer in Answer], nullable=True)
    cold_flag = FLAGS
    hot = dy.Enum([answer.value for answer in Answer], nullable=True)
    hot_flag = FLAGS
    bills_late = dy.Enum([answer.value for answer in Answer], nullable=True)
    bills_late_flag = FLAGS


@dataclass(frozen=True)
class Questionnaires:
    """A form that came back (questionari letti). Always: rows_in == rows of `answers` + set aside + left blank."""

    rows_in: int
    set_aside: int
    blank: int
    faults: tuple[Fault, ...]
    answers: pl.DataFrame


def blank_questionnaire(
    *, body: str, created: datetime, rows: int = 300, process: str = "observatory", year: int | None = None
) -> bytes:
    """Return the form to send to a body (ente), which its hidden sheet names, with the process that asks."""
    meta = {"process": process, "department": body} | ({"year": str(year)} if year else {})
    return write_blank_form(QUESTIONNAIRE, rows, meta=meta, created=created, subtitle=body)


def read_questionnaires(
    data: bytes, *, name: str, body: str, geography: Geography, process: str = "observatory"
) -> Questionnaires:
    """Read a form that came back; `cold` is yes for whoever cannot keep the home warm, `hot` likewise in summer.

    Raises: Refusal when the file is no such form, or was made for another body.
    """
    reading = read_form(data, QUESTIONNAIRE, name=name, expects={"process": process, "department": body})
    known = {"section": set(geography.sections["section"]), "complex": set(geography.complexes["complex"])}
    faults, rows = list(reading.faults), []
    for row in reading.rows:
        wrong = _unknown(reading, row.row_number, {key: row.values[key] for key in known}, known)
        faults += wrong
        if not wrong:
            rows.append(_answers(dict(row.values)))
    columns = QuestionnaireRow.columns()
    frame = pl.DataFrame(rows, schema={key: column.dtype for key, column in columns.items()}, orient="row")
    answers = QuestionnaireRow.validate(frame).sort("section", maintain_order=True)
    blank = len(reading.blank)
    return Questionnaires(reading.rows_in, reading.rows_in - blank - answers.height, blank, tuple(faults), answers)


def _unknown(reading: FormReading, row: int, codes: dict[str, str], known: dict[str, set[str]]) -> list[Fault]:
    word = {"section": "la sezione non è nella base territoriale", "complex": "il complesso non è nell'elenco"}
    return [
        Fault(f"{word[key]}: «{code}»", "controllare il codice", reading.place(row, key))
        for key, code in codes.items()
        if code and code not in known[key]
    ]


def _answers(values: dict[str, str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {"section": values["section"], "complex": values["complex"] or None}
    for key, asked, hard in (("cold", "cold", "No"), ("hot", "hot", "No"), ("bills_late", "arrears", "Sì")):
        said = values[asked]
        found[key] = None if not said else (Answer.YES if said == hard else Answer.NO).value
        found[f"{key}_flag"] = (Flag.MEASURED if said else Flag.ABSENT).value
    return found
