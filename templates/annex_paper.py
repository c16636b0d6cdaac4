"""The frame of the answers annex: title page and styles in Word, with the places where index and entries are poured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from templates.design import ACCENT, GRAY, INK, RULE, border, style
from templates.paper import Paper

_LINK = RGBColor.from_string(ACCENT)


def annex_frame() -> Paper:
    """Write the frame; `indice` and `voci` each stand alone in their paragraph, which the stream replaces."""
    paper = Paper("Allegato delle controdeduzioni", "Allegato delle controdeduzioni – {{ volume_breve }}")
    _entry_styles(paper.document)
    paper.lead("{{ istruttoria }}")
    paper.callout("**{{ volume }}**")
    paper.text("{{ premessa }}")
    paper.text("{{ indice }}")
    paper.text("{{ voci }}")
    _lighten(paper.document)
    return paper


def _lighten(document: Any) -> None:
    """Leave out what every volume would carry for nothing: table styles, old styles, the picture of a blank page."""
    styles = document.styles.element
    for table_style in styles.xpath("w:style[@w:type='table'][not(@w:default)]"):
        styles.remove(table_style)
    part = document.part
    for name, relation in list(part.rels.items()):
        if relation.reltype.endswith(("/stylesWithEffects", "/customXml")):
            part.rels.pop(name)
    for name, relation in list(part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            part.package.rels.pop(name)


def _entry_styles(document: Any) -> None:
    """The ids are what the stream writes: staff may change the look of these styles, not their names."""
    heading = style(document, "Heading 2", 11.5, ACCENT, bold=True, before=15, after=1, keep=True)
    _edge(heading, border("top", 4, RULE, 6))
    style(document, "Dati", 9, GRAY, after=4, keep=True, base="Normal")
    style(document, "Testo", 10.5, after=4, base="Normal").paragraph_format.left_indent = Cm(0.5)
    note = style(document, "Nota", 9.5, GRAY, before=2, after=4, base="Normal")
    note.paragraph_format.left_indent = Cm(0.5)
    outcome = style(document, "Esito", 10.5, INK, before=6, keep=True, base="Normal")
    answer = style(document, "Risposta", 10.5, INK, base="Normal")
    for answered in (outcome, answer):
        answered.paragraph_format.left_indent = Cm(0.5)
        _edge(answered, border("left", 18, ACCENT, 8))
    style(document, "Indice", 10.5, after=2, base="Normal")
    label = document.styles.add_style("Etichetta", WD_STYLE_TYPE.CHARACTER)
    label.font.bold, label.font.color.rgb = True, _LINK
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline, link.font.color.rgb = True, _LINK


def _edge(of: Any, line: Any) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(line)
    of.element.get_or_add_pPr().find(qn("w:spacing")).addprevious(borders)


if __name__ == "__main__":
    target = Path(__file__).resolve().parent / "inquiry" / "annex-frame.docx"
    target.write_bytes(annex_frame().save())
