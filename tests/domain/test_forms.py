"""A form that staff moved about, filled in and broke: read by header and key, every fault named, no row lost."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, date, time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.formula import ArrayFormula

from domain.documents.forms import (
    Column,
    FormRow,
    FormSpec,
    day_of,
    distinct_labels,
    fold,
    read_form,
    write_blank_form,
    write_form,
)
from domain.documents.forms.cells import CELL_LIMIT, CUT_MARK, cell_text
from domain.errors import Fault
from tests.domain.forms_desk import CREATED, SECRET, Desk, day, edit

SPEC = FormSpec(
    kind="prova",
    version=1,
    title="Scheda di prova",
    instructions=("Compilate le celle bianche.",),
    columns=(
        Column("number", "N.", 6, locked=True),
        Column("text", "Testo", 60, locked=True, signed=True),
        Column("outcome", "Esito", 18, choices=("accolta", "non accolta", "già prevista"), help="Scegliete."),
        Column("reason", "Motivazione", 40, max_length=40),
        Column("done_on", "Fatto il", 12, is_date=True),
    ),
)
TEXTS = {
    "1": "Più alberi in città",
    "2": "=1+1",
    "3": "Sportelli\naperti la sera",
    "4": "Tetti  con  pannelli 😀",
    "5": "Più biciclette",
}
ROWS = [FormRow(key, {"number": key, "text": text}) for key, text in TEXTS.items()]
ISSUED = {row.key: row for row in ROWS}
META = {"process": "energia", "department": "verde", "batch": "1"}
EXPECTS = {"process": "energia", "department": "verde"}


def form(rows: list[FormRow] = ROWS) -> bytes:
    return write_form(SPEC, rows, secret=SECRET, meta=META, created=CREATED)


@cache
def sent() -> bytes:
    """The form as it goes out, written once: staff edit copies of it."""
    return form()


def read(data: bytes):
    return read_form(data, SPEC, name="scheda.xlsx", secret=SECRET, expects=EXPECTS, issued=ISSUED)


def answers(reading) -> dict[str, tuple[str, str, str]]:
    return {row.key_id: (row.values["outcome"], row.values["reason"], row.values["done_on"]) for row in reading.rows}


def is_conserved(reading) -> bool:
    return reading.rows_in == len(reading.rows) + len(reading.rejected) + len(reading.blank) + len(reading.repeated)


def test_a_form_nobody_touched_comes_back_blank_and_whole():
    reading = read(form())

    assert (reading.rows_in, reading.blank, reading.rows, reading.faults) == (5, ["1", "2", "3", "4", "5"], [], [])
    assert reading.meta == {"form": "prova", "version": "1", **META}
    assert reading.seen == set(TEXTS)
    assert reading.warnings == []


def test_same_rows_and_instant_give_the_same_bytes_and_another_secret_other_keys():
    assert form() == form()
    other = write_form(SPEC, ROWS, secret=b"another", meta=META, created=CREATED)
    assert [fault.problem for fault in read(other).faults] == [
        "la chiave non è riconosciuta: la chiave o il testo bloccato sono stati cambiati"
    ] * 5


def test_a_citizens_formula_is_written_as_text_and_answers_that_look_like_one_stay_text():
    book = load_workbook(io.BytesIO(form([FormRow("2", {"text": "=1+1", "reason": "=cmd|' /C calc'!A0"})])))
    sheet = book["Scheda"]
    assert [(sheet.cell(4, place).value, sheet.cell(4, place).data_type) for place in (3, 5)] == [
        ("=1+1", "s"),
        ("=cmd|' /C calc'!A0", "s"),
    ]
    assert sheet.cell(4, 5).quotePrefix
    assert not sheet.cell(4, 3).hyperlink


def test_the_sheet_guides_who_fills_it_in():
    book = load_workbook(io.BytesIO(form()))
    sheet = book["Scheda"]

    assert book.sheetnames == ["Istruzioni", "Scheda", "_elenchi", "_meta"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "veryHidden", "veryHidden"]
    assert [cell.value for cell in sheet[3]] == ["Chiave", "N.", "Testo", "Esito", "Motivazione", "Fatto il"]
    assert [cell.protection.locked for cell in sheet[4]] == [True, True, True, False, False, False]
    assert (sheet.protection.sheet, sheet.protection.password, sheet.protection.autoFilter) == (True, None, False)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("C4", "$1:$3", "A3:F8")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"D4:D8", "E4:E8", "F4:F8"}
    assert (rules["D4:D8"].type, rules["D4:D8"].formula1) == ("list", "'_elenchi'!$D$1:$D$3")
    assert rules["D4:D8"].error == "Scegliete una voce dall'elenco della colonna «Esito»."
    assert [book["_elenchi"].cell(row, 4).value for row in (1, 2, 3)] == ["accolta", "non accolta", "già prevista"]
    guide = [cell for row in book["Istruzioni"].iter_rows(values_only=True) for cell in row if cell]
    assert guide == [
        "Scheda di prova",
        "1.",
        "Compilate le celle bianche.",
        *("Colonna", "Che cosa scrivere", "Valori ammessi"),
        *("Esito", "Scegliete.", "accolta; non accolta; già prevista"),
        *("Motivazione", "Testo libero.", "al massimo 40 caratteri"),
        *("Fatto il", "Testo libero.", "una data: giorno/mese/anno"),
    ]


def test_a_row_is_high_enough_for_its_text_and_never_higher_than_excel_allows():
    rows = [FormRow(key, {"text": text}) for key, text in (("1", "a"), ("3", "a\nb\nc"), ("5", "x" * 9000))]
    sheet = load_workbook(io.BytesIO(form(rows)))["Scheda"]
    assert [sheet.row_dimensions[row].height for row in (4, 5, 6)] == [None, 48, 408.75]


def test_answers_are_read_by_header_and_key_whatever_was_moved():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="ACCOLTA ", Motivazione="  bella idea  ", Fatto_il="15/2/2025")
        desk.answer("3", Esito="gia' prevista", Fatto_il=day("2025-02-16"))
        desk.answer("4", Esito="Già  Prevista")
        desk.sheet.insert_rows(1, 4)
        desk.sheet.insert_cols(3)
        desk.sheet.cell(1, 3).value = "appunti miei"
        desk.sheet.delete_rows(desk.row("5"))
        desk.sheet.move_range(f"A{desk.row('4')}:G{desk.row('4')}", rows=6)
        desk.sheet.title = "Copia di lavoro"

    reading = read(edit(sent(), work))

    assert answers(reading) == {
        "1": ("accolta", "bella idea", "2025-02-15"),
        "3": ("già prevista", "", "2025-02-16"),
        "4": ("già prevista", "", ""),
    }
    assert (reading.blank, reading.faults, reading.warnings) == (["2"], [], [])
    assert "5" not in reading.seen


def test_rich_text_carriage_returns_numbers_and_booleans_are_read_as_text():
    def work(desk: Desk) -> None:
        desk.answer("1", Motivazione=CellRichText("molto ", TextBlock(InlineFont(b=True), "bella")))
        desk.answer("2", Motivazione="prima_x000D_\nseconda")
        desk.answer("3", Motivazione=12.0)
        desk.answer("4", Motivazione=True)
        desk.answer("5", Motivazione=1.5)

    reasons = {key: reason for key, (_, reason, _) in answers(read(edit(sent(), work))).items()}
    assert reasons == {"1": "molto bella", "2": "prima\nseconda", "3": "12", "4": "VERO", "5": "1.5"}


def test_every_wrong_answer_is_named_by_file_sheet_row_and_column():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="boh")
        desk.answer("2", Motivazione="=SUM(1,2)")
        desk.answer("3", Motivazione=day("2025-03-01"))
        desk.answer("4", Motivazione="x" * 41, Fatto_il="domani")
        desk.answer("5", Motivazione=time(12, 0), Esito="#REF!")
        desk.sheet.cell(desk.row("5"), desk.column("Esito")).data_type = "e"

    reading = read(edit(sent(), work))

    assert [str(fault) for fault in reading.faults] == [
        "scheda.xlsx, foglio Scheda, riga 4, colonna «Esito» (D): «boh» non è fra le voci ammesse "
        "→ scegliete una voce dell'elenco: accolta; non accolta; già prevista",
        "scheda.xlsx, foglio Scheda, riga 5, colonna «Motivazione» (E): contiene una formula "
        "→ scrivete il valore, senza il segno = davanti",
        "scheda.xlsx, foglio Scheda, riga 6, colonna «Motivazione» (E): contiene una data, serve un testo "
        "→ scrivete la risposta come testo",
        "scheda.xlsx, foglio Scheda, riga 7, colonna «Motivazione» (E): il testo è di 41 caratteri, il massimo è 40 "
        "→ accorciatelo a 40 caratteri",
        "scheda.xlsx, foglio Scheda, riga 7, colonna «Fatto il» (F): «domani» non è una data "
        "→ scrivete giorno/mese/anno, per esempio 15/02/2025",
        "scheda.xlsx, foglio Scheda, riga 8, colonna «Esito» (D): contiene un errore di calcolo di Excel "
        "→ cancellate il contenuto e scrivete la risposta",
        "scheda.xlsx, foglio Scheda, riga 8, colonna «Motivazione» (E): contiene un'ora, serve un testo "
        "→ scrivete la risposta come testo",
    ]
    assert [row.key_id for row in reading.rejected] == ["1", "2", "3", "4", "5"]
    assert reading.rejected[1].values["reason"] == "=SUM(1,2)"
    assert is_conserved(reading)


def test_an_array_formula_is_a_formula_too():
    def work(desk: Desk) -> None:
        row = desk.row("1")
        desk.sheet.cell(row, desk.column("Motivazione")).value = ArrayFormula(f"E{row}", "=A1:A2")

    (rejected,) = read(edit(sent(), work)).rejected
    assert (rejected.values["reason"], rejected.faults[0].problem) == ("=A1:A2", "contiene una formula")


def test_a_changed_locked_text_is_warned_about_and_ours_holds():
    def work(desk: Desk) -> None:
        desk.sheet.cell(desk.row("1"), desk.column("Testo")).value = "Meno alberi in città"
        desk.answer("1", Esito="accolta")

    data = edit(sent(), work)
    reading = read(data)
    assert answers(reading) == {"1": ("accolta", "", "")}
    assert reading.warnings == [
        Fault(
            "il testo bloccato è stato modificato: vale quello del protocollo",
            "non serve correggere; controllate di aver risposto al contributo giusto",
            "scheda.xlsx, foglio Scheda, riga 4, colonna «Testo» (C)",
        )
    ]
    unaware = read_form(data, SPEC, name="scheda.xlsx", secret=SECRET, expects=EXPECTS)
    assert [row.row_number for row in unaware.rejected] == [4], "without the issued rows nobody can tell what it was"


def test_spaces_that_a_spreadsheet_changes_do_not_break_a_seal():
    def work(desk: Desk) -> None:
        desk.sheet.cell(desk.row("4"), desk.column("Testo")).value = " Tetti con pannelli 😀\n"

    assert read(edit(sent(), work)).warnings == []


def test_a_key_pasted_on_another_row_never_gives_that_row_s_answer_to_its_owner():
    def work(desk: Desk) -> None:
        desk.answer("3", Esito="non accolta")
        stolen = desk.sheet.cell(desk.row("1"), desk.column("Chiave")).value
        row = desk.row("3")
        desk.sheet.delete_rows(desk.row("1"))
        desk.sheet.cell(row - 1, desk.column("Chiave")).value = stolen

    reading = read(edit(sent(), work))
    assert answers(reading) == {}
    assert [fault.problem for fault in reading.faults] == ["la chiave è della riga 1, ma il testo è della riga 3"]
    assert not {"1", "3"} & reading.seen


def test_a_copied_row_is_taken_once_when_alike_and_not_at_all_when_different():
    def copy(desk: Desk, key: str) -> int:
        source, target = desk.row(key), desk.sheet.max_row + 1
        for cell in list(desk.sheet[source]):
            desk.sheet.cell(target, cell.column).value = cell.value
        return target

    def work(desk: Desk) -> None:
        desk.answer("1", Esito="accolta")
        copy(desk, "1")
        desk.answer("2", Esito="accolta")
        desk.write(copy(desk, "2"), Esito="non accolta")
        copy(desk, "3")

    reading = read(edit(sent(), work))
    assert answers(reading) == {"1": ("accolta", "", "")}
    assert (reading.repeated, sorted(reading.blank)) == ([9], ["3", "3", "4", "5"])
    assert [(fault.problem, fault.place) for fault in reading.faults] == [
        (
            "la stessa chiave è nelle righe 5, 10, con risposte diverse: nessuna è stata presa",
            f"scheda.xlsx, foglio Scheda, riga {row}, colonna «Chiave» (A)",
        )
        for row in (5, 10)
    ]
    assert is_conserved(reading)


def test_keys_that_were_altered_invented_or_lost_are_refused_by_row():
    def work(desk: Desk) -> None:
        key = desk.column("Chiave")
        rows = {name: desk.row(name) for name in TEXTS}
        first = str(desk.sheet.cell(rows["1"], key).value)
        desk.sheet.cell(rows["1"], key).value = "9" + first[1:]
        desk.sheet.cell(rows["2"], key).value = "due"
        desk.sheet.cell(rows["3"], key).value = None
        desk.write(rows["3"], Esito="accolta")
        desk.sheet.cell(rows["4"], key).value = None

    reading = read(edit(sent(), work))
    unknown = "la chiave non è riconosciuta: la chiave o il testo bloccato sono stati cambiati"
    assert [fault.problem for fault in reading.faults] == [
        unknown,
        unknown,
        "la riga ha una risposta ma non ha la chiave",
    ]
    assert (reading.blank, reading.rows_in) == (["5"], 4), "a row without key and answer says nothing"


def test_a_genuine_row_of_another_department_is_refused_with_its_number():
    data = form([*ROWS, FormRow("77", {"number": "77", "text": "di altri"})])
    reading = read(edit(data, lambda desk: desk.answer("77", Esito="accolta")))
    assert [str(fault) for fault in reading.faults] == [
        "scheda.xlsx, foglio Scheda, riga 9, colonna «Chiave» (A): la riga 77 non è fra quelle a cui il modulo deve "
        "rispondere → toglietela: risponde un'altra direzione, oppure la risposta non è più attesa"
    ]


def test_merged_answer_cells_are_refused_in_every_row_they_touch():
    def work(desk: Desk) -> None:
        desk.answer("2", Esito="accolta")
        desk.sheet.merge_cells(f"D{desk.row('2')}:D{desk.row('3')}")
        desk.sheet.merge_cells(f"B{desk.row('5')}:C{desk.row('5')}")

    reading = read(edit(sent(), work))
    assert [(row.key_id, row.faults[0].problem) for row in reading.rejected] == [
        ("2", "la riga contiene celle unite"),
        ("3", "la riga contiene celle unite"),
    ]
    assert sorted(reading.blank) == ["1", "4", "5"], "merged locked cells hide no answer"


def test_a_header_pasted_again_below_is_no_row():
    def work(desk: Desk) -> None:
        target = desk.sheet.max_row + 1
        for cell in list(desk.sheet[3]):
            desk.sheet.cell(target, cell.column).value = cell.value

    reading = read(edit(sent(), work))
    assert (reading.rows_in, reading.faults) == (5, [])


def test_rows_copied_into_a_new_workbook_are_known_by_their_keys():
    def work(desk: Desk) -> None:
        desk.answer("1", Esito="accolta")
        for name in ("Istruzioni", "_meta", "_elenchi"):
            del desk.book[name]

    reading = read(edit(sent(), work))
    assert answers(reading) == {"1": ("accolta", "", "")}
    assert [fault.problem for fault in reading.warnings] == [
        "manca il foglio nascosto che dice di quale modulo si tratta: le righe sono riconosciute dalle chiavi"
    ]


def test_a_sheet_kept_as_a_copy_is_named_and_not_read():
    def work(desk: Desk) -> None:
        copy = desk.book.copy_worksheet(desk.sheet)
        copy.title = "Vecchia"
        copy.cell(4, desk.column("Esito")).value = "accolta"

    reading = read(edit(sent(), work))
    assert (reading.rows, [fault.place for fault in reading.warnings]) == ([], ["scheda.xlsx, foglio Vecchia"])


def test_a_blank_form_has_no_keys_and_names_the_required_cells_left_empty():
    spec = FormSpec(
        kind="libero",
        version=2,
        title="Modulo libero",
        instructions=(),
        sheet="Righe",
        keyed=False,
        columns=(
            Column("where", "Dove", choices=("parco", "scuola"), required=True),
            Column("what", "Che cosa", required=True),
        ),
    )
    data = write_blank_form(spec, 10, meta={"process": "energia"}, created=CREATED)
    assert read_form(data, spec, name="m.xlsx").rows_in == 0

    def work(desk: Desk) -> None:
        desk.write(4, Dove="Parco", Che_cosa="panchine")
        desk.write(6, Dove="scuola")
        desk.write(7, Dove="Parco", Che_cosa="panchine")

    reading = read_form(edit(data, work, "Righe"), spec, name="m.xlsx", expects={"process": "energia"})
    assert [(row.row_number, dict(row.values)) for row in reading.rows] == [
        (4, {"where": "parco", "what": "panchine"}),
        (7, {"where": "parco", "what": "panchine"}),
    ]
    assert [str(fault) for fault in reading.faults] == [
        "m.xlsx, foglio Righe, riga 6, colonna «Che cosa» (B): manca «Che cosa» → compilate la cella"
    ]


def test_a_form_whose_answers_would_be_taken_for_one_another_cannot_be_made():
    with pytest.raises(ValueError, match="read alike"):
        FormSpec("x", 1, "x", (), (Column("a", "Esito", choices=("sì", "Si")),))
    with pytest.raises(ValueError, match="needs a secret"):
        write_form(SPEC, ROWS, meta=META, created=CREATED)


def test_titles_that_read_alike_get_their_code_in_the_drop_down():
    assert distinct_labels({"a": "Mobilità", "b": "mobilita", "c": "Verde", "d": "…"}) == {
        "a": "Mobilità [a]",
        "b": "mobilita [b]",
        "c": "Verde",
        "d": "… [d]",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/02/2025", date(2025, 2, 15)),
        (" 1.3.2025 ", date(2025, 3, 1)),
        ("2025-02-15", date(2025, 2, 15)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2025", None),
        ("15/02/25", None),
        ("15 febbraio", None),
    ],
)
def test_a_day_is_read_as_staff_write_it(text, expected):
    assert day_of(text) == expected


@given(st.text(max_size=200), st.integers(0, 400))
def test_what_a_cell_gets_always_fits_it(text, times):
    fitted = cell_text(text * times)
    assert len(fitted.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert fitted == cell_text(fitted)
    fitted.encode()


def test_a_text_beyond_a_cell_is_cut_with_a_visible_mark():
    fitted = cell_text("😀" * 20_000)
    assert fitted.endswith(CUT_MARK)
    assert len(fitted.encode("utf-16-le")) // 2 in (CELL_LIMIT, CELL_LIMIT - 1)
    assert cell_text("a" * CELL_LIMIT) == "a" * CELL_LIMIT


@given(st.sampled_from(SPEC.column("outcome").choices), st.booleans(), st.sampled_from(["", " ", "\n", "."]))
def test_an_answer_is_known_in_any_case_spacing_or_accent(choice, shout, margin):
    typed = margin + (choice.upper() if shout else choice.replace("à", "a'")) + margin
    assert fold(typed) == fold(choice)


@given(st.randoms(use_true_random=False), st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_staff_do_to_the_rows_none_is_lost_and_none_is_invented(chance: random.Random, data: st.DataObject):
    cell = st.sampled_from(["", "accolta", "boh", "=A1", "{{ x }}", "</w:p>", "già prevista", 7, True, "1.abcdefghij"])

    def work(desk: Desk) -> None:
        rows = [[c.value for c in row] for row in desk.sheet.iter_rows(min_row=4, max_col=6)]
        rows += chance.choices(rows, k=2)
        chance.shuffle(rows)
        for number, row in enumerate(rows[chance.randrange(3) :], start=4):
            row[3], row[4] = data.draw(cell), data.draw(cell)
            if chance.random() < 0.2:
                row[0] = data.draw(cell)
            for place, value in enumerate(row, start=1):
                desk.sheet.cell(number, place).value = value or None

    reading = read(edit(sent(), work))
    assert is_conserved(reading)
    assert len(reading.rows) == len({row.key_id for row in reading.rows})
    assert {row.key_id for row in reading.rows} | set(reading.blank) <= set(TEXTS)
    assert all(fault.problem and fault.remedy and "riga" in fault.place for fault in reading.faults)


def test_no_part_of_a_form_carries_the_clock():
    assert {part.date_time[0] for part in zipfile.ZipFile(io.BytesIO(form())).infolist()} == {1980}
    assert load_workbook(io.BytesIO(form())).properties.created == CREATED.astimezone(UTC).replace(tzinfo=None)
