"""What the documents of an inquiry say, drawn from its definition, its calendar and its records."""

from domain.inquiry.drafting.closing import council_package, document_lines, manifest, publication_notice
from domain.inquiry.drafting.evaluation import by_department, convocation, cover_letter
from domain.inquiry.drafting.rules import notice, pact
from domain.inquiry.drafting.wording import common, outcome_lines

__all__ = [
    "by_department",
    "common",
    "convocation",
    "council_package",
    "cover_letter",
    "document_lines",
    "manifest",
    "notice",
    "outcome_lines",
    "pact",
    "publication_notice",
]
