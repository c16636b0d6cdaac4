"""Whatever comes in: a broken file is refused or set aside on a real desk, a hostile text becomes plain words."""

from __future__ import annotations

import json
import sys
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_case import definition_text, play, small_case, words_of

from domain.errors import Refusal
from domain.store import inquiry_comments, registry, source_files
from domain.text import clean
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking, collecting, opening
from flows.inquiry_acts.case import load_views
from flows.inquiry_acts.plan import advance_inquiry

sys.path.append(str(Path(__file__).parents[1] / "domain"))
from reading_desk import OLD_COMMENT, csv_bytes
from test_reading_hostile import READ, REFUSED

ID = "tetti"
TEXTS = {
    "a template's sum": "Calcolate {{ 7*7 }} per favore, e poi {{ definition.id }}",
    "a template's loop": "{% for x in range(9) %}eco{% endfor %} e {# nota #} rimasta",
    "a template that looks for code": "{{ ''.__class__.__mro__[1].__subclasses__() }} dice il vicino",
    "an open brace": "Manca la graffa {{ di chiusura e il blocco {% if",
    "the end of a paragraph": "Prima </w:t></w:r></w:p><w:p> dopo",
    "the end of everything": "]]> <!-- </w:body></w:document> --> fine",
    "an entity": "&lt;b&gt; resta scritto &amp; così, anche &#x0; e &nuovo;",
    "markup": "<script>alert(1)</script> il copione resta parola",
    "a command for a spreadsheet": "=cmd|' /C calc'!A0 nel foglio",
    "a formula": '+HYPERLINK("https://esca.example","premi qui")',
    "another formula": "@SOMMA(1+1)*cmd|' /C calc'!A0",
    "a minus": "-2+3+cmd|' /C calc'!A0 sottratto",
    "half a character": "mezzo \ud83d carattere e \udc00 l'altro mezzo",
    "zeros and bells": "zero \x00 campana \x07 fuga \x1b[31mrossa\x1b[0m cancella \x7f finale",
    "right to left": "testo \u202eolrasrevni\u202c e \u200fancora שלום al contrario",
    "marks on marks": "z\u0351\u0327\u0343a\u0348\u0301l\u0324go arriva",
    "signs that are no letters": "\ufffe \uffff \ufeff segni speciali",
    "emoji": "Bene 👍🏽 famiglia 👨‍👩‍👧‍👦 bandiera 🇮🇹 tastiera 7️⃣ piacciono",
    "a cell as long as a sheet allows": "lungo " * 4995 + "fine della cella",
    "a word without end": "a" * 20000 + " dopo la parola",
    "many lines": "riga\r\n" * 300 + "ultima riga",
    "separators": 'uno;due,"tre"\tquattro\n;;;"',
    "other lines": "prima\u2028seconda\u2029terza\x85quarta\x0bquinta",
    "a mention": "Come dice gid://decidim/Decidim::User/2569 nel suo commento",
    "an SQL quotation": "'); DROP TABLE comment; -- resta una frase",
    "a field of mail": "Oggetto: vero\r\nBcc: tutti@comune.example\r\n\r\nCorpo",
    "a path": "../../../../etc/passwd e C:\\Windows\\system32 nominati",
    "a text too long for a cell": "troppo lungo " * 3000,
    "a markup of terminals": "[bold red]avviso[/] [link=https://esca.example]qui[/link]",
}

READS_AS = {
    "markup": "alert(1) il copione resta parola",
    "a mention": "Come dice [utente] nel suo commento",
    "a text too long for a cell": clean("troppo lungo " * 3000),
}
"""What the reader makes of the few texts that it does not leave as they are (its own tests say why)."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The case with every hostile text among its comments, played to the end."""
    return play(tmp_path_factory.mktemp("hostile"), small_case(extra=list(TEXTS.values())))[0]


