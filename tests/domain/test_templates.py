"""Every template that ships: its placeholders are fields, what it makes can be read by everybody."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from domain.assembly.contexts import CONTEXTS as OF_ASSEMBLY
from domain.documents.accessibility import check
from domain.documents.template_check import check_template
from domain.documents.template_check.sample import sample
from domain.documents.template_check.schema import element, is_group, is_list
from domain.documents.template_check.static import placeholders
from domain.documents.template_check.trial import _blank
from domain.documents.word import Picture, render
from domain.inquiry.contexts import CONTEXTS as OF_INQUIRY
from domain.observatory.report.pictures import ALTS
from domain.vocabulary import DocumentKind
from templates import names, template
from templates.build import ASSEMBLY, INQUIRY, OBSERVATORY
from templates.subjects import DOCUMENTS
from templates.synthesis_papers import synthesis
from tests.domain.word_desk import CREATED

PICTURES = {
    f"grafico_{what}": Picture(_blank(), "")
    for what in ("giorni", "canali", "parti", "risposte", "presenze", "voti", "esiti")
} | dict.fromkeys(ALTS, Picture(_blank(), ""))


def test_every_document_made_from_a_template_has_one_and_a_context() -> None:
    assert {kind.name.lower() for kind in OF_INQUIRY} == set(INQUIRY)
    assert {kind.name.lower() for kind in OF_ASSEMBLY} == set(ASSEMBLY) == set(names("assembly"))
    assert {one.name for one in DOCUMENTS.values() if one.subject == "observatory"} == set(OBSERVATORY)
    assert set(OBSERVATORY) == set(names("observatory"))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_placeholder_is_a_field_of_its_context_and_nothing_else_is_wrong(kind: DocumentKind) -> None:
    data = DOCUMENTS[kind].data()
    assert len(placeholders(data)) > 10
    assert check_template(data, DOCUMENTS[kind].context, name=DOCUMENTS[kind].name) == []


@pytest.mark.parametrize(
    ("kind", "empty"),
    [*((kind, True) for kind in DOCUMENTS), *((kind, False) for kind in OF_INQUIRY)],  # full: test_assembly_papers
)
def test_what_a_template_makes_is_accessible_full_or_empty(kind: DocumentKind, empty: bool) -> None:
    context = sample(DOCUMENTS[kind].context, empty=empty)
    made = render(DOCUMENTS[kind].data(), context, title=kind.value, created=CREATED, pictures=PICTURES)
    assert check(made) == []


def _models() -> list[type[BaseModel]]:
    """The contexts and, inside them, the models of their lines."""
    found = [one.context for one in DOCUMENTS.values()]
    for model in found:
        for info in model.model_fields.values():
            inner = element(info.annotation) if is_list(info.annotation) else info.annotation
            if is_group(inner) and inner not in found:
                found.append(inner)
    return found


def test_every_field_of_every_context_tells_staff_what_it_is() -> None:
    untold = [
        f"{model.__name__}.{name}"
        for model in _models()
        for name, info in model.model_fields.items()
        if not info.serialization_alias or not info.description
    ]
    assert untold == []


@pytest.mark.parametrize(
    ("subject", "name"),
    [("assembly", "annual_report"), ("assembly", "attendance_sheet"), ("observatory", "observatory_report")],
)
def test_building_a_template_again_gives_the_bytes_that_ship(subject: str, name: str) -> None:
    papers = {"assembly": ASSEMBLY, "observatory": OBSERVATORY}[subject]
    assert papers[name]().save() == template(subject, name)


def test_building_a_template_twice_gives_the_same_bytes() -> None:
    assert synthesis().save() == synthesis().save()
