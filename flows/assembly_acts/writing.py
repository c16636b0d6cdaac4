"""Writing the papers of a cycle: what all of them say, and how each is filled in and filed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.assembly.contexts import AssemblyContext
from domain.documents.word import Picture
from domain.italian import day_in_words
from domain.minutes import FiledDocument
from domain.vocabulary import AssemblyStage, DocumentKind
from flows import papers
from flows.assembly_acts.case import AssemblyCase
from flows.edges import Desk


def common(desk: Desk, case: AssemblyCase, *, at: datetime) -> dict[str, Any]:
    """What every paper of the cycle says."""
    definition = case.definition
    return {
        "city": definition.city,
        "title": definition.title.removesuffix(f", ciclo {definition.terms.first_entry_on.year}"),
        "short_title": definition.short_title,
        "cycle": str(definition.terms.first_entry_on.year),
        "office": desk.post.mailbox.name,
        "office_email": desk.post.mailbox.address,
        "responsible": definition.recipients.responsible.name,
        "site": definition.invitations.help_desk.url,
        "written_on": day_in_words(case.day(at)),
    }


def write_paper(
    desk: Desk,
    case: AssemblyCase,
    kind: DocumentKind,
    context: AssemblyContext,
    *,
    name: str,
    created: datetime,
    title: str = "",
    public_from: AssemblyStage | None = None,
    pictures: Mapping[str, Picture] | None = None,
) -> FiledDocument:
    """Fill the template of a kind, the city's or ours, and file the document.

    Raises: Refusal, with paragraph and tag, when the template does not fit.
    """
    return papers.write_word(
        desk,
        case.id,
        papers.template_of(case.definition.templates, "assembly", kind),
        kind,
        context,
        name=name,
        title=title or f"{kind.value.capitalize()} – {case.definition.short_title}",
        created=created,
        public_from=public_from,
        pictures=pictures,
    )
