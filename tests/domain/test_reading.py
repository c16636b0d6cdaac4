"""Every layout of the platform says the same things, whatever its age calls them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from reading_desk import (
    NEW_COMMENT,
    NEW_PROPOSAL,
    OLD_COMMENT,
    OLD_PROPOSAL,
    PROCESS,
    SITE,
    csv_bytes,
    json_bytes,
    read,
    read_all,
    xlsx_bytes,
    zip_bytes,
)

from domain.errors import Fault, Refusal
from domain.inquiry.reading import read_platform_file
from domain.inquiry.views import ReadComment, ReadSection
from domain.text import digest
from domain.vocabulary import Channel

ANNA = "P-HPYYZEZMDF"

COMMENT = ReadComment(
    key="comment:515",
    channel=Channel.COMMENT,
    section="23",
    text="Più alberi, grazie",
    text_sha256=digest("Più alberi, grazie"),
    author_code=ANNA,
    submitted_at=datetime(2025, 2, 3, 9, 38, 20, tzinfo=UTC),
    place="export.csv, riga 2",
    parent_key="proposal:23",
    depth=0,
    alignment=1,
    url=f"{PROCESS}/proposals/23?commentId=515#comment_515",
)
AMENDMENT = ReadComment(
    key="proposal:457",
    channel=Channel.AMENDMENT,
    section="23",
    text="Togliere l'ultimo comma",
    text_sha256=digest("Togliere l'ultimo comma"),
    author_code=ANNA,
    submitted_at=datetime(2025, 2, 10, 7, 0, tzinfo=UTC),
    place="export.csv, riga 2",
    title="Art. 4",
    locale="it",
    url=f"{PROCESS}/proposals/457",
    supports=12,
)


def test_the_oldest_and_the_newest_comments_export_say_the_same() -> None:
    assert read(csv_bytes(OLD_COMMENT)).comments == [COMMENT]
    assert read(csv_bytes(NEW_COMMENT)).comments == [replace(COMMENT, locale="it")]


def test_the_oldest_and_the_newest_proposals_export_say_the_same_but_for_an_author_known_only_by_name() -> None:
    assert read(csv_bytes(NEW_PROPOSAL)).comments == [AMENDMENT]
    (old,) = read(csv_bytes(OLD_PROPOSAL)).comments
    assert old == replace(AMENDMENT, locale="", author_code=old.author_code)
    assert old.author_code not in (ANNA, "P-ANONIMO")


@pytest.mark.parametrize(("name", "write"), [("export.json", json_bytes), ("export.xlsx", xlsx_bytes)])
@pytest.mark.parametrize(
    ("row", "expected"),
    [(OLD_COMMENT, COMMENT), (NEW_COMMENT, replace(COMMENT, locale="it")), (NEW_PROPOSAL, AMENDMENT)],
)
def test_json_and_excel_say_what_csv_says(name: str, write, row, expected: ReadComment) -> None:  # type: ignore[no-untyped-def]
    (comment,) = read(write(row), name).comments
    place = f"{name}, elemento 1" if name.endswith("json") else f"{name}, riga 2"
    assert comment == replace(expected, place=place)


def test_a_json_export_keeps_numbers_booleans_and_nulls_apart_from_texts() -> None:
    row = OLD_COMMENT | {"id": 515, "alignment": 1, "depth": 0, "commentable_id": 23, "user_group/id": None}
    assert read(json_bytes(row), "export.csv").comments == [replace(COMMENT, place="export.csv, elemento 1")]
    section = NEW_PROPOSAL | {"is_amend": False, "likes/total_count": 3}
    assert [found.supports for found in read(json_bytes(section)).sections] == [3]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_separators_encodings_and_line_ends_change_nothing(separator: str, encoding: str, line_end: str) -> None:
    data = csv_bytes(OLD_COMMENT, separator=separator, encoding=encoding, line_end=line_end)
    assert read(data).comments == [COMMENT]


def test_a_line_that_names_the_separator_and_blank_lines_are_passed_over() -> None:
    file = read(b"sep=;\r\n\r\n" + csv_bytes(OLD_COMMENT) + b"\n\n")
    assert (file.rows_in, file.comments) == (1, [replace(COMMENT, place="export.csv, riga 4")])


def test_a_row_stands_at_the_physical_line_where_it_begins() -> None:
    first = OLD_COMMENT | {"body": "uno\r\n\r\ndue\n"}
    file = read(csv_bytes(first, OLD_COMMENT | {"id": "516"}))
    assert [(one.text, one.place) for one in file.comments] == [
        ("uno\n\ndue", "export.csv, riga 2"),
        ("Più alberi, grazie", "export.csv, riga 6"),
    ]


def test_an_amended_section_is_a_section_and_only_osservazioni_are_contributions() -> None:
    section = NEW_PROPOSAL | {"id": "23", "title/it": "4", "is_amend": "false", "original_proposal/url": ""}
    file = read(csv_bytes(section, NEW_PROPOSAL))
    assert file.sections == [ReadSection("23", "4", "Togliere l'ultimo comma", f"{PROCESS}/proposals/457", 12)]
    assert [comment.key for comment in file.comments] == ["proposal:457"]
    assert (file.subject, file.layout) == ("proposals", "proposte, tracciato recente, CSV con «;», UTF-8")


def test_without_the_column_is_amend_every_proposal_is_a_section_and_the_file_says_so() -> None:
    row = {key: value for key, value in OLD_PROPOSAL.items() if key not in ("is_amend", "original_proposal/url")}
    file = read(csv_bytes(row))
    assert (len(file.sections), file.comments) == (1, [])
    assert "is_amend" in file.lacks[0]


def test_debates_are_sections() -> None:
    row = {
        "id": "29",
        "author_id": "",
        "title/fr": "Faut-il reconnaître le vote blanc ?",
        "description/fr": "<p><strong>Démocratie&nbsp;</strong></p>",
        "comments": "29",
        "created_at": "2019-01-16 10:58:44 +0100",
        "url": f"{PROCESS}/debates/29",
        "component/id": "112",
    }
    file = read(csv_bytes(row))
    expected = ReadSection("29", "Faut-il reconnaître le vote blanc ?", "Démocratie", f"{PROCESS}/debates/29")
    assert (file.sections, file.subject) == ([expected], "proposals")


def test_the_language_of_a_text_is_italian_if_there_is_one_and_never_a_machine_translation() -> None:
    def spoken(**texts: str) -> list[tuple[str, str]]:
        row = NEW_PROPOSAL | {f"body/{key.replace('__', '/')}": text for key, text in texts.items()}
        return [(one.text, one.locale) for one in read(csv_bytes(row)).comments]

    assert spoken(en="Drop it", it="Toglierlo") == [("Toglierlo", "it")]
    assert spoken(en="Drop it", it="") == [("Drop it", "en")]
    assert spoken(en="", it="", machine_translations__en="Drop it") == []


@pytest.mark.parametrize("column", ["user_group/name", "user_group/name/it", "user_group/name/ca"])
def test_the_body_that_someone_speaks_for_is_kept_whatever_column_it_stands_in(column: str) -> None:
    row = OLD_COMMENT | {"user_group/id": "4", "user_group/name/it": "", column: "Comitato  di quartiere"}
    assert [comment.on_behalf_of for comment in read(csv_bytes(row)).comments] == ["Comitato di quartiere"]


def test_no_name_of_a_person_is_kept_anywhere() -> None:
    rows = [OLD_COMMENT, OLD_COMMENT | {"id": "x", "user_group/name/it": "Comitato"}, OLD_COMMENT | {"id": "517;"}]
    proposals = [OLD_PROPOSAL, OLD_PROPOSAL | {"id": ""}, NEW_PROPOSAL | {"id": "-"}]
    files = [read(csv_bytes(*rows)), *(read(csv_bytes(row)) for row in proposals)]
    assert [len(file.set_aside) for file in files] == [2, 0, 1, 1]
    assert not [word for word in ("Anna", "Bianchi", "Rossi", "Mario", "Comitato") if word in repr(files)]


def test_the_same_author_has_the_same_code_and_another_key_makes_another() -> None:
    again = [OLD_COMMENT, OLD_COMMENT | {"id": "516"}, OLD_COMMENT | {"id": "517", "author/id": "9"}]
    codes = [comment.author_code for comment in read(csv_bytes(*again)).comments]
    assert (codes[:2], len(set(codes))) == ([ANNA, ANNA], 2)
    (file,) = read_platform_file(csv_bytes(OLD_COMMENT), "x", code_key=b"another", timezone="Europe/Rome")
    assert file.comments[0].author_code != ANNA
    nobody = OLD_COMMENT | {"author/id": "", "author/name": ""}
    assert [comment.author_code for comment in read(csv_bytes(nobody)).comments] == ["P-ANONIMO"]


def test_a_reply_hangs_from_its_comment_and_belongs_to_the_section_of_the_thread() -> None:
    reply = OLD_COMMENT | {
        "id": "516",
        "depth": "1",
        "commentable_id": "515",
        "commentable_type": "Decidim::Comments::Comment",
    }
    found = [(one.parent_key, one.depth, one.section) for one in read(csv_bytes(OLD_COMMENT, reply)).comments]
    assert found == [("proposal:23", 0, "23"), ("comment:515", 1, "23")]
    rows = [{key: row[key] for key in row if key != "root_commentable_url"} for row in (reply, OLD_COMMENT)]
    orphan = rows[0] | {"id": "600", "commentable_id": "599"}
    without_root = read(csv_bytes(*rows, orphan))
    assert [one.section for one in without_root.comments] == ["23", "23", ""]


def test_two_comments_that_answer_each_other_do_not_keep_the_reader_busy() -> None:
    kind = {"commentable_type": "Decidim::Comments::Comment", "root_commentable_url": ""}
    rows = [OLD_COMMENT | kind | {"commentable_id": "516"}, OLD_COMMENT | kind | {"id": "516", "commentable_id": "515"}]
    assert [one.section for one in read(csv_bytes(*rows)).comments] == ["", ""]


def test_an_address_that_is_no_web_address_is_never_a_link() -> None:
    file = read(csv_bytes(OLD_COMMENT | {"root_commentable_url": "javascript:alert(1)//23"}))
    assert [(one.url, one.section) for one in file.comments] == [("", "23")]


def test_supports_are_the_likes_or_else_the_votes() -> None:
    def supports(**counts: str) -> int | None:
        row = NEW_PROPOSAL | {"likes/total_count": counts["likes"], "votes": counts["votes"]}
        return read(csv_bytes(row)).comments[0].supports

    assert [supports(likes="12", votes=""), supports(likes="0", votes="4"), supports(likes="3", votes="4")] == [
        12,
        4,
        3,
    ]
    assert [supports(likes="", votes=""), supports(likes="0", votes=""), supports(likes="", votes="0")] == [None, 0, 0]


def test_each_layout_says_in_words_what_it_cannot_tell() -> None:
    lacks = {
        "0.20 comments": read(csv_bytes(OLD_COMMENT)).lacks,
        "newest comments": read(csv_bytes(NEW_COMMENT)).lacks,
        "0.20 proposals": read(csv_bytes(OLD_PROPOSAL)).lacks,
        "windows": read(csv_bytes(OLD_COMMENT, encoding="cp1252")).lacks,
    }
    opening = {name: [sentence[:38] for sentence in sentences] for name, sentences in lacks.items()}
    common = ["I voti a favore e contrari dei commenti", "Il file non dice quali commenti la piat"]
    common = [sentence[:38] for sentence in common]
    assert opening == {
        "0.20 comments": [*common, "L'intestazione segue la prima riga del"],
        "newest comments": [*common, "Il file non dice se l'autore scrive pe"],
        "0.20 proposals": [
            "Il file non dice quali proposte e osse",
            "Il file non dice livello e posizione d",
            "Il file identifica l'autore soltanto p",
        ],
        "windows": [*common, "L'intestazione segue la prima riga del", "Il file era in Windows-1252, non in UT"],
    }


def test_a_compressed_file_keeps_the_hash_of_what_came_in() -> None:
    data = gzip.compress(csv_bytes(OLD_COMMENT), mtime=0)
    file = read(data, "export.csv.gz")
    assert (file.sha256, file.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert file.comments == [replace(COMMENT, place="export.csv.gz, riga 2")]


def test_typed_dates_of_excel_are_civil_time_of_the_city_and_the_file_says_so() -> None:
    noon = datetime.fromisoformat("2025-07-01T12:00")  # Excel knows no zone
    file = read(xlsx_bytes(OLD_COMMENT | {"created_at": noon, "id": 515.0}), "export.xlsx")
    assert [comment.submitted_at.astimezone(UTC) for comment in file.comments] == [datetime(2025, 7, 1, 10, tzinfo=UTC)]
    assert "Europe/Rome" in file.lacks[-1]


def test_the_open_data_archive_marks_what_the_platform_has_hidden() -> None:
    moderations = csv_bytes(
        {"id": "1", "hidden_at": "2025-02-04", "reportable_type": "Decidim::Comments::Comment", "reportable_id": "515"},
        {"id": "2", "hidden_at": "", "reportable_type": "Decidim::Comments::Comment", "reportable_id": "516"},
        {"id": "3", "hidden_at": "2025", "reportable_type": "Decidim::Proposals::Proposal", "reportable_id": "457"},
        {"id": "4", "hidden_at": "2025", "reportable_type": "Decidim::Comments::Comment", "reportable_id": "999"},
    )
    data = zip_bytes(
        proposals=csv_bytes(NEW_PROPOSAL),
        proposal_comments=csv_bytes(NEW_COMMENT, NEW_COMMENT | {"id": "516"}),
        moderations=moderations,
        debates=b"\n",
        users=csv_bytes({"id": "1", "name": "Anna Bianchi", "nickname": "anna"}),
        meetings=b"not even read",
    )
    comments, proposals = read_all(data, "open-data.zip")
    assert [(one.key, one.hidden_on_platform) for one in comments.comments + proposals.comments] == [
        ("comment:515", True),
        ("comment:516", False),
        ("proposal:457", True),
    ]
    assert comments.name == "open-data.zip/partecipa.example-open-data-proposal_comments.csv"
    assert [sentence[:52] for sentence in comments.lacks[-3:]] == [
        "La piattaforma dichiara 1 contenuti nascosti che que",
        "File vuoti nell'archivio: partecipa.example-open-dat",
        "File dell'archivio estranei all'istruttoria, non let",
    ]
    assert comments.lacks[-1].endswith(
        "partecipa.example-open-data-meetings.csv, partecipa.example-open-data-users.csv."
    )


def test_a_repeated_row_is_set_aside_and_so_is_one_that_contradicts_the_first() -> None:
    other = OLD_COMMENT | {"body": "Meno alberi, grazie"}
    file = read(csv_bytes(OLD_COMMENT, OLD_COMMENT, other))
    assert (file.rows_in, file.comments) == (3, [COMMENT])
    assert [row.fault for row in file.set_aside] == [
        Fault(
            "la stessa riga è già in questo file, identica",
            "Nulla da fare: vale la prima.",
            "export.csv, riga 3, colonna «id»",
        ),
        Fault(
            "lo stesso identificativo è già in questo file con un contenuto diverso",
            "Verificare sulla piattaforma quale delle due righe è giusta e riscaricare l'esportazione.",
            "export.csv, riga 4, colonna «id»",
        ),
    ]


@pytest.mark.parametrize(
    ("change", "column", "problem"),
    [
        ({"id": ""}, "id", "manca l'identificativo"),
        ({"id": "５１５"}, "id", "l'identificativo non è un numero"),
        ({"created_at": ""}, "created_at", "manca la data"),
        ({"created_at": "ieri"}, "created_at", "la data non si legge"),
        ({"created_at": "2025-02-30 10:00:00 UTC"}, "created_at", "la data non si legge"),
        (
            {"created_at": "2025-02-03 10:38:20"},
            "created_at",
            "la data non dice il fuso orario: l'istante di presentazione resta incerto",
        ),
        (
            {"created_at": "0001-01-01 00:00:00 +0100"},
            "created_at",
            "l'anno della data è fuori dall'intervallo 2000-2100",
        ),
        ({"body": " \r\n\x00"}, "body", "il testo è vuoto"),
        ({"alignment": "2"}, "alignment", "la posizione non è -1, 0 o 1"),
        ({"depth": "-1"}, "depth", "il valore non è un numero intero"),
        ({"commentable_type": ""}, "commentable_type", "non si capisce a che cosa risponde il commento"),
        ({"commentable_id": "n. 23"}, "commentable_id", "l'identificativo non è un numero"),
    ],
)
def test_a_row_that_cannot_be_taken_is_set_aside_with_its_line_its_column_and_a_reason(
    change: dict[str, str], column: str, problem: str
) -> None:
    file = read(csv_bytes(OLD_COMMENT | change, OLD_COMMENT | {"id": "516"}))
    (row,) = file.set_aside
    assert (row.fault.problem, row.fault.place) == (problem, f"export.csv, riga 2, colonna «{column}»")
    assert row.fault.remedy
    assert [comment.key for comment in file.comments] == ["comment:516"]


def test_an_osservazione_without_its_section_is_set_aside() -> None:
    file = read(csv_bytes(NEW_PROPOSAL | {"original_proposal/url": ""}, NEW_PROPOSAL | {"is_amend": "forse"}))
    assert [row.fault.place for row in file.set_aside] == [
        "export.csv, riga 2, colonna «original_proposal/url»",
        "export.csv, riga 3, colonna «is_amend»",
    ]


def test_what_is_set_aside_keeps_its_content_within_bounds() -> None:
    (row,) = read(csv_bytes(OLD_COMMENT | {"id": "x", "body": "lungo " * 5_000})).set_aside
    assert row.raw.startswith("x | 2025-02-03 10:38:20 +0100 | lungo lungo")
    assert len(row.raw) <= 2_000


def test_a_workbook_with_text_beyond_the_header_sets_that_row_aside() -> None:
    wide = xlsx_bytes(OLD_COMMENT, OLD_COMMENT | {"id": "516", "zz": "fuori posto"})
    file = read(wide, "export.xlsx")
    assert [row.fault.place for row in file.set_aside] == ["export.xlsx, riga 3"]


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (
            ["id", "name", "nickname", "about"],
            "È l'elenco degli utenti della piattaforma: contiene dati personali e non va caricato",
        ),
        (
            ["id", "hidden_at", "reportable_type", "reportable_id"],
            "L'elenco delle moderazioni da solo non contiene contributi",
        ),
        (
            ["id", "body", "commentable_type"],
            "Sembra l'esportazione dei commenti, ma mancano le colonne: created_at, commentable_id",
        ),
        (
            ["id", "title/it", "description/it", "url", "address", "start_time"],
            "L'intestazione non è di un'esportazione di proposte, dibattiti o commenti; colonne trovate: "
            "id, title/it, description/it, url, address, start_time",
        ),
        (
            [*OLD_COMMENT, "body"],
            "L'intestazione ripete 1 colonne, tra cui «body»",
        ),
    ],
)
def test_another_export_is_refused_by_name(header: list[str], problem: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, ["1"] * len(header)])
    with pytest.raises(Refusal) as refused:
        read(text.getvalue().encode())
    assert (refused.value.problem, refused.value.place) == (problem, "export.csv")
    assert refused.value.remedy


def test_reading_twice_gives_the_same() -> None:
    data = csv_bytes(OLD_COMMENT, OLD_COMMENT | {"id": "x"}, OLD_COMMENT | {"id": "517", "body": f"<p>{SITE}</p>"})
    assert read(data) == read(data)