def letters_of(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def test_every_hostile_text_comes_through_and_nothing_is_altered(published: Desk) -> None:
    views = {view.key: view for view in load_views(published, ID)}
    missing = [name for place, name in enumerate(TEXTS) if f"comment:{600 + place}" not in views]
    assert missing == []
    assert checking.verify(published, ID).faults == []
    assert len({view.number for view in views.values()}) == len(views) == 41 + len(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_published_as_the_words_that_it_is(name: str, published: Desk) -> None:
    key = f"comment:{600 + list(TEXTS).index(name)}"
    text = next(view.text for view in load_views(published, ID) if view.key == key)
    words = letters_of(READS_AS.get(name, unicodedata.normalize("NFC", TEXTS[name])))
    assert letters_of(text) == words and len(words) > 10
    annex = published.read(ID, "4-consiglio/allegato-controdeduzioni-01.docx")
    assert words in letters_of(words_of(annex))
    data = "5-pubblicazione/dati-aperti"
    for file in ("registro.csv", "registro.xlsx"):
        assert words in letters_of(words_of(published.read(ID, f"{data}/{file}")))
    assert text in [value for row in _rows(published) for value in row.values()]


def _rows(desk: Desk) -> list[dict[str, object]]:
    found = json.loads(desk.read(ID, "5-pubblicazione/dati-aperti/registro.json"))
    rows = found if isinstance(found, list) else next(value for value in found.values() if isinstance(value, list))
    return [dict(row) for row in rows]


def test_no_template_was_run_and_no_formula_is_live(published: Desk) -> None:
    for path in sorted((published.home / "documenti").rglob("*.docx")):
        words = words_of(path.read_bytes())
        assert "Calcolate 49" not in words
        assert "ecoeco" not in words
    for path in sorted((published.home / "documenti").rglob("*.xlsx")):
        assert "<f>" not in _raw_sheets(path)


def _raw_sheets(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An inquiry whose window has closed, on the platform of the broken exports."""
    text = definition_text().replace("https://partecipa.comune.example", "https://partecipa.example")
    text = text.replace("space: tetti", "space: energia")
    desk = open_rehearsal(tmp_path_factory.mktemp("broken"), seed=text)
    process_id, _ = opening.open_inquiry(desk, text, name="tetti.yaml", as_of=_after(days=-80))
    advance_inquiry(desk, process_id, as_of=_after(days=0))
    return desk


def _after(days: int) -> datetime:
    return datetime(2025, 2, 21, 8, tzinfo=UTC) + timedelta(days=days)


def state(desk: Desk) -> tuple[int, int, int]:
    """Return how many entries, files and rows set aside there are."""
    with desk.transaction() as session:
        return (
            registry.head(session, ID).number,
            len(source_files.files(session, ID)),
            len(inquiry_comments.set_aside_rows(session, ID)),
        )


@pytest.mark.parametrize("data", [data for data, _ in REFUSED.values()], ids=REFUSED.keys())
def test_a_file_that_is_no_export_is_refused_and_leaves_no_trace(data: bytes, desk: Desk) -> None:
    before = state(desk)
    with pytest.raises(Refusal) as refused:
        collecting.collect_files(desk, ID, [("export.csv", data)], as_of=_after(days=1))
    assert refused.value.problem and refused.value.remedy
    assert state(desk) == before


def test_a_broken_file_beside_a_good_one_stops_both(desk: Desk) -> None:
    before = state(desk)
    good = csv_bytes(OLD_COMMENT | {"id": "90001"})
    with pytest.raises(Refusal):
        collecting.collect_files(desk, ID, [("buono.csv", good), ("rotto.csv", b"%PDF-1.7")], as_of=_after(days=1))
    assert state(desk) == before


@pytest.mark.parametrize("data", [case[0] for case in READ.values()], ids=READ.keys())
def test_every_row_of_a_damaged_export_is_taken_or_set_aside(data: bytes, desk: Desk) -> None:
    before = state(desk)
    (found,) = collecting.collect_files(desk, ID, [("export.csv", data)], as_of=_after(days=1))
    if not found.known_before:
        assert found.rows_in == found.rows_accepted + len(found.set_aside)
        assert all(row.fault.place and row.fault.remedy for row in found.set_aside)
        assert state(desk)[1:] == (before[1] + 1, before[2] + len(found.set_aside))


PLAIN = csv_bytes(*(OLD_COMMENT | {"id": str(number)} for number in range(70001, 70006)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(PLAIN)), st.integers(0, 40), st.binary(max_size=30))
def test_an_export_damaged_anywhere_is_refused_or_read_with_every_row_accounted_for(
    desk: Desk, place: int, cut: int, put: bytes
) -> None:
    damaged = PLAIN[:place] + put + PLAIN[place + cut :]
    before = state(desk)
    try:
        found = collecting.collect_files(desk, ID, [("export.csv", damaged)], as_of=_after(days=1))
    except Refusal as refused:
        assert refused.remedy and state(desk) == before
        return
    assert all(one.known_before or one.rows_in == one.rows_accepted + len(one.set_aside) for one in found)


def test_after_all_of_it_the_register_still_holds(desk: Desk) -> None:
    assert checking.verify(desk, ID).faults == []
