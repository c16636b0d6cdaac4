"""What staff can get wrong in a template, and what the check tells them."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from domain.documents.accessibility import check
from domain.documents.template_check import annotate, check_template
from domain.documents.template_check.trial import _blank
from tests.domain.word_desk import Paper, document, saved, template

GOOD = template(
    "# {{ oggetto }}",
    "{%p if persone|length > 0 %}",
    "{%p for persona in persone if persona.voti %}",
    "{{ loop.index }}. {{ persona.nome }}{% if not loop.last %};{% else %}.{% endif %}",
    "{%p endfor %}",
    "{%p endif %}",
    "{{ presidente.nome|upper }} “{{ oggetto|default(“niente”) }}”",
    header="{{ oggetto }}",
)


def told(*paragraphs: str, **more: object) -> list[str]:
    return [str(fault) for fault in check_template(template(*paragraphs, **more), Paper, name="prova.docx")]


def test_a_good_template_has_nothing_to_say() -> None:
    assert check_template(GOOD, Paper, name="prova.docx") == []


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["{{ ogetto }}"], "il campo «ogetto» non esiste → forse «oggetto»?"),
        (["{{ presidente.cognome }}"], "il campo «presidente.cognome» non esiste → forse «presidente.nome»?"),
        (
            ["{{ nome }}"],
            "il campo «nome» non esiste → sta in «persone»: scrivete un ciclo «for voce in persone» e usate voce.nome",
        ),
        (["{{ persone }}"], "indica un elenco, non un testo → scorretelo con un ciclo for"),
        (["{{ presidente }}"], "indica un gruppo di dati, non un testo → aggiungete un punto e il campo: nome, voti"),
        (["{{ oggetto.nome }}"], "«oggetto» è un testo o un numero: non ha campi → togliete «.nome»"),
        (
            ["{%p for x in oggetto %}", "a", "{%p endfor %}"],
            "scorre qualcosa che non è un elenco → usate un elenco: persone",
        ),
        (["{ oggetto }"], "«{ oggetto }» ha una sola graffa e verrebbe stampato così com'è → scrivete {{ oggetto }}"),
        (
            ["{{ oggetto }"],
            "«{{ oggetto }» si apre ma non si chiude in questo paragrafo → completate il segnaposto con «}}»",
        ),
        (["oggetto }}"], "«}}» chiude un segnaposto mai aperto → aggiungete l'apertura o togliete le graffe"),
        (["{{ oggetto|maiuscolo }}"], "il filtro «maiuscolo» non esiste o non è ammesso → filtri ammessi: capitalize"),
        (["{{ oggetto|uper }}"], "il filtro «uper» non esiste o non è ammesso → forse «upper»?"),
        (["{{ oggetto|safe }}"], "il filtro «safe» non esiste o non è ammesso"),
        (["{{ oggetto oggetto }}"], "non è scritto in modo comprensibile → controllate virgole"),
        (
            ["{{ oggetto.__class__ }}"],
            "«__class__» è una parte interna del programma → usate soltanto i campi del modello",
        ),
        (["{{ oggetto.upper() }}"], "chiama una funzione → i modelli non eseguono funzioni: usate soltanto i campi"),
        (["{{ cycler.__init__.__globals__.os.popen('id').read() }}"], "chiama una funzione"),
        (["{% include 'altro' %}"], "l'istruzione «include» non è ammessa nei modelli → usate soltanto for, if"),
        (["{% p for x in persone %}"], "c'è uno spazio prima del prefisso → scrivete {%p for x in persone %}"),
        (
            ["{%p for x in persone %}", "{{ x.nome }}"],
            "non si chiude più: manca {%p endfor %} → aggiungete {%p endfor %}",
        ),
        (["a", "{%p endfor %}"], "chiude un blocco mai aperto → togliete il segnaposto o aggiungete l'apertura"),
        (["{%p for x in persone %}", "a", "{% endfor %}"], "il contenuto andrebbe perso → scrivete {%p endfor %}"),
        (["{%p if oggetto %}", "a", "{%p endfor %}"], "chiude un blocco mai aperto"),
        (
            ["{%p for x in persone %}", "{%p if x.nome %}", "a", "{%p endfor %}"],
            "non è chiuso prima di {%p endfor %} → aggiungete {%p endif %}",
        ),
        (
            ["{% for x in persone %}", "a", "{% endfor %}"],
            "si chiude in un altro paragrafo → usate {%p for … %} e {%p endfor %}",
        ),
        (["{%p else %}"], "sta fuori da un blocco → spostatelo tra l'apertura e la chiusura del blocco"),
        (
            ["Caro {%p if oggetto %}", "a", "{%p endif %}"],
            "il resto del paragrafo andrebbe perso → lasciate il segnaposto da solo",
        ),
        (
            ["{%tr for x in persone %}", "a", "{%tr endfor %}"],
            "{%tr for x in persone %}: sta fuori da una tabella → usate {%p … %}",
        ),
        (["{{ persone[0].cognome }}"], "il campo «….cognome» non esiste"),
        (["{% set x = ogetto %}{{ x }}"], "il campo «ogetto» non esiste → forse «oggetto»?"),
        (["{{ loop.index }}"], "il campo «loop» non esiste"),
        (
            ["{%p for x in persone %}", "{{ loop.indice }}", "{%p endfor %}"],
            "«loop» non ha «indice» → usate loop.index",
        ),
        (["{{ 1 // (persone|length) }}"], "un calcolo divide per zero → chiudete il calcolo in un {% if %}"),
        (["{{ 'a' * 10**9 }}"], "la compilazione ha superato la memoria concessa"),
        (["# Uno", "### Tre"], "il titolo passa dal livello 1 al livello 3 → usate lo stile Titolo 2"),
        (["clicca qui"], "il testo di un collegamento non dice dove porta"),
        ([""], "il paragrafo è vuoto → toglietelo e usate la spaziatura dello stile"),
    ],
)
def test_each_mistake_is_told_once_with_its_remedy(paragraphs: list[str], expected: str) -> None:
    faults = told(*paragraphs)
    assert len([fault for fault in faults if expected in fault]) == 1, faults


def test_a_mistake_names_part_heading_paragraph_and_tag() -> None:
    assert told("# Chi decide", "Presiede {{ presidente.nomee }} oggi", header="{{ ogetto }}") == [
        "corpo, sotto «Chi decide», paragrafo 2 («Presiede {{ presidente.nomee }} oggi»): {{ presidente.nomee }}: "
        "il campo «presidente.nomee» non esiste → forse «presidente.nome»?",
        "intestazione, paragrafo 1 («{{ ogetto }}»): {{ ogetto }}: il campo «ogetto» non esiste → forse «oggetto»?",
    ]


def test_a_row_loop_closed_by_a_plain_endfor_or_in_the_same_row_is_told() -> None:
    plain = told("x", rows=[["{%tr for p in persone %}"], ["{{ p.nome }}"], ["{% endfor %}"]])
    same = told("x", rows=[["{%tr for p in persone %}{{ p.nome }}{%tr endfor %}"]])
    crowded = told("x", rows=[["{%tr for p in persone %} Nome"], ["{{ p.nome }}"], ["{%tr endfor %}"]])
    assert any("chiude in modo semplice un blocco di riga" in fault for fault in plain)
    assert any("apre e chiude nella stessa riga" in fault for fault in same)
    assert any("il resto della riga andrebbe perso" in fault for fault in crowded)


def test_a_tag_split_by_formatting_is_read_whole_and_a_deleted_one_is_not_read() -> None:
    made = document("")
    paragraph = made.paragraphs[0]
    for piece in ("{", "{ ogg", "etto }", "}"):
        paragraph.add_run(piece).bold = True
    assert check_template(saved(made), Paper, name="prova") == []


def test_tags_in_the_properties_are_told() -> None:
    made = document("x")
    made.core_properties.title = "{{ oggetto }}"
    assert [str(fault) for fault in check_template(saved(made), Paper, name="prova")] == [
        "proprietà, paragrafo 1 («{{ oggetto }}»): {{ oggetto }}: le proprietà del documento le scrive il programma"
        " → togliete il segnaposto dalle proprietà"
    ]


def test_a_picture_without_alternative_text_a_foreign_language_and_a_foreign_page_are_told() -> None:
    made = document("x", language="en-US")
    made.sections[0].page_width = made.sections[0].page_width - 400000
    made.add_picture(io.BytesIO(_blank()))
    faults = [fault.problem for fault in check_template(saved(made), Paper, name="prova")]
    assert faults == [
        "la lingua predefinita non è l'italiano",
        "la pagina non è in formato A4",
        "la figura «Picture 1» non ha testo alternativo",
    ]


def test_tables_need_a_header_row_and_no_merged_cells() -> None:
    made = document("x", rows=[["a", "b"], ["c", "d"]])
    made.tables[0].cell(1, 0).merge(made.tables[0].cell(1, 1))
    assert [fault.problem for fault in check(saved(made)) if "tabella" in fault.problem] == [
        "la prima riga della tabella non è segnata come intestazione",
        "la tabella ha celle unite",
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"non un documento"])
def test_a_file_that_is_no_word_document_is_told_and_not_raised(data: bytes) -> None:
    (fault,) = check_template(data, Paper, name="prova.docx")
    assert fault.problem == "il file non è un documento Word leggibile"


def test_a_zip_without_a_document_and_a_broken_one_are_told() -> None:
    for content in (None, b"<w:document>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("word/document.xml" if content else "altro.xml", content or b"<a/>")
        assert check_template(stream.getvalue(), Paper, name="prova"), content


def test_faults_come_back_as_word_comments_on_their_paragraphs_and_always_the_same_bytes() -> None:
    data = template("Tutto bene", "Firma {{ ogetto }}", header="{{ sogetto }}")
    faults = check_template(data, Paper, name="prova")
    annotated = annotate(data, faults)
    comments = [comment.text for comment in docx.Document(io.BytesIO(annotated)).comments]
    assert comments == [
        "{{ ogetto }}: il campo «ogetto» non esiste. Rimedio: forse «oggetto»?",
        "intestazione, paragrafo 1 («{{ sogetto }}»): "
        "{{ sogetto }}: il campo «sogetto» non esiste. Rimedio: forse «oggetto»?",
    ]
    assert annotate(data, faults) == annotated
