"""The workbook with which a department answers the recommendations that it owns, and the one that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.assembly.dossier.views import Asked, RecommendationView, owed
from domain.documents.forms import Column, FormRow, FormSpec, write_form
from domain.documents.forms.answering import Mending, mending_rows, mending_spec, other_labels, passing_on
from domain.italian import counted
from domain.vocabulary import AnswerOutcome, DocumentKind

FORM_VERSION = 1
_INSTRUCTIONS = (
    "Nel foglio «Scheda» ogni riga è una raccomandazione a cui rispondere. Compilate le celle bianche: quelle grigie "
    "sono bloccate.",
    "Scegliete l'esito dall'elenco e scrivete la motivazione: sarà pubblicata nel dossier, quindi usate parole che i "
    "cittadini dell'assemblea possano capire.",
    "Se la raccomandazione è accolta, anche in parte, scrivete che cosa cambia ed entro quale giorno.",
    "Se è già in corso, scrivete nella motivazione che cosa si sta facendo; potete indicare anche il giorno in cui "
    "finirà.",
    "Se la risposta spetta a un'altra direzione, sceglietela nell'ultima colonna e lasciate vuoto l'esito; nella "
    "motivazione spiegate perché. Il termine per rispondere non si ferma.",
    "Potete salvare e riprendere in più volte e rispondere in parte: le righe vuote restano da fare.",
    "Non cambiate la colonna «Chiave» e non unite le celle. Rimandate il file in formato .xlsx a chi ve lo ha inviato.",
)


def answers_spec(asked: Asked) -> FormSpec:
    """Return the form of a department: its outcomes are those of the vocabulary."""
    return FormSpec(
        kind=DocumentKind.ANSWER_FORM.value,
        version=FORM_VERSION,
        title=f"Risposte alle raccomandazioni – {asked.short_title}",
        instructions=_INSTRUCTIONS,
        columns=(
            Column("number", "N.", 7, locked=True),
            Column("title", "Raccomandazione", 24, locked=True),
            Column("text", "Testo", 54, locked=True, signed=True),
            Column("origin", "Gruppo e Azione", 20, locked=True),
            Column("votes", "Voti", 18, locked=True),
            Column(
                "outcome",
                "Esito",
                15,
                choices=tuple(outcome.value for outcome in AnswerOutcome),
                help="Scegliete l'esito dall'elenco.",
            ),
            Column("reason", "Motivazione", 44, help="Perché questo esito: è il testo che sarà pubblicato."),
            Column(
                "follow_up",
                "Che cosa cambia",
                30,
                help="Che cosa il Comune farà. Serve quando l'esito è: accolta, accolta in parte.",
            ),
            Column("follow_up_on", "Entro quando", 13, is_date=True, help="Giorno entro cui sarà fatto: 30/06/2026."),
            *passing_on(other_labels(asked.departments, asked.department)),
        ),
    )


def answers_form(
    asked: Asked, views: Iterable[RecommendationView], *, secret: bytes, created: datetime, batch: str = "1"
) -> bytes:
    """Return the workbook (.xlsx) of what this department must answer; answers already given stand in it."""
    rows = answer_rows(owed(views, asked.department))
    to_give = counted(len(rows), "raccomandazione", "raccomandazioni")
    return write_form(
        answers_spec(asked),
        rows,
        secret=secret,
        meta=answers_meta(asked, batch),
        created=created,
        subtitle=f"{asked.departments[asked.department]} · invio {batch} · {to_give}",
    )


def mending_answers(
    asked: Asked,
    views: Iterable[RecommendationView],
    mending: Mending,
    *,
    secret: bytes,
    created: datetime,
    batch: str,
) -> bytes:
    """Return the workbook (.xlsx) of just the rows to mend (`AnswersReading.mending`); it is read like the whole."""
    rows = mending_rows(answer_rows(owed(views, asked.department)), mending)
    to_mend = counted(len(rows), "riga da correggere", "righe da correggere")
    return write_form(
        mending_spec(answers_spec(asked), f"Righe da correggere – {asked.short_title}"),
        rows,
        secret=secret,
        meta=answers_meta(asked, batch),
        created=created,
        subtitle=f"{asked.departments[asked.department]} · {batch} · {to_mend}",
    )


def answers_meta(asked: Asked, batch: str = "") -> dict[str, str]:
    """Return what the hidden sheet says; without a batch, what it must say when it comes back."""
    meta = {"process": asked.process_id, "department": asked.department}
    return {**meta, "batch": batch} if batch else meta


def answer_rows(views: Iterable[RecommendationView]) -> list[FormRow]:
    """Return one row per recommendation, with the answer that stands on record."""
    return [FormRow(str(view.number), _values(view)) for view in views]


def _values(view: RecommendationView) -> dict[str, str]:
    values = {
        "number": str(view.number),
        "title": view.title,
        "text": view.text,
        "origin": f"{view.group}\n{view.action}" if view.action else view.group,
        "votes": view.votes,
    }
    if view.outcome is not None:
        values |= {
            "outcome": view.outcome.value,
            "reason": view.reason,
            "follow_up": view.follow_up,
            "follow_up_on": view.follow_up_on.isoformat() if view.follow_up_on else "",
        }
    return values
