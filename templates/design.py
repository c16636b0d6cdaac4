"""The look of the city's documents: page, type and colors of every template, made from scratch."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

ACCENT, INK, GRAY, PALE, RULE = "0B4F6C", "1F2933", "4A5A63", "EAF2F5", "C3D0D6"
FONT, MONO = "Arial", "Courier New"
WIDTH_CM = 16.0
"""Unit: centimeters between the margins."""


def set_page(document: Any) -> None:
    """Set the paper: A4, with the margins of an act."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)
    section.header_distance, section.footer_distance = Cm(1.3), Cm(1.1)


def set_styles(document: Any) -> None:
    """Set the styles that staff find in Word, with the sizes and colors of the house."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "it-IT")
    style(document, "Normal", 10.5, after=6, line=1.2)
    style(document, "Occhiello", 10, ACCENT, bold=True, after=2, base="Normal").font.all_caps = True
    style(document, "Title", 24, ACCENT, bold=True, after=6, line=1.05)
    style(document, "Subtitle", 12.5, GRAY, after=16, line=1.2).font.italic = False
    style(document, "Heading 1", 15, ACCENT, bold=True, before=20, after=6, keep=True)
    style(document, "Heading 2", 12, INK, bold=True, before=14, after=4, keep=True)
    style(document, "Heading 3", 10.5, INK, bold=True, before=10, after=3, keep=True)
    style(document, "List Bullet", 10.5, after=3, line=1.2)
    style(document, "List Number", 10.5, after=3, line=1.2)
    style(document, "Caption", 9, GRAY, after=12).font.italic = False
    style(document, "Didascalia tabella", 9, ACCENT, bold=True, before=10, after=4, keep=True, base="Normal")
    style(document, "Figura", 10.5, before=8, after=2, keep=True, base="Normal")
    style(document, "Impronta", 8.5, GRAY, after=6, base="Normal")
    style(document, "Impronta tabella", 7, GRAY, before=2, after=2, line=1.05, base="Normal")
    for name in ("Impronta", "Impronta tabella"):
        for script in ("w:ascii", "w:hAnsi", "w:cs"):
            document.styles[name].element.rPr.rFonts.set(qn(script), MONO)
    style(document, "Testo tabella", 9, before=2, after=2, line=1.05, base="Normal")
    style(document, "Intestazione tabella", 9, "FFFFFF", bold=True, before=3, after=3, line=1.0, base="Normal")
    style(document, "Nota", 9, GRAY, before=4, after=8, base="Normal")
    style(document, "Firma", 10.5, before=10, after=0, line=1.5, base="Normal").paragraph_format.left_indent = Cm(9)
    facts = style(document, "Scheda", 10.5, after=3, base="Normal").paragraph_format
    facts.left_indent, facts.first_line_indent = Cm(4.8), Cm(-4.8)
    facts.tab_stops.add_tab_stop(Cm(4.8))
    _boxed(style(document, "In evidenza", 10.5, before=8, after=12, line=1.25, base="Normal"))
    border = document.styles["Title"].element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    _table_style(document)


def style(
    document: Any,
    name: str,
    size: float,
    color: str = INK,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.15,
    keep: bool = False,
    base: str = "",
) -> Any:
    """Add or change a paragraph style; sizes and spaces in points."""
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style, style.quick_style = styles[base], True
    font = style.font
    font.name, font.size, font.bold, font.color.rgb = FONT, Pt(size), bold, RGBColor.from_string(color)
    fonts = style.element.rPr.rFonts
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    form.keep_with_next, form.widow_control = keep, True
    return style


def _boxed(style: Any) -> None:
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.35)
    borders = OxmlElement("w:pBdr")
    for side, size, color, space in (("top", 4, PALE, 6), ("left", 24, ACCENT, 8), ("bottom", 4, PALE, 6)):
        borders.append(border(side, size, color, space))
    shade = OxmlElement("w:shd")
    set_values(shade, val="clear", color="auto", fill=PALE)
    properties = style.element.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(borders)
    spacing.addprevious(shade)


def border(side: str, size: int, color: str, space: int = 0) -> Any:
    """Return one border of a paragraph or cell; `size` in eighths of a point."""
    line = OxmlElement(f"w:{side}")
    set_values(line, val="single", sz=str(size), space=str(space), color=color)
    return line


def set_values(element: Any, **values: str) -> None:
    """Set the attributes of an element in the namespace of Word."""
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)


def _table_style(document: Any) -> None:
    style = document.styles.add_style("Tabella Comune", WD_STYLE_TYPE.TABLE)
    properties = OxmlElement("w:tblPr")
    borders = OxmlElement("w:tblBorders")
    for side, color in (("top", ACCENT), ("bottom", ACCENT), ("insideH", RULE)):
        borders.append(border(side, 6, color))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        set_values(margin, w="85", type="dxa")
        margins.append(margin)
    properties.append(borders)
    properties.append(margins)
    style.element.append(properties)
