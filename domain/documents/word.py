"""Word documents from templates: rendered in a bounded child, re-read strictly, the same bytes every time."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree
from pydantic import BaseModel

from domain.documents.bounded import CHILD, request_of, spoken
from domain.documents.package import packed, read_zip
from domain.documents.template_check.explain import explain
from domain.documents.template_check.static import static_faults
from domain.errors import Fault, Refusal

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LEFT_OVER = re.compile(rb"\{\{|\{%|\{#|%\}|#\}")
_DOCUMENT = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a place of the template (figura): the PNG, and the words for whoever cannot see it."""

    png: bytes
    alt: str


def render(
    template: bytes,
    context: BaseModel,
    *,
    title: str,
    created: datetime,
    pictures: dict[str, Picture] | None = None,
    name: str = "modello",
) -> bytes:
    """Fill a Word template and give back the finished document; braces and tags in citizens' texts stay words.

    `pictures` go by the name of the place they fill; `name` is the template's, for whoever reads a refusal.
    Raises: Refusal, with the paragraph, the tag and the nearest right field, when template and data do not fit.
    """
    values = spoken(context)
    _refuse_illegal(values, name)
    opening, closing = _stand_ins(values)
    hidden = _each_text(values, lambda text: text.replace("{", opening).replace("}", closing))
    pngs = {place: picture.png for place, picture in (pictures or {}).items()}
    reply = CHILD.ask(request_of(template, hidden, title=title, created=created, pictures=pngs))
    if "document" not in reply:
        raise _refusal(template, type(context), reply, name)
    return _finished(base64.b64decode(reply["document"]), opening, closing, name)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    return [_each_text(item, change) for item in value] if isinstance(value, list) else value


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _texts(item, f"{path}[{number}]")


def _refuse_illegal(values: dict[str, Any], name: str) -> None:
    """Word cannot hold these characters: the library would drop the rest of the document without a word."""
    faults = tuple(
        Fault(f"il campo contiene il carattere U+{ord(found[0]):04X}", "pulite il testo con domain.text", path)
        for path, text in _texts(values)
        if (found := _ILLEGAL.search(text))
    )
    if faults:
        raise Refusal(
            "i dati contengono caratteri che un documento Word non ammette",
            "togliete quei caratteri quando il testo viene acquisito",
            f"modello «{name}»",
            faults,
        )


def _stand_ins(values: dict[str, Any]) -> tuple[str, str]:
    """Choose two characters that no text uses, to stand for braces while the template is filled."""
    used = set(json.dumps(values, ensure_ascii=False))
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in used)
    return next(free), next(free)


def _finished(data: bytes, opening: str, closing: str, name: str) -> bytes:
    """Put the citizens' braces back and re-read every part strictly. Raises: Refusal when a part does not hold."""
    parts = read_zip(data)
    for part, content in parts.items():
        if part.endswith(".xml") and part.startswith("word/") and _LEFT_OVER.search(content):
            raise Refusal(
                "nel documento sono rimasti segnaposto non compilati",
                "fate controllare il modello con «istruttoria template check»",
                f"modello «{name}», {part}",
            )
        if part.endswith((".xml", ".rels")):
            parts[part] = content.replace(opening.encode(), b"{").replace(closing.encode(), b"}")
            _read_strictly(parts[part], part, name)
    return packed(parts)


def _read_strictly(content: bytes, part: str, name: str) -> None:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refusal(
            "il documento prodotto non si rilegge",
            "fate controllare il modello con «istruttoria template check»",
            f"modello «{name}», {part}, riga {error.lineno}",
        ) from error
    if part == _DOCUMENT and not root.xpath("*[local-name()='body']/*[last()][local-name()='sectPr']"):
        raise Refusal(
            "il documento prodotto è interrotto prima della fine",
            "fate controllare il modello con «istruttoria template check»",
            f"modello «{name}», {part}",
        )


def _refusal(template: bytes, context: type[BaseModel], reply: dict[str, str], name: str) -> Refusal:
    faults: list[Fault] = [*static_faults(template, context)] or [explain(reply)]
    return Refusal(
        faults[0].problem, faults[0].remedy, f"modello «{name}», {faults[0].place}".rstrip(", "), tuple(faults[1:])
    )
