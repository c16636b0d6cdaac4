"""Whatever comes in, it is refused with a remedy or read with every row accounted for: no crash, no lost row."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import asdict

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from reading_desk import (
    CODE_KEY,
    NEW_COMMENT,
    NEW_PROPOSAL,
    OLD_COMMENT,
    OLD_PROPOSAL,
    csv_bytes,
    is_conserved,
    json_bytes,
    read,
    read_all,
    xlsx_bytes,
    zip_bytes,
)

from domain.documents import sheets
from domain.documents.sheets import read_sheet_rows
from domain.errors import Fault, Refusal
from domain.inquiry.reading import archive, read_platform_file
from domain.inquiry.views import ReadFile
from domain.text import CUT_MARK, LONGEST, clean

HEADER, FIRST, *_ = csv_bytes(OLD_COMMENT).split(b"\n")


def rows(*ids: int, **change: str) -> list[bytes]:
    """Return the lines of plain comments with these ids."""
    return [csv_bytes(OLD_COMMENT | {"id": str(one)} | change).split(b"\n", 1)[1].rstrip(b"\n") for one in ids]


def file_of(*lines: bytes) -> bytes:
    return b"\n".join([HEADER, *lines]) + b"\n"


def outcome(file: ReadFile) -> tuple[list[str], list[str]]:
    """Return the keys that were taken, and the places of the rows that were not."""
    return [one.key for one in file.comments], [row.fault.place.removeprefix("export.csv, ") for row in file.set_aside]


def everything_said(file: ReadFile) -> list[str]:
    """Return every text that a file leaves behind."""
    records = [*file.comments, *file.sections, *(row.fault for row in file.set_aside)]
    values = [value for record in records for value in asdict(record).values() if isinstance(value, str)]
    return [file.layout, *file.lacks, *values, *(row.raw for row in file.set_aside)]


REFUSED = {
    "empty file": (b"", "Il file è vuoto"),
    "only blanks": (b" \r\n\r\n", "Il file è vuoto"),
    "only a byte order mark": (b"\xef\xbb\xbf", "Il file è vuoto"),
    "only zeros": (b"\0" * 500, "Il file è vuoto"),
    "error page saved as CSV": (
        b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "È una pagina web, non un'esportazione: forse l'accesso era scaduto o la piattaforma ha dato errore",
    ),
    "page after a mark": (
        b"\xef\xbb\xbf\r\n <html>",
        "È una pagina web, non un'esportazione: forse l'accesso era scaduto o la piattaforma ha dato errore",
    ),
    "old Excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9,
        "È un file Excel del vecchio formato .xls, o protetto da password",
    ),
    "PDF": (b"%PDF-1.7 ...", "È un documento PDF"),
    "image": (b"\x89PNG\r\n\x1a\n", "È un'immagine"),
    "binary junk": (bytes(range(128, 256)) * 20, "La codifica del file non si riconosce, o il file non è di testo"),
    "odd UTF-16": (b"\xff\xfei\0d\0;", "Il file non è di testo, o è UTF-16 interrotto"),
    "another table": (
        b"nome;cognome\nAnna;Bianchi\n",
        "L'intestazione non è di un'esportazione di proposte, dibattiti o commenti; colonne trovate: nome, cognome",
    ),
    "JSON cut off": (json_bytes(OLD_COMMENT)[:-9], "Il file JSON è interrotto o non valido"),
    "JSON of one object": (b'{"id": 1}', "Il file JSON non contiene un elenco di righe"),
    "JSON of nothing": (b"[]", "Il file JSON non contiene righe"),
    "JSON without end": (b"[" * 200_000, "Il file JSON è interrotto o non valido"),
    "JSON with a number without end": (b"[" + b"9" * 5_000 + b"]", "Il file JSON è interrotto o non valido"),
    "gzip cut off": (gzip.compress(file_of(FIRST))[:-12], "L'archivio compresso è interrotto o danneggiato"),
    "gzip of junk": (b"\x1f\x8b" + b"junk" * 9, "L'archivio compresso è interrotto o danneggiato"),
    "ZIP cut off": (
        zip_bytes(proposals=csv_bytes(NEW_PROPOSAL))[:-30],
        "L'archivio ZIP è interrotto, danneggiato o protetto da password",
    ),
    "ZIP of other things": (
        zip_bytes(meetings=b"id;title\n"),
        "Nell'archivio non ci sono proposte, dibattiti o commenti",
    ),
}


@pytest.mark.parametrize(("data", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_export_is_refused_with_its_place_and_a_remedy(data: bytes, problem: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(data)
    assert refused.value.problem == problem
    assert refused.value.place.startswith("export.csv")
    assert refused.value.remedy.endswith(".")


READ = {
    "header only": (file_of(), [], []),
    "no line end at the end": (file_of(*rows(1, 2))[:-1], [1, 2], []),
    "an unclosed quote at the end": (
        file_of(*rows(1, 2), b'3;2025-02-03 10:38:20 +0100;"testo interrotto a met'),
        [1, 2],
        ["riga 4"],
    ),
    "an unclosed quote over several lines at the end": (
        file_of(*rows(1), b'2;2025-02-03 10:38:20 +0100;"uno', b"due; tre", b"", b"quattro"),
        [1],
        ["riga 3-6"],
    ),
    "an unclosed quote in the middle of a thousand rows": (
        file_of(*rows(1), b'2;2025-02-03 10:38:20 +0100;"mai chiuso;1153', *rows(*range(3, 1000))),
        [1, *range(3, 1000)],
        ["riga 3"],
    ),
    "an unclosed quote that a later quote closes": (
        file_of(*rows(1), b'2;2025;"mai chiuso', *rows(3), *rows(4, body="\nciao;")),
        [1, 3, 4],
        ["riga 3"],
    ),
    "quotes that are not doubled": (
        file_of(*rows(1), rows(2, body="x")[0].replace(b";x;", b';"la "zona 30", no";'), *rows(3)),
        [1, 3],
        ["riga 3"],
    ),
    "a quote inside a plain cell": (file_of(rows(1, body="x")[0].replace(b";x;", b';schermo 5" nuovo;')), [1], []),
    "a cell too many and a cell too few": (
        file_of(rows(1)[0] + b";", *rows(2), rows(3)[0].rpartition(b";")[0], *rows(4)),
        [2, 4],
        ["riga 2", "riga 4"],
    ),
    "a broken row of many lines": (
        file_of(rows(1, body="uno\ndue\ntre;quattro")[0] + b";", *rows(2)),
        [2],
        ["riga 2-4"],
    ),
    "a byte that is not UTF-8 among those that are": (
        file_of(*rows(1), rows(2, body="citt\xe0")[0].replace("à".encode(), b"\xe0"), *rows(3)),
        [1, 3],
        ["riga 3, colonna «body»"],
    ),
    "bytes cut in half at the end": (
        file_of(*rows(1), *rows(2, body="x"))[:-2] + "à".encode()[:1],
        [1],
        ["riga 3, colonna «root_commentable_url»"],
    ),
    "zeros in the text": (file_of(*rows(1, body="a\0b")), [1], []),
    "only separators": (file_of(b";" * 12, *rows(2)), [2], ["riga 2, colonna «id»"]),
    "lone carriage returns": (csv_bytes(OLD_COMMENT, OLD_COMMENT | {"id": "2"}, line_end="\r"), [515, 2], []),
}


@pytest.mark.parametrize(("data", "taken", "set_aside"), READ.values(), ids=READ.keys())
def test_a_broken_file_loses_its_broken_rows_and_no_others(data: bytes, taken: list[int], set_aside: list[str]) -> None:
    assert outcome(read(data)) == ([f"comment:{number}" for number in taken], set_aside)


def test_where_the_id_is_not_the_first_column_a_record_begins_with_all_its_separators() -> None:
    moved = {"body": "", **OLD_COMMENT}
    data = csv_bytes(*[moved | {"id": str(number), "body": f"testo {number}"} for number in range(1, 6)])
    file = read(data.replace(b"testo 2", b'"testo 2'))
    assert outcome(file) == (["comment:1", "comment:3", "comment:4", "comment:5"], ["riga 3"])


def test_a_file_with_a_header_and_no_rows_says_so() -> None:
    file = read(file_of())
    assert (file.rows_in, file.lacks[-1][:36]) == (0, "Il file ha l'intestazione ma nessuna")


def test_a_truncated_file_says_what_happened_and_keeps_of_the_row_only_its_id() -> None:
    (row,) = read(file_of(b'3;2025-02-03 10:38:20 +0100;"testo interrotto')).set_aside
    assert row.fault == Fault(
        "le virgolette di una cella non si chiudono: il file è interrotto",
        "Riscaricare l'esportazione dalla piattaforma; se il guasto resta, correggere la riga a mano.",
        "export.csv, riga 2",
    )
    assert row.raw == "3"


SAID = {
    "formula": "=cmd|' /C calc'!A0",
    "template": "{{ 7*7 }}{% for x in y %}",
    "Word": "</w:t></w:r></w:p><w:p>",
    "separator and quotes": 'uno; "due"; tre',
    "comparison": "< 5 & > 3",
    "other alphabets": "שלום 你好 🌳",
}


@pytest.mark.parametrize("body", SAID.values(), ids=SAID.keys())
@pytest.mark.parametrize("write", [csv_bytes, json_bytes, xlsx_bytes])
def test_what_a_citizen_typed_comes_through_as_it_was_typed(body: str, write) -> None:  # type: ignore[no-untyped-def]
    assert [one.text for one in read(write(OLD_COMMENT | {"body": body})).comments] == [body]


def test_half_an_emoji_and_reversed_writing_do_not_come_through() -> None:
    data = json.dumps([OLD_COMMENT | {"body": "mezzo \ud83d e \u202e001"}]).encode()
    assert [one.text for one in read(data).comments] == ["mezzo  e 001"]


def test_a_huge_cell_is_cut_and_says_so_and_one_without_end_is_set_aside() -> None:
    file = read(file_of(*rows(1, body="parola " * 20_000), *rows(2, body="x" * 1_000_001), *rows(3)))
    assert outcome(file) == (["comment:1", "comment:3"], ["riga 3"])
    assert len(file.comments[0].text) <= LONGEST
    assert file.comments[0].text.endswith(CUT_MARK)


def test_an_element_of_a_json_list_that_is_no_object_is_set_aside() -> None:
    data = json.dumps([OLD_COMMENT, 7, None, [], OLD_COMMENT | {"id": {"deep": 1}}]).encode()
    file = read(data)
    assert (file.rows_in, [row.fault.place for row in file.set_aside][:3]) == (
        5,
        ["export.csv, elemento 2", "export.csv, elemento 3", "export.csv, elemento 4"],
    )
    assert [comment.key for comment in file.comments] == ["comment:515"]


@pytest.mark.parametrize("kind", ["gzip", "zip", "xlsx"])
def test_a_file_that_unpacks_without_end_is_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_BYTES", 100_000)
    monkeypatch.setattr(sheets, "LARGEST_BYTES", 100_000)
    bomb = file_of(*rows(*range(1, 2_000)))
    data = {
        "gzip": gzip.compress(bomb),
        "zip": zip_bytes(proposal_comments=bomb),
        "xlsx": xlsx_bytes(*[OLD_COMMENT | {"id": str(number)} for number in range(300)]),
    }[kind]
    with pytest.raises(Refusal, match=r"MB|troppo grande"):
        read(data)


def test_a_workbook_that_declares_entities_is_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(OLD_COMMENT))) as sane, zipfile.ZipFile(stored, "w") as hostile:
        for name in sane.namelist():
            content = sane.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + content.partition(b"?>")[2]
            hostile.writestr(name, content)
    with pytest.raises(Refusal, match="definizioni XML"):
        read(stored.getvalue())


@pytest.mark.parametrize("corner", ["XFD2", "A1048576"])
def test_a_workbook_with_a_cell_at_the_far_corner_is_refused_without_walking_there(corner: str) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["a", "b"])
    sheet[corner] = "lontano"
    stored = io.BytesIO()
    workbook.save(stored)
    with pytest.raises(Refusal, match="Il foglio passa 300000 righe o 500 colonne"):
        list(read_sheet_rows(stored.getvalue()))


def test_an_archive_protected_by_a_password_or_of_another_kind_is_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(Refusal, match="non un foglio Excel"):
        read(stored.getvalue())
    locked = bytearray(zip_bytes(proposals=csv_bytes(NEW_PROPOSAL)))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flag] |= 1
    with pytest.raises(Refusal, match="password"):
        read(bytes(locked))


def test_a_broken_file_in_an_archive_is_refused_by_its_name() -> None:
    with pytest.raises(Refusal) as refused:
        read_all(zip_bytes(proposals=csv_bytes(NEW_PROPOSAL), debates=b"<html>"), "dati.zip")
    assert refused.value.place == "dati.zip/partecipa.example-open-data-debates.csv"


def test_a_workbook_that_is_broken_inside_is_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(Refusal, match="danneggiato"):
        read(stored.getvalue())


THREAD = [
    OLD_COMMENT | {"id": str(number), "body": f'riga "uno";\r\nperché {number}', "commentable_id": str(number - 1)}
    for number in range(1, 6)
]
PROPOSALS = [OLD_PROPOSAL | {"id": str(number), "is_amend": str(number > 2).lower()} for number in range(1, 6)]
SOUND = [
    csv_bytes(*THREAD),
    csv_bytes(*PROPOSALS),
    csv_bytes(*THREAD, encoding="cp1252"),
    csv_bytes(*THREAD, encoding="utf-16"),
    json_bytes(*THREAD),
    gzip.compress(csv_bytes(*THREAD)),
    zip_bytes(proposals=csv_bytes(*PROPOSALS), proposal_comments=csv_bytes(NEW_COMMENT, NEW_COMMENT)),
    xlsx_bytes(*THREAD),
]
WOUNDS = st.lists(
    st.tuples(
        st.integers(0, 5_000),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(
                [b'"', b'""', b";", b"\n", b"\r", b"\0", b"\xe0", b"\xff\xfe", b'\n"', b'";"', b"\n7;", b"\\ud83d"]
            ),
        ),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SOUND), WOUNDS)
@example(SOUND[0], [(300, 0, b'"')])
@example(SOUND[0], [(4_000, 5_000, b"")])
def test_a_mutated_file_is_refused_or_every_row_is_accounted_for(
    data: bytes, wounds: list[tuple[int, int, bytes]]
) -> None:
    for at, length, patch in wounds:
        start = at % len(data) if data else 0
        data = data[:start] + patch + data[start + length :]
    try:
        files = read_platform_file(data, "ferito", code_key=CODE_KEY, timezone="Europe/Rome")
    except Refusal as refusal:
        assert refusal.problem
        assert refusal.remedy
        assert refusal.place
    else:
        assert all(is_conserved(file) for file in files)
        assert all(
            row.fault.problem and row.fault.remedy and row.fault.place for file in files for row in file.set_aside
        )
        assert not [said for file in files for said in everything_said(file) if clean(said) != said.rstrip()]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", b"[", b"id;body;", HEADER + b"\n"]))
def test_junk_is_refused_or_set_aside(junk: bytes, opening: bytes) -> None:
    try:
        files = read_platform_file(opening + junk, "scarto", code_key=CODE_KEY, timezone="Europe/Rome")
    except Refusal as refusal:
        assert refusal.place
    else:
        assert all(is_conserved(file) for file in files)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_every_text_that_is_not_blank_comes_through_quoted_csv(bodies: list[str]) -> None:
    bodies = [body.encode("utf-8", "replace").decode() for body in bodies]
    quoted = [body.replace('"', '""') for body in bodies]
    lines = [f'{number};2025-02-03 10:38:20 +0100;"{body}"' for number, body in enumerate(quoted, 1)]
    tail = ";1153;Anna;1;0;;;;23;Decidim::Proposals::Proposal;https://partecipa.example/proposals/23"
    file = read(file_of(*[f"{line}{tail}".encode() for line in lines]))
    assert file.rows_in == len(bodies)
    assert {row.fault.problem for row in file.set_aside} <= {"il testo è vuoto"}
