"""What each template of the inquiry may say: one model per document, its fields under their Italian names."""

from domain.documents.spoken import Count, Spoken
from domain.inquiry.contexts.base import DepartmentLine, InquiryContext, OutcomeLine, PartLine, PhaseLine
from domain.inquiry.contexts.closing import (
    CouncilPackageContext,
    DocumentLine,
    FileLine,
    ManifestContext,
    PromiseLine,
    PromisesAccountContext,
    PublicationNoticeContext,
)
from domain.inquiry.contexts.opening import (
    ConvocationContext,
    CoverLetterContext,
    DepartmentLoad,
    NoticeContext,
    PactContext,
    PartLoad,
    SplitGroup,
)
from domain.inquiry.contexts.synthesis import DraftSynthesisContext, SynthesisContext
from domain.vocabulary import DocumentKind

CONTEXTS: dict[DocumentKind, type[InquiryContext]] = {
    DocumentKind.NOTICE: NoticeContext,
    DocumentKind.PACT: PactContext,
    DocumentKind.CONVOCATION: ConvocationContext,
    DocumentKind.COVER_LETTER: CoverLetterContext,
    DocumentKind.MANIFEST: ManifestContext,
    DocumentKind.DRAFT_SYNTHESIS: DraftSynthesisContext,
    DocumentKind.SYNTHESIS: SynthesisContext,
    DocumentKind.COUNCIL_PACKAGE: CouncilPackageContext,
    DocumentKind.PUBLICATION_NOTICE: PublicationNoticeContext,
    DocumentKind.PROMISES_ACCOUNT: PromisesAccountContext,
}
"""Every document that is made from a Word template, with what its template may say."""

__all__ = [
    "CONTEXTS",
    "ConvocationContext",
    "CouncilPackageContext",
    "Count",
    "CoverLetterContext",
    "DepartmentLine",
    "DepartmentLoad",
    "DocumentLine",
    "DraftSynthesisContext",
    "FileLine",
    "InquiryContext",
    "ManifestContext",
    "NoticeContext",
    "OutcomeLine",
    "PactContext",
    "PartLine",
    "PartLoad",
    "PhaseLine",
    "PromiseLine",
    "PromisesAccountContext",
    "PublicationNoticeContext",
    "SplitGroup",
    "Spoken",
    "SynthesisContext",
]
