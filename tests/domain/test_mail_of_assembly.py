"""The letters of the assembly: what members, departments and administration read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from domain.documents.mail_kinds import Mail
from domain.documents.mail_of_assembly import (
    ASSEMBLY_KINDS,
    AnswersMending,
    AnswersReminder,
    AnswersRequest,
    AssemblyMail,
    DepartmentGap,
    DossierPublished,
    MeetingCall,
    MeetingCancelled,
    ReplacementOffer,
    ReportHandedOver,
    SeatConfirmation,
    TermWarning,
)
from domain.documents.mail_text import TEMPLATES, write_mail

COMMON = {
    "recipient": "Persona di prova",
    "assembly": "Assemblea clima 2025",
    "city": "Comune di Prova",
    "office": "Ufficio partecipazione",
    "reply_to": "assemblea@comune.example",
}
SITE = "https://partecipa.example/assemblea"
CALL = MeetingCall(
    **COMMON,
    meeting="seduta n. 4 (plenaria)",
    day=date(2025, 3, 8),
    hours="dalle 18:00 alle 21:00",
    place="Sala consiliare del Municipio 3",
    agenda=("Le Azioni proposte dalla città", "Scelta delle Azioni"),
    answer_by=date(2025, 3, 1),
    document="convocazione-4.docx",
    invitation="seduta-4.ics",
)
REQUEST = AnswersRequest(
    **COMMON,
    recommendations=("n. 1, Più alberi nelle piazze assolate", "n. 4, Uno sportello per la casa"),
    received_on=date(2026, 1, 15),
    due_on=date(2026, 3, 16),
    workbook="risposte-verde-1.xlsx",
)
REMINDER = AnswersReminder(
    **COMMON, missing=("n. 4, Uno sportello per la casa",), days_left=10, due_on=date(2026, 3, 16)
)
WARNING = TermWarning(
    **COMMON,
    received_on=date(2026, 1, 15),
    due_on=date(2026, 3, 16),
    days_left=7,
    answered=19,
    total=21,
    owing=(DepartmentGap("Direzione Casa", "nn. 4 e 7"),),
)
LETTERS: dict[AssemblyMail, str] = {
    SeatConfirmation(
        **COMMON,
        cohort=1,
        enters_on=date(2025, 1, 1),
        last_day=date(2025, 6, 30),
        answer_by=date(2024, 12, 8),
        training="11 gennaio 2025, ore 10:00, Sala del Municipio 3",
        site=SITE,
    ): "Assemblea clima 2025: il sorteggio vi ha scelto, confermate entro l'8 dicembre 2024",
    ReplacementOffer(
        **COMMON,
        cohort=1,
        enters_on=date(2025, 2, 12),
        last_day=date(2025, 6, 30),
        answer_by=date(2025, 2, 10),
        site=SITE,
    ): "Assemblea clima 2025: si è liberato un posto, rispondete entro il 10 febbraio 2025",
    CALL: "Assemblea clima 2025: seduta n. 4 (plenaria), 8 marzo 2025",
    replace(CALL, changes="si comincia alle 18:00, non più alle 17:00."): (
        "Assemblea clima 2025: cambia la seduta n. 4 (plenaria), 8 marzo 2025"
    ),
    MeetingCancelled(
        **COMMON,
        meeting="seduta n. 4 (plenaria)",
        day=date(2025, 3, 8),
        reason="la sala non è agibile",
        invitation="seduta-4.ics",
    ): "Assemblea clima 2025: annullata la seduta n. 4 (plenaria) dell'8 marzo 2025",
    ReportHandedOver(**COMMON, recommendations=21, months=2, document="rapporto-annuale.docx"): (
        "Assemblea clima 2025: consegna del rapporto annuale, 21 raccomandazioni"
    ),
    REQUEST: "Assemblea clima 2025: 2 raccomandazioni a cui rispondere entro il 16 marzo 2026",
    replace(REQUEST, recommendations=REQUEST.recommendations[:1], is_further=True): (
        "Assemblea clima 2025: 1 raccomandazione a cui rispondere entro il 16 marzo 2026"
    ),
    AnswersMending(
        **COMMON,
        file="risposte-verde-1.xlsx",
        accepted=1,
        rows=1,
        faults=("riga 5, colonna «Motivazione»: manca la motivazione → scrivete perché",),
        due_on=date(2026, 3, 16),
        workbook="risposte-verde-2.xlsx",
    ): "Assemblea clima 2025: 1 riga da correggere nella scheda di risposta",
    REMINDER: "Assemblea clima 2025: manca 1 risposta, termine il 16 marzo 2026",
    WARNING: "Assemblea clima 2025: il termine per il dossier di risposta scade il 16 marzo 2026",
    replace(WARNING, days_left=0, owing=(), answered=21): (
        "Assemblea clima 2025: il termine per il dossier di risposta scade il 16 marzo 2026"
    ),
    replace(WARNING, days_left=-5): "Assemblea clima 2025: termine per il dossier di risposta scaduto il 16 marzo 2026",
    DossierPublished(
        **COMMON,
        recommendations=21,
        outcomes=("accolte: 9", "non accolte: 12"),
        act="Deliberazione di Giunta n. 4",
        act_on=date(2026, 3, 12),
        document="dossier.docx",
        site=SITE,
    ): "Assemblea clima 2025: il Comune ha risposto a 21 raccomandazioni",
}


@pytest.mark.parametrize(("letter", "subject"), LETTERS.items(), ids=lambda one: getattr(one, "template", ""))
def test_every_letter_has_its_subject_and_leaves_no_gap(letter: Mail, subject: str) -> None:
    text = write_mail(letter)
    assert text.subject == subject
    assert text.body.startswith("Gentile Persona di prova,\n\n")
    assert text.body.endswith("la risposta arriva a assemblea@comune.example.\n")
    assert not re.search(r"[{}]|\n\n\n|\S  |\bNone\b| -\d", text.body), text.body


def test_every_kind_is_written_and_every_field_of_it_is_used() -> None:
    closing = (TEMPLATES / "assembly-closing.txt").read_text()
    assert {type(letter) for letter in LETTERS} == set(ASSEMBLY_KINDS)
    unused = [
        f"{kind.template}: {field}"
        for kind in ASSEMBLY_KINDS
        for field in kind.__dataclass_fields__
        if not re.search(rf"\b{field}\b", (TEMPLATES / f"{kind.template}.txt").read_text() + closing)
        and field != "template"
    ]
    assert unused == []


def test_a_term_that_is_over_says_since_when_and_that_nothing_can_close() -> None:
    body = write_mail(replace(WARNING, days_left=-5)).body
    assert "Il termine per rispondere è scaduto il 16 marzo 2026, da 5 giorni. Risposte raccolte: 19 su 21." in body
    assert "- Direzione Casa: nn. 4 e 7\n\nFinché ne manca una il dossier non si può chiudere." in body
