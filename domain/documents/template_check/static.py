"""What can be told of a template by reading it: its tags, its blocks and its names."""

from __future__ import annotations

from itertools import groupby

from pydantic import BaseModel

from domain.documents.paragraphs import Template, TemplateFault, open_template
from domain.documents.template_check.blocks import block_faults
from domain.documents.template_check.fields import field_faults
from domain.documents.template_check.tags import Tag, tags


def static_faults(data: bytes, context: type[BaseModel]) -> list[TemplateFault]:
    """Return the faults of a template without rendering it. Raises: Refusal when it is no Word document."""
    return read_faults(open_template(data), context)


def read_faults(template: Template, context: type[BaseModel]) -> list[TemplateFault]:
    """Return the faults of a template already opened, part by part, in reading order."""
    faults: list[TemplateFault] = []
    for part, group in groupby(template.paragraphs, key=lambda paragraph: paragraph.part):
        paragraphs, found = list(group), list[Tag]()
        for paragraph in paragraphs:
            good, bad = tags(paragraph)
            found += good
            faults += bad
        if part == "proprietà":
            faults += [
                tag.fault("le proprietà del documento le scrive il programma", "togliete il segnaposto dalle proprietà")
                for tag in found
            ]
            continue
        faults += block_faults(found, paragraphs) + field_faults(found, context)
    return sorted(faults, key=lambda fault: (_order(fault), fault.paragraph))


def placeholders(data: bytes) -> list[Tag]:
    """Return every tag of a template, in reading order. Raises: Refusal when it is no Word document."""
    return [tag for paragraph in open_template(data).paragraphs for tag in tags(paragraph)[0]]


def _order(fault: TemplateFault) -> int:
    return ("corpo", "intestazione", "piè di pagina", "note", "proprietà").index(fault.part)
