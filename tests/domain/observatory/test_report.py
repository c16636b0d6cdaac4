"""The annual report: what it says of an edition, that it hides what is hidden, that everybody can read it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import docx
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.documents.accessibility import check
from domain.documents.package import read_zip
from domain.documents.word import Picture, render
from domain.observatory.editions import Revision
from domain.observatory.report import report_context, report_pictures, write_report
from domain.observatory.report.maps import class_limits, class_of
from domain.observatory.report.pictures import ALTS
from domain.observatory.table import COUNTS
from templates import template
from tests.domain.observatory.told_desk import NOW, both, told_geometry, told_published
from tests.domain.word_desk import words

CREATED = datetime(2026, 6, 30, 9, tzinfo=UTC)
TEMPLATE = template("observatory", "observatory_report")


PLANTED = 917_000
"""Numbers from here on stand in the hidden rows of the edition that the document is made from."""
HIDDEN_NUMBER = re.compile(r"(?<![0-9a-f])9[12]\d\.?\d{3}(?![0-9a-f])")


@cache
def pictures() -> dict[str, Picture]:
    return report_pictures(told_published(), told_geometry())


@cache
def made() -> bytes:
    """Hidden rows are null in what is published; the report is made from an edition that carries numbers in them."""
    return write_report(told_published(PLANTED), told_geometry(), template=TEMPLATE, created=CREATED)


def tables(data: bytes) -> dict[str, list[list[str]]]:
    """The tables of a document by the caption above them, rows without the header."""
    opened = docx.Document(io.BytesIO(data))
    captions = [one.text for one in opened.paragraphs if one.style is not None and "Didascalia" in str(one.style.name)]
    bodies = [[[cell.text for cell in row.cells] for row in table.rows[1:]] for table in opened.tables]
    return dict(zip(captions, bodies, strict=True))


def test_everybody_can_read_the_report() -> None:
    assert check(made()) == []
    core = read_zip(made())["docProps/core.xml"].decode()
    assert "<dc:title>La povertà energetica a Città di Prova: rapporto annuale, dati del 2025</dc:title>" in core
    assert "<dc:language>it-IT</dc:language>" in core


def test_every_picture_of_the_document_has_the_words_made_from_its_numbers() -> None:
    told = re.findall(r'descr="([^"]+)"', read_zip(made())["word/document.xml"].decode())
    assert sorted(one.replace("&apos;", "'") for one in told) == sorted(picture.alt for picture in pictures().values())
    assert {name: picture.alt for name, picture in pictures().items()} == {
        "grafico_fasce": "Grafico a fasce, gli indicatori per tutta la città. Spesa oltre il 10 % del reddito: certi "
        "14,7%, fra i calcolabili 22,0%, possibili 34,8%; Morosità nelle spese della casa: certi 14,7%, fra i "
        "calcolabili 22,0%, possibili 34,8%.",
        "grafico_municipi": "Grafico a fasce, i municipi, Spesa oltre il 10 % del reddito. Municipio 1: certi 18,0%, "
        "fra i calcolabili 26,7%, possibili 38,3%; Municipio 2: certi 10,0%, fra i calcolabili 15,0%, possibili 30,0%.",
        "grafico_decimo": "Grafico a barre, sezioni per probabilità di stare nel decimo peggiore: 90% o più 1, da 50% "
        "a 90% 0, da 10% a 50% 0 e meno di 10% 1.",
        "grafico_cause": "Grafico a barre, nuclei in dubbio per dato mancante: spesa di gas o calore, riscaldamento "
        "centralizzato o teleriscaldamento 90 e reddito 31.",
        "grafico_variazioni": "Grafico a barre, variazione della quota fra i calcolabili in punti, per municipio: "
        "Municipio 1 +13,3 e Municipio 2 0,0.",
        "grafico_scomposizione": "Grafico a barre, da che cosa viene la variazione di +8,0 punti: redditi −1,0 e "
        "prezzi dell'energia +9,0.",
        "grafico_guida": "Grafico a fasce, nuclei poveri raggiunti con 100 visite. sezioni con la quota stimata più "
        "alta: certi 25, fra i calcolabili 33, possibili 50; sezioni con più nuclei poveri: certi 25, fra i calcolabili"
        " 33, possibili 50; NIL con la quota più alta: certi 24, fra i calcolabili 30, possibili 42; complessi ERP con "
        "la quota più alta: certi 15, fra i calcolabili 20, possibili 30; a caso in tutta la città: certi 15, fra i "
        "calcolabili 18, possibili 35.",
        "grafico_mappa_nil": "Mappa dei NIL, Spesa oltre il 10 % del reddito, quota fra i calcolabili: da 15,0% "
        "(Cascina) a 33,3% (Arsenale); nessuna area oscurata. I valori sono nella tabella dei NIL.",
        "grafico_mappa_sezioni": "Mappa delle sezioni di censimento per probabilità di stare nel decimo peggiore. 90% "
        "o più: 1 sezione; da 50% a 90%: 0 sezioni; da 10% a 50%: 0 sezioni; meno di 10%: 1 sezione; 4 aree oscurate.",
    }


def test_the_report_begins_with_the_band_and_with_what_hides_it() -> None:
    context = report_context(told_published())
    assert context.headline == (
        "Secondo «Spesa oltre il 10 % del reddito», sono certamente in povertà energetica 88 nuclei su 600 (14,7%), "
        "qualunque sia il dato che manca; possono esserlo fino a 209 (34,8%)."
    )
    assert context.in_brief == [
        "Si può calcolare l'indicatore per 500 nuclei (83,3%); fra questi la quota è 22,0%.",
        "Il dato che, se arrivasse, restringerebbe di più la fascia è: spesa di gas o calore, riscaldamento "
        "centralizzato o teleriscaldamento; restano in dubbio per questo 90 nuclei, il 74,4% di quelli incerti.",
        "In città la quota fra i calcolabili passa dal 14,0% del 2024 al 22,0%: +8,0 punti, più di quanto il caso basti"
        " a spiegare: aumento provato.",
        "Su 6 sezioni ne sono oscurate 4, in cui abita il 25,0% dei nuclei.",
        "Con 100 visite, «sezioni con la quota stimata più alta» raggiunge 25 nuclei certamente poveri; a caso se ne "
        "raggiungerebbero 15.",
    ]
    assert context.cautions == ["I questionari non sono arrivati."]


def test_the_tables_of_the_report_say_what_the_edition_holds() -> None:
    found = tables(made())
    assert {caption: found[caption] for caption in _TABLES} == _TABLES
    assert len(found) == 16
    assert all(rows for rows in found.values())


_TABLES = {
    "File ricevuti: le righe in entrata sono quelle accettate più quelle messe da parte": [
        ["Nuclei degli alloggi ERP", "Gestore degli alloggi", "600", "12", "ab" * 32]
    ],
    "I NIL: nuclei e fascia": [
        ["Arsenale", "200", "24,0%", "33,3%", "da 26,9% a 40,5%", "42,0%"],
        ["Borgo", "150", "10,0%", "16,7%", "da 11,1% a 24,3%", "33,3%"],
        ["Cascina", "250", "10,0%", "15,0%", "da 10,7% a 20,6%", "30,0%"],
    ],
    "NIL con sezioni che hanno almeno una probabilità su due di stare nel decimo peggiore": [
        ["Arsenale", "2", "1", "1"]
    ],
    "Sezioni con almeno una probabilità su due, in ordine di NIL e di codice": [
        ["101", "Arsenale", "100", "40,0%", "38,0%", "da 31,0% a 46,0%", "93%"]
    ],
    "Aree mostrate e oscurate, per motivo": [
        ["mostrate", "si leggono in tabelle, mappe e dati aperti", "2", "3", "2", "1"],
        ["poche famiglie", "i nuclei sono meno della soglia: si potrebbe riconoscere qualcuno", "1", "0", "0", "0"],
        ["cella piccola", "i poveri, i non poveri o i certamente poveri sono pochissimi", "1", "0", "0", "0"],
        [
            "tutte o nessuna",
            "tutti i nuclei calcolabili sono poveri, o nessuno: si saprebbe di ciascuno",
            *("0", "0", "0", "1"),
        ],
        ["complementare", "il numero si ricaverebbe per differenza da aree oscurate vicine", "2", "0", "0", "0"],
    ],
    "Coppie di indicatori, per tutta la città": [
        ["Oltre il 10 % del reddito", "Morosità nelle spese della casa", "480", "30", "70", "40"]
    ],
    "Città, municipi, e NIL con una differenza provata": [
        ["Città di Prova", "14,0%", "22,0%", "+8,0", "da +3,2 a +12,7", "aumento"],
        ["Municipio 1", "13,3%", "26,7%", "+13,3", "da +7,0 a +19,6", "aumento"],
        ["Municipio 2", "15,0%", "15,0%", "0,0", "da −7,1 a +7,1", "nessuna differenza provata"],
        ["Arsenale", "11,1%", "33,3%", "+22,2", "da +13,8 a +30,3", "aumento"],
    ],
    "Le cause e la loro somma": [["redditi", "−1,0"], ["prezzi dell'energia", "+9,0"], ["in tutto", "+8,0"]],
    "Il dato che conta di più in ogni municipio": [
        ["Municipio 1", "reddito", "40", "56,3%"],
        ["Municipio 2", "non si può dire: i numeri sono oscurati", "–", "–"],
    ],
    "Reddito medio dei nuclei con un reddito noto, con l'anno a cui si riferisce": [
        ["Città di Prova", "2023", "560", "20", "14.320 €"]
    ],
}


def test_no_hidden_number_stands_anywhere_in_the_document_even_if_the_edition_carries_one() -> None:
    hidden = told_published(PLANTED).table.filter(~pl.col("is_shown"))
    assert hidden.select(pl.min_horizontal(COUNTS)).to_series().min() == PLANTED + 20
    told = {name: content for name, content in read_zip(made()).items() if name.endswith((".xml", ".rels"))}
    assert [name for name, content in told.items() if HIDDEN_NUMBER.search(content.decode())] == []
    assert HIDDEN_NUMBER.search("nuclei 917.023 in tutto") and HIDDEN_NUMBER.search("<w:t>918053</w:t>")


def test_the_same_edition_gives_the_same_bytes_and_not_a_pixel_depends_on_a_hidden_number() -> None:
    title = "La povertà energetica a Città di Prova: rapporto annuale, dati del 2025"
    context = report_context(told_published(), pictures())
    assert render(TEMPLATE, context, title=title, created=CREATED, pictures=pictures()) == made()


def test_a_first_edition_with_hardly_any_data_says_so_and_has_no_empty_chapter() -> None:
    bare = replace(
        told_published(),
        tables={2025: both(NOW).filter(both(NOW)["level"] == "city")},
        extracts=(),
        shrunk=told_published().shrunk.clear(),
        overlap=told_published().overlap.clear(),
        causes=told_published().causes.clear(),
        incomes=told_published().incomes.clear(),
        hidden_shares={},
        targetings=(),
        changes=None,
        decomposition=None,
        retrofits=None,
        cautions=(),
    )
    data = write_report(bare, None, template=TEMPLATE, created=CREATED)
    assert check(data) == []
    headings = [
        one.text
        for one in docx.Document(io.BytesIO(data)).paragraphs
        if one.style is not None and str(one.style.name).startswith("Heading")
    ]
    assert headings == [
        "In breve",
        "Che cos'è questo rapporto",
        "Come si legge la fascia",
        "Da dove vengono i dati",
        "Tutta la città, indicatore per indicatore",
        "Che cosa è oscurato, e perché",
        "Quale dato mancante conta di più",
        "Che cosa è cambiato",
        "Le riqualificazioni",
        "Registro delle revisioni",
        "A chi rivolgersi",
        "Gli indicatori",
        "Il metodo in una pagina",
    ]
    told = words(data)
    assert "È la prima edizione che si può confrontare: il cambiamento si leggerà dalla prossima." in told
    assert "L'edizione non contiene dati per sezione: nessuna sezione è oscurata." in told


def test_a_corrected_edition_says_what_was_corrected_and_which_edition_it_replaces() -> None:
    revisions = (Revision(1, date(2026, 9, 1), "Corretta l'estrazione del gestore.", "cd" * 32),)
    context = report_context(told_published(), revisions=revisions)
    data = render(TEMPLATE, context, title="Rapporto", created=CREATED)
    assert tables(data)["Che cosa è stato corretto e perché"] == [
        ["1", "01/09/2026", "Corretta l'estrazione del gestore.", "cd" * 32]
    ]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_class_of_a_map_is_empty_and_there_are_five_at_most(rates: list[float]) -> None:
    limits = class_limits(rates)
    assert {class_of(rate, limits) for rate in rates} == set(range(len(limits) + 1))
    assert len(limits) < 5 and all(round(100 * limit, 6) % 1 == 0 for limit in limits)


def test_the_classes_of_a_map_split_the_areas_in_equal_parts() -> None:
    assert class_limits([0.1, 0.2, 0.3, 0.4, 0.5]) == [0.2, 0.3, 0.4, 0.5]
    assert class_limits([0.15, 0.1667, 0.3333]) == [0.17]


def test_a_map_draws_every_class_where_its_areas_are() -> None:
    drawn = pictures()["grafico_mappa_nil"]
    picture = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    colors = {color for _, color in picture.getcolors(1 << 24) or []}
    assert set(ALTS) == set(pictures())
    assert {(0xD8, 0xEB, 0xF2), (0x0B, 0x45, 0x60)} <= colors
    west, east = picture.getpixel((60, 60)), picture.getpixel((picture.width - 60, 60))
    assert (west, east) == ((0x0B, 0x45, 0x60), (0xD8, 0xEB, 0xF2)), "Arsenale has the highest rate, Cascina the least"


def test_too_many_likely_sections_are_told_by_neighborhood_only() -> None:
    edition = told_published()
    first = edition.shrunk.filter(pl.col("area") == "101")
    many = pl.concat([first.with_columns(area=pl.lit(f"{code}")) for code in range(200, 231)])
    context = report_context(replace(edition, shrunk=pl.concat([edition.shrunk, many])))
    assert context.worst == []
    assert [line.model_dump() for line in context.likely] == [
        {"name": "Arsenale", "sections": "33", "likely": "32", "sure": "32"}
    ]
    assert context.worst_in_words == (
        "Sezioni mostrate: 33. Con almeno una probabilità su due di stare nel decimo peggiore: 32; con almeno nove su "
        "dieci: 32."
    )
