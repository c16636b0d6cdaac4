"""Hostile files, forms and values at every step of the assembly: refused with a remedy, or taken as plain words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_year import ID, STATISTICS, VALUES, Words, answers_file, invited, moment, play, village
from sqlalchemy import text
from test_hostile_rehearsal import words_of

from domain.assembly.draw.seed import PublicValues
from domain.errors import Refusal
from domain.store import assembly_draws, registry
from flows.assembly_acts import drawing, inviting, promising, responding
from flows.assembly_acts.checking import verify
from flows.edges import Desk

ATTACK = "{{ 7*7 }} {% for x in y %} <w:p/> & \"'> =cmd|' /C calc'!A0 #set page(width: 1pt) \\u{202E}oips ${HOME} ‮txt"
HOSTILE = Words(
    title='=HYPERLINK("http://a.example") {{ title }} & <w:br/>',
    text=ATTACK,
    discussion=ATTACK,
    place="Sala #emph[X] {{ place }} & <b>",
    name="@SUM(1) #text(red)[Eva] {{ x }} & <w:t>",
    reason="Perché no: {% raw %} & </w:p> {{ 7*7 }}",
)


def bomb(name: str) -> bytes:
    """A small archive whose one member is enormous."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(b" " * 1_000_000)
    return target.getvalue()


HEAD = b"code,birth_year,gender,nationality,district,household\n"
REGISTRIES = {
    "nothing": b"",
    "only a header": HEAD,
    "no header": b"a1,1980,F,ITA,1,h1\n",
    "half a Parquet": b"PAR1" + b"\x00" * 200,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "NUL bytes": HEAD + b"\x00" * 500,
    "another encoding": HEAD + "a1,1980,F,Perù,1,h1\n".encode("utf-16"),
    "an open quotation mark": HEAD + b'"a1,1980,F,ITA,1,h1\n' * 5,
    "a column twice": b"code,code,birth_year,gender\na,b,1980,F\n",
    "the same code everywhere": HEAD + b"a1,1980,F,ITA,1,h1\n" * 50,
    "nobody of age": HEAD + b"".join(b"a%d,2020,F,ITA,1,h\n" % n for n in range(50)),
}
LISTS = {
    "nothing": b"",
    "only a header": b"codice;disponibile;data;nome;email;consenso;education\n",
    "a zip bomb": bomb("xl/worksheets/sheet1.xml"),
    "half a workbook": b"PK\x03\x04" + b"\x00" * 100,
    "a web page": b"<html><body>accesso negato</body></html>",
    "a column twice": b"codice;codice;disponibile\na;b;si\n",
    "no columns of ours": b"x;y\n1;2\n",
    "NUL bytes": b"\x00" * 2000,
}
SOURCES = {
    "no signature": replace(VALUES, signature=""),
    "a short signature": replace(VALUES, signature="ab"),
    "no hexadecimal": replace(VALUES, signature="zz" * 48),
    "no wheel": replace(VALUES, numbers={}),
    "another wheel": replace(VALUES, numbers={"Roma": (1, 2, 3, 4, 5)}),
    "a number twice": replace(VALUES, numbers={"Milano": (1, 1, 3, 4, 5)}),
    "a number beyond": replace(VALUES, numbers={"Milano": (1, 2, 3, 4, 91)}),
    "four numbers": replace(VALUES, numbers={"Milano": (1, 2, 3, 4)}),
    "another round": replace(VALUES, round=1),
    "another randomness": replace(VALUES, randomness="00" * 32),
}


def opened_at(folder: Path, until: str) -> Iterator[Desk]:
    desk = play(folder, until=until)
    yield desk
    desk.engine.dispose()


@pytest.fixture(scope="module")
def before_commit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from opened_at(tmp_path_factory.mktemp("impegno"), "commit")


@pytest.fixture(scope="module")
def before_draw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from opened_at(tmp_path_factory.mktemp("sorteggio"), "draw")


@pytest.fixture(scope="module")
def before_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from opened_at(tmp_path_factory.mktemp("inviti"), "answers")


def head(desk: Desk) -> int:
    with desk.reading() as session:
        return registry.head(session, ID).number


