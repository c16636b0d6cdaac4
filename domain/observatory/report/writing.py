"""The finished annual report: template, words and pictures in one Word document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.documents.word import render
from domain.observatory.editions import Revision
from domain.observatory.geometry import Geometry
from domain.observatory.published import Published
from domain.observatory.report.pictures import report_pictures
from domain.observatory.report.telling import report_context


def write_report(
    published: Published,
    geometry: Geometry | None,
    *,
    template: bytes,
    created: datetime,
    revisions: Sequence[Revision] = (),
    name: str = "observatory_report.docx",
) -> bytes:
    """Return the annual report in Word; the same bytes for the same edition.

    Raises: Refusal, with paragraph and tag, when the template does not fit.
    """
    pictures = report_pictures(published, geometry)
    context = report_context(published, pictures, revisions=revisions)
    title = f"La povertà energetica a {published.city}: rapporto annuale, dati del {published.year}"
    return render(template, context, title=title, created=created, pictures=pictures, name=name)
