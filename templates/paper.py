"""One Word template being written from top to bottom, in the city's design."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from domain.documents.package import repack
from templates.design import ACCENT, GRAY, PALE, WIDTH_CM, border, set_page, set_styles, set_values, style

_BUILT_AT = datetime(2025, 1, 1, tzinfo=UTC)


class Paper:
    """One template being written, from top to bottom. `**words**` are bold; `running` is what every page names."""

    def __init__(self, title: str, kind: str, *, running: str = "istruttoria_breve") -> None:
        self.document = docx.Document()
        self._pictures = 0
        self._after_table = False
        set_page(self.document)
        set_styles(self.document)
        _header_and_footer(self.document, kind, running)
        self.text("{{ comune }}", "Occhiello")
        self.text(title, "Title")

    def text(self, words: str, style: str = "Normal") -> Any:
        """Write a paragraph."""
        paragraph = self.document.add_paragraph()
        _put_style(paragraph, style)
        if self._after_table and not words.startswith("{%p"):
            self._after_table = False
            if not style.startswith(("Heading", "Didascalia")):
                paragraph.paragraph_format.space_before = Pt(9)
        for number, piece in enumerate(words.split("**")):
            if piece:
                paragraph.add_run(piece).bold = True if number % 2 else None
        return paragraph

    def lead(self, words: str) -> None:
        self.text(words, "Subtitle")

    def chapter(self, words: str) -> None:
        self.text(words, "Heading 1")

    def section(self, words: str) -> None:
        self.text(words, "Heading 2")

    def callout(self, words: str) -> None:
        self.text(words, "In evidenza")

    def note(self, words: str) -> None:
        self.text(words, "Nota")

    def tag(self, words: str) -> None:
        """Write an instruction that takes its paragraph away."""
        self.text("{%p " + words + " %}")

    def facts(self, *pairs: tuple[str, str]) -> None:
        """Write label and value side by side, one pair per line."""
        for label, value in pairs:
            self.text(f"**{label}**\t{value}", "Scheda")

    def bullets(self, *items: str) -> None:
        for item in items:
            self.text(item, "List Bullet")

    def loop(self, variable: str, many: str, words: str, style: str = "List Bullet") -> None:
        """Write one paragraph for each element."""
        self.tag(f"for {variable} in {many}")
        self.text(words, style)
        self.tag("endfor")

    def chart(self, name: str, alt: str, caption: str, *, kind: str = "Grafico") -> None:
        """Leave the place of a chart, or of another `kind` of picture: `name` is how the program finds it."""
        paragraph = self.document.add_paragraph(style="Figura")
        self._pictures += 1
        paragraph.add_run().add_picture(io.BytesIO(_placeholder(self._pictures)), width=Cm(WIDTH_CM))
        properties = next(paragraph._p.iter(qn("wp:docPr")))
        properties.set("name", name)
        properties.set("descr", f"{{{{ {alt} }}}}")
        self.text(f"{kind}. {caption}", "Caption")

    def table(
        self,
        caption: str,
        loop: tuple[str, str],
        columns: Sequence[tuple[str, str, float]],
        *,
        numbers: int = 0,
        total: Sequence[str] = (),
        height: float = 0,
    ) -> None:
        """Write a table with one row per element. Shape: columns are (header, cell, width in cm).

        The last `numbers` columns are aligned to the right; `total` is a last row written once; `height`, in cm, is
        room to write by hand.
        """
        if self.document.paragraphs[-1].style.name == "Normal" and not self._after_table:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self.text(caption, "Didascalia tabella")
        table = self.document.add_table(rows=0, cols=len(columns))
        table.style = self.document.styles["Tabella Comune"]
        table.autofit = False
        for column, (_, _, width) in zip(table.columns, columns, strict=True):
            column.width = Cm(width)
        _describe(table, caption)
        rows = [
            [header for header, _, _ in columns],
            [f"{{%tr for {loop[0]} in {loop[1]} %}}", *[""] * (len(columns) - 1)],
            [cell for _, cell, _ in columns],
            ["{%tr endfor %}", *[""] * (len(columns) - 1)],
        ]
        for position, cells in enumerate([*rows, *([total] if total else [])]):
            _row(table, cells, columns, numbers, is_header=position == 0, is_total=position == 4)
        if height:
            table.rows[2].height = Cm(height)
        self._after_table = True

    def signature(self, role: str, name: str) -> None:
        """Write who signs, in one paragraph that is never alone at the top of a page."""
        spoken = [paragraph for paragraph in self.document.paragraphs if not paragraph.text.startswith("{%p")]
        spoken[-1].paragraph_format.keep_with_next = True
        signed = self.text(role, "Firma")
        signed.paragraph_format.keep_together = True
        signed.add_run().add_break()
        signed.add_run(name).bold = True

    def save(self) -> bytes:
        """Return the template's bytes: the same every time."""
        properties = self.document.core_properties
        properties.created = properties.modified = _BUILT_AT
        properties.title = properties.author = properties.comments = properties.last_modified_by = ""
        properties.language, properties.revision = "it-IT", 1
        stream = io.BytesIO()
        self.document.save(stream)
        return repack(stream.getvalue())


def _describe(table: Any, caption: str) -> None:
    properties = table._tbl.tblPr
    for name in ("tblCaption", "tblDescription"):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), caption)
        properties.append(element)


def _put_style(paragraph: Any, name: str) -> None:
    """Give a paragraph a style; which one is the default is known, the library would go through all of them to see."""
    paragraph._p.style = None if name == "Normal" else paragraph.part.document.styles[name].style_id


def _row(
    table: Any,
    cells: Sequence[str],
    columns: Sequence[tuple[str, str, float]],
    numbers: int,
    *,
    is_header: bool,
    is_total: bool,
) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    for position, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
        cell.width = Cm(columns[position][2])
        paragraph = cell.paragraphs[0]
        is_hash = columns[position][0].startswith("Impronta")
        body = "Impronta tabella" if is_hash else "Testo tabella"
        _put_style(paragraph, "Intestazione tabella" if is_header else body)
        if words:
            paragraph.add_run(words).bold = True if is_total else None
        if position >= len(columns) - numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if is_header or is_total:
            shade = OxmlElement("w:shd")
            set_values(shade, val="clear", color="auto", fill=ACCENT if is_header else PALE)
            cell._tc.get_or_add_tcPr().append(shade)


def _header_and_footer(document: Any, kind: str, running: str) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph, side in ((header, "bottom"), (footer, "top")):
        paragraph.style = style(document, paragraph.style.name, 8.5, GRAY, after=0)
        stops = paragraph.style.element.find(f"{qn('w:pPr')}/{qn('w:tabs')}")
        if stops is not None:
            stops.getparent().remove(stops)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
        borders = OxmlElement("w:pBdr")
        borders.append(border(side, 6, ACCENT, 5))
        paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    header.add_run("{{ comune }}").bold = True
    header.add_run(f"\t{{{{ {running} }}}}")
    footer.add_run(f"{kind} – {{{{ data }}}}\tPagina ")
    _field(footer, "PAGE")
    footer.add_run(" di ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {code} ")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)


def _placeholder(number: int) -> bytes:
    """Return a pale PNG, a different one for each place, so that Word keeps them apart."""
    width, height = 160, 70 + number
    rows = zlib.compress((b"\x00" + bytes.fromhex(PALE) * width) * height)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
