"""What people send instead of the form: each is refused in words that say what it is and what to do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.documents.forms import Column, FormReading, FormRow, FormSpec, read_form, write_form
from domain.errors import Refusal
from tests.domain.forms_desk import CREATED, SECRET, Desk, edit

SPEC = FormSpec(
    kind="prova",
    version=2,
    title="Scheda",
    instructions=(),
    columns=(Column("text", "Testo", locked=True, signed=True), Column("outcome", "Esito"), Column("reason", "Perché")),
)
META = {"process": "energia", "department": "verde"}
FORM = write_form(SPEC, [FormRow("1", {"text": "alberi"})], secret=SECRET, meta=META, created=CREATED)
SAVE = "apritelo con Excel o LibreOffice, salvatelo come «Cartella di lavoro di Excel (.xlsx)» e rimandatelo"
SEND = "rimandate il modulo Excel (.xlsx) ricevuto, compilato"
COPY_BACK = "ricopiate le intestazioni dal modulo ricevuto, senza cambiarle, oppure compilate di nuovo quel modulo"


def read(data: bytes) -> FormReading:
    return read_form(data, SPEC, name="m.xlsx", secret=SECRET, expects=META)


def refusal(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read(data)
    return str(caught.value)


def package(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FORM)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            content = source.read(part)
            archive.writestr(part, change(content) if part == name else content)
    return target.getvalue()


def bomb() -> bytes:
    return with_part("xl/worksheets/sheet2.xml", lambda content: content + b" " * 40_000_000)


def spreadsheet() -> bytes:
    saved, book = io.BytesIO(), Workbook()
    book.active.append(["Nome", "Cognome"])
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", f"m.xlsx: il file è vuoto → {SEND}"),
        (
            b"Chiave;Esito\n1;accolta",
            f"m.xlsx: è un file di testo (CSV, HTML): le chiavi e gli elenchi vanno persi → {SEND}",
        ),
        (b"%PDF-1.7 ...", f"m.xlsx: è un PDF: le risposte non si possono leggere → {SEND}"),
        (b"\x89PNG\r\n\x00", f"m.xlsx: non è una cartella di lavoro di Excel → {SEND}"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook".hex().encode(),
            f"m.xlsx: è un file nel vecchio formato di Office (.xls, .doc) → {SAVE}",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "m.xlsx: il file è protetto da una password → togliete la password di apertura e rimandatelo",
        ),
        (
            package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            f"m.xlsx: è un file OpenDocument (.ods, .odt) → {SAVE}",
        ),
        (package(word__document=b"<w:document/>"), f"m.xlsx: è un documento di Word → {SEND}"),
        (package(**{"xl__workbook.bin": b""}), f"m.xlsx: è una cartella di lavoro binaria (.xlsb) → {SAVE}"),
        (package(foto=b""), f"m.xlsx: è un archivio, non una cartella di lavoro di Excel → {SEND}"),
        (
            FORM[: len(FORM) // 2],
            "m.xlsx: il file è danneggiato o incompleto → apritelo con Excel, lasciate che lo ripari, salvatelo di "
            "nuovo come .xlsx e rimandatelo; se non si apre, compilate di nuovo il modulo ricevuto",
        ),
        (
            bomb(),
            f"m.xlsx: il file, una volta aperto, occuperebbe 40 MB in 12 parti: non viene letto → {SEND}, senza "
            "immagini né righe formattate oltre l'ultima",
        ),
        (
            with_part("xl/styles.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml),
            f"m.xlsx: il file contiene definizioni XML estranee a un modulo → {SEND}",
        ),
        (
            with_part("xl/worksheets/sheet2.xml", lambda xml: xml[:-400]),
            f"m.xlsx: il contenuto del file è danneggiato → {SEND}",
        ),
        (spreadsheet(), f"m.xlsx: manca la riga delle intestazioni delle colonne → {COPY_BACK}"),
    ],
    ids=lambda value: value[8:48] if isinstance(value, str) else "",
)
def test_what_is_not_the_form_is_refused_with_its_remedy(data, words):
    assert refusal(data) == words


def test_a_workbook_in_the_strict_format_is_refused_with_how_to_save_it():
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    data = with_part(
        "xl/workbook.xml",
        lambda xml: xml.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict),
    )
    assert refusal(data) == f"m.xlsx: è nel formato «Foglio di calcolo Strict Open XML» → {SAVE}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda desk: desk.sheet.delete_rows(3),
            f"m.xlsx: manca la riga delle intestazioni delle colonne → {COPY_BACK}",
        ),
        (
            lambda desk: desk.sheet.delete_cols(desk.column("Esito")),
            f"m.xlsx, foglio Scheda, riga 3: manca la colonna «Esito» → {COPY_BACK}",
        ),
        (
            lambda desk: desk.sheet.delete_cols(1),
            f"m.xlsx, foglio Scheda, riga 3: manca la colonna «Chiave» → {COPY_BACK}",
        ),
        (
            lambda desk: desk.sheet.cell(3, 9, "ESITO"),
            "m.xlsx, foglio Scheda, riga 3: la colonna «Esito» compare due volte → lasciatene una sola",
        ),
        (
            lambda desk: (
                setattr(desk.book.copy_worksheet(desk.sheet), "title", "A"),
                setattr(desk.sheet, "title", "B"),
            ),
            "m.xlsx: più fogli contengono il modulo: «B», «A» → lasciate solo quello da leggere",
        ),
        (
            lambda desk: desk.book["_meta"].cell(1, 2, "altro modulo"),
            f"m.xlsx: è un altro modulo («altro modulo»), serve «prova» → {SEND}",
        ),
        (
            lambda desk: desk.book["_meta"].cell(2, 2, "1"),
            "m.xlsx: è il modulo in versione 1, oggi vale la versione 2 → riportate le risposte nel modulo inviato più "
            "di recente",
        ),
        (
            lambda desk: desk.book["_meta"].cell(3, 2, "assemblea"),
            "m.xlsx: procedimento: il modulo è di «assemblea», serve quello di «energia» → controllate di aver "
            "allegato il file giusto e rimandatelo",
        ),
        (
            lambda desk: desk.book["_meta"].cell(4, 2, "casa"),
            "m.xlsx: direzione: il modulo è di «casa», serve quello di «verde» → controllate di aver allegato il file "
            "giusto e rimandatelo",
        ),
    ],
)
def test_a_form_that_lost_its_frame_or_is_someone_else_s_is_refused(change, words):
    assert refusal(edit(FORM, change)) == words


def test_a_form_without_its_locked_text_column_is_still_read():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="sì")
        desk.sheet.delete_cols(desk.column("Testo"))

    reading = read_form(
        edit(FORM, work),
        SPEC,
        name="m.xlsx",
        secret=SECRET,
        expects=META,
        issued={"1": FormRow("1", {"text": "alberi"})},
    )
    assert [(row.key_id, row.values["outcome"]) for row in reading.rows] == [("1", "sì")]
    assert reading.warnings == []


@given(st.integers(0, len(FORM) - 1), st.integers(0, 255), st.integers(0, 40))
def test_damaged_bytes_are_refused_or_read_never_a_crash(position, value, length):
    data = FORM[:position] + bytes([value]) * length + FORM[position + length :]
    try:
        reading = read(data)
    except Refusal as refused:
        assert refused.problem and refused.remedy
    else:
        assert reading.rows_in == 1


def test_a_row_number_that_no_sheet_has_ends_the_reading_and_the_row_stays_to_be_done():
    far = with_part("xl/worksheets/sheet2.xml", lambda xml: re.sub(rb'r="([A-Z]?)4"', rb'r="\g<1>999999999"', xml))
    reading = read(far)
    assert (reading.rows_in, reading.seen) == (0, set())
