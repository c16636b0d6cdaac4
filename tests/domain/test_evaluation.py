"""What a department is asked and what it answers: every row accepted, blank or named with its fault."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from domain.documents.forms.filling import fill_form
from domain.documents.forms.reasoned import AnswersReading, HandingOn
from domain.errors import Fault, Refusal
from domain.inquiry.evaluation import (
    EvaluatedComment,
    contradictions,
    evaluation_form,
    expand_groups,
    mending_form,
    projection,
    questions,
    read_evaluations,
)
from domain.inquiry.views import CommentView
from domain.vocabulary import Admission, Channel, Ground, Likeness, Outcome
from tests.domain.forms_desk import CREATED, SECRET, Desk, definition, edit, view

ROME = ZoneInfo("Europe/Rome")
INQUIRY = definition()
REASON = "Il regolamento edilizio non lo permette."

CAMPAIGN = [
    view(4, "Pannelli sui tetti delle case popolari.", group_number=1, likeness=Likeness.MODEL, supports=9),
    view(5, "Pannelli sui tetti delle case popolari.", group_number=1, likeness=Likeness.EXACT),
    view(
        6,
        "Pannelli sui tetti delle case popolari. E anche a scuola.",
        group_number=1,
        likeness=Likeness.NEAR,
        added_text="E anche a scuola.",
    ),
    view(7, "Pannelli sui tetti case popolari.", group_number=1, likeness=Likeness.NEAR),
]
VIEWS = [
    view(1, title="Alberi", on_behalf_of="Associazione Ombra", supports=3),
    view(2, "=1+1", parent_number=1, channel=Channel.AMENDMENT),
    view(3, "parole ingiuriose", ground=Ground.INSULT),
    *CAMPAIGN,
    view(8, department="casa", part="azione-2"),
    view(9, admission=Admission.LATE),
]


def form(views: list[CommentView] = VIEWS, **options: object) -> bytes:
    return evaluation_form(INQUIRY, "verde", views, secret=SECRET, created=CREATED, **options)


@cache
def sent() -> bytes:
    """The form as it goes out, written once: staff edit copies of it."""
    return form()


def read(data: bytes, views: list[CommentView] = VIEWS, department: str = "verde") -> AnswersReading[EvaluatedComment]:
    return read_evaluations(data, "v.xlsx", definition=INQUIRY, department=department, views=views, secret=SECRET)


def place(row: int, column: str) -> str:
    return f"v.xlsx, foglio Scheda, riga {row}, colonna {column}"


def is_conserved(reading: AnswersReading[EvaluatedComment]) -> bool:
    return reading.rows_in == reading.rows_accepted + len(reading.faulty) + reading.rows_blank


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(data))["Scheda"]
    return [tuple(value for value in row[1:]) for row in sheet.iter_rows(min_row=4, values_only=True)]


def test_the_form_asks_once_for_a_group_and_shows_who_added_something():
    texts = {row[0]: (row[1], row[4], row[5], row[6], row[7]) for row in rows_of(form())}
    assert texts == {
        "1": (
            "commento",
            "P-00001, per Associazione Ombra",
            None,
            "3",
            "Alberi\nIl contributo numero 1 chiede più alberi e meno sprechi.",
        ),
        "2": ("osservazione, in risposta al n. 1", "P-00002", None, None, "=1+1"),
        "3": (
            "commento",
            "P-00003",
            None,
            None,
            "[testo moderato (ingiuria): rispondete nel merito, non riportatelo in atti pubblici]\nparole ingiuriose",
        ),
        "4": (
            "commento",
            "P-00004",
            "Gruppo 1: la risposta vale per 4 contributi (anche n. 5, 6, 7)",
            "9",
            "Pannelli sui tetti delle case popolari.",
        ),
        "6": (
            "commento",
            "P-00006",
            "Gruppo 1: come la riga n. 4, salvo risposta propria",
            None,
            "Aggiunta propria: E anche a scuola.",
        ),
    }


def test_a_moderated_text_stands_in_the_form_only_under_the_warning_not_to_print_it():
    hidden = replace(CAMPAIGN[2], ground=Ground.HATE)
    cells = [str(cell) for row in rows_of(form([VIEWS[2], *CAMPAIGN[:2], hidden])) for cell in row]
    found = [cell for cell in cells if "ingiuriose" in cell or "scuola" in cell]
    assert len(found) == 2
    assert all(cell.startswith("[testo moderato (") for cell in found)


def test_the_date_of_a_comment_is_the_day_in_the_city():
    late_evening = view(1, submitted_at=datetime(2025, 3, 3, 23, 30, tzinfo=UTC))
    assert rows_of(form([late_evening]))[0][3] == "04/03/2025"


def test_answers_come_back_by_number_and_a_rerouted_row_is_no_answer():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="ACCOLTA ", Motivazione=f" {REASON}", Modifica_al_piano="Nuova misura 3.")
        desk.answer("2", Altra_direzione_competente="casa", Motivazione="È un tema di alloggi.")
        desk.answer("4", Esito="gia' prevista", Motivazione="È già nella misura 2 del piano.")

    reading = read(edit(sent(), work))

    assert reading == AnswersReading(
        rows_in=5,
        rows_accepted=3,
        rows_blank=2,
        answers=[
            EvaluatedComment(1, Outcome.ACCEPTED, REASON, "Nuova misura 3."),
            EvaluatedComment(4, Outcome.ALREADY_PROVIDED, "È già nella misura 2 del piano."),
        ],
        handed_on=[HandingOn(2, "casa", "È un tema di alloggi.")],
        unanswered=[3],
    )
    assert reading.mending == {}


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        (
            {"Esito": "non accolta"},
            [Fault("manca la motivazione", "scrivete perché questo esito", place(4, "«Motivazione» (K)"))],
        ),
        ({"Motivazione": REASON}, [Fault("manca l'esito", "sceglietelo dall'elenco", place(4, "«Esito» (J)"))]),
        (
            {"Modifica_al_piano": "Misura 3"},
            [
                Fault("manca l'esito", "sceglietelo dall'elenco", place(4, "«Esito» (J)")),
                Fault("manca la motivazione", "scrivete perché questo esito", place(4, "«Motivazione» (K)")),
            ],
        ),
        (
            {"Esito": "non accolta", "Motivazione": "no............................"},
            [
                Fault(
                    "la motivazione è troppo breve per chi la leggerà",
                    "scrivete almeno 15 lettere: perché questo esito",
                    place(4, "«Motivazione» (K)"),
                )
            ],
        ),
        (
            {"Esito": "parzialmente accolta", "Motivazione": REASON},
            [
                Fault(
                    "l'esito è «parzialmente accolta», ma manca la modifica al piano",
                    "scrivete che cosa cambia nel piano e dove, oppure cambiate l'esito",
                    place(4, "«Modifica al piano» (L)"),
                )
            ],
        ),
        (
            {"Esito": "non accolta", "Motivazione": REASON, "Altra_direzione_competente": "Casa"},
            [
                Fault(
                    "la riga ha sia un esito o una modifica sia un'altra direzione competente",
                    "lasciate l'esito, se rispondete voi; oppure solo l'altra direzione",
                    place(4, "«Altra direzione competente» (M)"),
                )
            ],
        ),
        (
            {"Esito": "forse", "Motivazione": "no"},
            [
                Fault(
                    "«forse» non è fra le voci ammesse",
                    "scegliete una voce dell'elenco: accolta; parzialmente accolta; non accolta; già prevista; "
                    "non pertinente",
                    place(4, "«Esito» (J)"),
                ),
                Fault(
                    "la motivazione è troppo breve per chi la leggerà",
                    "scrivete almeno 15 lettere: perché questo esito",
                    place(4, "«Motivazione» (K)"),
                ),
            ],
        ),
    ],
)
def test_each_rule_of_an_answer_is_named_by_row_and_column(answers, faults):
    reading = read(edit(sent(), lambda desk: desk.answer("1", **answers)))
    assert (reading.faults, reading.answers, reading.handed_on) == (faults, [], [])
    assert 1 not in reading.unanswered
    assert is_conserved(reading)


def test_a_change_beside_an_outcome_that_changes_nothing_is_left_out_with_a_warning():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="non accolta", Motivazione=REASON, Modifica_al_piano="Misura 3")

    reading = read(edit(sent(), work))
    assert reading.answers == [EvaluatedComment(1, Outcome.NOT_ACCEPTED, REASON)]
    assert reading.warnings == [
        Fault(
            "l'esito «non accolta» non cambia il piano: la modifica scritta non è stata presa",
            "se il piano cambia, correggete l'esito; altrimenti spostate il testo nella motivazione",
            place(4, "«Modifica al piano» (L)"),
        )
    ]


def test_a_reason_is_cleaned_as_every_text_that_will_be_printed():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="non accolta", Motivazione="Costa <b>troppo</b> per\u202e il bilancio \ufeffdi oggi. ")

    (evaluated,) = read(edit(sent(), work)).answers
    assert evaluated.reason == "Costa troppo per il bilancio di oggi."


def test_only_the_faulty_rows_come_back_to_be_mended_and_the_mended_form_is_read_like_the_whole_one():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="accolta", Motivazione=REASON)
        desk.answer("2", Esito="boh", Motivazione="=1+1")
        desk.answer("4", Esito="non accolta", Motivazione=REASON)

    reading = read(edit(sent(), work))
    mend = mending_form(INQUIRY, "verde", VIEWS, reading.mending, secret=SECRET, created=CREATED, batch="1-bis")

    assert [(row[0], row[1], row[9], row[10], row[11]) for row in rows_of(mend)] == [
        (
            "• l'esito è «accolta», ma manca la modifica al piano → scrivete che cosa cambia nel piano e dove, oppure "
            "cambiate l'esito",
            "1",
            "accolta",
            REASON,
            None,
        ),
        (
            "• «boh» non è fra le voci ammesse → scegliete una voce dell'elenco: accolta; parzialmente accolta; non "
            "accolta; già prevista; non pertinente\n"
            "• contiene una formula → scrivete il valore, senza il segno = davanti\n"
            "• la motivazione è troppo breve per chi la leggerà → scrivete almeno 15 lettere: perché questo esito",
            "2",
            "boh",
            "=1+1",
            None,
        ),
    ]

    def correct(desk: Desk) -> None:
        desk.answer("1", Modifica_al_piano="Nuova misura 3.")
        desk.answer("2", Esito="non pertinente", Motivazione="Non riguarda il piano energetico.")

    mended = read(edit(mend, correct))
    assert mended.answers == [
        EvaluatedComment(1, Outcome.ACCEPTED, REASON, "Nuova misura 3."),
        EvaluatedComment(2, Outcome.NOT_PERTINENT, "Non riguarda il piano energetico."),
    ]
    assert mended.faults == []


def test_rows_that_lost_their_key_are_asked_again_in_the_mending_form():
    def work(desk: Desk) -> None:
        row = desk.row("1")
        desk.write(row, Esito="non accolta", Motivazione=REASON)
        desk.sheet.cell(row, desk.column("Chiave")).value = "persa"

    reading = read(edit(sent(), work))
    assert reading.mending == {
        1: ({}, ["la riga non è stata riconosciuta nel file ricevuto: scrivete qui la risposta"])
    }
    assert (reading.missing, 1 in reading.unanswered) == ([1], True)


def test_another_departments_workbook_is_refused_and_its_rows_pasted_here_are_named():
    theirs = evaluation_form(INQUIRY, "casa", VIEWS, secret=SECRET, created=CREATED)
    with pytest.raises(Refusal, match="direzione: il modulo è di «casa», serve quello di «verde»"):
        read(theirs)
    with pytest.raises(Refusal, match="procedimento: il modulo è di «energia», serve quello di «altra»"):
        read_evaluations(
            form(), "v.xlsx", definition=definition(id="altra"), department="verde", views=VIEWS, secret=SECRET
        )

    foreign = load_workbook(io.BytesIO(theirs))["Scheda"]

    def paste(desk: Desk) -> None:
        for place, cell in enumerate(foreign[4], start=1):
            desk.sheet.cell(9, place).value = cell.value
        desk.write(9, Esito="non accolta", Motivazione=REASON)

    (fault,) = read(edit(sent(), paste)).faults
    assert fault.problem == "la riga 8 non è fra quelle a cui il modulo deve rispondere"


def test_one_answer_reaches_every_member_unless_a_member_has_its_own():
    def work(desk: Desk) -> None:
        desk.answer("4", Esito="non accolta", Motivazione=REASON)
        desk.answer("6", Esito="accolta", Motivazione="L'aggiunta sulle scuole è utile.", Modifica_al_piano="Misura 9")

    evaluations = expand_groups(read(edit(sent(), work)).answers, VIEWS, "verde")
    own = EvaluatedComment(6, Outcome.ACCEPTED, "L'aggiunta sulle scuole è utile.", "Misura 9")
    assert evaluations == [
        EvaluatedComment(4, Outcome.NOT_ACCEPTED, REASON),
        EvaluatedComment(5, Outcome.NOT_ACCEPTED, REASON),
        own,
        EvaluatedComment(7, Outcome.NOT_ACCEPTED, REASON),
    ]

    recorded = [
        replace(one, outcome=found.outcome, reason=found.reason, plan_change=found.plan_change)
        for one, found in zip(CAMPAIGN, evaluations, strict=True)
    ]
    changed = EvaluatedComment(4, Outcome.ALREADY_PROVIDED, "È già nella misura 2 del piano.")
    again = expand_groups([changed], recorded, "verde")
    assert [one.comment_number for one in again] == [4, 5, 7], "an answer of its own outlives the group's next one"


def test_a_form_sent_again_shows_the_answers_on_record_and_reads_them_as_unchanged():
    answered = replace(VIEWS[0], outcome=Outcome.NOT_ACCEPTED, reason=REASON)
    views = [answered, *VIEWS[1:]]

    reading = read(form(views), views)
    assert (reading.unchanged, reading.answers, 1 in reading.unanswered) == ([1], [], False)
    assert is_conserved(reading)
    assert [row[0] for row in rows_of(form(views, only_unanswered=True))] == ["2", "3", "4", "6"]


def test_a_campaign_on_two_parts_is_asked_of_both_departments():
    elsewhere = replace(CAMPAIGN[1], department="casa", part="azione-2")
    views = [CAMPAIGN[0], elsewhere, *CAMPAIGN[2:]]
    assert [(one.asked.number, [member.number for member in one.covered]) for one in questions(views, "verde")] == [
        (4, [6, 7])
    ]
    assert [(one.asked.number, one.covered) for one in questions(views, "casa")] == [(5, ())]


def test_when_the_model_is_elsewhere_the_member_nearest_to_it_is_asked():
    views = [replace(CAMPAIGN[0], department="casa"), CAMPAIGN[2], CAMPAIGN[1], CAMPAIGN[3]]
    (question,) = questions(views, "verde")
    assert (question.asked.number, [one.number for one in question.with_additions]) == (5, [6])


def test_different_outcomes_inside_a_group_are_flagged_and_own_additions_can_be_told_apart():
    views = [
        replace(CAMPAIGN[0], outcome=Outcome.NOT_ACCEPTED),
        replace(CAMPAIGN[1], outcome=Outcome.NOT_ACCEPTED),
        replace(CAMPAIGN[2], outcome=Outcome.ACCEPTED),
    ]
    assert contradictions(views) == [
        Fault(
            "esiti diversi per lo stesso testo: «accolta» (n. 6; verde); «non accolta» (n. 4, 5; verde)",
            "confermate che l'aggiunta propria giustifica l'esito diverso, oppure uniformate l'esito",
            "gruppo 1",
        )
    ]
    assert contradictions(views, own_additions=False) == []
    across = [*views[:2], replace(CAMPAIGN[3], outcome=Outcome.ACCEPTED, department="casa")]
    assert contradictions(across, own_additions=False) == [
        Fault(
            "esiti diversi per lo stesso testo: «accolta» (n. 7; casa); «non accolta» (n. 4, 5; verde)",
            "le direzioni concordino un solo esito e lo scrivano nelle schede",
            "gruppo 1",
        )
    ]
    assert contradictions(CAMPAIGN) == []


START = datetime(2025, 3, 4, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done", "total", "as_of_days", "sentence"),
    [
        (0, 100, 20, "0 risposte date su 100: fine non stimabile"),
        (50, 50, 20, "50 risposte date su 50: completato"),
        (20, 100, 20, "20 risposte date su 100: al ritmo attuale (1,0 al giorno) la fine è prevista il 12/06/2025, "
         "entro il termine"),
        (10, 100, 20, "10 risposte date su 100: al ritmo attuale (0,5 al giorno) la fine è prevista il 20/09/2025, "
         "82 giorni dopo il termine"),
        (1, 100_000, 20, "1 risposte date su 100000: fine non stimabile"),
        (5, 100, 0, "5 risposte date su 100: fine non stimabile"),
    ],
)  # fmt: skip
def test_the_finish_is_projected_from_the_real_pace(done, total, as_of_days, sentence):
    instants = [START + timedelta(days=min(index, as_of_days)) for index in range(done)]
    found = projection(
        [*instants, START + timedelta(days=400)],
        total,
        started_at=START,
        as_of=START + timedelta(days=as_of_days if done < 50 else 60),
        ends_on=date(2025, 6, 30),
        zone=ROME,
    )
    assert str(found) == sentence


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_whatever_is_typed_every_row_is_accepted_blank_or_faulty(data: st.DataObject):
    typed = {
        "Esito": st.sampled_from(["", "accolta", "NON ACCOLTA", "boh", "=A1", 3]),
        "Motivazione": st.sampled_from(["", REASON, "no", "=1", "{{ x }}" * 5, "</w:p><w:p>" * 3]),
        "Modifica_al_piano": st.sampled_from(["", "Misura 3"]),
        "Altra_direzione_competente": st.sampled_from(["", "", "Casa", "Verde"]),
    }

    def work(desk: Desk) -> None:
        for key in ("1", "2", "3", "4", "6"):
            desk.answer(key, **{name: data.draw(values) or None for name, values in typed.items()})

    reading = read(edit(sent(), work))
    assert is_conserved(reading)
    named = [one.comment_number for one in reading.answers] + [one.number for one in reading.handed_on]
    named += [row.number for row in reading.faulty]
    assert len(named) == len(set(named))
    assert {1, 2, 3, 4} - set(named) == set(reading.unanswered)
    mend = mending_form(INQUIRY, "verde", VIEWS, reading.mending, secret=SECRET, created=CREATED, batch="2")
    assert [row[1] for row in rows_of(mend)] == [str(number) for number in sorted(reading.mending)]
    again = read(mend)
    # A formula comes back as the text it was: as the words of a passing on, which needs none, that is no fault.
    asked_again = {row.number for row in again.faulty} | {one.number for one in again.handed_on}
    assert asked_again == set(reading.mending)
    assert again.answers == []


def test_a_comment_passed_on_to_a_department_that_has_answered_its_group_is_accepted_in_a_row_of_its_own():
    given_before = {"outcome": Outcome.ACCEPTED, "reason": "Si fa davvero presto", "plan_change": "art. 2"}
    answered = [replace(one, **given_before) for one in CAMPAIGN]
    passed_on = view(12, "Pannelli sui tetti delle case popolari.", group_number=1, likeness=Likeness.EXACT)
    answer = {"Esito": "accolta", "Motivazione": "Come per gli altri", "Modifica al piano": "art. 2"}
    filled = fill_form(form([passed_on]), lambda _: answer, created=CREATED)
    reading = read(filled, [*answered, passed_on])
    assert [one.comment_number for one in reading.answers] == [12]
    assert (reading.rows_in, reading.rows_accepted, reading.faults) == (1, 1, [])


def test_members_passed_on_after_their_group_was_answered_follow_the_one_that_stands_for_them():
    given_before = {"outcome": Outcome.ACCEPTED, "reason": "Si fa davvero presto", "plan_change": "art. 2"}
    answered = [replace(one, **given_before) for one in CAMPAIGN]
    passed_on = [
        view(number, "Pannelli sui tetti delle case popolari.", group_number=1, likeness=Likeness.EXACT)
        for number in (12, 13, 14)
    ]
    asked = EvaluatedComment(12, Outcome.ACCEPTED, "Come per gli altri", "art. 2")
    assert expand_groups([asked], [*answered, *passed_on], "verde") == [
        asked,
        EvaluatedComment(13, **given_before),
        EvaluatedComment(14, **given_before),
    ]
