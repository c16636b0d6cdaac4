"""What a public document owes to whoever reads it with a screen reader: checked on the file, never promised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import etree

from domain.documents.paragraphs import BODY, WP, Paragraph, Template, TemplateFault, W, open_template
from domain.errors import Fault

_A4_TWIPS = (11906, 16838)
_TOLERANCE_TWIPS = 30
_DC = "{http://purl.org/dc/elements/1.1/}"
_CLICK = re.compile(r"\bclicca(?:te)?\s+qui\b|\bpremi qui\b", re.IGNORECASE)
_TAG = re.compile(r"\{[{%#]")
_LONGEST_FAKE_HEADING = 90


def check(data: bytes) -> list[Fault]:
    """Return the accessibility faults of a finished document. Raises: Refusal when it is no Word document."""
    template = open_template(data)
    return [*_title(template.files), *template_faults(template)]


def template_faults(template: Template) -> list[Fault]:
    """Return the accessibility faults that already stand in a template; its title is written when it is filled."""
    body = [paragraph for paragraph in template.paragraphs if paragraph.part == BODY]
    elements = list(template.body.iter(f"{W}p"))
    return [
        *_language(template.files),
        *_page(template.body),
        *_headings(body),
        *_paragraph_faults(body, elements),
        *_tables(template.body, body, elements),
        *_pictures(template.body, body, elements),
    ]


def _title(files: dict[str, bytes]) -> Iterable[Fault]:
    core = etree.fromstring(files["docProps/core.xml"]) if "docProps/core.xml" in files else None
    if core is None or not (core.findtext(f"{_DC}title") or "").strip():
        yield Fault("manca il titolo del documento", "scrivetelo nelle proprietà del file", "proprietà")
    if core is None or core.findtext(f"{_DC}language") != "it-IT":
        yield Fault("le proprietà non dicono che il documento è in italiano", "indicate la lingua it-IT", "proprietà")


def _language(files: dict[str, bytes]) -> Iterable[Fault]:
    styles = etree.fromstring(files["word/styles.xml"]) if "word/styles.xml" in files else None
    lang = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if styles is not None else None
    if lang is None or lang.get(f"{W}val") != "it-IT":
        yield Fault(
            "la lingua predefinita non è l'italiano", "in Word: Revisione, Lingua, Imposta come predefinita", "stili"
        )


def _page(body: Any) -> Iterable[Fault]:
    for size in body.iter(f"{W}pgSz"):
        sides = sorted((int(size.get(f"{W}w", 0)), int(size.get(f"{W}h", 0))))
        if any(abs(side - right) > _TOLERANCE_TWIPS for side, right in zip(sides, _A4_TWIPS, strict=True)):
            yield Fault("la pagina non è in formato A4", "in Word: Layout, Dimensioni, A4", "pagina")


def _headings(paragraphs: list[Paragraph]) -> Iterable[Fault]:
    before = 0
    for paragraph in paragraphs:
        if not paragraph.level:
            continue
        if paragraph.level > before + 1:
            problem = f"il titolo passa dal livello {before} al livello {paragraph.level}"
            yield paragraph.fault(problem, f"usate lo stile Titolo {before + 1}")
        before = paragraph.level


def _paragraph_faults(paragraphs: list[Paragraph], elements: list[Any]) -> Iterable[Fault]:
    alone = Counter(paragraph.cell for paragraph in paragraphs)
    for paragraph, element in zip(paragraphs, elements, strict=True):
        drawn = element.find(f".//{W}drawing") is not None
        if not paragraph.text.strip() and not drawn:
            if paragraph.cell and alone[paragraph.cell] == 1:  # a cell without data is no spacing
                continue
            yield paragraph.fault("il paragrafo è vuoto", "toglietelo e usate la spaziatura dello stile")
        elif _CLICK.search(paragraph.text):
            yield paragraph.fault("il testo di un collegamento non dice dove porta", "scrivete il nome della pagina")
        elif not paragraph.level and not paragraph.row and _is_fake_heading(paragraph, element):
            yield paragraph.fault("un testo in grassetto fa da titolo", "usate uno stile Titolo")


def _is_fake_heading(paragraph: Paragraph, element: Any) -> bool:
    if element.find(f"{W}pPr/{W}pStyle") is not None or _TAG.search(paragraph.text):
        return False
    runs = [run for run in element.iter(f"{W}r") if "".join(run.itertext()).strip()]
    return len(paragraph.text) <= _LONGEST_FAKE_HEADING and bool(runs) and all(map(_is_bold, runs))


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{W}rPr/{W}b")
    return bold is not None and bold.get(f"{W}val", "true") not in ("0", "false", "off")


def _tables(body: Any, paragraphs: list[Paragraph], elements: list[Any]) -> Iterable[Fault]:
    number_of = dict(zip(elements, paragraphs, strict=True))
    for table in body.iter(f"{W}tbl"):
        first = number_of[next(table.iter(f"{W}p"))]
        header = table.find(f"{W}tr/{W}trPr")
        if header is None or header.find(f"{W}tblHeader") is None or header.find(f"{W}cantSplit") is None:
            yield first.fault(
                "la prima riga della tabella non è segnata come intestazione",
                "in Word: Layout tabella, Ripeti righe di intestazione; e non dividere la riga tra le pagine",
            )
        if table.find(f".//{W}gridSpan") is not None or table.find(f".//{W}vMerge") is not None:
            yield first.fault("la tabella ha celle unite", "dividete le celle: una riga, un dato per colonna")
        if table.find(f".//{W}tbl") is not None:
            yield first.fault("una tabella ne contiene un'altra", "separatele in due tabelle")


def _pictures(body: Any, paragraphs: list[Paragraph], elements: list[Any]) -> Iterable[TemplateFault]:
    number_of = dict(zip(elements, paragraphs, strict=True))
    for picture in body.iter(f"{WP}docPr"):
        paragraph = number_of[next(picture.iterancestors(f"{W}p"))]
        name = picture.get("name", "figura")
        if not picture.get("descr", "").strip():
            yield paragraph.fault(f"la figura «{name}» non ha testo alternativo", "in Word: Modifica testo alternativo")
        if picture.getparent().tag == f"{WP}anchor":
            yield paragraph.fault(f"la figura «{name}» è mobile", "in Word: Disponi testo, In linea con il testo")
