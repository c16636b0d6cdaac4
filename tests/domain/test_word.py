"""A template and its data make one document: whole, harmless, the same every time."""

from __future__ import annotations

import io
import json

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents.bounded import CHILD, RenderChild, request_of, spoken
from domain.documents.charts import Bar, rows
from domain.documents.template_check.trial import _blank
from domain.documents.word import Picture, render
from domain.errors import Refusal
from tests.domain.word_desk import CREATED, Paper, Person, document, saved, template, words

LOOP = template("{{ oggetto }}", "{%p for persona in persone %}", "{{ persona.nome }}", "{%p endfor %}", "Fine.")


def made(data: bytes, paper: Paper) -> bytes:
    return render(data, paper, title="Prova", created=CREATED, name="prova.docx")


def test_a_loop_prints_every_element_and_numbers_have_italian_dots() -> None:
    data = template(
        "{{ oggetto }}",
        rows=[
            ["Nome", "Voti"],
            ["{%tr for p in persone %}", ""],
            ["{{ p.nome }}", "{{ p.voti }}"],
            ["{%tr endfor %}", ""],
        ],
    )
    paper = Paper(subject="Elenco", people=[Person(name="Ada"), Person(name="Bo", votes=7)])
    assert words(made(data, paper)) == ["Elenco", "Fine.", "Nome", "Voti", "Ada", "1.204", "Bo", "7"]


def test_what_citizens_type_stays_what_they_typed() -> None:
    typed = "A & B < 5 </w:t></w:r></w:p><w:p> {{ 7*7 }} {_{ a }_} {% raw %} ]]> <?xml ?> \U0001f600 \u202e"
    assert words(made(LOOP, Paper(subject=typed, people=[Person(name="{{ oggetto }}")]))) == [
        typed,
        "{{ oggetto }}",
        "Fine.",
    ]


@settings(max_examples=10, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=80))
def test_any_legal_text_comes_back_as_it_went_in(typed: str) -> None:
    assert words(made(LOOP, Paper(subject=typed)))[0] == typed


def test_a_finished_document_is_never_read_as_a_template_again() -> None:
    first = made(LOOP, Paper(subject="{{ 7*7 }}"))
    assert words(first)[0] == "{{ 7*7 }}"


def test_title_and_language_are_written_once_and_not_escaped_twice() -> None:
    data = render(LOOP, Paper(subject="x"), title="Verde & <Acqua>", created=CREATED)
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.language, properties.author) == ("Verde & <Acqua>", "it-IT", "")
    assert properties.created == properties.modified == CREATED


def test_the_same_inputs_give_the_same_bytes_from_any_child() -> None:
    paper = Paper(subject="x", people=[Person(name="Ada")])
    first = made(LOOP, paper)
    CHILD.close()
    assert made(LOOP, paper) == first


@pytest.mark.parametrize(("typed", "code"), [("a\x00b", "U+0000"), ("a\x0cb", "U+000C"), ("a\ud83d", "U+D83D")])
def test_characters_that_would_lose_the_rest_of_the_document_are_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        made(LOOP, Paper.model_construct(subject="bene", people=[Person.model_construct(name=typed, votes=1)]))
    fault = refused.value.faults[0]
    assert (fault.place, fault.problem) == ("persone[1].nome", f"il campo contiene il carattere {code}")


def test_a_missing_name_is_refused_with_paragraph_tag_and_the_nearest_right_one() -> None:
    data = template("# Chi", "Presiede {{ presidente.nme }}", "{{ ogetto }}")
    with pytest.raises(Refusal) as refused:
        made(data, Paper(subject="x"))
    assert str(refused.value) == (
        "modello «prova.docx», corpo, sotto «Chi», paragrafo 2 («Presiede {{ presidente.nme }}»): "
        "{{ presidente.nme }}: il campo «presidente.nme» non esiste → forse «presidente.nome»?\n"
        "  - corpo, sotto «Chi», paragrafo 3 («{{ ogetto }}»): "
        "{{ ogetto }}: il campo «ogetto» non esiste → forse «oggetto»?"
    )


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        ("{{ 'a' * 10**9 }}", "la compilazione ha superato la memoria concessa"),
        ("{{ 3 // (persone|length) }}", "un calcolo divide per zero"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_in_words(tag: str, problem: str) -> None:
    with pytest.raises(Refusal) as refused:
        made(template("prima", tag), Paper(subject="x"))
    assert refused.value.problem == problem
    assert words(made(LOOP, Paper(subject="dopo")))[0] == "dopo", "the next document is written as if nothing happened"


def test_a_template_that_never_ends_is_stopped_by_its_processor_limit() -> None:
    child = RenderChild()
    request = request_of(
        template("{{ 9 ** 9 ** 9 }}"), spoken(Paper(subject="x")), title="", created=CREATED, pictures={}
    )
    assert child.ask(request, cpu_seconds=0) == {"kind": "time"}
    child.close()


def test_the_child_knows_no_secret_of_its_parent_and_cannot_write_files() -> None:
    child = RenderChild()
    process = child._running()
    request = request_of(LOOP, spoken(Paper(subject="x")), title="", created=CREATED, pictures={})
    assert "document" in child.ask(request)
    with open(f"/proc/{process.pid}/environ", "rb") as environment:  # noqa: PTH123
        names = {line.split(b"=")[0] for line in environment.read().split(b"\0") if line}
    with open(f"/proc/{process.pid}/limits") as limits:  # noqa: PTH123
        sizes = next(line.split() for line in limits if line.startswith("Max file size"))
    child.close()
    assert (names, sizes[3:5]) == ({b"PYTHONHASHSEED", b"PYTHONDONTWRITEBYTECODE", b"LC_ALL"}, ["0", "0"])


def test_a_picture_fills_its_place_and_an_unfilled_place_is_refused() -> None:
    drawn = document("{{ oggetto }}")
    drawn.add_picture(io.BytesIO(_blank()))
    next(drawn.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")).set(
        "name", "grafico_voti"
    )
    data = saved(drawn)
    chart = rows([Bar("sì", 3), Bar("no", 2)], subject="voti", title="voti")
    paper = Paper(subject="Voti")
    filled = docx.Document(
        io.BytesIO(render(data, paper, title="Voti", created=CREATED, pictures={"grafico_voti": chart}))
    )
    assert [part.blob for part in filled.part.package.image_parts] == [chart.png]
    with pytest.raises(Refusal, match="manca la figura «grafico_voti»"):
        render(data, paper, title="Voti", created=CREATED, pictures={"grafico_altro": Picture(chart.png, "")})


def test_the_request_is_plain_json_so_that_nothing_hostile_is_unpickled() -> None:
    request = request_of(LOOP, spoken(Paper(subject="x")), title="t", created=CREATED, pictures={"grafico": b"1"})
    assert json.loads(json.dumps(request)) == request
