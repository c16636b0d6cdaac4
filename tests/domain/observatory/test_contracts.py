"""Every row of an extract is accepted or named, whatever stands in the file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from synthetic import LINES, city, counts, extract

from domain.errors import Refusal
from domain.observatory.aggregates import count_households, roll_up
from domain.observatory.contracts.contract import Contract
from domain.observatory.contracts.faults_workbook import faults_workbook
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.contracts.questionnaires import QUESTIONNAIRE, blank_questionnaire, read_questionnaires
from domain.observatory.contracts.reading import ExtractReading, read_extract
from domain.observatory.contracts.retrofits import RETROFITS
from domain.observatory.contracts.sections import INCOME_CLASSES, SECTION_COUNTS
from domain.observatory.table import COUNTS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GOOD = {
    "nucleo": "N1",
    "sezione": "9990010000001",
    "complesso": "",
    "reddito_eur": "15000.00",
    "reddito_stato": "misurato",
    "reddito_anno": "2023",
    "elettricita_eur": "610.5",
    "elettricita_stato": "stimato",
    "gas_eur": "",
    "gas_stato": "assente",
    "riscaldamento": "centralizzato",
    "componenti": "2",
    "morosita": "no",
    "morosita_stato": "misurato",
}


def written(folder: Path, rows: Sequence[dict[str, str]], separator: str = ";") -> Path:
    """Write a CSV with the headings of the first row."""
    path = folder / "estrazione.csv"
    lines = [separator.join(rows[0]), *(separator.join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path, contract: Contract = HOUSEHOLDS, **more: str) -> ExtractReading:
    """Read a file against the synthetic city."""
    return read_extract(path, contract, geography=city().geography, **more)


def told(reading: ExtractReading) -> list[tuple[int, str, str | None, str]]:
    """Return row, column, value and rule of each fault."""
    return reading.faults.select("row", "column", "value", "rule").rows()


NUMBER = "un numero scritto come 1234.56"


@pytest.mark.parametrize(
    ("column", "value", "field", "rule"),
    [
        ("reddito_eur", "1.234,56", "income_eur", NUMBER),
        ("reddito_eur", "n.d.", "income_eur", NUMBER),
        ("reddito_eur", "1.234", "income_eur", NUMBER),
        ("reddito_eur", "15000 €", "income_eur", NUMBER),
        ("reddito_eur", "-1", "income_eur", "non meno di 0"),
        ("reddito_eur", "20000000", "income_eur", "non più di 10000000"),
        ("reddito_eur", "", "income_eur", "il valore manca se, e solo se, il suo stato è «assente»"),
        ("gas_eur", "12", "gas_eur", "il valore manca se, e solo se, il suo stato è «assente»"),
        ("gas_stato", "boh", "gas_flag", "una di queste parole: «misurato», «stimato», «assente»"),
        ("gas_stato", "", "gas_flag", "il valore è obbligatorio"),
        ("elettricita_eur", "20000.01", "electricity_eur", "non più di 20000"),
        (
            "riscaldamento",
            "a legna",
            "heating",
            "una di queste parole: «autonomo», «centralizzato», «teleriscaldamento»",
        ),
        ("componenti", "due", "members", "un numero intero"),
        ("componenti", "31", "members", "non più di 30"),
        ("nucleo", "", "household", "il valore è obbligatorio"),
        ("nucleo", "Rossi Mario", "household", "un codice di lettere e cifre, senza spazi"),
        ("sezione", "151460000001", "section", "una sezione della base territoriale"),
        ("complesso", "C99", "complex", "un complesso dell'elenco"),
    ],
)
def test_a_cell_that_breaks_the_contract_is_named_with_row_column_value_and_rule(
    tmp_path: Path, column: str, value: str, field: str, rule: str
) -> None:
    rows = [GOOD | {"nucleo": f"A{number}"} for number in range(3)]
    rows[1] |= {column: value}
    reading = read(written(tmp_path, rows))
    assert told(reading) == [(3, field, value or None, rule)]
    assert (reading.rows_in, reading.rows_accepted, reading.set_aside) == (3, 2, 1)
    assert reading.accepted.collect()["household"].to_list() == ["A0", "A2"]
    assert reading.faults["remedy"].str.len_chars().min() > 10


def test_numbers_with_a_decimal_comma_are_read_where_the_definition_says_so(tmp_path: Path) -> None:
    rows = [GOOD | {"nucleo": "A", "reddito_eur": "12.345,67", "elettricita_eur": "610,5"}]
    rows.append(GOOD | {"nucleo": "B", "reddito_eur": "12345,67", "elettricita_eur": "610.5"})
    reading = read(written(tmp_path, rows), decimal=",")
    assert told(reading) == [(3, "electricity_eur", "610.5", "un numero scritto come 1234,56")]
    assert reading.accepted.collect()["income_eur"].to_list() == [12345.67]


def test_two_rows_of_one_household_are_both_set_aside_wherever_they_stand(tmp_path: Path) -> None:
    rows = [GOOD | {"nucleo": f"A{number}"} for number in range(20)]
    rows[4]["nucleo"] = rows[17]["nucleo"]
    reading = read(written(tmp_path, rows))
    assert told(reading) == [
        (6, "household", "A17", "una riga sola per nucleo"),
        (19, "household", "A17", "una riga sola per nucleo"),
    ]
    assert reading.rows_accepted == 18


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_extract_of_the_synthetic_city_reads_whole_and_counts_the_same_from_either_format(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"estrazione.{suffix}"
    frame = extract().rename(dict(HOUSEHOLDS.names))
    frame.write_parquet(path) if suffix == "parquet" else frame.write_csv(path, separator=";")
    reading = read(path)
    assert (reading.rows_in, reading.set_aside, reading.fault_share) == (extract().height, 0, 0.0)
    assert count_households(reading.accepted, city().geography, LINES).equals(counts())


def test_a_fraction_of_a_person_in_a_parquet_is_named_and_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "estrazione.parquet"
    frame = extract().head(3).with_columns(members=pl.Series([1.0, 2.5, 3.0]))
    frame.rename(dict(HOUSEHOLDS.names)).write_parquet(path)
    assert told(read(path)) == [(2, "members", "2.5", "un numero intero")]


CELLS = st.text(st.characters(blacklist_characters=';"\n\r', blacklist_categories=("Cs", "Cc")), max_size=9)
WORDS = st.sampled_from(
    ["", "n.d.", "1.234,56", "inf", "nan", "1e3", "-5", "misurato", "assente", "MISURATO", "0", "99999999999"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(sorted(GOOD)), CELLS | WORDS, max_size=4), min_size=1, max_size=12))
def test_rows_in_are_rows_accepted_and_set_aside_whatever_the_cells_say(
    tmp_path: Path, edits: list[dict[str, str]]
) -> None:
    rows = [GOOD | {"nucleo": f"A{number}"} | edit for number, edit in enumerate(edits)]
    reading = read(written(tmp_path, rows))
    accepted = reading.accepted.collect()
    assert reading.rows_in == len(rows) == accepted.height + reading.set_aside
    assert reading.faults["row"].n_unique() == reading.set_aside
    assert all(reading.faults["remedy"])
    kept = accepted.with_columns(pl.col("income_eur").is_null().alias("lacks"))
    assert kept.filter(pl.col("lacks") != (pl.col("income_flag") == "assente")).height == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "il file è vuoto"),
        (b"nucleo;sezione\nA;1\n", "mancano le colonne reddito_eur, "),
        (b"nucleo;nucleo\nA;1\n", "intestazioni ripetute: nucleo"),
        (b"\x00\xff\xfe\x00\x01", "mancano le colonne"),
        ((";".join(GOOD) + "\n" + ";".join(GOOD.values()) + ";di;troppo\n").encode(), "più celle delle intestazioni"),
        ((";".join(GOOD) + '\n"mai chiusa;' + ";".join(GOOD.values())).encode(), ""),
    ],
)
def test_a_file_that_is_no_extract_is_refused_with_a_remedy(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "estrazione.csv"
    path.write_bytes(content)
    try:
        reading = read(path)
    except Refusal as refusal:
        assert problem in refusal.problem and refusal.remedy and "estrazione.csv" in refusal.place
    else:
        assert problem == "" and reading.set_aside == reading.rows_in == 1


def test_a_false_parquet_and_an_unknown_format_are_refused(tmp_path: Path) -> None:
    for name in ("estrazione.parquet", "estrazione.xlsx"):
        (tmp_path / name).write_bytes(b"PAR1 and nothing else")
        with pytest.raises(Refusal) as refusal:
            read(tmp_path / name)
        assert refusal.value.remedy


def test_headings_may_be_the_senders_own_where_the_definition_names_them(tmp_path: Path) -> None:
    path = written(tmp_path, [{("ID FAMIGLIA" if key == "nucleo" else key): value for key, value in GOOD.items()}], ",")
    reading = read_extract(path, HOUSEHOLDS, names={"household": "ID famiglia"})
    assert reading.accepted.collect()["household"].to_list() == ["N1"]


def test_the_workbook_for_the_sender_lists_every_fault_under_the_headings_of_the_file(tmp_path: Path) -> None:
    rows = [GOOD | {"nucleo": f"A{number}"} for number in range(4)]
    rows[0]["reddito_eur"], rows[2]["componenti"] = "=1+1", "99"
    reading = read(written(tmp_path, rows))
    data = faults_workbook(reading, created=NOW)
    assert data == faults_workbook(reading, created=NOW)
    book = load_workbook(io.BytesIO(data))
    summary = dict(book["Riepilogo"].iter_rows(min_row=2, values_only=True))
    assert (summary["Righe nel file"], summary["Righe accettate"], summary["Righe messe da parte"]) == (4, 2, 2)
    faults = [row[:4] for row in book["Anomalie"].iter_rows(min_row=2, values_only=True)]
    assert faults == [(2, "reddito_eur", "=1+1", NUMBER), (4, "componenti", "99", "non più di 30")]
    assert book["Anomalie"]["C2"].data_type != "f"


def test_counts_of_diogene_roll_up_to_the_counts_of_the_households_they_come_from(tmp_path: Path) -> None:
    sections = counts().filter((pl.col("level") == "section") & (pl.col("definition") == "ten-percent"))
    frame = sections.select(pl.col("area").alias("section"), "definition", *COUNTS)
    frame.rename({key: SECTION_COUNTS.names[key] for key in frame.columns}).write_csv(tmp_path / "diogene.csv")
    reading = read(tmp_path / "diogene.csv", SECTION_COUNTS)
    assert reading.set_aside == 0
    rolled = roll_up(reading.accepted.collect().with_columns(complex=pl.lit(None, pl.String)), city().geography)
    assert rolled.equals(counts().filter((pl.col("definition") == "ten-percent") & (pl.col("level") != "complex")))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"nuclei_oltre": "91"}, "poor"),
        ({"nuclei_certi": "41"}, "possible"),
        ({"nuclei_senza_spesa": "11"}, "missing_income"),
        ({"nuclei": "-1"}, "households"),
        ({"nuclei_stimati": "3,5"}, "estimated"),
    ],
)
def test_counts_that_contradict_each_other_are_named(tmp_path: Path, change: dict[str, str], column: str) -> None:
    values = ("9990010000001", "ten-percent", "2023", "100", "90", "20", "22", "40", "5", "8", "6")
    rows = [dict(zip(SECTION_COUNTS.names.values(), values, strict=False))]
    names = list(SECTION_COUNTS.names.values())
    assert len(names) == len(values) and read(written(tmp_path, rows), SECTION_COUNTS).set_aside == 0
    found = read(written(tmp_path, [rows[0] | change]), SECTION_COUNTS)
    assert column in found.faults["column"].to_list() and found.set_aside == 1


def test_the_register_of_retrofits_and_the_income_classes_hold_to_their_contracts(tmp_path: Path) -> None:
    works = {"complesso": "C01", "intervento": "cappotto", "anno_inizio": "2023", "anno_fine": "2022"}
    assert told(read(written(tmp_path, [works]), RETROFITS)) == [
        (2, "finished_year", "2022", "la fine non viene prima dell'inizio")
    ]
    assert read(written(tmp_path, [works | {"anno_fine": ""}]), RETROFITS).set_aside == 0
    classes = dict(zip(INCOME_CLASSES.names.values(), ("9990010000001", "0-8", "0", "5", "0", "0"), strict=True))
    assert told(read(written(tmp_path, [classes]), INCOME_CLASSES)) == [
        (2, "households", "0", "somme maggiori di zero solo dove ci sono nuclei")
    ]


def test_every_rule_of_every_contract_is_told_in_italian() -> None:
    for contract in (HOUSEHOLDS, SECTION_COUNTS, INCOME_CLASSES, RETROFITS):
        assert set(contract.names) == set(contract.headings) == set(contract.types())
        own = {name for name in dir(contract.schema) if name in contract.told}
        assert own == set(contract.told), contract.kind


def test_a_questionnaire_goes_out_blank_and_comes_back_with_answers_kept_and_strangers_named() -> None:
    book = load_workbook(io.BytesIO(blank_questionnaire(body="Caritas", created=NOW)))
    sheet = book[QUESTIONNAIRE.sheet]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Sezione di censimento" for cell in row))
    place = {cell.value: cell.column for cell in header}
    answers = [("9990010000003", "Sì", "No"), ("123", "No", "Sì"), ("9990010000002", "No", None)]
    for row, (section, warm, late) in enumerate(answers, start=header[0].row + 1):
        sheet.cell(row, place["Sezione di censimento"], section)
        sheet.cell(row, place["Riesce a tenere la casa abbastanza calda?"], warm)
        sheet.cell(row, place["Bollette in ritardo negli ultimi 12 mesi?"], late)
    target = io.BytesIO()
    book.save(target)
    found = read_questionnaires(target.getvalue(), name="q.xlsx", body="Caritas", geography=city().geography)
    assert found.answers.select("section", "cold", "cold_flag", "bills_late", "bills_late_flag", "hot_flag").rows() == [
        ("9990010000002", "si", "misurato", None, "assente", "assente"),
        ("9990010000003", "no", "misurato", "no", "misurato", "assente"),
    ]
    assert (found.set_aside, [fault.problem for fault in found.faults]) == (
        1,
        ["la sezione non è nella base territoriale: «123»"],
    )
    assert found.rows_in == found.answers.height + found.set_aside + found.blank
    counted = count_households(found.answers.lazy(), city().geography, LINES)
    of_city = counted.filter((pl.col("level") == "city") & (pl.col("definition") == "comfort")).row(0, named=True)
    assert (of_city["households"], of_city["valid"], of_city["poor"], of_city["certain"], of_city["possible"]) == (
        2,
        2,
        1,
        1,
        1,
    )
    with pytest.raises(Refusal):
        read_questionnaires(target.getvalue(), name="q.xlsx", body="Altri", geography=city().geography)
