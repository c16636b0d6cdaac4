"""The second look at a written Word document: its bytes read strictly, as a stream, and what they hold counted."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from domain.errors import Refusal

_NUMBER = re.compile(r"N\. (\d+) · ")
_CHUNK_BYTES = 1 << 18


@dataclass(slots=True)
class Reading:
    """What the body of a document holds."""

    printed: list[int] = field(default_factory=list)
    """Numbers of the entries' headings, in order."""
    answered: list[int] = field(default_factory=list)
    """Numbers of the entries with an outcome, in order."""
    characters: int = 0
    """Characters of text inside the streamed styles."""


def read_again(data: bytes, *, entry: str, outcome: str) -> Reading:
    """Count what a .docx holds; `entry` and `outcome` are the styles of an entry's heading and of its outcome.

    Raises: Refusal when the XML is not well formed to the last byte.
    """
    reader = _Reader(entry, outcome)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("word/document.xml") as body:
            while chunk := body.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, KeyError) as error:
        remedy = "non diffondete il documento: segnalate il difetto e generatelo di nuovo"
        raise Refusal(f"il documento scritto non si rilegge: {error}", remedy, "word/document.xml") from error
    return reader.reading


class _Reader:
    """Handlers of the stream: they run for every element of a volume, so they do no more than they must."""

    def __init__(self, entry: str, outcome: str) -> None:
        self.reading = Reading()
        self._entry, self._outcome = entry, outcome
        self._style = ""
        self._shows = False
        self._words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "w:t":
            self._shows = True
        elif name == "w:pStyle":
            self._style = attributes["w:val"]

    def text(self, data: str) -> None:
        if self._shows:
            self.reading.characters += len(data)
            if self._style == self._entry or self._style == self._outcome:
                self._words.append(data)

    def end(self, name: str) -> None:
        if name == "w:t":
            self._shows = False
        elif name == "w:p":
            if self._words:
                self._close("".join(self._words))
                self._words.clear()
            self._style = ""

    def _close(self, words: str) -> None:
        reading = self.reading
        if self._style == self._outcome:
            if reading.printed and reading.answered[-1:] != reading.printed[-1:]:
                reading.answered.append(reading.printed[-1])
        elif number := _NUMBER.match(words):
            reading.printed.append(int(number[1]))
