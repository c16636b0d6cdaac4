"""Answers to the invitations: read from the help desk's form and from the online form's export, none lost."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.assembly.availability import Question, ReadAnswers, availability_form, latest_answers, read_availability
from domain.assembly.availability.codes import CodeBook
from domain.errors import Refusal
from domain.tabular import RowFault
from domain.timetable import Window

ROME = ZoneInfo("Europe/Rome")
WINDOW = Window(datetime(2024, 10, 6, 22, tzinfo=UTC), datetime(2024, 11, 15, 23, tzinfo=UTC))
AS_OF = datetime(2024, 11, 20, tzinfo=UTC)
SCHOOL = Question("education", "Titolo di studio", "Qual è il suo titolo?", ("licenza media", "diploma", "laurea"))
INVITED = ("AB12-CD34", "EF56-0H78", "JK90-MN12")
HEADER = "Codice;Disponibile;Data e ora;Nome;Cognome;E-mail;Consenso;Titolo di studio"
GOOD = "ab12 cd34;Sì;15/10/2024 15:30;Anna;Bianchi;anna@posta.example;sì;Diploma"


def read(data: bytes, name: str = "risposte.csv") -> ReadAnswers:
    return read_availability(
        data,
        name,
        process_id="assemblea-2025",
        invited=INVITED,
        questions=[SCHOOL],
        window=WINDOW,
        as_of=AS_OF,
        zone=ROME,
    )


def lines(*rows: str) -> bytes:
    return "\r\n".join([HEADER, *rows]).encode()


def faults(file: ReadAnswers) -> list[str]:
    return [str(row.fault) for row in file.set_aside]


def test_a_good_row_gives_an_answer_under_its_code_and_a_contact_apart() -> None:
    file = read(lines(GOOD))
    (answer,) = file.answers
    assert (answer.code, answer.is_available, dict(answer.answers)) == ("AB12-CD34", True, {"education": "diploma"})
    assert answer.answered_at == datetime(2024, 10, 15, 13, 30, tzinfo=UTC)
    contact = file.contacts["AB12-CD34"]
    assert (contact.name, contact.email, contact.language) == ("Anna Bianchi", "anna@posta.example", "it")
    assert "Anna" not in repr(file)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("ZZ99;sì;15/10/2024;A;B;a@b.example;sì;diploma", "«ZZ99» non è fra gli invitati"),
        ("EF56-OH78;sì;15/10/2024;A;B;a@b.example;sì;diploma", "forse è EF56-0H78: controllare"),
        (GOOD.replace("ab12 cd34", "Anna Bianchi"), "il codice non è fra gli invitati"),
        (GOOD.replace("15/10/2024 15:30", "16/11/2024 00:00"), "dopo il termine"),
        (GOOD.replace("15/10/2024 15:30", "1/10/2024"), "è precedente agli inviti"),
        (GOOD.replace("15/10/2024 15:30", "31/31/2024"), "non si legge"),
        (GOOD.replace("Diploma", "diplma"), "forse «diploma»; scegliere fra: licenza media; diploma; laurea"),
        (GOOD.replace(";sì;Diploma", ";no;Diploma"), "manca il consenso"),
        (GOOD.replace("anna@posta.example", "anna chiocciola posta"), "l'indirizzo e-mail non è scritto come si deve"),
        (GOOD.replace(";Sì;", ";forse;"), "«forse» non è sì o no"),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why_without_anybody_s_name(row: str, told: str) -> None:
    file = read(lines(row))
    assert (file.rows_in, file.answers, file.contacts) == (1, [], {})
    assert told in faults(file)[0]
    assert faults(file)[0].startswith("risposte.csv, riga 2, colonna «")
    for private in ("Anna", "Bianchi", "@posta", "chiocciola"):
        assert private not in file.set_aside[0].raw + faults(file)[0]


def test_the_last_instant_of_the_last_day_is_in_time() -> None:
    assert len(read(lines(GOOD.replace("15/10/2024 15:30", "15/11/2024 23:59:59"))).answers) == 1


@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_two_answers_the_later_one_holds_and_both_are_named(is_reversed: bool) -> None:
    rows = [GOOD, "AB12CD34;no;20/10/2024 09:00;;;;;"]
    file = read(lines(*reversed(rows) if is_reversed else rows))
    assert [(one.code, one.is_available) for one in file.answers] == [("AB12-CD34", False)]
    assert file.contacts == {}
    old, new = ("3", "2") if is_reversed else ("2", "3")
    assert faults(file) == [
        f"risposte.csv, riga {old}: il codice AB12-CD34 ha un'altra risposta, diversa e più recente, in: risposte.csv, "
        f"riga {new} → vale quella più recente; se è sbagliata, scriverne una nuova"
    ]


def test_what_the_help_desk_writes_in_its_form_is_read_back() -> None:
    rows = [
        {
            "code": "ef56 0h78", "available": "sì", "channel": "sportello", "answered_on": "2024-10-21",
            "answered_hour": "9:15", "name": "Bruno Neri", "phone": "02 000 000", "language": "ar", "consent": "sì",
            "domanda-education": "laurea",
        },
        {"code": "JK90MN12", "available": "no", "answered_on": "2024-10-22"},
        {"code": "JK90MN12", "available": "forse", "answered_on": "2024-10-22", "name": "Carla Blu"},
    ]  # fmt: skip
    form = availability_form("Prova", [SCHOOL], rows, process_id="assemblea-2025", created=AS_OF)
    file = read(form, "sportello.xlsx")
    assert [(one.code, one.is_available, one.channel) for one in file.answers] == [
        ("EF56-0H78", True, "sportello"),
        ("JK90-MN12", False, "telefono"),
    ]
    assert file.answers[0].answered_at == datetime(2024, 10, 21, 7, 15, tzinfo=UTC)
    assert (file.contacts["EF56-0H78"].name, file.contacts["EF56-0H78"].language) == ("Bruno Neri", "ar")
    assert (file.rows_in, len(file.set_aside)) == (3, 1)
    assert "Carla" not in str(file.set_aside)


def test_two_channels_of_one_person_are_one_answer() -> None:
    first = read(lines(GOOD))
    second = read(lines("AB12CD34;no;20/10/2024 09:00;;;;;"), "altro.csv")
    for files in ([first, second], [second, first]):
        answers, contacts = latest_answers(files)
        assert ([(one.code, one.is_available) for one in answers.values()], contacts) == ([("AB12-CD34", False)], {})


def test_a_form_of_another_cycle_and_a_list_without_its_columns_are_refused() -> None:
    form = availability_form("Prova", [SCHOOL], process_id="assemblea-2024", created=AS_OF)
    with pytest.raises(Refusal, match="assemblea-2024"):
        read(form, "sportello.xlsx")
    with pytest.raises(Refusal, match="mancano le colonne «disponibile», «data e ora», «consenso»"):
        read(b"codice;nome;titolo\n1;2;3")


def test_an_excel_list_with_typed_dates_is_read_in_the_city_s_civil_time() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(";"))
    row: list[object] = list(GOOD.split(";"))
    row[2] = datetime(2024, 10, 15, 15, 30)  # noqa: DTZ001 - a cell of Excel has no zone
    sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    (answer,) = read(target.getvalue(), "modulo.xlsx").answers
    assert (answer.answered_at, answer.channel) == (datetime(2024, 10, 15, 13, 30, tzinfo=UTC), "modulo in rete")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"<html></html>", b"PK\x03\x04rotto", b"\xff\xfe\x00"])
def test_what_is_no_list_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read(data)
    assert refusal.value.remedy and "piattaforma" not in str(refusal.value)


def test_a_code_that_could_be_of_two_people_is_taken_only_when_typed_exactly() -> None:
    book = CodeBook(["ab-1", "AB1", "CD2"])
    assert [book.find(typed) for typed in (" ab-1", "AB1", "c d-2")] == ["ab-1", "AB1", "CD2"]
    with pytest.raises(RowFault, match="può essere di due invitati"):
        book.find("Ab 1")


CELL = st.sampled_from(["", "AB12CD34", "sì", "no", "diploma", "15/10/2024 10:00", "a@b.example", '"', "x;", "\n"])


@given(rows=st.lists(st.lists(CELL, min_size=6, max_size=9).map(";".join), max_size=8))
def test_no_row_is_ever_lost(rows: list[str]) -> None:
    file = read(lines(*rows))
    assert file.rows_in == len(file.answers) + len(file.set_aside)
    assert len({one.code for one in file.answers}) == len(file.answers)
    assert all(one.code in file.contacts for one in file.answers if one.is_available)