@pytest.mark.parametrize("data", REGISTRIES.values(), ids=REGISTRIES.keys())
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_broken_registry_is_refused_and_nothing_is_promised(
    before_commit: Desk, tmp_path: Path, data: bytes, ending: str
) -> None:
    file, before = tmp_path / f"lista.{ending}", head(before_commit)
    file.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        promising.commit(before_commit, ID, file, officer=STATISTICS, as_of=moment("2024-09-16T09:00"))
    assert refused.value.problem and refused.value.remedy
    assert head(before_commit) == before


@pytest.mark.parametrize("values", SOURCES.values(), ids=SOURCES.keys())
def test_a_value_that_is_not_the_sources_draws_nobody(before_draw: Desk, values: PublicValues) -> None:
    before = head(before_draw)
    with pytest.raises(Refusal) as refused:
        drawing.draw_first(
            before_draw,
            ID,
            before_draw.home / "lista.csv",
            values,
            officer=STATISTICS,
            as_of=moment("2024-09-25T13:00"),
        )
    assert refused.value.remedy and head(before_draw) == before


def test_another_registry_than_the_promised_one_draws_nobody(before_draw: Desk, tmp_path: Path) -> None:
    other = tmp_path / "lista.csv"
    other.write_bytes(village()[0].replace(b",F,", b",M,", 1))
    with pytest.raises(Refusal, match="non è quella dell'impegno"):
        drawing.draw_first(before_draw, ID, other, VALUES, officer=STATISTICS, as_of=moment("2024-09-25T13:00"))


@pytest.mark.parametrize("data", LISTS.values(), ids=LISTS.keys())
def test_a_file_that_is_no_list_of_answers_or_addresses_changes_nothing(before_answers: Desk, data: bytes) -> None:
    before, as_of = head(before_answers), moment("2024-11-10T09:00")
    for take in (
        lambda: responding.read_answers(before_answers, ID, "rete.xlsx", data, as_of=as_of),
        lambda: inviting.invite(before_answers, ID, ("indirizzi.csv", data), is_reminder=True, as_of=as_of),
    ):
        try:
            taken = take()
        except Refusal as refused:
            assert refused.problem and refused.remedy and head(before_answers) == before
        else:  # a list without rows is one, and says so
            assert taken.rows_in == 0
    assert verify(before_answers, ID).faults == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=30))
def test_answers_damaged_anywhere_are_refused_or_every_row_is_accounted_for(
    before_answers: Desk, place: int, cut: int, put: bytes
) -> None:
    plain = answers_file(invited(before_answers)[:20], "Eva & <b>")
    damaged = plain[:place] + put + plain[place + cut :]
    before = head(before_answers)
    try:
        read = responding.read_answers(before_answers, ID, "rete.csv", damaged, as_of=moment("2024-11-10T09:00"))
    except Refusal as refused:
        assert refused.remedy and head(before_answers) == before
        return
    assert read.known_before or read.rows_in == read.rows_accepted + len(read.faults)


def test_after_all_of_it_the_record_still_holds(before_commit: Desk, before_draw: Desk, before_answers: Desk) -> None:
    assert [verify(desk, ID).faults for desk in (before_commit, before_draw, before_answers)] == [[], [], []]


def letters_of(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum())


def test_what_people_write_is_printed_as_the_words_that_it_is(tmp_path: Path) -> None:
    desk = play(tmp_path, until="erase", words=HOSTILE)
    assert verify(desk, ID).faults == []
    with desk.engine.connect() as connection:
        stored = connection.execute(text("SELECT title, text FROM recommendation WHERE number = 1")).one()
    assert tuple(stored) == (HOSTILE.title, HOSTILE.text)
    papers = {path.name: words_of(path.read_bytes()) for path in (tmp_path / "documenti").rglob("*.docx")}
    for name, said in (
        ("02-verbale.docx", HOSTILE.discussion),
        ("02-verbale.docx", HOSTILE.title),
        ("rapporto-annuale.docx", HOSTILE.text),
        ("dossier-di-risposta.docx", HOSTILE.reason),
        ("02-1-convocazione.docx", HOSTILE.place),
    ):
        assert letters_of(said) in letters_of(papers[name]), (name, said)
    assert [name for name, words in papers.items() if " 49 " in words] == []
    for path in (tmp_path / "documenti").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet for sheet in sheets)
    with desk.reading() as session:
        assert len(assembly_draws.contacts(session, ID)) == 45
    desk.engine.dispose()
