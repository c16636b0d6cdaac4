"""What each template of the observatory may say: one model per document, its fields under their Italian names."""

from pydantic import BaseModel

from domain.observatory.contexts.report import ReportContext
from domain.vocabulary import DocumentKind

CONTEXTS: dict[DocumentKind, type[BaseModel]] = {DocumentKind.OBSERVATORY_REPORT: ReportContext}
"""The context of each kind of document that has a template."""

__all__ = ["CONTEXTS", "ReportContext"]
