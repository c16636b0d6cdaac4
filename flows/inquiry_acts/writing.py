"""Writing the Word documents of an inquiry: the city's template or ours, filled in and put in the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.documents.word import Picture
from domain.inquiry.contexts import InquiryContext
from domain.inquiry.synthesis import draft_synthesis, synthesis
from domain.inquiry.views import CommentView
from domain.minutes import FiledDocument
from domain.vocabulary import DocumentKind, InquiryStage
from flows import papers
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase


def write_word(
    desk: Desk,
    case: InquiryCase,
    kind: DocumentKind,
    context: InquiryContext,
    *,
    name: str,
    title: str,
    created: datetime,
    public_from: InquiryStage | None = None,
    pictures: Mapping[str, Picture] | None = None,
) -> FiledDocument:
    """Fill the template of a kind and file the document.

    Raises: Refusal, with paragraph and tag, when the template does not fit.
    """
    return papers.write_word(
        desk,
        case.id,
        template_of(case, kind),
        kind,
        context,
        name=name,
        title=title,
        created=created,
        public_from=public_from,
        pictures=pictures,
    )


def write_synthesis(
    desk: Desk,
    case: InquiryCase,
    views: Sequence[CommentView],
    kind: DocumentKind,
    *,
    name: str,
    created: datetime,
    public_from: InquiryStage | None = None,
) -> FiledDocument:
    """Write the synthesis, or its draft with the list of what is missing, with its charts."""
    draft = draft_synthesis if kind is DocumentKind.DRAFT_SYNTHESIS else synthesis
    context, pictures = draft(case.definition, case.calendar, views, written_on=case.day(created))
    return write_word(
        desk,
        case,
        kind,
        context,
        name=name,
        title=kind.value.capitalize(),
        created=created,
        public_from=public_from,
        pictures=pictures,
    )


def annex_frame(case: InquiryCase) -> bytes:
    """The frame of the answers annex, the city's own or ours."""
    return template_of(case, DocumentKind.ANSWERS_ANNEX)[1]


def template_of(case: InquiryCase, kind: DocumentKind) -> tuple[str, bytes]:
    """Return name and bytes of the template of a kind: the definition's own, or ours.

    Raises: Refusal when the definition names a file that is not there.
    """
    stem = "annex-frame" if kind is DocumentKind.ANSWERS_ANNEX else ""
    return papers.template_of(case.definition.templates, "inquiry", kind, stem=stem)
