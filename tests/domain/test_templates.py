"""Every template that ships: its placeholders are fields, what it makes can be read by everybody."""

from __future__ import annotations

import pytest

from domain.documents.accessibility import check
from domain.documents.template_check import check_template
from domain.documents.template_check.sample import sample
from domain.documents.template_check.static import placeholders
from domain.documents.template_check.trial import _blank
from domain.documents.word import Picture, render
from domain.inquiry.contexts import CONTEXTS
from domain.vocabulary import DocumentKind
from templates import template
from templates.build import INQUIRY
from templates.synthesis_papers import synthesis
from tests.domain.word_desk import CREATED

PICTURES = {name: Picture(_blank(), "") for name in ("grafico_giorni", "grafico_canali", "grafico_parti")}


def test_every_document_made_from_a_template_has_one_and_a_context() -> None:
    assert {kind.name.lower() for kind in CONTEXTS} == set(INQUIRY)


@pytest.mark.parametrize("kind", CONTEXTS)
def test_every_placeholder_is_a_field_of_its_context_and_nothing_else_is_wrong(kind: DocumentKind) -> None:
    name = kind.name.lower()
    data = template("inquiry", name)
    assert len(placeholders(data)) > 10
    assert check_template(data, CONTEXTS[kind], name=name) == []


@pytest.mark.parametrize("kind", CONTEXTS)
@pytest.mark.parametrize("empty", [False, True])
def test_what_a_template_makes_is_accessible_full_or_empty(kind: DocumentKind, empty: bool) -> None:
    data = template("inquiry", kind.name.lower())
    context = sample(CONTEXTS[kind], empty=empty)
    assert check(render(data, context, title=kind.value, created=CREATED, pictures=PICTURES)) == []


def test_every_field_of_every_context_tells_staff_what_it_is() -> None:
    untold = [
        f"{model.__name__}.{name}"
        for model in CONTEXTS.values()
        for name, info in model.model_fields.items()
        if not info.serialization_alias or not info.description
    ]
    assert untold == []


def test_building_a_template_twice_gives_the_same_bytes() -> None:
    assert synthesis().save() == synthesis().save()
