"""The whole check of a template, and the way back to its author: faults as Word comments on the paragraphs."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pydantic import BaseModel

from domain.documents.accessibility import template_faults
from domain.documents.package import repack
from domain.documents.paragraphs import BODY, TemplateFault, open_template
from domain.documents.template_check.static import read_faults
from domain.documents.template_check.trial import trial_faults
from domain.errors import Fault, Refusal

_AUTHOR, _INITIALS = "Controllo del modello", "CM"


def check_template(data: bytes, context: type[BaseModel], *, name: str) -> list[Fault]:
    """Return every fault of a template, with place and remedy in Italian; an empty list means that it can be used.

    A file that is no Word document comes back as one fault: the check never raises for what staff wrote.
    """
    try:
        template = open_template(data)
    except Refusal as refusal:
        return [TemplateFault(refusal.problem, refusal.remedy, f"modello «{name}»")]
    faults: list[Fault] = list(read_faults(template, context))
    if not faults:
        faults += trial_faults(data, context, template)
    return faults + template_faults(template)


def annotate(data: bytes, faults: Sequence[Fault]) -> bytes:
    """Return the template with its faults as Word comments; those outside the body stand on the first paragraph."""
    document: Document = docx.Document(io.BytesIO(data))
    paragraphs = [Paragraph(element, document._body) for element in document.element.body.iter(qn("w:p"))]
    first = next((paragraph for paragraph in paragraphs if paragraph.runs), None)
    if first is None:
        first = document.add_paragraph(" ")
    for fault in faults:
        target = _target(fault, paragraphs) or first
        text = f"{fault.problem}. Rimedio: {fault.remedy}"
        where = "" if target is not first else f"{fault.place}: "
        comment = document.add_comment(target.runs, where + text, author=_AUTHOR, initials=_INITIALS)
        del comment._comment_elm.attrib[qn("w:date")]  # the same faults give the same bytes
    stream = io.BytesIO()
    document.save(stream)
    return repack(stream.getvalue())


def _target(fault: Fault, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    if not isinstance(fault, TemplateFault) or fault.part != BODY or not 0 < fault.paragraph <= len(paragraphs):
        return None
    paragraph = paragraphs[fault.paragraph - 1]
    return paragraph if paragraph.runs else None
