"""A Word file taken apart: its paragraphs, each with the place where its author would look for it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from domain.documents.package import read_zip
from domain.errors import Fault, Refusal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
BODY = "corpo"
_LARGEST_BYTES = 60_000_000
_PARTS = (
    (re.compile(r"word/document\.xml"), BODY),
    (re.compile(r"word/header\d*\.xml"), "intestazione"),
    (re.compile(r"word/footer\d*\.xml"), "piè di pagina"),
    (re.compile(r"word/(footnotes|endnotes)\.xml"), "note"),
)
_HEADING = re.compile(r"(?:heading|titolo)\s*([1-9])", re.IGNORECASE)
_DELETED = (f"{W}del", f"{W}moveFrom")


@dataclass(frozen=True, slots=True)
class TemplateFault(Fault):
    """A fault of a template, with the paragraph it can be pinned to."""

    part: str = BODY
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a template. `number` counts from 1 within its part, cells of tables included."""

    part: str
    number: int
    heading: str
    text: str
    row: int = 0
    """Running number of the table row it stands in; 0 outside tables."""
    cell: int = 0
    level: int = 0
    """1 to 9 for a heading, 0 for the rest."""

    @property
    def place(self) -> str:
        where = f"{self.part}, sotto «{self.heading}»" if self.heading else self.part
        words = self.text.strip()
        quoted = f" («{words[:60]}{'…' if len(words) > 60 else ''}»)" if words else ""
        return f"{where}, paragrafo {self.number}{quoted}"

    def fault(self, problem: str, remedy: str) -> TemplateFault:
        return TemplateFault(problem, remedy, self.place, self.part, self.number)


@dataclass(frozen=True, slots=True)
class Template:
    """A template as its checks see it: parsed parts and their paragraphs, in reading order."""

    files: dict[str, bytes]
    paragraphs: tuple[Paragraph, ...]
    body: Any


def open_template(data: bytes) -> Template:
    """Read a .docx without believing it. Raises: Refusal when it is not one, is damaged or is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_BYTES:
                raise Refusal("il file è troppo grande per un modello", "togliete le immagini superflue")
        files = read_zip(data)
        trees = {name: _parse(files[name]) for name in _names(files)}
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, OSError) as error:
        raise _not_word() from error
    if "word/document.xml" not in trees:
        raise _not_word()
    styles = _heading_levels(files)
    paragraphs = [item for name, tree in trees.items() for item in _paragraphs(tree, _label(name), styles)]
    return Template(files, tuple(paragraphs + _properties(files)), trees["word/document.xml"])


def _not_word() -> Refusal:
    return Refusal("il file non è un documento Word leggibile", "apritelo in Word e salvatelo in formato .docx")


def _parse(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _names(files: dict[str, bytes]) -> list[str]:
    return [name for pattern, _ in _PARTS for name in sorted(files) if pattern.fullmatch(name)]


def _label(name: str) -> str:
    return next(label for pattern, label in _PARTS if pattern.fullmatch(name))


def _heading_levels(files: dict[str, bytes]) -> dict[str, int]:
    """Return the heading level of every style id that has one, by name or by outline level."""
    levels: dict[str, int] = {}
    if "word/styles.xml" not in files:
        return levels
    for style in _parse(files["word/styles.xml"]).iter(f"{W}style"):
        name = style.find(f"{W}name")
        found = _HEADING.fullmatch(name.get(f"{W}val", "") if name is not None else "")
        if found:
            levels[style.get(f"{W}styleId", "")] = int(found[1])
    return levels


def _paragraphs(tree: Any, part: str, levels: dict[str, int]) -> Iterator[Paragraph]:
    heading, rows, cells = "", {}, {}  # type: ignore[var-annotated]
    for number, element in enumerate(tree.iter(f"{W}p"), start=1):
        row = next(element.iterancestors(f"{W}tr"), None)
        cell = next(element.iterancestors(f"{W}tc"), None)
        text = _text(element)
        style = element.find(f"{W}pPr/{W}pStyle")
        level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
        if level:
            heading = " ".join(text.split())
        yield Paragraph(
            part,
            number,
            "" if level else heading,
            text,
            row=0 if row is None else rows.setdefault(row, len(rows) + 1),
            cell=0 if cell is None else cells.setdefault(cell, len(cells) + 1),
            level=level,
        )


def _text(paragraph: Any) -> str:
    """Return what a paragraph says, tracked deletions left out, its pictures' alternative text at the end."""
    words = []
    for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{WP}docPr"):
        if any(ancestor.tag in _DELETED for ancestor in node.iterancestors()):
            continue
        if next(node.iterancestors(f"{W}p")) is not paragraph:
            continue
        words.append((node.text or "") if node.tag == f"{W}t" else node.get("descr", " "))
    return "".join(words)


def _properties(files: dict[str, bytes]) -> list[Paragraph]:
    core = files.get("docProps/core.xml")
    if core is None:
        return []
    texts = [node.text for node in _parse(core).iter() if isinstance(node.tag, str) and (node.text or "").strip()]
    return [Paragraph("proprietà", number, "", text or "") for number, text in enumerate(texts, start=1)]
