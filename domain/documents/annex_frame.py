"""The Word frame around a streamed document: staff's own .docx, with names in double braces and places to fill."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zipfile import BadZipFile

from lxml import etree

from domain.documents.core_properties import core_properties
from domain.documents.package import Part, read_zip
from domain.errors import Fault, Refusal

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = "word/document.xml"
_CORE = "docProps/core.xml"
_FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_MARKER = re.compile(rb"<\?versa (\w+)\?>")
_NAME = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_REMEDY = "aprite la cornice in Word, correggete il paragrafo e salvatela di nuovo in formato .docx"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that was read and found good; every volume is poured into it."""

    parts: Mapping[str, bytes]
    places: tuple[str, ...]
    """Names that stand alone in a paragraph of the body, in this order: streams are poured there."""

    def filled(
        self,
        fields: Mapping[str, str],
        streams: Mapping[str, Iterable[bytes]],
        *,
        title: str,
        author: str,
        at: datetime,
    ) -> Iterable[Part]:
        """Return the parts of a document: names replaced by their fields, places by their streams.

        Raises: Refusal when a name in the frame is not among the fields; it names part, paragraph and nearest field.
        """
        for name, content in self.parts.items():
            if name == _CORE:
                yield name, core_properties(title=title, author=author, at=at)
            elif not _FILLED.fullmatch(name):
                yield name, content
            elif name == DOCUMENT:
                yield name, self._poured(_fill(name, content, fields, self.places), streams)
            else:
                yield name, _fill(name, content, fields, ())

    def _poured(self, document: bytes, streams: Mapping[str, Iterable[bytes]]) -> Iterable[bytes]:
        pieces = _MARKER.split(document)
        yield pieces[0]
        for place, following in zip(pieces[1::2], pieces[2::2], strict=True):
            yield from streams[place.decode()]
            yield following


def open_frame(data: bytes, *, places: tuple[str, ...], styles: Iterable[str]) -> Frame:
    """Read a frame and check that it has the places and the styles that the streams need.

    Raises: Refusal with every fault of the frame.
    """
    try:
        parts = read_zip(data)
        body = etree.fromstring(parts[DOCUMENT])
        known = {
            style.get(f"{{{W}}}styleId") for style in etree.fromstring(parts["word/styles.xml"]).iter(f"{{{W}}}style")
        }
    except (BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        problem = "la cornice non è un documento Word leggibile"
        raise Refusal(problem, "salvatela da Word in formato .docx", "cornice") from error
    alone = [_name_alone(paragraph) for paragraph in body.iter(f"{{{W}}}p")]
    faults = [
        Fault(f"manca il paragrafo con il solo segnaposto {{{{ {place} }}}}", _REMEDY, f"cornice, {DOCUMENT}")
        for place in places
        if alone.count(place) != 1
    ]
    faults += [
        Fault(f"manca lo stile «{style}»", "ripartite dalla cornice fornita con il prodotto", "cornice, stili")
        for style in styles
        if style not in known
    ]
    if body.nsmap.get("w") != W:
        faults.append(
            Fault("il prefisso «w» non è quello di Word", "salvatela di nuovo da Word", f"cornice, {DOCUMENT}")
        )
    if faults:
        raise Refusal("la cornice non si può usare", _REMEDY, "cornice", tuple(faults))
    return Frame(parts=parts, places=places)


def _fill(part: str, content: bytes, fields: Mapping[str, str], places: tuple[str, ...]) -> bytes:
    root = etree.fromstring(content)
    for position, paragraph in enumerate(list(root.iter(f"{{{W}}}p")), start=1):
        name, parent = _name_alone(paragraph), paragraph.getparent()
        if name in places and parent is not None:
            parent.replace(paragraph, etree.ProcessingInstruction("versa", name))
        else:
            _fill_paragraph(paragraph, fields, f"cornice, {part}, paragrafo {position}")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _fill_paragraph(paragraph: etree._Element, fields: Mapping[str, str], place: str) -> None:
    """Word may split a name over several runs: each one is healed inside the run where it starts."""
    texts = list(paragraph.iter(f"{{{W}}}t"))
    if not any("{" in (node.text or "") for node in texts):
        return
    for number, node in enumerate(texts):
        rest = iter(texts[number + 1 :])
        while _is_open(node.text or "") and (following := next(rest, None)) is not None:
            node.text, following.text = (node.text or "") + (following.text or ""), ""
        node.text = _NAME.sub(lambda name: _field(name[1], fields, place), node.text or "")
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _is_open(text: str) -> bool:
    return text.rfind("{{") > text.rfind("}}") or text.endswith("{")


def _field(name: str, fields: Mapping[str, str], place: str) -> str:
    if name in fields:
        return fields[name]
    nearest = difflib.get_close_matches(name, fields, n=1) or sorted(fields)[:1]
    raise Refusal(f"il campo «{name}» non esiste", f"scrivete «{nearest[0]}» oppure togliete il segnaposto", place)


def _name_alone(paragraph: etree._Element) -> str:
    text = "".join(node.text or "" for node in paragraph.iter(f"{{{W}}}t")).strip()
    name = _NAME.fullmatch(text)
    return name[1] if name else ""
