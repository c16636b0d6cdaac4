"""The open data of an edition: whole tables, one dictionary, the same rows in every format, nothing hidden."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache

import polars as pl
import pytest
import shapely

from domain.observatory.open_data import open_data, open_tables
from domain.observatory.table import COUNTS
from tests.domain.observatory.told_desk import NOW, both, told_geometry, told_published

TABLES = (
    "aree", "sezioni_stime", "variazioni", "scomposizione", "dati_mancanti", "sovrapposizioni", "redditi",
    "riqualificazioni", "guida", "fonti",
)  # fmt: skip


@cache
def files() -> dict[str, bytes]:
    return open_data(told_published(), told_geometry())


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files()[name].decode(), newline="")))


def test_an_edition_gives_these_files_and_the_same_bytes_every_time() -> None:
    tables = [f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")]
    shapes = ["sezioni.geojson", "nil.geojson", "municipi.geojson"]
    assert list(files()) == ["LEGGIMI.md", "dizionario.csv", "indicatori.csv", *tables, *shapes]
    assert open_data(told_published(), told_geometry()) == files()


def test_a_shown_area_and_a_hidden_one_are_told_like_this() -> None:
    found = {(row["anno"], row["area"], row["indicatore"]): row for row in rows("aree.csv")}
    assert len(found) == 56
    assert found["2025", "n1", "ten-percent"] == {
        "anno": "2025",
        "livello": "nil",
        "area": "n1",
        "nome": "Arsenale",
        "nil": "",
        "municipio": "1",
        "indicatore": "ten-percent",
        "mostrata": "true",
        "motivo": "",
        "nuclei": "200",
        "calcolabili": "180",
        "poveri": "60",
        "certi": "48",
        "possibili": "84",
        "senza_reddito": "20",
        "senza_spesa": "0",
        "stimati": "7",
        "quota_certi": "0.24",
        "quota_calcolabili": "0.3333",
        "quota_possibili": "0.42",
        "intervallo_basso": "0.2686",
        "intervallo_alto": "0.405",
    }
    hidden = found["2025", "104", "ten-percent"]
    assert {name: cell for name, cell in hidden.items() if cell} == {
        "anno": "2025",
        "livello": "sezione",
        "area": "104",
        "nome": "104",
        "nil": "n2",
        "municipio": "1",
        "indicatore": "ten-percent",
        "mostrata": "false",
        "motivo": "poche famiglie",
    }


def test_the_tables_of_the_city_are_these() -> None:
    assert files()["dati_mancanti.csv"].decode().splitlines() == [
        "livello,area,dato,nuclei,quota_incerti",
        'citta,city,"spesa di gas o calore, riscaldamento centralizzato o teleriscaldamento",90,0.7438',
        "citta,city,reddito,31,0.2562",
        "municipio,1,reddito,40,0.5634",
        'municipio,2,"spesa di gas o calore, riscaldamento centralizzato o teleriscaldamento",,',
    ]
    assert files()["scomposizione.csv"].decode().splitlines() == [
        "causa,contributo",
        "redditi,-0.01",
        "prezzi dell'energia,0.09",
    ]
    assert files()["riqualificazioni.csv"].decode().splitlines() == [
        "riqualificati,con_confronti,confronti,effetto_eur,effetto_minimo_eur,effetto_massimo_eur,esito",
        "3,2,4,,,,i dati non bastano",
    ]
    assert files()["guida.csv"].decode().splitlines()[:2] == [
        "criterio,aree,visite,raggiunti_certi,raggiunti_calcolati,raggiunti_possibili,fuori_certi,fuori_calcolati,"
        "fuori_possibili",
        "sezioni con la quota stimata più alta,1,100.0,25.0,33.33,50.0,58.0,70.0,149.0",
    ]
    assert files()["fonti.csv"].decode().splitlines() == [
        "titolo,mittente,accettate,messe_da_parte,sha256",
        f"Nuclei degli alloggi ERP,Gestore degli alloggi,600,12,{'ab' * 32}",
    ]


def as_csv_writes(cell: object) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


@pytest.mark.parametrize("name", TABLES)
def test_parquet_and_csv_hold_the_same_rows(name: str) -> None:
    parquet = pl.read_parquet(io.BytesIO(files()[f"{name}.parquet"]))
    assert parquet.columns == next(csv.reader(io.StringIO(files()[f"{name}.csv"].decode())))
    as_text = [{key: as_csv_writes(cell) for key, cell in row.items()} for row in parquet.iter_rows(named=True)]
    assert as_text == rows(f"{name}.csv")


def test_the_dictionary_tells_every_column_of_every_file_with_its_meaning_values_and_source() -> None:
    told = rows("dizionario.csv")
    columns = {(table.name, column.name) for table in open_tables(told_published()) for column in table.columns}
    columns |= {("indicatori.csv", name) for name in rows("indicatori.csv")[0]}
    columns |= {(name, "codice") for name in files() if name.endswith(".geojson")}
    assert {(row["file"], row["campo"]) for row in told} == columns
    assert len(told) == len(columns)
    assert [row for row in told if not (row["significato"] and row["valori_ammessi"] and row["fonte"])] == []


def test_shapes_are_in_degrees_wound_as_the_standard_wants_and_carry_codes_only() -> None:
    found = json.loads(files()["nil.geojson"])
    assert [one["properties"] for one in found["features"]] == [{"codice": "n1"}, {"codice": "n2"}, {"codice": "n3"}]
    shapes = [shapely.geometry.shape(one["geometry"]) for one in found["features"]]
    assert all(shape.exterior.is_ccw and shape.is_valid for shape in shapes)
    west, south, east, north = shapes[0].bounds
    assert (round(west, 3), round(south, 3), round(east, 3), round(north, 3)) == (9.179, 45.459, 9.192, 45.477)
    assert shapes[0].intersection(shapes[1]).length > 0.01, "neighbors keep their common border"


PLANTED = 917_000
HIDDEN_NUMBER = re.compile(rb"9[12]\d{4}")


def test_no_hidden_number_leaves_even_if_the_edition_carried_one() -> None:
    leaky = told_published(PLANTED)
    assert leaky.table.filter(~pl.col("is_shown")).select(pl.min_horizontal(COUNTS)).to_series().min() == PLANTED + 20
    found = open_data(leaky, None)
    assert found == open_data(told_published(), None)
    assert [name for name, data in found.items() if not name.endswith("parquet") and HIDDEN_NUMBER.search(data)] == []
    areas = pl.read_parquet(io.BytesIO(found["aree.parquet"])).filter(~pl.col("mostrata"))
    numbers = [name for name in areas.columns if areas[name].dtype.is_numeric() and name != "anno"]
    assert len(numbers) == 13
    assert areas.select(pl.col(numbers).is_null().all()).row(0) == (True,) * 13


def test_the_note_names_the_licence_the_files_and_how_they_were_made() -> None:
    note = open_data(told_published(), None, licence="Licenza di prova 1.0")["LEGGIMI.md"].decode()
    assert note.startswith(
        "# Osservatorio della povertà energetica: dati aperti 2025\n\nCittà di Prova. Edizione preparata il 30 giugno "
        "2026. Licenza: Licenza di prova 1.0.\n\nPer domande: Ufficio clima, osservatorio@comune.example.\n"
    )
    assert [line for line in note.splitlines() if line.startswith("#")] == [
        "# Osservatorio della povertà energetica: dati aperti 2025",
        "## I file",
        "## Da sapere prima di usarli",
        "## Che cosa è oscurato",
        "## Il metodo",
        "## Gli indicatori",
        "## Da dove vengono i dati",
    ]
    assert all(f"- {name}.csv, {name}.parquet: " in note for name in TABLES)
    assert "- I questionari non sono arrivati." in note
    assert "Morosità nelle spese della casa** (`arrears`)" in note and "In uso dal: 2018." in note
    assert f"600 righe accettate, 12 messe da parte; SHA-256 {'ab' * 32}" in note


def test_a_first_edition_has_no_changes_and_says_nothing_of_them() -> None:
    first = replace(told_published(), tables={2025: both(NOW)}, changes=None, decomposition=None, retrofits=None)
    made = open_data(first, None)
    assert not {"variazioni.csv", "scomposizione.csv", "riqualificazioni.csv", "nil.geojson"} & set(made)
    assert b"variazioni" not in made["dizionario.csv"]
    assert "Shapley" not in made["LEGGIMI.md"].decode()
