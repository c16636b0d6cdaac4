"""The answers annex: every comment is there, with its answer, and the volumes say so when they are read again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.annex import iter_volumes, plan_volumes
from domain.documents.annex_lines import Entry, Line
from domain.documents.annex_reread import read_again
from domain.documents.package import Part, read_zip, repack, write_zip
from domain.errors import Refusal
from domain.inquiry.annex import INDEX_HEADER, AnnexResult, write_annex
from domain.inquiry.annex_entries import runs_of
from domain.inquiry.views import CommentView
from domain.vocabulary import Admission, Channel, Discrepancy, Likeness, Outcome
from tests.domain.answered import CREATED, DEFINITION, FRAME, campaign, late, moderated, paragraphs, view

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


def annex_of(*views: CommentView, frame: bytes = FRAME, definition=DEFINITION) -> tuple[AnnexResult, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    result = write_annex(definition, views, frame=frame, created=CREATED, write=files.__setitem__)
    return result, files


def body_of(document: bytes) -> list[tuple[str, str]]:
    """The paragraphs after the index of the volume."""
    found = paragraphs(document)
    first_part = [
        place for place, (style, _) in enumerate(found) if style == "Heading1" and not _is_index(found[place])
    ]
    return found[first_part[0] :]


def _is_index(paragraph: tuple[str, str]) -> bool:
    return paragraph[1].startswith(("Contenuto del volume", "Indice delle parti"))


def changed_frame(part: str, old: str, new: str) -> bytes:
    parts = read_zip(FRAME)
    assert old in parts[part].decode()
    return write_zip(
        (name, data.decode().replace(old, new).encode() if name == part else data) for name, data in parts.items()
    )


def test_every_comment_is_printed_under_its_part_with_its_words_and_its_answer() -> None:
    result, files = annex_of(
        view(
            1,
            title="Filari",
            text="Prima riga.\nSeconda riga.\n\nAltro capoverso con <b> & {{ graffe }}.",
            on_behalf_of="Associazione Ombra",
            supports=12,
            alignment=1,
        ),
        moderated(2),
        *campaign(),
        late(6, part="azione-1", text="Arrivo tardi."),
        view(7, channel=Channel.COMMENT, key="comment:7", parent_number=1, differences=(Discrepancy.CHANGED,)),
    )
    assert body_of(files["allegato-controdeduzioni-01.docx"]) == [
        ("Heading1", "Premessa"),
        ("Heading2", "N. 1 · osservazione · 13 febbraio 2025"),
        ("Dati", "autore RO-0001 · per conto di Associazione Ombra · sezione 457 · favorevole · sostegni: 12"),
        ("Testo", "Titolo: Filari"),
        ("Testo", "Prima riga.\nSeconda riga."),
        ("Testo", "Altro capoverso con <b> & {{ graffe }}."),
        ("Esito", "Esito: non accolta"),
        ("Risposta", "Motivazione: La via è già alberata."),
        ("Risposta", "Direzione: Direzione Verde"),
        ("Heading2", "N. 2 · osservazione · 13 febbraio 2025"),
        ("Dati", "autore RO-0002 · sezione 457"),
        ("Nota", "[testo rimosso dalla pubblicazione: ingiuria, decisione del 1º marzo 2025]"),
        ("Esito", "Esito: non accolta"),
        ("Risposta", "Motivazione: La via è già alberata."),
        ("Risposta", "Direzione: Direzione Verde"),
        ("Heading2", "N. 7 · commento · 13 febbraio 2025"),
        ("Dati", "autore RO-0007 · sezione 457 · in risposta al n. 1"),
        ("Testo", "Più alberi in via 7."),
        ("Nota", "Un'esportazione successiva della piattaforma riporta un testo diverso: fa fede questo."),
        ("Esito", "Esito: non accolta"),
        ("Risposta", "Motivazione: La via è già alberata."),
        ("Risposta", "Direzione: Direzione Verde"),
        ("Heading1", "Azione 1"),
        ("Heading2", "N. 3 · osservazione · 13 febbraio 2025"),
        ("Dati", "autore RO-0003 · sezione 457 · gruppo 1"),
        ("Testo", "Cortili aperti e ombra per tutti."),
        ("Esito", "Esito: accolta"),
        ("Risposta", "Motivazione: La proposta è fondata."),
        ("Risposta", "I fondi ci sono."),
        ("Risposta", "Modifica al piano: Azione 1, capoverso 2."),
        ("Risposta", "Direzione: Direzione Casa"),
        ("Nota", "Gruppo 1: 3 contributi con testo uguale o quasi uguale; gli altri sono i nn. 4-5."),
        ("Heading2", "N. 4 · osservazione · 13 febbraio 2025"),
        ("Dati", "autore RO-0004 · sezione 457 · gruppo 1"),
        ("Testo", "Cortili aperti e ombra per tutti. Anche di sera."),
        ("Nota", "Rispetto al n. 3 aggiunge: Anche di sera."),
        ("Esito", "Esito: accolta"),
        ("Risposta", "Risposta: vale la risposta data al n. 3, comune al gruppo 1."),
        ("Heading2", "N. 5 · osservazione · 13 febbraio 2025"),
        ("Dati", "autore RO-0005 · sezione 457 · gruppo 1"),
        ("Nota", "Testo identico a quello del n. 3"),
        ("Esito", "Esito: accolta"),
        ("Risposta", "Risposta: vale la risposta data al n. 3, comune al gruppo 1."),
        ("Heading1", "Contributi pervenuti oltre il termine"),
        ("Heading2", "N. 6 · osservazione · 13 febbraio 2025"),
        ("Dati", "autore RO-0006 · Azione 1 · sezione 457"),
        ("Testo", "Arrivo tardi."),
        ("Nota", "Pervenuto oltre il termine del 3 marzo 2025: resta agli atti senza valutazione."),
    ]
    assert (result.received, result.printed, result.to_answer, result.answered, result.late) == (7, 7, 6, 6, 1)


def test_a_volume_opens_with_its_title_its_preface_and_the_index_of_its_parts() -> None:
    _, files = annex_of(view(1), view(2), *campaign())
    *cover, preface = paragraphs(files["allegato-controdeduzioni-01.docx"])[:5]
    index = paragraphs(files["allegato-controdeduzioni-01.docx"])[5:8]
    assert cover == [
        ("Occhiello", "Comune di Roccalta"),
        ("Title", "Allegato delle controdeduzioni"),
        ("Subtitle", "Istruttoria pubblica sul piano del verde"),
        ("Inevidenza", "Volume unico, 5 contributi, con numeri tra 1 e 5"),
    ]
    assert preface[1].startswith(
        "Contributi ricevuti: 5, di cui 5 nei termini (dal 1º febbraio 2025 al 3 marzo 2025) e 0 oltre il termine."
    )
    assert index == [
        ("Heading1", "Contenuto del volume"),
        ("Indice", "Premessa, 2 contributi (dal n. 1 al n. 2)"),
        ("Indice", "Azione 1, 3 contributi (dal n. 3 al n. 5)"),
    ]


def test_a_moderated_text_is_in_no_part_of_no_file() -> None:
    _, files = annex_of(moderated(1), moderated(2, group_number=1, likeness=Likeness.MODEL), view(3))
    inside = b"".join(part for data in files.values() for part in read_zip(data).values())
    assert b"SEGRETO" not in inside
    assert b"testo rimosso" in inside


def test_no_member_leans_on_a_model_whose_text_was_moderated() -> None:
    words = "Parole del gruppo."
    model = moderated(1, text=words, group_number=1, likeness=Likeness.MODEL)
    _, files = annex_of(model, view(2, text=words, group_number=1, likeness=Likeness.EXACT))
    assert ("Testo", words) in paragraphs(files["allegato-controdeduzioni-01.docx"])


def test_a_member_answered_in_its_own_way_keeps_its_own_answer() -> None:
    model, near, _ = campaign()
    _, files = annex_of(model, replace(near, outcome=Outcome.PARTLY_ACCEPTED, reason="Solo in estate."))
    assert ("Risposta", "Motivazione: Solo in estate.") in paragraphs(files["allegato-controdeduzioni-01.docx"])


def test_when_the_model_came_late_the_first_admitted_member_carries_the_answer() -> None:
    model, near, exact = campaign()
    _, files = annex_of(late(3, text=model.text, group_number=1, likeness=Likeness.MODEL), near, exact)
    written = [text for _, text in paragraphs(files["allegato-controdeduzioni-01.docx"])]
    assert "Risposta: vale la risposta data al n. 4, comune al gruppo 1." in written
    assert "Gruppo 1: 3 contributi con testo uguale o quasi uguale; gli altri sono i nn. 3, 5." in written


@pytest.mark.parametrize("gap", [{"outcome": None}, {"department": ""}, {"reason": "  "}])
def test_the_annex_is_refused_while_an_admitted_comment_lacks_its_answer(gap: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        annex_of(view(1), view(2, **gap), late(3))
    assert str(refused.value) == (
        "allegato: 1 contributo su 2 senza una risposta completa → completate le valutazioni e generate di nuovo"
        " l'allegato\n  - n. 2: manca la direzione, l'esito o la motivazione → completate la valutazione"
    )


def test_a_member_without_a_reason_is_answered_by_the_reason_of_its_group_and_by_nothing_else() -> None:
    model, near, _ = campaign()
    result, _ = annex_of(model, replace(near, reason="", plan_change=""))
    assert result.answered == 2
    with pytest.raises(Refusal, match="1 contributo su 2 senza"):
        annex_of(model, replace(near, reason="", outcome=Outcome.NOT_ACCEPTED))


def test_volumes_are_filled_to_their_size_and_say_what_they_hold() -> None:
    result, files = annex_of(*(view(number) for number in range(1, 121)))
    assert [(file.name, file.title) for file in result.volumes] == [
        ("allegato-controdeduzioni-01.docx", "Allegato delle controdeduzioni. Volume 1 di 3, dal n. 1 al n. 50"),
        ("allegato-controdeduzioni-02.docx", "Allegato delle controdeduzioni. Volume 2 di 3, dal n. 51 al n. 100"),
        ("allegato-controdeduzioni-03.docx", "Allegato delle controdeduzioni. Volume 3 di 3, dal n. 101 al n. 120"),
    ]
    first = [text for _, text in paragraphs(files["allegato-controdeduzioni-01.docx"])]
    assert "Premessa, 120 contributi: volumi 1-3" in first
    footer = paragraphs(files["allegato-controdeduzioni-02.docx"], "word/footer1.xml")
    assert footer == [("Footer", "Allegato delle controdeduzioni – Volume 2 di 3 – 1º luglio 2025\tPagina 1 di 1")]


def test_a_volume_never_holds_more_characters_than_word_opens() -> None:
    plans = plan_volumes([(1, "A", 60), (2, "A", 50), (3, "A", 500), (4, "B", 10)], size=100, most_characters=100)
    assert [plan.numbers for plan in plans] == [(1,), (2,), (3,), (4,)]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 50)), max_size=60), st.integers(1, 20))
def test_planning_loses_and_doubles_nothing(entries: list[tuple[str, int]], size: int) -> None:
    marks = [(number, part, weight) for number, (part, weight) in enumerate(entries)]
    plans = plan_volumes(marks, size=size, most_characters=100)
    assert [number for plan in plans for number in plan.numbers] == list(range(len(entries)))
    assert all(sum(run.entries for run in plan.runs) == len(plan.numbers) <= size for plan in plans)
    assert [plan.position for plan in plans] == list(range(1, len(plans) + 1))


def test_a_common_answer_is_linked_within_the_volume_and_named_by_volume_beyond_it() -> None:
    model, near, exact = campaign()
    fillers = [view(number, part="azione-1") for number in range(6, 60)]
    _, files = annex_of(model, near, *fillers, replace(exact, number=99))
    first = read_zip(files["allegato-controdeduzioni-01.docx"])["word/document.xml"].decode()
    second = read_zip(files["allegato-controdeduzioni-02.docx"])["word/document.xml"].decode()
    assert 'w:name="n3"' in first
    assert 'w:anchor="n3"' in first
    assert 'w:anchor="n3"' not in second
    assert "vale la risposta data al n. 3 (volume 1), comune al gruppo 1." in second


def test_the_same_comments_in_any_order_give_the_same_bytes() -> None:
    views = [view(1), moderated(2), *campaign(), late(6)]
    assert annex_of(*views)[1] == annex_of(*reversed(views))[1]


def test_an_inquiry_without_comments_has_an_index_and_no_volume() -> None:
    result, files = annex_of()
    assert (result.received, result.printed, result.volumes) == (0, 0, ())
    assert list(files) == ["indice-controdeduzioni.xlsx"]


def test_the_index_finds_every_comment_by_its_number() -> None:
    said, page = ("13/02/2025", "osservazione"), "https://citta.example/proposals"
    moderated_late = moderated(2, part="azione-1", admission=Admission.LATE, outcome=None, department="")
    _, files = annex_of(view(1), *campaign()[:1], moderated_late)
    rows = openpyxl.load_workbook(BytesIO(files["indice-controdeduzioni.xlsx"])).active.iter_rows(values_only=True)
    assert list(rows) == [
        INDEX_HEADER,
        (1, *said, "RO-0001", "Premessa", 1, None, "Direzione Verde", "non accolta", f"{page}/901"),
        (2, *said, "RO-0002", "Azione 1", 1, None, None, "tardivo", None),
        (3, *said, "RO-0003", "Azione 1", 1, 1, "Direzione Casa", "accolta", f"{page}/903"),
    ]


@given(st.lists(ANY_TEXT, min_size=1, max_size=4), ANY_TEXT)
def test_whatever_is_typed_the_volume_is_whole_and_says_it_letter_by_letter(texts: list[str], reason: str) -> None:
    views = [view(number, text=text, reason=f"Perché: {reason}") for number, text in enumerate(texts, start=1)]
    result, files = annex_of(*views)
    assert result.printed == len(texts)
    printed = [text for style, text in body_of(files["allegato-controdeduzioni-01.docx"]) if style == "Testo"]
    assert _letters("".join(printed)) == _letters("".join(text for text in texts if text.strip()))


def _letters(text: str) -> str:
    """Without white space, and with � for what XML cannot hold."""
    return "".join(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text).split())


def test_entries_other_than_the_planned_ones_are_refused() -> None:
    plans = plan_volumes([(1, "A", 1), (2, "A", 1)], size=10)
    entries = [Entry(1, "A", "x", [Line("Testo", "x")])]
    with pytest.raises(Refusal, match="le voci scritte non sono quelle previste"):
        list(
            iter_volumes(
                entries,
                plans,
                frame=FRAME,
                title="T",
                author="A",
                fields=dict.fromkeys(("comune", "istruttoria", "istruttoria_breve", "premessa", "data"), "x"),
                contents=lambda _: (),
                created=CREATED,
            )
        )


def test_a_frame_that_imitates_an_entry_is_found_out_when_the_volume_is_read_again() -> None:
    fake = '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>N. 77 · finta</w:t></w:r></w:p><w:sectPr'
    with pytest.raises(Refusal, match=r"le voci stampate sono 2 su 1 \(n. \[77\]\)"):
        annex_of(view(1), frame=changed_frame("word/document.xml", "<w:sectPr", fake))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("La via è già alberata.", "La via è già alberat.", "i caratteri sono"),
        ("N. 2 · osservazione", "N. X · osservazione", r"le voci stampate sono 1 su 2 \(n. \[2\]\)"),
        ('w:val="Esito"', 'w:val="Risposta"', "manca la risposta ai nn. 1-2"),
        ("</w:p>", "", "non si rilegge"),
    ],
)
def test_what_is_lost_between_writing_and_reading_again_stops_the_volume(
    old: str, new: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losing(parts: Iterable[Part], *, level: int = 6) -> bytes:
        whole = read_zip(write_zip(parts))
        body = whole["word/document.xml"].decode().replace(old, new, 1 if old == "</w:p>" else -1)
        return write_zip({**whole, "word/document.xml": body.encode()}.items(), level=level)

    monkeypatch.setattr("domain.documents.annex.write_zip", losing)
    written: list[str] = []
    with pytest.raises(Refusal, match=said):
        write_annex(
            DEFINITION,
            [view(1), view(2)],
            frame=FRAME,
            created=CREATED,
            write=lambda name, _: written.append(name),
        )
    assert written == []


@pytest.mark.parametrize(
    ("body", "printed", "answered", "characters"),
    [
        ("", [], [], 0),
        ('<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>N. 5 · a</w:t></w:r></w:p>', [5], [], 8),
        (
            '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>N. 5 · a</w:t></w:r></w:p>'
            '<w:p><w:pPr><w:pStyle w:val="Esito"/></w:pPr><w:r><w:t>accolta</w:t></w:r></w:p>',
            [5],
            [5],
            15,
        ),
        (
            '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>N. 5 · a</w:t></w:r></w:p>'
            '<w:p><w:pPr><w:pStyle w:val="Esito"/></w:pPr><w:r><w:t></w:t></w:r></w:p>',
            [5],
            [],
            8,
        ),
    ],
)
def test_reading_again_counts_headings_outcomes_and_letters(
    body: str, printed: list[int], answered: list[int], characters: int
) -> None:
    reading = read_again(_docx(f'<w:document xmlns:w="w">{body}</w:document>'), entry="Heading2", outcome="Esito")
    assert (reading.printed, reading.answered, reading.characters) == (printed, answered, characters)


@pytest.mark.parametrize("xml", ["<w:document>", "<w:document>\x0b</w:document>", "", "<a>&nope;</a>"])
def test_a_document_that_is_not_well_formed_to_its_last_byte_is_refused(xml: str) -> None:
    with pytest.raises(Refusal, match="non si rilegge"):
        read_again(_docx(xml), entry="Heading2", outcome="Esito")


def _docx(xml: str) -> bytes:
    return write_zip([("word/document.xml", xml.encode())])


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("word/document.xml", "{{ voci }}", "voci", "manca il paragrafo con il solo segnaposto {{ voci }}"),
        ("word/styles.xml", 'w:styleId="Esito"', 'w:styleId="Altro"', "manca lo stile «Esito»"),
        (
            "word/header1.xml",
            "{{ istruttoria_breve }}",
            "{{ istrutoria_breve }}",
            "word/header1.xml, paragrafo 1: il campo «istrutoria_breve» non esiste → scrivete «istruttoria_breve»",
        ),
    ],
)
def test_a_faulty_frame_is_refused_with_its_place_and_remedy(part: str, old: str, new: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        annex_of(view(1), frame=changed_frame(part, old, new))
    assert said in str(refused.value)


def test_something_that_is_no_word_file_is_refused_as_a_frame() -> None:
    with pytest.raises(Refusal, match="non è un documento Word leggibile"):
        annex_of(view(1), frame=b"%PDF-1.7")


def test_a_name_that_word_has_split_over_two_runs_is_filled_all_the_same() -> None:
    split = "{{ istrut</w:t></w:r><w:r><w:t>toria }</w:t></w:r><w:r><w:t>} bis"
    _, files = annex_of(view(1), frame=changed_frame("word/document.xml", "{{ istruttoria }}", split))
    subtitle = paragraphs(files["allegato-controdeduzioni-01.docx"])[2]
    assert subtitle == ("Subtitle", "Istruttoria pubblica sul piano del verde bis")


def test_the_properties_hold_title_language_and_city_and_never_the_frame_s_editor() -> None:
    frame = changed_frame("docProps/core.xml", "<dc:creator></dc:creator>", "<dc:creator>Maria Esempio</dc:creator>")
    _, files = annex_of(view(1), frame=frame)
    core = read_zip(files["allegato-controdeduzioni-01.docx"])["docProps/core.xml"].decode()
    title = "Istruttoria verde: allegato delle controdeduzioni. Volume unico, dal n. 1 al n. 1"
    assert f"<dc:title>{title}</dc:title><dc:creator>Comune di Roccalta</dc:creator>" in core
    assert "<dc:language>it-IT</dc:language>" in core
    assert "Maria" not in core


def test_the_frame_is_a4_in_italian_with_page_fields() -> None:
    parts = read_zip(FRAME)
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in parts["word/document.xml"].decode()
    assert '<w:lang w:val="it-IT"' in parts["word/styles.xml"].decode()
    assert "PAGE" in parts["word/footer1.xml"].decode()


def test_no_paragraph_is_empty_and_no_heading_level_is_skipped() -> None:
    _, files = annex_of(view(1, text="a\n\n\n \n\nb"), view(2, text="  "), *campaign(), late(6))
    found = paragraphs(files["allegato-controdeduzioni-01.docx"])
    assert [style for style, text in found if not text.strip()] == []
    headings = [style for style, _ in found if style.startswith("Heading")]
    assert headings[0] == "Heading1"


def test_numbers_are_listed_as_people_do() -> None:
    assert runs_of([9, 4, 7, 8, 12]) == "4, 7-9, 12"


def test_a_repacked_file_has_the_same_parts_and_no_trace_of_when_it_was_zipped() -> None:
    def zipped(names: list[str], year: int) -> bytes:
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, (year, 5, 4, 3, 2, 0)), f"contenuto di {name}")
        return target.getvalue()

    names = ["word/document.xml", "_rels/.rels", "[Content_Types].xml", "docProps/app.xml"]
    once, again = repack(zipped(names, 2020)), repack(zipped(names[::-1], 2024))
    assert once == again
    assert read_zip(once) == {name: f"contenuto di {name}".encode() for name in names}
    assert list(read_zip(once)) == ["[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "word/document.xml"]
