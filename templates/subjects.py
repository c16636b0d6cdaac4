"""Every document made from a Word template: the subject whose folder holds it, and what it may say."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

import templates
from domain.assembly.contexts import CONTEXTS as OF_ASSEMBLY
from domain.inquiry.contexts import CONTEXTS as OF_INQUIRY
from domain.observatory.contexts import CONTEXTS as OF_OBSERVATORY
from domain.vocabulary import DocumentKind


@dataclass(frozen=True, slots=True)
class Templated:
    """A document that has a template (documento da modello)."""

    subject: str
    name: str
    context: type[BaseModel]

    def data(self) -> bytes:
        """Return the template as it stands in its folder."""
        return templates.template(self.subject, self.name)


DOCUMENTS: dict[DocumentKind, Templated] = {
    kind: Templated(subject, kind.name.lower(), context)
    for subject, contexts in (("inquiry", OF_INQUIRY), ("assembly", OF_ASSEMBLY), ("observatory", OF_OBSERVATORY))
    for kind, context in contexts.items()
}
