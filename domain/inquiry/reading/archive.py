"""From the bytes that came in to files read whole: one file, a compressed one, or the platform's open-data archive."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from domain.documents.sheets import LARGEST_BYTES, refusing
from domain.errors import Refusal
from domain.inquiry.reading.files import read_single, read_table
from domain.inquiry.reading.layouts import PLATFORM, Kind, recognize
from domain.inquiry.reading.rows import Authors
from domain.inquiry.views import ReadFile
from domain.tabular import SetAside, Table, open_table
from domain.text import clean_line

MOST_ENTRIES = 1_000
_BROKEN_ZIP = "L'archivio ZIP è interrotto, danneggiato o protetto da password"
_BROKEN = "Riscaricare l'archivio dalla piattaforma."
_TOO_LARGE = f"Il file, aperto, passa {LARGEST_BYTES // 1_000_000} MB"
_SPLIT = "Chiedere esportazioni separate per componente e caricarle una alla volta."
_OPEN_DATA = re.compile(r"open-data-(\w+)\.csv$")
_INQUIRY_ENTITIES = frozenset({"proposals", "proposal_comments", "debates", "debate_comments", "moderations"})
_READABLE = (".csv", ".json", ".xlsx")


def read_platform_file(data: bytes, name: str, *, code_key: bytes, timezone: str) -> list[ReadFile]:
    """Read an export of the platform whole: proposals, debates or comments; an archive gives several files.

    Shape: CSV, JSON or XLSX, also gzipped, or the ZIP of the open data (whose moderations mark the hidden comments).
    `timezone` is the city's: only typed dates of Excel, which have none, are read in it.
    Raises: Refusal, when nothing can be read; a row that cannot be taken is set aside in its file.
    """
    name = clean_line(name, 120) or "senza nome"
    authors, zone = Authors(code_key), ZoneInfo(timezone)
    try:
        if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _read_zip(data, name, authors, zone)
        if data.startswith(b"\x1f\x8b"):
            return [read_single(data, open_table(_gunzipped(data, name), name, zone, PLATFORM), authors)]
        return [read_single(data, open_table(data, name, zone, PLATFORM), authors)]
    except Refusal as refusal:
        if refusal.place:
            raise
        raise Refusal(refusal.problem, refusal.remedy, name, refusal.faults) from refusal


def _gunzipped(data: bytes, name: str) -> bytes:
    with (
        refusing("L'archivio compresso è interrotto o danneggiato", _BROKEN, name),
        gzip.GzipFile(fileobj=io.BytesIO(data)) as packed,
    ):
        found = packed.read(LARGEST_BYTES + 1)
    if len(found) > LARGEST_BYTES:
        raise Refusal(_TOO_LARGE, _SPLIT, name)
    return found


@dataclass(slots=True)
class _Contents:
    """What an archive turned out to hold."""

    files: list[ReadFile] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    empty: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    lists_moderations: bool = False
    broken_moderations: int = 0


def _read_zip(data: bytes, name: str, authors: Authors, zone: ZoneInfo) -> list[ReadFile]:
    with refusing(_BROKEN_ZIP, _BROKEN, name):
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = sorted((one for one in package.infolist() if not one.is_dir()), key=lambda entry: entry.filename)
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names:
        return [_read_workbook(data, name, names, authors, zone)]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_BYTES:
        raise Refusal(_TOO_LARGE, _SPLIT, name)
    contents = _Contents()
    for entry in entries:
        if not _is_of_the_inquiry(entry.filename):
            contents.left_out.append(PurePosixPath(entry.filename).name)
            continue
        with refusing(_BROKEN_ZIP, _BROKEN, name):
            content = package.read(entry)
        _read_entry(contents, content, f"{name}/{entry.filename}", authors, zone)
    if not contents.files:
        raise Refusal("Nell'archivio non ci sono proposte, dibattiti o commenti", PLATFORM.formats, name)
    return _accounted(contents)


def _read_workbook(data: bytes, name: str, names: set[str], authors: Authors, zone: ZoneInfo) -> ReadFile:
    if not any(part.startswith("xl/") for part in names):
        raise Refusal("È un documento (Word, OpenDocument o altro), non un foglio Excel .xlsx", PLATFORM.formats, name)
    return read_single(data, open_table(data, name, zone, PLATFORM, is_workbook=True), authors)


def _is_of_the_inquiry(filename: str) -> bool:
    open_data = _OPEN_DATA.search(filename)
    if open_data:
        return open_data[1] in _INQUIRY_ENTITIES
    return filename.lower().endswith(_READABLE) and not filename.startswith("__MACOSX/")


def _read_entry(contents: _Contents, data: bytes, name: str, authors: Authors, zone: ZoneInfo) -> None:
    name = clean_line(name, 160)
    if not data.strip():
        contents.empty.append(PurePosixPath(name).name)
        return
    table = open_table(data, name, zone, PLATFORM, is_workbook=data.startswith(b"PK\x03\x04"))
    kind = recognize(table.columns, name)
    if kind is Kind.MODERATIONS:
        contents.lists_moderations = True
        _note_hidden(contents, table)
    else:
        contents.files.append(read_table(table, kind, data, authors))


def _note_hidden(contents: _Contents, table: Table) -> None:
    columns = table.columns
    kind, number, since = columns.at("reportable_type"), columns.at("reportable_id"), columns.at("hidden_at")
    for item in table.rows:
        if isinstance(item, SetAside):
            contents.broken_moderations += 1
        elif since < 0 or item[1][since].strip():
            contents.hidden.add(f"{item[1][kind].strip().rpartition('::')[2].lower()}:{item[1][number].strip()}")


def _accounted(contents: _Contents) -> list[ReadFile]:
    """Mark what the platform has hidden, and say what of the archive was not read."""
    keys = {comment.key for file in contents.files for comment in file.comments}
    keys |= {f"{kind}:{one.id}" for file in contents.files for one in file.sections for kind in ("proposal", "debate")}
    absent = len(contents.hidden - keys)
    for file in contents.files:
        file.comments = [
            replace(comment, hidden_on_platform=True) if comment.key in contents.hidden else comment
            for comment in file.comments
        ]
    first = contents.files[0]
    if absent:
        first.lacks.append(
            f"La piattaforma dichiara {absent} contenuti nascosti che questo archivio non contiene: chiederne il testo "
            "a chi la gestisce."
        )
    if not contents.lists_moderations:
        first.lacks.append("L'archivio non contiene moderations.csv: non si sa che cosa la piattaforma ha nascosto.")
    if contents.broken_moderations:
        first.lacks.append(f"Righe illeggibili in moderations.csv: {contents.broken_moderations}.")
    if contents.empty:
        first.lacks.append(f"File vuoti nell'archivio: {', '.join(contents.empty)[:400]}.")
    if contents.left_out:
        others = ", ".join(contents.left_out)[:400]
        first.lacks.append(f"File dell'archivio estranei all'istruttoria, non letti: {others}.")
    return contents.files
