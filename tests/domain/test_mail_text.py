"""The texts of the letters: what departments, Council and platform read, and how a faulty template is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.documents.mail_kinds import (
    KINDS,
    Convocation,
    DifferenceCount,
    Disagreement,
    DividedGroup,
    EvaluationRequest,
    ExportDifferences,
    ExportRequest,
    InquiryMail,
    Mail,
    MendingRequest,
    Owing,
    Publication,
    Reminder,
    SynthesisReady,
    TermLapsed,
    WindowExtended,
    WindowOpening,
)
from domain.documents.mail_of_assembly import ASSEMBLY_KINDS
from domain.documents.mail_of_invitations import INVITATION_KINDS
from domain.documents.mail_of_observatory import OBSERVATORY_KINDS
from domain.documents.mail_of_office import OFFICE_KINDS, ArrivedFile, ArrivedFiles, Morning, Told
from domain.documents.mail_text import TEMPLATES, MailText, write_mail
from domain.errors import Refusal

COMMON = {
    "recipient": "Direzione Casa",
    "inquiry": "Istruttoria energia",
    "plan": "Piano di prova",
    "platform": "Piattaforma di prova",
    "city": "Comune di Prova",
    "office": "Ufficio partecipazione",
    "reply_to": "partecipazione@comune.example",
}
REMINDER = Reminder(
    **COMMON,
    missing=3,
    total=1200,
    days_left=10,
    due_on=date(2025, 6, 30),
    projected_on=date(2025, 7, 8),
    is_late=True,
)
MORNING = Morning(
    recipient="Ufficio partecipazione",
    office="Ufficio partecipazione",
    today=date(2025, 3, 4),
    done=(Told("Energia 2025", "Chiusura della finestra, dovuto il 4 marzo 2025, ore 00:00"),),
    failed=(Told("Energia 2025", "chiamata n. 2, interrotta"),),
    overdue=(Told("Energia 2025", "Sigillo del protocollo, dovuto da 1 giorno, attende la firma"),),
    coming=(Told("Orti 2025", "6 marzo 2025, ore 00:00, Apertura della finestra"),),
    owed=(Told("Orti 2025", "Direzione Casa: 3 valutazioni entro il 30 giugno 2025"),),
    letters=(Told("Orti 2025", "lettera n. 7, incerta: Orti: sollecito"),),
    silent=("orologio legale",),
    desk_url="http://127.0.0.1:4200",
)
"""The one letter that belongs to no inquiry."""
LETTERS: tuple[Mail, ...] = (
    WindowOpening(
        **COMMON,
        opens_on=date(2025, 2, 1),
        closes_on=date(2025, 3, 3),
        evaluation_starts_on=date(2025, 3, 4),
        evaluation_ends_on=date(2025, 6, 30),
        documents=("Patto di partecipazione", "Avviso pubblico"),
        platform_url="https://partecipa.example",
        publishes=True,
    ),
    ExportRequest(
        **COMMON, closed_on=date(2025, 3, 3), answer_by=date(2025, 3, 11), exports=("Proposte (CSV)", "Commenti (CSV)")
    ),
    Convocation(
        **COMMON,
        comments=551,
        agenda=("Quadro dei contributi", "Criteri comuni"),
        document="convocazione.docx",
        evaluation_ends_on=date(2025, 6, 30),
        contact="Responsabile del procedimento",
        contact_address="responsabile@comune.example",
    ),
    EvaluationRequest(
        **COMMON, comments=1, groups=0, parts=("Azione 1",), due_on=date(2025, 6, 30), workbook="casa.xlsx"
    ),
    MENDING := MendingRequest(
        **COMMON,
        file="scheda-casa-1.xlsx",
        accepted=0,
        rows=1,
        faults=("riga 4: manca il motivo",),
        due_on=date(2025, 6, 30),
        workbook="casa-2.xlsx",
    ),
    Disagreement(
        **COMMON,
        groups=(DividedGroup(3, ("«accolta»: n. 12 e 15, Direzione Casa", "«non accolta»: n. 18, Direzione Verde")),),
        due_on=date(2025, 6, 30),
        document="bozza.docx",
    ),
    REMINDER,
    TermLapsed(
        **COMMON, lapsed_on=date(2025, 6, 30), missing=5, total=9, owing=(Owing("Casa", 4), Owing("Welfare", 1))
    ),
    READY := SynthesisReady(
        **COMMON, received=553, answered=551, documents=("Documento di sintesi",), too_large=("Volume 1",)
    ),
    Publication(
        **COMMON,
        act="la deliberazione n. 12",
        act_on=date(2025, 7, 8),
        documents=("Documento di sintesi",),
        too_large=("Volume 1",),
        platform_url="https://partecipa.example",
        publishes=True,
    ),
    ExportDifferences(
        **COMMON,
        file="comments-2.csv",
        collected_on=date(2025, 3, 11),
        differences=(DifferenceCount("modificato", 2, "nn. 4 e 9"), DifferenceCount("scomparso", 1, "n. 12")),
    ),
    WindowExtended(
        **COMMON,
        act="determinazione n. 9",
        act_on=date(2025, 2, 8),
        closes_on=date(2025, 3, 11),
        evaluation_starts_on=date(2025, 3, 12),
        evaluation_ends_on=date(2025, 6, 30),
        document="Avviso pubblico di proroga",
        publishes=True,
    ),
    ArrivedFiles(
        **{name: COMMON[name] for name in ("recipient", "city", "office", "reply_to")},
        process=COMMON["inquiry"],
        sender="casa@comune.example",
        arrived_on=date(2025, 3, 11),
        files=(ArrivedFile("scheda.pdf", "arrivi/energia/1a2b3c4d-scheda.pdf", "è un PDF", "chiedete il modulo"),),
    ),
)


def test_a_reminder_tells_the_pace_and_the_term() -> None:
    assert write_mail(REMINDER) == MailText(
        "Istruttoria energia: mancano 3 valutazioni, termine il 30 giugno 2025",
        "Gentile Direzione Casa,\n"
        "\n"
        "il termine per valutare i contributi scade il 30 giugno 2025, tra 10 giorni. "
        "Su 1.200 contributi assegnati ne mancano ancora 3.\n"
        "\n"
        "Al ritmo tenuto finora finireste l'8 luglio 2025, oltre il termine. "
        "Vi chiediamo di rafforzare il lavoro o di dirci subito che cosa lo rallenta.\n"
        "\n"
        "Cordiali saluti\n"
        "Ufficio partecipazione\n"
        "Comune di Prova\n"
        "\n"
        "--\n"
        "Messaggio inviato in automatico nell'ambito di «Istruttoria energia».\n"
        "Per chiarimenti potete rispondere a questo messaggio: la risposta arriva a partecipazione@comune.example.\n",
    )


def test_a_reminder_before_any_evaluation_promises_nothing() -> None:
    body = write_mail(replace(REMINDER, missing=1, total=1, days_left=0, projected_on=None, is_late=False)).body
    assert "scade oggi, 30 giugno 2025. Su 1 contributo assegnato ne manca ancora uno." in body
    assert "Non abbiamo ancora ricevuto nessuna valutazione" in body and "ritmo" not in body


@pytest.mark.parametrize(
    ("letter", "subject"),
    zip(
        LETTERS,
        (
            "Istruttoria energia: la raccolta dei commenti si apre il 1º febbraio 2025",
            "Istruttoria energia: esportazione finale dei commenti entro l'11 marzo 2025",
            "Istruttoria energia: convocazione del gruppo di lavoro",
            "Istruttoria energia: 1 contributo da valutare entro il 30 giugno 2025",
            "Istruttoria energia: 1 riga da correggere nella scheda",
            "Istruttoria energia: esiti diversi per lo stesso testo in 1 gruppo",
            "Istruttoria energia: mancano 3 valutazioni, termine il 30 giugno 2025",
            "Istruttoria energia: termine di valutazione scaduto, mancano 5 valutazioni",
            "Istruttoria energia: fascicolo per il Consiglio comunale",
            "Istruttoria energia: esiti pubblicati",
            "Istruttoria energia: differenze in un'esportazione successiva",
            "Istruttoria energia: raccolta dei commenti prorogata fino a tutto l'11 marzo 2025",
            "Istruttoria energia: 1 file arrivato per posta da vedere",
        ),
        strict=True,
    ),
    ids=lambda value: value.template if isinstance(value, Mail) else "",
)
def test_every_letter_has_its_subject_and_leaves_no_gap(letter: Mail, subject: str) -> None:
    text = write_mail(letter)
    assert text.subject == subject
    assert text.body.startswith("Gentile Direzione Casa,\n\n") and text.body.endswith(
        "partecipazione@comune.example.\n"
    )
    assert not re.search(r"[{}]|\n\n\n|\S  |\bNone\b", text.body), text.body


def test_the_morning_letter_puts_first_what_cannot_wait() -> None:
    text = write_mail(MORNING)
    assert text.subject == "4 marzo 2025: 1 adempimento in ritardo, 1 atto non riuscito, 1 scadenza in settimana"
    heads = [line for line in text.body.splitlines() if line.isupper()]
    assert heads[:2] == ["IN RITARDO", "NON RIUSCITO DALL'ULTIMA LETTERA"] and len(heads) == 7
    assert not re.search(r"[{}]|\n\n\n|\S  |\bNone\b", text.body), text.body


def test_there_is_one_template_for_each_kind_and_none_besides() -> None:
    assert {letter.template for letter in LETTERS} == {kind.template for kind in (*KINDS, ArrivedFiles)}
    assert {path.stem for path in TEMPLATES.glob("*.txt")} == {
        *(kind.template for kind in (*KINDS, *ASSEMBLY_KINDS, *INVITATION_KINDS, *OBSERVATORY_KINDS, *OFFICE_KINDS)),
        *("closing", "observatory-closing"),
        "assembly-closing",
        "assembly-invitation-languages",
    }


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.template)
def test_every_field_of_a_kind_is_used_by_its_template(letter: Mail) -> None:
    source = (TEMPLATES / f"{letter.template}.txt").read_text() + (TEMPLATES / "closing.txt").read_text()
    own = set(type(letter).__dataclass_fields__) - set(InquiryMail.__dataclass_fields__)
    assert {field for field in own if not re.search(rf"\b{field}\b", source)} == set()


def test_the_city_may_word_a_letter_its_own_way(tmp_path: Path) -> None:
    (tmp_path / "reminder.txt").write_text("Oggetto: Restano {{ missing }}\n\nEntro {{ due_on|il }}.\n")
    assert write_mail(REMINDER, city_templates=tmp_path) == MailText("Restano 3", "Entro il 30 giugno 2025.\n")
    assert (
        write_mail(READY, city_templates=tmp_path).subject == "Istruttoria energia: fascicolo per il Consiglio comunale"
    )


@pytest.mark.parametrize(
    ("template", "problem", "remedy"),
    [
        ("Oggetto: x\n\n{{ mising }}\n", "la lettera non conosce «mising»", "forse «missing»?"),
        (
            "Oggetto: x\n\n{{ missing }\n",
            "il modello non si può leggere: unexpected '}'",
            "correggete il segnaposto",
        ),
        ("Gentili,\n\nx\n", "il modello non comincia con la riga «Oggetto:» o non ha testo", ""),
        ("Oggetto: x\n", "il modello non comincia con la riga «Oggetto:» o non ha testo", ""),
        (
            "Oggetto: x\n\n{{ missing / 0 }}\n",
            "il modello non si può compilare (ZeroDivisionError)",
            "",
        ),
        ("Oggetto: x\n\n{{ missing|conta }}\n", "il modello non si può compilare (TypeError)", ""),
        ("Oggetto: x\n\n{% include 'altro.txt' %}\n", "manca il modello «altro.txt»", ""),
        ("Oggetto: x\n\n{{ plan.__class__.__mro__ }}\n", "la lettera non conosce «__class__»", ""),
    ],
)
def test_a_faulty_template_is_refused_with_its_place(tmp_path: Path, template: str, problem: str, remedy: str) -> None:
    (tmp_path / "reminder.txt").write_text(template)
    with pytest.raises(Refusal) as refused:
        write_mail(REMINDER, city_templates=tmp_path)
    assert refused.value.problem.startswith(problem)
    assert refused.value.remedy.startswith(remedy) and refused.value.remedy
    assert refused.value.place.startswith("reminder.txt")


def test_a_field_cannot_break_the_letter() -> None:
    hostile = "riga 4: «{{ 7*7 }}»\r\nBcc: tutti@altrove.example \ud800\x00 =cmd 🏳\u200d🌈"
    text = write_mail(replace(MENDING, faults=(hostile,)))
    assert "- riga 4: «{{ 7*7 }}»  Bcc: tutti@altrove.example    =cmd 🏳\u200d🌈\n" in text.body


def test_a_long_title_makes_a_subject_that_still_fits() -> None:
    subject = write_mail(replace(REMINDER, inquiry="Istruttoria " + "lunga " * 60)).subject
    assert len(subject) <= 200 and subject.endswith("…")


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (replace(LETTERS[0], publishes=False), "vi chiediamo di riservare fin d'ora il tempo necessario"),
        (replace(LETTERS[2], for_information=True), "per conoscenza: la raccolta su «Piano di prova» è chiusa"),
        (
            replace(LETTERS[3], is_further=True),
            "oltre ai contributi già ricevuti ve ne è assegnato un altro, riassegnato",
        ),
        (
            replace(MENDING, rows=3, accepted=1, faults=("a", "b")),
            "Una riga è stata registrata. 3 righe vanno corrette",
        ),
        (replace(LETTERS[7], missing=0, owing=(), disagreeing=2), "In 2 gruppi di testi uguali o quasi uguali gli"),
        (replace(READY, decides=False, too_large=()), "è stato trasmesso alla segreteria del Consiglio.\n\nCordiali"),
        (replace(LETTERS[9], publishes=False, too_large=()), "si leggono sulla piattaforma Piattaforma di prova"),
    ],
    ids=lambda value: value.template if isinstance(value, Mail) else "",
)
def test_a_letter_says_only_what_is_so_for_its_reader(letter: Mail, words: str) -> None:
    text = write_mail(letter)
    assert words in text.body
    assert text.body.count("\n\nCordiali saluti\n") == 1
    assert not re.search(r"[{}]|\n\n\n|\S  |\bNone\b", text.body), text.body


def test_the_letter_of_an_extension_names_the_act_and_every_new_day() -> None:
    extended = next(letter for letter in LETTERS if isinstance(letter, WindowExtended))
    assert (
        "con determinazione n. 9 dell'8 febbraio 2025 la raccolta dei commenti su «Piano di prova» è prorogata: resta "
        "aperta fino a tutto l'11 marzo 2025, sulla piattaforma Piattaforma di prova e per gli altri canali. "
        "La valutazione si svolge tra il 12 marzo 2025 e il 30 giugno 2025."
    ) in write_mail(extended).body
