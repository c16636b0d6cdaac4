"""What was said at workshops, meetings and tables, or came by PEC and on paper, enters with the comments' own rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import Fault, Refusal
from domain.inquiry.contributions import contributions_form, read_contributions, write_contributions
from domain.inquiry.views import ReadComment, ReadFile
from domain.tabular import SetAside
from domain.text import digest
from domain.vocabulary import Channel
from tests.domain.forms_desk import CREATED, Desk, day, definition, edit

INQUIRY = definition()
ROWS = [
    {
        "channel": Channel.WORKSHOP,
        "part": "azione-1",
        "event": "Laboratorio del 15 febbraio",
        "on_behalf_of": "Fondazione Luce",
        "happened_on": "2025-02-15",
        "title": "Sportelli",
        "text": "Servono sportelli aperti la sera.",
    },
    {
        "channel": "PEC",
        "part": "azione-2",
        "happened_on": day("2025-07-01"),
        "text": "Più pannelli.",
        "protocol": "12/25",
    },
]


def read(data: bytes, name: str = "altri.xlsx") -> ReadFile:
    return read_contributions(data, name, definition=INQUIRY, code_key=b"codes")


def written(rows: list[dict[str, object]] | None = None) -> bytes:
    return write_contributions(INQUIRY, ROWS if rows is None else rows, created=CREATED)


def blank_filled(*rows: dict[str, object]) -> ReadFile:
    def work(desk: Desk) -> None:
        for number, answers in enumerate(rows, start=4):
            desk.write(number, **answers)

    return read(edit(contributions_form(INQUIRY, created=CREATED, rows=20), work, "Contributi"))


def test_the_rows_of_the_form_become_contributions_of_their_channel_part_and_day():
    file = read(written())
    assert file.comments == [
        ReadComment(
            key="contribution:b9ce99327b4ea8d9",
            channel=Channel.WORKSHOP,
            section="",
            text="Servono sportelli aperti la sera.",
            text_sha256=digest("Servono sportelli aperti la sera."),
            author_code=file.comments[0].author_code,
            submitted_at=datetime(2025, 2, 15, 11, 0, tzinfo=UTC),
            place="altri.xlsx, foglio Contributi, riga 4",
            part="azione-1",
            on_behalf_of="Fondazione Luce",
            event="Laboratorio del 15 febbraio",
            title="Sportelli",
            locale="it",
        ),
        ReadComment(
            key="contribution:b17be5bfdabb47b0",
            channel=Channel.PEC,
            section="",
            text="Più pannelli.",
            text_sha256=digest("Più pannelli."),
            author_code=file.comments[1].author_code,
            submitted_at=datetime(2025, 7, 1, 10, 0, tzinfo=UTC),
            place="altri.xlsx, foglio Contributi, riga 5",
            part="azione-2",
            event="prot. 12/25",
            locale="it",
        ),
    ]
    assert (file.rows_in, file.set_aside, file.lacks, file.subject) == (2, [], [], "contributions")
    assert file.layout == "modulo dei contributi degli altri canali, versione 1"


def test_the_same_form_read_again_or_in_another_order_gives_the_same_keys():
    keys = [comment.key for comment in read(written()).comments]
    assert [comment.key for comment in read(written([*reversed(ROWS)])).comments] == keys[::-1]
    assert [
        comment.key for comment in read(edit(written(), lambda desk: None, "Contributi"), "b.xlsx").comments
    ] == keys


def test_the_blank_form_takes_words_and_dates_as_staff_type_them():
    file = blank_filled(
        {"Canale": "Incontro nel municipio", "Parte_del_piano": "AZIONE 1", "Data": day("2025-02-20"), "Testo": "Uno"},
        {"Canale": "carta", "Parte_del_piano": "azione 2", "Data": "3/2/2025", "Testo": "Due", "Protocollo": 77},
    )
    assert [(one.channel, one.part, one.submitted_at.isoformat(), one.event, one.text) for one in file.comments] == [
        (Channel.DISTRICT_MEETING, "azione-1", "2025-02-20T11:00:00+00:00", "", "Uno"),
        (Channel.PAPER, "azione-2", "2025-02-03T11:00:00+00:00", "prot. 77", "Due"),
    ]


def test_the_same_public_code_or_body_has_one_author_code_and_no_name_is_kept():
    good = {"Canale": "laboratorio", "Parte_del_piano": "Azione 1", "Data": "15/02/2025"}
    file = blank_filled(
        {**good, "Testo": "a", "Identificativo_pubblico": "MI-77"},
        {**good, "Testo": "b", "Identificativo_pubblico": " mi 77", "Per_conto_di": "Ente"},
        {**good, "Testo": "c", "Per_conto_di": "Ente"},
        {**good, "Testo": "d", "Per_conto_di": "ENTE"},
        {**good, "Testo": "e"},
        {**good, "Testo": "f"},
        {**good, "Identificativo_pubblico": "Mario Rossi"},
    )
    codes = [comment.author_code for comment in file.comments]
    assert [codes.index(code) for code in codes] == [0, 0, 2, 2, 4, 5]
    assert all(code.startswith("C-") and len(code) == 12 for code in codes)
    assert "MI-77" not in repr(file.comments) and "Rossi" not in repr(file)


def test_every_row_that_cannot_be_taken_is_set_aside_once_with_all_its_faults():
    good = {"Canale": "laboratorio", "Parte_del_piano": "Azione 1", "Data": "15/02/2025", "Testo": "Alberi"}
    file = blank_filled(
        good,
        good,
        {**good, "Canale": "telefono", "Data": "ieri"},
        {**good, "Testo": None},
        {**good, "Data": "15/02/0225"},
        {**good, "Testo": "\u200b<p> </p>"},
        {**good, "Testo": "=HYPERLINK(1)"},
    )
    where = "altri.xlsx, foglio Contributi, riga"
    assert [row.fault for row in file.set_aside] == [
        Fault(
            "la riga ripete la riga 4",
            "toglietela; se i contributi sono due, distingueteli con protocollo o identificativo pubblico",
            f"{where} 5, colonna «Testo» (I)",
        ),
        Fault("la data è nell'anno 225: non è credibile", "correggete l'anno", f"{where} 8, colonna «Data» (C)"),
        Fault("il testo è vuoto", "scrivete il contributo", f"{where} 9, colonna «Testo» (I)"),
        Fault(
            "«telefono» non è fra le voci ammesse (colonna «Canale» (A)); «ieri» non è una data (colonna «Data» (C))",
            "scegliete una voce dell'elenco: laboratorio; incontro nel municipio; direzione; PEC; carta; "
            "scrivete giorno/mese/anno, per esempio 15/02/2025",
            f"{where} 6",
        ),
        Fault("manca «Testo»", "compilate la cella", f"{where} 7, colonna «Testo» (I)"),
        Fault(
            "contiene una formula",
            "scrivete il valore, senza il segno = davanti",
            f"{where} 10, colonna «Testo» (I)",
        ),
    ]
    assert file.rows_in == len(file.comments) + len(file.set_aside) == 7


def test_a_pec_without_its_protocol_number_is_taken_and_asked_for():
    file = read(written([{**ROWS[1], "protocol": ""}]))
    assert len(file.comments) == 1
    assert file.lacks == ["Manca il protocollo di PEC o lettere alle righe 4: aggiungetelo e rimandate il modulo."]


def test_the_form_of_another_inquiry_is_refused():
    with pytest.raises(Refusal, match="procedimento: il modulo è di «energia», serve quello di «altra»"):
        read_contributions(written(), "a.xlsx", definition=definition(id="altra"), code_key=b"codes")


def test_a_row_set_aside_keeps_what_was_typed_for_whoever_mends_it():
    (row,) = blank_filled({"Canale": "carta", "Testo": "Alberi"}).set_aside
    assert isinstance(row, SetAside)
    assert '"text": "Alberi"' in row.raw


def test_same_rows_same_bytes():
    assert written() == written()
