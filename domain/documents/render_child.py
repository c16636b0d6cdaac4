"""The child process that fills Word templates: bounded in time and memory, without files, secrets or network."""

from __future__ import annotations

import base64
import gc
import html
import io
import json
import re
import resource
import sys
import traceback
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree

from domain.documents.sandbox import environment, nearest

MEMORY_BYTES = 768 << 20
"""Unit: bytes of address space; a template that builds a giant string ends here."""
CHART_PREFIX = "grafico_"
"""A picture of the template whose name starts so is a place that must be filled."""


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl carries no types
    """A docxtpl template that never loses text: it refuses what the library would silently repair."""

    source = ""

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        self.source = src_xml.replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>")
        return str(super().render_xml_part(src_xml, part, context, jinja_env))

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False))
        return super().fix_tables(xml)

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Leave the properties alone: they are written as values, since rendering would escape them twice."""


class _EmptyChart(Exception):
    pass


def main() -> None:
    """Answer one request per line of standard input until it ends. Shape: JSON in, JSON out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + 1 + int(request["cpu_seconds"])
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        reply = answer(request)
        sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n")
        sys.stdout.buffer.flush()
        gc.collect()


def answer(request: dict[str, Any]) -> dict[str, str]:
    """Fill one template. Shape: {"document": base64} or {"kind", "name", "near", "message", "line"}."""
    template = _Template(io.BytesIO(base64.b64decode(request["template"])))
    try:
        return {"document": base64.b64encode(_fill(template, request)).decode()}
    except MemoryError:
        template.source = ""
        return {"kind": "memory"}
    except Exception as error:  # whatever a staff template provokes has to come back as an answer
        return {**_kind(error, request["context"]), "line": _line(error, template.source)}


def _fill(template: _Template, request: dict[str, Any]) -> bytes:
    context = {name: _record(value) for name, value in request["context"].items()}
    template.render(context, environment())
    document: Document = template.docx
    _place_pictures(document, {name: base64.b64decode(png) for name, png in request["pictures"].items()})
    _set_properties(document, request["title"], datetime.fromisoformat(request["created"]))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _record(value: Any) -> Any:
    """Records instead of dictionaries: the names of a dictionary's own methods must not answer for a field."""
    if isinstance(value, dict):
        return SimpleNamespace(**{name: _record(item) for name, item in value.items()})
    return [_record(item) for item in value] if isinstance(value, list) else value


def _place_pictures(document: Document, pictures: dict[str, bytes]) -> None:
    for inline in list(document.element.body.iter(qn("wp:inline"))):
        name = inline.find(qn("wp:docPr")).get("name", "")
        if name in pictures:
            _swap(document, inline, pictures[name])
        elif name.startswith(CHART_PREFIX):
            raise _EmptyChart(name)


def _swap(document: Document, inline: Any, png: bytes) -> None:
    blip = next(inline.iter(qn("a:blip")))
    old = blip.get(qn("r:embed"))
    relation, image = document.part.get_or_add_image(io.BytesIO(png))
    blip.set(qn("r:embed"), relation)
    document.part.drop_rel(old)
    extent = inline.find(qn("wp:extent"))
    height = str(round(int(extent.get("cx")) * image.px_height / image.px_width))
    for size in (extent, *inline.iter(qn("a:ext"))):
        if size.get("cx"):
            size.set("cx", extent.get("cx"))
            size.set("cy", height)


def _set_properties(document: Document, title: str, created: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.language = title, "it-IT"
    properties.created = properties.modified = created
    properties.revision = 1
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""


def _kind(error: Exception, context: dict[str, Any]) -> dict[str, str]:
    if isinstance(error, _EmptyChart):
        return {"kind": "picture", "name": str(error)}
    if isinstance(error, UndefinedError):
        name = str(getattr(error, "missing_name", ""))
        known = getattr(error, "known_names", None) or list(context)
        return {"kind": "undefined", "name": name, "near": nearest(name, known)}
    if isinstance(error, SecurityError):
        return {"kind": "security", "message": str(error)}
    if isinstance(error, ZeroDivisionError):
        return {"kind": "zero"}
    if isinstance(error, TemplateSyntaxError):
        return {"kind": "syntax", "message": str(error.message)}
    if isinstance(error, etree.XMLSyntaxError):
        return {"kind": "xml", "message": str(error)}
    kind = "runtime" if isinstance(error, TemplateError | TypeError | ValueError) else "other"
    return {"kind": kind, "message": f"{type(error).__name__}: {error}"[:300]}


def _line(error: Exception, source: str) -> str:
    """Return the words of the paragraph at fault: every paragraph stands on its own line of the compiled source."""
    numbers = [getattr(error, "lineno", None)]
    numbers += [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    number = next((number for number in reversed(numbers) if number), None)
    lines = source.split("\n")
    if number is None or number > len(lines):
        return ""
    return html.unescape(re.sub(r"<[^>]*>", "", lines[number - 1])).strip()


if __name__ == "__main__":
    docx.Document()  # everything is imported and warm before the limits are set
    main()
