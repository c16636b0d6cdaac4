"""Opens a workbook that somebody sent, or says in Italian what it is instead and what to do."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from domain.errors import Refusal

MAX_BYTES = 64_000_000
MAX_UNPACKED_BYTES = 400_000_000
_BOMB_FLOOR_BYTES, _BOMB_RATIO = 30_000_000, 150
"""A form shrinks 5 to 60 times in its zip; what shrinks far more than that was made to fill the memory."""
_MAX_PARTS = 2_000

SAVE_AS_XLSX = "apritelo con Excel o LibreOffice, salvatelo come «Cartella di lavoro di Excel (.xlsx)» e rimandatelo"
SEND_FORM = "rimandate il modulo Excel (.xlsx) ricevuto, compilato"


def open_workbook(data: bytes, name: str) -> Workbook:
    """Open an .xlsx for reading, row by row.

    Raises: Refusal when it is anything else, damaged, protected by a password or made to exhaust the machine.
    """
    _refuse_other_kinds(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_other_packages(archive, name, len(data))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about what it skips: none of it holds answers
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except Refusal:
        raise
    except Exception as error:  # whatever a foreign file does to the parser, the sender needs one sentence
        raise _damaged(name) from error
    if not book.worksheets:
        raise Refusal("la cartella di lavoro non ha fogli leggibili", SAVE_AS_XLSX, name)
    return book


def _refuse_other_kinds(data: bytes, name: str) -> None:
    if not data:
        raise Refusal("il file è vuoto", SEND_FORM, name)
    if len(data) > MAX_BYTES:
        raise Refusal(f"il file supera {MAX_BYTES // 1_000_000} MB", f"{SEND_FORM}, senza immagini né allegati", name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refusal("il file è protetto da una password", "togliete la password di apertura e rimandatelo", name)
        raise Refusal("è un file nel vecchio formato di Office (.xls, .doc)", SAVE_AS_XLSX, name)
    if data.startswith(b"%PDF"):
        raise Refusal("è un PDF: le risposte non si possono leggere", SEND_FORM, name)
    if not data.startswith(b"PK"):
        if b"\x00" not in data[:4096]:
            raise Refusal("è un file di testo (CSV, HTML): le chiavi e gli elenchi vanno persi", SEND_FORM, name)
        raise Refusal("non è una cartella di lavoro di Excel", SEND_FORM, name)


def _refuse_other_packages(archive: zipfile.ZipFile, name: str, size_bytes: int) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("l'archivio è protetto da una password", "togliete la password e rimandatelo", name)
    unpacked = sum(part.file_size for part in parts)
    is_bomb = unpacked > _BOMB_FLOOR_BYTES and unpacked > _BOMB_RATIO * size_bytes
    if is_bomb or unpacked > MAX_UNPACKED_BYTES or len(parts) > _MAX_PARTS:
        raise Refusal(
            f"il file, una volta aperto, occuperebbe {unpacked // 1_000_000} MB in {len(parts)} parti: non viene letto",
            f"{SEND_FORM}, senza immagini né righe formattate oltre l'ultima",
            name,
        )
    if any(part.startswith("word/") for part in names):
        raise Refusal("è un documento di Word", SEND_FORM, name)
    if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
        raise Refusal("è un file OpenDocument (.ods, .odt)", SAVE_AS_XLSX, name)
    if "xl/workbook.bin" in names:
        raise Refusal("è una cartella di lavoro binaria (.xlsb)", SAVE_AS_XLSX, name)
    if "[Content_Types].xml" not in names:
        raise Refusal("è un archivio, non una cartella di lavoro di Excel", SEND_FORM, name)
    _refuse_foreign_xml(archive, name)


def _refuse_foreign_xml(archive: zipfile.ZipFile, name: str) -> None:
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as source:
                head = source.read(4096)
            if re.search(rb"<!(DOCTYPE|ENTITY)", head, re.IGNORECASE):
                raise Refusal("il file contiene definizioni XML estranee a un modulo", SEND_FORM, name)
            if part.filename == "xl/workbook.xml" and b"http://purl.oclc.org/ooxml/" in head:
                raise Refusal("è nel formato «Foglio di calcolo Strict Open XML»", SAVE_AS_XLSX, name)


def _damaged(name: str) -> Refusal:
    return Refusal(
        "il file è danneggiato o incompleto",
        "apritelo con Excel, lasciate che lo ripari, salvatelo di nuovo come .xlsx e rimandatelo; "
        "se non si apre, compilate di nuovo il modulo ricevuto",
        name,
    )
