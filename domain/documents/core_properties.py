"""The properties of an Office file: title, author, language and moments, always written by the product."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.documents.xml_text import xml_text


def core_properties(*, title: str, author: str, at: datetime) -> bytes:
    """Return `docProps/core.xml`: written anew, never taken from a template, where Word keeps its editor's name."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml_text(title)}</dc:title><dc:creator>{xml_text(author)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "<dc:language>it-IT</dc:language></cp:coreProperties>"
    ).encode()
