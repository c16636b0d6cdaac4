"""Reading CSV that may be broken: every record at its physical line, a broken one never drags the next ones along."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator

from domain.errors import Fault, Refusal
from domain.tabular.origin import Origin
from domain.tabular.rows import RowFault, SetAside
from domain.tabular.tables import Cells, Item, Table, broken_cell, open_text
from domain.text import clean_line

LONGEST_CELL = 1_000_000
"""Unit: characters. The limit of Python's csv is one number for the whole process, so it is set once, here."""
csv.field_size_limit(LONGEST_CELL)

_SEPARATORS = {";": "«;»", ",": "«,»", "\t": "tabulazione"}
_SEPARATOR_HINT = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_ENCODING_REMEDY = "Salvare il file come CSV UTF-8, o riscaricare l'esportazione senza aprirla con altri programmi."


def read_csv(data: bytes, name: str, origin: Origin) -> Table:
    """Read separated values: `;`, `,` or tab; UTF-8 with or without BOM, UTF-16, Windows-1252.

    A record is broken when a quoted cell never closes, when a quote stands where none may, or when it has another
    number of cells than the header. Its first line is set aside together with the lines that follow until one that can
    begin a record: it begins with an id (with all the separators, where the id is not the first column).
    Raises: Refusal, when the encoding or the header cannot be made out.
    """
    encoding, words, is_damaged = _encoding_of(data, name)
    lines = open_text(data, encoding)
    first, skipped = _first_line(lines, name, origin)
    separator = max(_SEPARATORS, key=lambda mark: len(_cells(first, mark)))
    header = _cells(first, separator)
    feed = _Feed(lines, skipped + 1)
    table = Table(name, header, iter(()), f"CSV con {_SEPARATORS[separator]}, {words}", origin)
    table.rows = _records(feed, separator, table, _opening_of(header, separator))
    if is_damaged:
        table.rows = _without_broken_bytes(table.rows, table)
    if encoding == "cp1252":
        table.notes.append(
            f"Il file era in Windows-1252, non in UTF-8{origin.writes_utf8}: controllare accenti e simboli."
        )
    return table


def _encoding_of(data: bytes, name: str) -> tuple[str, str, bool]:
    """Return the codec, its name in words, and whether some bytes do not belong to it."""
    has_mark = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if has_mark or b"\0" in data[:2]:
        codec = "utf-16" if has_mark else ("utf-16-be" if data.startswith(b"\0") else "utf-16-le")
        if not _is_valid(data, codec):
            raise Refusal("Il file non è di testo, o è UTF-16 interrotto", _ENCODING_REMEDY, name)
        return codec, "UTF-16", False
    if _is_valid(data, "utf-8"):
        return "utf-8-sig", "UTF-8", False
    sequences = _UTF8_SEQUENCE.findall(data)
    stray = len(_NOT_ASCII.findall(data)) - sum(map(len, sequences))
    if stray <= len(sequences):
        return "utf-8-sig", "UTF-8", True
    if not _is_valid(data, "cp1252") or data.count(b"\0"):
        raise Refusal("La codifica del file non si riconosce, o il file non è di testo", _ENCODING_REMEDY, name)
    return "cp1252", "Windows-1252", False


def _is_valid(data: bytes, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for start in range(0, len(data), 1 << 20):  # in pieces: a whole second copy would double the memory
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _first_line(lines: Iterator[str], name: str, origin: Origin) -> tuple[str, int]:
    """Return the header line and its number; blank lines and Excel's `sep=;` line before it are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip() and not _SEPARATOR_HINT.fullmatch(line):
            if len(line) > LONGEST_CELL:
                break
            return line, number
    raise Refusal("Nel file non c'è un'intestazione leggibile", origin.send, name)


def _cells(line: str, separator: str) -> Cells:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


class _Feed:
    """The lines of the file, one by one; those of the record under way can be given back."""

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.number = number
        self.taken: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self, kept: int) -> None:
        """Give back all the lines of the record but the first `kept`."""
        self._again.extendleft(reversed(self.taken[kept:]))
        self.number -= len(self.taken) - kept
        del self.taken[kept:]


def _opening_of(header: Cells, separator: str) -> re.Pattern[str]:
    """Return what the first line of a record looks like."""
    mark = re.escape(separator)
    if clean_line(header[0]).lower() == "id":
        return re.compile(rf'"?\d{{1,19}}"?{mark}')
    return re.compile(rf"(?:[^{mark}\r\n]*{mark}){{{len(header) - 1}}}")


def _records(feed: _Feed, separator: str, table: Table, opening: re.Pattern[str]) -> Iterator[Item]:
    width = len(table.header)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        feed.taken.clear()
        start = feed.number
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = _problem_of(str(error))
        else:
            if len(cells) == width:
                yield start, cells
                continue
            if not cells:
                continue
            problem = f"la riga ha {len(cells)} celle invece di {width}"
        _pass_over(feed, opening)
        until = f"-{feed.number - 1}" if feed.number - start > 1 else ""
        raw = clean_line(feed.taken[0].partition(separator)[0], 40)
        yield SetAside(Fault(problem, table.origin.mend_row, f"{table.name}, riga {start}{until}"), raw)


def _pass_over(feed: _Feed, opening: re.Pattern[str]) -> None:
    """Leave the feed at the next line that can begin a record."""
    for kept, line in enumerate(feed.taken[1:], start=1):
        if opening.match(line):
            feed.give_back(kept)
            return
    for line in feed:
        if opening.match(line):
            feed.give_back(len(feed.taken) - 1)
            return


def _problem_of(message: str) -> str:
    if "field limit" in message:
        return f"una cella passa {LONGEST_CELL} caratteri, o le sue virgolette non si chiudono"
    if "unexpected end" in message:
        return "le virgolette di una cella non si chiudono: il file è interrotto"
    return "le virgolette di una cella non sono scritte come si deve (vanno raddoppiate)"


def _without_broken_bytes(rows: Iterator[Item], table: Table) -> Iterator[Item]:
    for item in rows:
        if not isinstance(item, SetAside) and (index := broken_cell(item[1])) is not None:
            fault = RowFault(table.columns.names[index], "la cella contiene byte che non sono UTF-8", _ENCODING_REMEDY)
            yield table.set_aside(item[0], item[1], fault)
        else:
            yield item
