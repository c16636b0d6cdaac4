"""Writing a Word document of any process: the city's own template or ours, filled in and put in the folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import templates
from domain.documents.spoken import Spoken
from domain.documents.word import Picture, render
from domain.errors import Refusal
from domain.minutes import FiledDocument
from domain.vocabulary import DocumentKind
from flows.edges import Desk


def write_word(
    desk: Desk,
    process_id: str,
    template: tuple[str, bytes],
    kind: DocumentKind,
    context: Spoken,
    *,
    name: str,
    title: str,
    created: datetime,
    public_from: StrEnum | None = None,
    pictures: Mapping[str, Picture] | None = None,
) -> FiledDocument:
    """Fill a template (its name and bytes) and file the document.

    Raises: Refusal, with paragraph and tag, when the template does not fit.
    """
    source, frame = template
    data = render(frame, context, title=title, created=created, pictures=dict(pictures or {}), name=source)
    return desk.file(process_id, kind, name, data, title=title, public_from=public_from)


def template_of(own: Mapping[str, str], subject: str, kind: DocumentKind, *, stem: str = "") -> tuple[str, bytes]:
    """Name and bytes of the template of a kind: the definition's own, or ours of that subject.

    Raises: Refusal when the definition names a file that is not there.
    """
    path = own.get(kind.name)
    if path is None:
        name = stem or kind.name.lower()
        return f"{name}.docx", templates.template(subject, name)
    try:
        return path, Path(path).read_bytes()
    except OSError:
        remedy = "correggete «templates» nella definizione, o mettete il file al suo posto"
        raise Refusal("il modello indicato dalla definizione non si trova", remedy, path) from None
