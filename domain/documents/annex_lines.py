"""Word paragraphs written as text: styles, bookmarks, links and escapes, counted as they go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.documents.xml_text import xml_text

PART, ENTRY, DATA, TEXT, NOTE, OUTCOME, ANSWER, CONTENTS = STYLES = (
    "Heading1",
    "Heading2",
    "Dati",
    "Testo",
    "Nota",
    "Esito",
    "Risposta",
    "Indice",
)
"""Ids of the paragraph styles that the frame holds; staff change their look in Word, not their names."""

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_CHUNK = 400
_LABEL = '<w:rPr><w:rStyle w:val="Etichetta"/></w:rPr>'
_LINK = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


class Line(NamedTuple):
    """One paragraph; blank lines in its text make more, single ones break the line."""

    style: str
    text: str
    label: str = ""
    """Printed before the text, in the style «Etichetta»."""
    anchor: str = ""
    """Bookmark that the text leads to, when it is in the same volume: `n12`, `parte3`."""


class Entry(NamedTuple):
    """One numbered thing of the annex."""

    number: int
    part: str
    """Title of the part that it stands under; entries of one part follow each other."""
    heading: str
    """Printed after the number."""
    lines: Sequence[Line]


class Body:
    """The text of one volume on its way into the zip; it counts what it writes."""

    def __init__(self, numbers: Sequence[int], parts: int, entries: Iterable[Entry]) -> None:
        self._entries = entries
        self._anchors = {*(f"n{number}" for number in numbers), *(f"parte{part}" for part in range(1, parts + 1))}
        self.numbers: list[int] = []
        self.characters = 0

    def contents(self, lines: Iterable[Line]) -> Iterator[bytes]:
        """Yield the index at the head of the volume."""
        yield "".join([self._line(line) for line in lines]).encode()

    def entries(self) -> Iterator[bytes]:
        """Yield the entries, some hundreds at a time."""
        part, parts = None, 0
        pieces: list[str] = []
        for entry in self._entries:
            if entry.part != part:
                part, parts = entry.part, parts + 1
                pieces.append(self._heading(PART, part, f"parte{parts}", parts))
            heading = f"N. {entry.number} · {entry.heading}"
            pieces.append(self._heading(ENTRY, heading, f"n{entry.number}", 1000 + entry.number))
            pieces.extend([self._line(line) for line in entry.lines])
            self.numbers.append(entry.number)
            if len(self.numbers) % _CHUNK == 0:
                yield "".join(pieces).encode()
                pieces.clear()
        yield "".join(pieces).encode()

    def _heading(self, style: str, text: str, bookmark: str, identity: int) -> str:
        self.characters += len(text)
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:bookmarkStart w:id="{identity}" w:name="{bookmark}"/>'
            f'<w:r><w:t xml:space="preserve">{xml_text(text)}</w:t></w:r><w:bookmarkEnd w:id="{identity}"/></w:p>'
        )

    def _line(self, line: Line) -> str:
        style, text, label, anchor = line
        head = self._run(f"{label} ", _LABEL) if label else ""
        if "\n" not in text:
            return self._paragraph(style, head, text, anchor)
        first, *others = _BLANK_LINES.split(text.strip("\n"))
        return "".join(
            [
                self._paragraph(style, head, first, anchor),
                *(self._paragraph(style, "", each, anchor) for each in others),
            ]
        )

    def _paragraph(self, style: str, head: str, text: str, anchor: str) -> str:
        if anchor in self._anchors:
            run = f'<w:hyperlink w:anchor="{anchor}" w:history="1">{self._run(text, _LINK)}</w:hyperlink>'
        else:
            run = self._run(text, "")
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{head}{run}</w:p>'

    def _run(self, text: str, properties: str) -> str:
        self.characters += len(text)
        inner = xml_text(text)
        if "\n" in text or "\t" in text:
            self.characters -= text.count("\n") + text.count("\t")
            inner = inner.replace("\n", _BREAK).replace("\t", _TAB)
        return f'<w:r>{properties}<w:t xml:space="preserve">{inner}</w:t></w:r>'
