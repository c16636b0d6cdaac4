"""The register as open data: the same rows in every format, the words untouched, nothing that may not be public."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.tables import csv_chunks, json_chunks
from domain.documents.workbook import CUT, LARGEST_CELL, Sheet, write_xlsx
from domain.inquiry.open_data import FIELDS, open_data
from domain.inquiry.views import CommentView
from domain.vocabulary import Channel, Discrepancy
from tests.domain.answered import CREATED, DEFINITION, campaign, late, moderated, view

CLEAN_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40)
"""What `domain.text` lets through, but for line breaks."""


def published(*views: CommentView) -> dict[str, bytes]:
    return {file.name: file.read() for file in open_data(DEFINITION, views, created=CREATED)}


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def sheet_rows(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True))


def test_a_comment_is_one_row_whose_every_field_can_be_read_back() -> None:
    model = campaign()[0]
    row = json.loads(published(model)["registro.json"])
    assert row == [
        {
            "numero": 3,
            "canale": "osservazione",
            "ammissione": "ammesso",
            "parte": "azione-1",
            "parte_titolo": "Azione 1",
            "sezione": "457",
            "autore": "RO-0003",
            "per_conto_di": None,
            "occasione": None,
            "presentato_il": "2025-02-13T00:30:00+01:00",
            "risponde_al": None,
            "titolo": None,
            "testo": "Cortili aperti e ombra per tutti.",
            "moderazione": None,
            "moderato_il": None,
            "sostegni": None,
            "gruppo": 1,
            "direzione": "Direzione Casa",
            "esito": "accolta",
            "motivazione": "La proposta è fondata.\n\nI fondi ci sono.",
            "modifica_al_piano": "Azione 1, capoverso 2.",
            "indirizzo": "https://citta.example/proposals/903",
            "difformita": None,
        }
    ]


def test_the_csv_is_rfc_4180_without_bom_and_its_texts_are_untouched() -> None:
    files = published(view(1, text='=1+1, "virgolette"\ne a capo', supports=3))
    header, row = files["registro.csv"].split(b"\r\n", 1)
    assert header == ",".join(FIELDS).encode()
    assert row.decode() == (
        "1,osservazione,ammesso,premessa,Premessa,457,RO-0001,,,2025-02-13T00:30:00+01:00,,,"
        '"=1+1, ""virgolette""\ne a capo",,,3,,Direzione Verde,non accolta,La via è già alberata.,,'
        "https://citta.example/proposals/901,\r\n"
    )


def test_csv_json_and_excel_hold_the_same_rows_by_number() -> None:
    views = [*campaign(), moderated(2), late(6), view(1, event="Laboratorio", channel=Channel.WORKSHOP, supports=0)]
    files = published(*views)
    from_json = [list(row.values()) for row in json.loads(files["registro.json"])]
    from_csv = [list(row.values()) for row in csv_rows(files["registro.csv"])]
    header, *from_excel = sheet_rows(files["registro.xlsx"], "Registro")
    assert header == FIELDS
    assert [list(row) for row in from_excel] == from_json
    assert from_csv == [["" if cell is None else str(cell) for cell in row] for row in from_json]
    assert [row[0] for row in from_json] == [1, 2, 3, 4, 5, 6]
    assert from_json[0][FIELDS.index("sostegni")] == 0


def test_of_a_moderated_comment_only_the_words_and_their_address_are_missing() -> None:
    files = published(moderated(2))
    assert all(b"SEGRETO" not in data for name, data in files.items() if not name.endswith(".xlsx"))
    assert not [
        cell for row in sheet_rows(files["registro.xlsx"], "Registro") for cell in row if "SEGRETO" in str(cell)
    ]
    row = json.loads(files["registro.json"])[0]
    assert (row["testo"], row["titolo"], row["indirizzo"]) == (None, None, None)
    assert (row["moderazione"], row["moderato_il"]) == ("ingiuria", "2025-03-01")
    assert (row["numero"], row["esito"], row["motivazione"]) == (2, "non accolta", "La via è già alberata.")


def test_the_officer_who_moderated_and_the_platform_s_own_ids_are_not_public() -> None:
    everything = b"".join(published(moderated(2), view(1, url=""))[name] for name in ("registro.csv", "registro.json"))
    assert b"Responsabile" not in everything
    assert b"proposal:" not in everything


def test_every_column_is_explained_in_the_dictionary_the_workbook_and_the_guide() -> None:
    files = published(view(1))
    rows = csv_rows(files["dizionario.csv"])
    assert tuple(row["campo"] for row in rows) == FIELDS
    assert all(row["significato"] and row["tipo"] for row in rows)
    in_excel = sheet_rows(files["registro.xlsx"], "Dizionario")[1:]
    assert [tuple(cell or "" for cell in row) for row in in_excel] == [tuple(row.values()) for row in rows]
    guide = files["LEGGIMI.md"].decode()
    assert [name for name in FIELDS if f"| `{name}` |" not in guide] == []


def test_the_guide_names_licence_day_and_counts_and_warns_of_formulas() -> None:
    guide = published(view(1), moderated(2), late(3))["LEGGIMI.md"].decode()
    assert (
        "Aggiornato al 1º luglio 2025. Licenza: Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)" in guide
    )
    assert "Righe: 3. Arrivate oltre il termine: 1; restano nel registro senza esito. Con testo\nrimosso" in guide
    assert "potrebbe eseguirli come formule" in guide


def test_times_are_local_on_both_sides_of_the_change_of_the_clocks() -> None:
    winter = view(1, submitted_at=datetime(2025, 3, 30, 0, 59, tzinfo=UTC))
    summer = view(2, submitted_at=datetime(2025, 3, 30, 1, 0, tzinfo=UTC))
    moments = [row["presentato_il"] for row in csv_rows(published(winter, summer)["registro.csv"])]
    assert moments == ["2025-03-30T01:59:00+01:00", "2025-03-30T03:00:00+02:00"]


def test_differences_between_exports_are_listed() -> None:
    row = csv_rows(published(view(1, differences=(Discrepancy.CHANGED, Discrepancy.VANISHED)))["registro.csv"])[0]
    assert row["difformita"] == "modificato; scomparso"


def test_the_same_register_gives_the_same_bytes_in_any_order() -> None:
    views = [view(1), moderated(2), *campaign(), late(6)]
    assert published(*views) == published(*reversed(views))


def test_an_empty_register_is_still_a_valid_set_of_files() -> None:
    files = published()
    assert json.loads(files["registro.json"]) == []
    assert csv_rows(files["registro.csv"]) == []
    assert sheet_rows(files["registro.xlsx"], "Registro") == [FIELDS]


@given(st.lists(st.lists(CLEAN_TEXT | st.integers() | st.none() | st.booleans(), min_size=3, max_size=3), max_size=5))
def test_every_format_gives_back_what_was_put_in(rows: list[list[object]]) -> None:
    header = ("a", "b", "c")
    loaded = json.loads(b"".join(json_chunks(header, rows)))
    assert [[row[name] for name in header] for row in loaded] == rows
    read = list(csv.reader(io.StringIO(b"".join(csv_chunks(header, rows)).decode(), newline="")))
    assert read == [list(header), *[["" if cell is None else str(cell) for cell in row] for row in rows]]


@given(st.lists(CLEAN_TEXT | st.sampled_from(["=cmd|' /C calc'!A0", "+1", "@x", "_x0041_", "_x005F_x", "\tx\n y "])))
def test_in_excel_every_text_is_a_text_and_reads_back_letter_by_letter(texts: list[str]) -> None:
    data = write_xlsx([Sheet("Prova", ("t",), [(text,) for text in texts])], title="Prova", created=CREATED)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
    assert [_decoded(cell.value) for cell in cells] == texts
    assert {cell.data_type for cell, text in zip(cells, texts, strict=True) if text} <= {"s", "inlineStr"}


def _decoded(value: object) -> str:
    """As Excel shows it: the openpyxl reader leaves the escape `_x005F_` of an underscore as it stands."""
    return str(value or "").replace("_x005F_", "_")


def test_a_text_too_long_for_a_cell_says_where_the_rest_is_and_is_whole_elsewhere() -> None:
    text = "a" * (LARGEST_CELL + 1)
    files = published(view(1, text=text))
    cell = str(sheet_rows(files["registro.xlsx"], "Registro")[1][FIELDS.index("testo")])
    assert len(cell) == LARGEST_CELL
    assert cell.endswith(CUT)
    assert csv_rows(files["registro.csv"])[0]["testo"] == text
    assert json.loads(files["registro.json"])[0]["testo"] == text


def test_long_tables_are_written_in_pieces_without_losing_a_row() -> None:
    rows = [(number,) for number in range(4_001)]
    pieces = list(json_chunks(("n",), rows))
    assert len(pieces) == 3
    assert json.loads(b"".join(pieces)) == [{"n": number} for number in range(4_001)]
    assert json.loads(b"".join(json_chunks(("n",), rows[:4_000]))) == [{"n": number} for number in range(4_000)]
    assert len(list(csv_chunks(("n",), rows))) == 3
    workbook = write_xlsx([Sheet("N", ("n",), rows)], title="N", created=CREATED)
    assert sheet_rows(workbook, "N")[1:] == rows
