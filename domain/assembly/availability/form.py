"""The help desk's workbook: one row for each answer that came by telephone or in person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.assembly.availability.said import Question
from domain.documents.forms import Column, FormRow, FormSpec, write_form

FORM_KIND = "disponibilità raccolte dallo sportello"
FORM_VERSION = 1
CHANNELS = ("telefono", "sportello", "posta elettronica", "posta")
YES, NO = "sì", "no"
QUESTION = "domanda-"
"""What the key of a further question begins with."""

_INSTRUCTIONS = (
    "Nel foglio «Disponibilità» scrivete una riga per ogni risposta, con il codice che sta sulla lettera di invito.",
    "Di chi non è disponibile bastano codice, risposta e giorno: non scrivete altri dati.",
    "Di chi è disponibile servono nome, un recapito (e-mail o telefono), il consenso e le risposte alle domande.",
    "Se la stessa persona cambia idea aggiungete una riga: vale la risposta più recente.",
)


def availability_spec(title: str, questions: Sequence[Question]) -> FormSpec:
    """Return the form: its last columns are the further questions."""
    return FormSpec(
        kind=FORM_KIND,
        version=FORM_VERSION,
        title=f"Disponibilità – {title}",
        instructions=_INSTRUCTIONS,
        sheet="Disponibilità",
        keyed=False,
        columns=(
            Column("code", "Codice", 20, required=True, max_length=60, help="Come sta sulla lettera."),
            Column("available", "Disponibile", 12, choices=(YES, NO), required=True),
            Column("channel", "Canale", 18, choices=CHANNELS, help="Come è arrivata la risposta."),
            Column("answered_on", "Giorno", 12, is_date=True, required=True, help="Quando è arrivata la risposta."),
            Column("answered_hour", "Alle ore", 10, max_length=5, help="Per esempio 15:30; facoltativo."),
            Column("name", "Nome e cognome", 26, max_length=160),
            Column("email", "E-mail", 26, max_length=254),
            Column("phone", "Telefono", 18, max_length=40),
            Column("language", "Lingua", 10, max_length=12, help="Codice di due lettere; vuoto: italiano."),
            Column("consent", "Consenso", 12, choices=(YES, NO), help="Consenso al trattamento dei dati."),
            *(Column(QUESTION + one.code, one.title, 24, choices=one.values, help=one.asked) for one in questions),
        ),
    )


def availability_form(
    title: str,
    questions: Sequence[Question],
    rows: Iterable[Mapping[str, str]] = (),
    *,
    process_id: str,
    created: datetime,
    blank_rows: int = 300,
) -> bytes:
    """Return the workbook (.xlsx), blank or with these rows by column key."""
    return write_form(
        availability_spec(title, questions),
        (FormRow("", dict(row)) for row in rows),
        meta={"process": process_id},
        created=created,
        blank_rows=blank_rows,
    )
