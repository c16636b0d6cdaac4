"""The response dossier: what departments are asked, what they send back, the term, and what keeps it from closing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from domain.assembly.contexts import AnswerLine, DepartmentYear
from domain.assembly.dossier import (
    Asked,
    Delay,
    Gap,
    GivenAnswer,
    RecommendationView,
    Work,
    answers_due_on,
    answers_form,
    dossier_lines,
    dossier_state,
    mending_answers,
    new_owners,
    read_answers,
    why_not_closed,
)
from domain.documents.forms.reasoned import AnswersReading, HandingOn
from domain.documents.spoken import Count
from domain.errors import Refusal
from domain.vocabulary import AnswerOutcome
from tests.domain.forms_desk import CREATED, SECRET, Desk, edit

NAMES = {"verde": "Verde e Ambiente", "casa": "Casa"}
VERDE = Asked("assemblea-2025", "Assemblea clima 2025", NAMES, "verde")
REASON = "Si comincia dalle sei piazze con più ore di sole."
RECEIVED = date(2026, 1, 15)


def view(number: int, department: str = "verde", **answered: object) -> RecommendationView:
    return RecommendationView(
        number=number,
        title=f"Raccomandazione {number}",
        text=f"Chiediamo la cosa numero {number}.",
        group="Verde e acqua",
        action="Azione 2.3",
        votes="61 favorevoli, 9 contrari, 5 astenuti",
        department=department,
        **answered,  # type: ignore[arg-type]
    )


def refused(number: int, answered_on: date, department: str = "verde") -> RecommendationView:
    return view(number, department, outcome=AnswerOutcome.NOT_ACCEPTED, reason=REASON, answered_on=answered_on)


VIEWS = [view(1), view(2), view(3, "casa"), refused(4, date(2026, 2, 1)), view(5)]


def form(views: list[RecommendationView] = VIEWS) -> bytes:
    return answers_form(VERDE, views, secret=SECRET, created=CREATED)


@cache
def sent() -> bytes:
    """The form as it goes out, written once: staff edit copies of it."""
    return form()


def read(data: bytes, asked: Asked = VERDE) -> AnswersReading[GivenAnswer]:
    return read_answers(data, "r.xlsx", asked=asked, views=VIEWS, secret=SECRET)


def is_conserved(reading: AnswersReading[GivenAnswer]) -> bool:
    return reading.rows_in == reading.rows_accepted + len(reading.faulty) + reading.rows_blank


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(data))["Scheda"]
    return [tuple(row[1:]) for row in sheet.iter_rows(min_row=4, values_only=True)]


def test_a_department_is_asked_only_what_it_owns_and_sees_what_it_answered() -> None:
    origin = ("Verde e acqua\nAzione 2.3", "61 favorevoli, 9 contrari, 5 astenuti")
    told = [
        (str(number), f"Raccomandazione {number}", f"Chiediamo la cosa numero {number}.", *origin)
        for number in (1, 2, 4, 5)
    ]
    assert [row[:5] for row in rows_of(form())] == told
    assert [row[5:] for row in rows_of(form())] == [
        (None,) * 5,
        (None,) * 5,
        ("non accolta", REASON, None, None, None),
        (None,) * 5,
    ]
    assert form() == form()


def test_answers_are_read_and_what_belongs_to_others_is_passed_on() -> None:
    def work(desk: Desk) -> None:
        desk.answer(
            "1", Esito="Accolta in parte", Motivazione=REASON, Che_cosa_cambia="Sei piazze", Entro_quando="30/06/2026"
        )
        desk.answer("2", Altra_direzione_competente="Casa", Motivazione="Riguarda le case popolari.")

    assert read(edit(sent(), work)) == AnswersReading(
        rows_in=4,
        rows_accepted=3,
        rows_blank=1,
        answers=[GivenAnswer(1, AnswerOutcome.PARTLY_ACCEPTED, REASON, "Sei piazze", date(2026, 6, 30))],
        handed_on=[HandingOn(2, "casa", "Riguarda le case popolari.")],
        unchanged=[4],
        unanswered=[5],
    )


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({"Esito": "accolta", "Motivazione": REASON}, [
            "colonna «Che cosa cambia» (I): l'esito è «accolta», ma non è scritto che cosa cambia → "
            "scrivete che cosa il Comune farà, oppure cambiate l'esito",
            "colonna «Entro quando» (J): l'esito è «accolta», ma non è scritto entro quando → "
            "scrivete il giorno entro cui sarà fatto, per esempio 30/06/2026",
        ]),
        ({"Esito": "già in corso"}, [
            "colonna «Motivazione» (H): manca la motivazione → scrivete perché questo esito"
        ]),
        ({"Motivazione": REASON}, ["colonna «Esito» (G): manca l'esito → sceglietelo dall'elenco"]),
        ({"Esito": "non accolta", "Motivazione": "no"}, [
            "colonna «Motivazione» (H): la motivazione è troppo breve per chi la leggerà → "
            "scrivete almeno 15 lettere: perché questo esito"
        ]),
        ({"Esito": "forse", "Motivazione": REASON}, [
            "colonna «Esito» (G): «forse» non è fra le voci ammesse → scegliete una voce dell'elenco: "
            "accolta; accolta in parte; non accolta; già in corso"
        ]),
        ({"Esito": "accolta", "Altra_direzione_competente": "Casa"}, [
            "colonna «Altra direzione competente» (K): la riga ha sia una risposta sia un'altra direzione competente → "
            "lasciate l'esito, se rispondete voi; oppure solo l'altra direzione"
        ]),
        ({"Esito": "già in corso", "Motivazione": REASON, "Entro_quando": "presto"}, [
            "colonna «Entro quando» (J): «presto» non è una data → scrivete giorno/mese/anno, per esempio 15/02/2025"
        ]),
    ],
)  # fmt: skip
def test_a_row_that_is_no_answer_is_named_with_its_fault(typed: dict[str, object], faults: list[str]) -> None:
    reading = read(edit(sent(), lambda desk: desk.answer("1", **typed)))
    assert [str(fault) for fault in reading.faults] == [f"r.xlsx, foglio Scheda, riga 4, {fault}" for fault in faults]
    assert is_conserved(reading) and reading.answers == []
    assert reading.unanswered == [2, 5]


def test_a_refusal_that_promises_something_is_taken_without_the_promise_and_warned_about() -> None:
    typed = {"Esito": "non accolta", "Motivazione": REASON, "Che_cosa_cambia": "Due panchine"}
    reading = read(edit(sent(), lambda desk: desk.answer("1", **typed)))
    assert reading.answers == [GivenAnswer(1, AnswerOutcome.NOT_ACCEPTED, REASON, "", None)]
    assert [fault.problem for fault in reading.warnings] == [
        "l'esito «non accolta» non promette nulla: ciò che è scritto su che cosa cambia non è stato preso"
    ]


def test_the_mending_form_asks_just_the_faulty_rows_and_is_read_like_the_whole() -> None:
    reading = read(edit(sent(), lambda desk: desk.answer("2", Esito="accolta", Motivazione=REASON)))
    mend = mending_answers(VERDE, VIEWS, reading.mending, secret=SECRET, created=CREATED, batch="correzione 1")
    assert [(row[1], row[6], row[7]) for row in rows_of(mend)] == [("2", "accolta", REASON)]
    assert "non è scritto entro quando" in str(rows_of(mend)[0][0])
    mended = read(
        edit(mend, lambda desk: desk.answer("2", Che_cosa_cambia="Sei piazze", Entro_quando=date(2026, 6, 30)))
    )
    assert mended.answers == [GivenAnswer(2, AnswerOutcome.ACCEPTED, REASON, "Sei piazze", date(2026, 6, 30))]


def test_a_recommendation_changes_hands_but_never_goes_back() -> None:
    handed_on = [HandingOn(2, "casa", "Riguarda le case popolari."), HandingOn(5, "casa", "")]
    owners, faults = new_owners(handed_on, VERDE, history={5: ["casa"]})
    assert owners == [
        HandingOn(2, "casa", "riassegnata su indicazione di Verde e Ambiente: Riguarda le case popolari.")
    ]
    assert [str(fault) for fault in faults] == [
        "n. 5: la riga torna a Casa, che l'aveva già passata ad altri: non è stata riassegnata → la direzione che "
        "risponde va decisa insieme al coordinamento; intanto la riga resta a chi l'ha ora"
    ]


def test_another_departments_workbook_is_refused() -> None:
    with pytest.raises(Refusal, match="direzione"):
        read(form(), replace(VERDE, department="casa"))


@given(st.data())
@settings(max_examples=10, deadline=None)
def test_whatever_is_typed_every_row_is_accepted_blank_or_faulty(data: st.DataObject) -> None:
    typed = {
        "Esito": st.sampled_from(["", "accolta", "NON ACCOLTA", "boh", "=A1", 3]),
        "Motivazione": st.sampled_from(["", REASON, "no", "=1", "{{ x }}" * 5]),
        "Entro_quando": st.sampled_from(["", "30/06/2026", "mai", date(2026, 6, 30)]),
        "Altra_direzione_competente": st.sampled_from(["", "", "Casa"]),
    }

    def work(desk: Desk) -> None:
        for key in ("1", "2", "4", "5"):
            desk.answer(key, **{name: data.draw(values) or None for name, values in typed.items()})

    reading = read(edit(sent(), work))
    assert is_conserved(reading)
    named = [one.number for one in [*reading.answers, *reading.handed_on, *reading.faulty]]
    assert len(named) == len(set(named))
    assert {1, 2, 5} - set(named) == set(reading.unanswered)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 15), date(2026, 3, 16)),  # 15 March 2026 is a Sunday
        (date(2025, 12, 31), date(2026, 2, 28)),
        (date(2026, 2, 25), date(2026, 4, 27)),  # 25 April is a holiday, the 26th a Sunday
    ],
)
def test_the_term_runs_two_months_from_the_receipt(received: date, due: date) -> None:
    assert answers_due_on(received, 2) == due


def test_gaps_and_delays_are_counted_by_recommendation_and_department() -> None:
    views = [view(2, "casa"), refused(1, date(2026, 3, 16)), refused(3, date(2026, 3, 19), "casa")]
    state = dossier_state(views, received_on=RECEIVED, months=2, as_of=date(2026, 3, 21))
    assert (state.due_on, state.days_left, state.total, state.answered) == (date(2026, 3, 16), -5, 3, 2)
    assert state.gaps == (Gap(2, "Raccomandazione 2", "casa", 5),)
    assert state.delays == (Delay(3, "casa", date(2026, 3, 19), 3),)
    assert state.work == (Work("casa", 2, 1, 1), Work("verde", 1, 1, 0))
    assert [work.missing for work in state.work] == [1, 0]


def test_the_lines_of_the_dossier_show_what_is_missing() -> None:
    views = [view(2, "casa", handed_on="Dal Verde alla Casa."), refused(1, date(2026, 3, 19))]
    state = dossier_state(views, received_on=RECEIVED, months=2, as_of=date(2026, 3, 17))
    lines = dossier_lines(views, state, NAMES)
    assert lines.answers == [
        AnswerLine(
            number=1,
            title="Raccomandazione 1",
            text="Chiediamo la cosa numero 1.",
            department="Verde e Ambiente",
            outcome="non accolta",
            reason=[REASON],
            answered_on="19/03/2026",
            delay="3 giorni di ritardo",
        ),
        AnswerLine(
            number=2,
            title="Raccomandazione 2",
            text="Chiediamo la cosa numero 2.",
            department="Casa",
            reason=[],
            delay="1 giorno di ritardo",
            handed_on="Dal Verde alla Casa.",
        ),
    ]
    assert lines.outcomes == [
        Count(label="accolta", count=0, share="0,0%"),
        Count(label="accolta in parte", count=0, share="0,0%"),
        Count(label="non accolta", count=1, share="50,0%"),
        Count(label="già in corso", count=0, share="0,0%"),
        Count(label="senza risposta", count=1, share="50,0%"),
    ]
    assert lines.departments == [
        DepartmentYear(department="Casa", asked=1, answered=0, late=0, missing=1),
        DepartmentYear(department="Verde e Ambiente", asked=1, answered=1, late=1, missing=0),
    ]
    assert lines.gaps == ["N. 2, «Raccomandazione 2»: manca la risposta di Casa, 1 giorno di ritardo"]


@pytest.mark.parametrize(
    ("views", "received", "approved", "reason"),
    [
        ([refused(1, RECEIVED)], None, None,
         "il rapporto annuale non risulta ancora ricevuto: il termine per rispondere non è cominciato"),
        ([view(4), refused(1, RECEIVED), view(2)], RECEIVED, date(2026, 3, 1),
         "mancano le risposte alle raccomandazioni nn. 2 e 4"),
        ([view(1, outcome=AnswerOutcome.ACCEPTED, reason=" ")], RECEIVED, date(2026, 3, 1),
         "manca la risposta alla raccomandazione n. 1"),
        ([refused(1, RECEIVED)], RECEIVED, None, "il dossier di risposta non risulta ancora approvato"),
        ([refused(1, RECEIVED)], RECEIVED, date(2026, 1, 2),
         "il dossier sarebbe approvato prima della ricezione del rapporto (15 gennaio 2026)"),
        ([refused(1, RECEIVED)], RECEIVED, date(2026, 3, 1), None),
        ([], RECEIVED, date(2026, 3, 1), None),
    ],
)  # fmt: skip
def test_nothing_closes_with_one_recommendation_unanswered(
    views: list[RecommendationView], received: date | None, approved: date | None, reason: str | None
) -> None:
    assert why_not_closed(views, received_on=received, approved_on=approved) == reason
