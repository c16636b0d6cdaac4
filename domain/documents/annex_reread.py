"""The second look at a written Word document: its bytes read strictly, as a stream, and what they hold counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
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
    reading = Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.CharacterDataHandler = _handlers(reading, entry, outcome)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("word/document.xml") as body:
            while chunk := body.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
        parser.StartElementHandler("w:p", [])  # closes the last paragraph
    except (expat.ExpatError, zipfile.BadZipFile, KeyError) as error:
        remedy = "non diffondete il documento: segnalate il difetto e generatelo di nuovo"
        raise Refusal(f"il documento scritto non si rilegge: {error}", remedy, "word/document.xml") from error
    return reading


def _handlers(
    reading: Reading, entry: str, outcome: str
) -> tuple[Callable[[str, list[str]], None], Callable[[str], None]]:
    """Return what to do at a tag and at a text; closures, because they run millions of times in a long annex.

    A paragraph is closed by the start of the next one: handling every end tag would cost as much again.
    """
    style, shows = "", False
    watched = (entry, outcome)
    words: list[str] = []

    def start(name: str, attributes: list[str]) -> None:
        nonlocal style, shows
        shows = name == "w:t"
        if name == "w:pStyle":
            style = attributes[1]
        elif name == "w:p":
            if words:
                _close(reading, "".join(words), is_outcome=style == outcome)
                words.clear()
            style = ""

    def text(data: str) -> None:
        if shows:
            reading.characters += len(data)
            if style in watched:
                words.append(data)

    return start, text


def _close(reading: Reading, words: str, *, is_outcome: bool) -> None:
    if is_outcome:
        if reading.printed and reading.answered[-1:] != reading.printed[-1:]:
            reading.answered.append(reading.printed[-1])
    elif number := _NUMBER.match(words):
        reading.printed.append(int(number[1]))
