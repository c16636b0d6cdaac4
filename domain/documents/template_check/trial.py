"""The trial of a template: filled with sample data in the bounded child, to find what reading cannot tell."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from datetime import UTC, datetime

from pydantic import BaseModel

from domain.documents.bounded import CHILD, request_of, spoken
from domain.documents.paragraphs import Paragraph, Template, TemplateFault
from domain.documents.template_check.explain import explain
from domain.documents.template_check.sample import sample

_CPU_SECONDS = 10
_CREATED_AT = datetime(2000, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r'<wp:docPr [^>]*name="(grafico_\w+)"')


def preview(data: bytes, context: type[BaseModel], template: Template, *, empty: bool = False) -> dict[str, str]:
    """Fill a template with sample data. Shape: {"document": base64} or the child's account of what went wrong."""
    pictures = dict.fromkeys(_PLACE.findall(template.files["word/document.xml"].decode()), _blank())
    values = spoken(sample(context, empty=empty))
    request = request_of(data, values, title="Anteprima", created=_CREATED_AT, pictures=pictures)
    return CHILD.ask(request, cpu_seconds=_CPU_SECONDS)


def trial_faults(data: bytes, context: type[BaseModel], template: Template) -> list[TemplateFault]:
    """Return what breaks when the template is filled with everything, then with nothing; at most one fault."""
    for empty in (False, True):
        reply = preview(data, context, template, empty=empty)
        if "document" not in reply:
            fault = explain(reply)
            paragraph = _paragraph(template, reply.get("line", ""))
            if paragraph is None:
                return [TemplateFault(fault.problem, fault.remedy, fault.place or "corpo")]
            return [paragraph.fault(fault.problem, fault.remedy)]
    return []


def document_of(reply: dict[str, str]) -> bytes:
    """Return the bytes of a preview that succeeded."""
    return base64.b64decode(reply["document"])


def _paragraph(template: Template, line: str) -> Paragraph | None:
    """Find the paragraph whose words stand in the line at fault: the longest one wins."""
    tight = "".join(line.split())
    fitting = [item for item in template.paragraphs if (words := "".join(item.text.split())) and words in tight]
    return max(fitting, key=lambda item: len(item.text), default=None)


def _blank() -> bytes:
    """Return a white PNG of one pixel."""
    rows = zlib.compress(b"\x00\xff\xff\xff")
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(data)) + kind + data + _crc(kind + data) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def _crc(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))
