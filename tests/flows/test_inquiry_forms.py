"""The forms that staff fill in to start a flow: one model each, every field with a title in Italian."""

from __future__ import annotations

from typing import Any

import pytest
from prefect import Flow
from prefect.utilities.callables import parameter_schema

from deployments.schedule import DESK
from deployments.serve import flow_of
from flows import inquiry

FLOWS = [flow_of(act) for act in DESK]
"""Whatever the desk offers."""


def form(flow: Flow[Any, Any]) -> dict[str, Any]:
    """What the engine shows: the schema of the only parameter, and of what it refers to."""
    schema = parameter_schema(flow)
    assert list(schema.properties) == ["modulo"]
    return schema.definitions


def request_of(flow: Flow[Any, Any]) -> dict[str, Any]:
    """The form itself, among what it refers to."""
    reference = parameter_schema(flow).properties["modulo"]["$ref"]
    found: dict[str, Any] = form(flow)[reference.rpartition("/")[2]]
    return found


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_field_has_a_title_of_its_own_and_a_flow_says_in_italian_what_it_does(flow: Flow[Any, Any]) -> None:
    for part in (one for one in form(flow).values() if one["type"] == "object"):
        titles = [field.get("title", "") for field in part["properties"].values()]
        english = [name.replace("_", " ").title() for name in part["properties"]]
        assert all(titles) and not set(titles) & set(english)
    assert flow.description and flow.description.endswith(".")
    assert request_of(flow)["additionalProperties"] is False


def test_the_form_of_a_moderation_is_what_the_pact_allows() -> None:
    as_of = "Vuoto: adesso. Un istante passato serve a recuperare; uno futuro è rifiutato."
    found = form(inquiry.moderate)
    assert found["Ground"]["enum"] == [
        "ingiuria",
        "messaggio di odio",
        "minaccia",
        "disprezzo dei valori costituzionali",
    ]
    assert found["Moderate"] == {
        "additionalProperties": False,
        "description": "Moderazione di un contributo.",
        "properties": {
            "inquiry_id": {
                "description": "Identificativo del procedimento, per esempio energia-2025.",
                "minLength": 1,
                "title": "Istruttoria",
                "type": "string",
            },
            "number": {
                "description": "Numero di protocollo del contributo.",
                "minimum": 1,
                "title": "Numero",
                "type": "integer",
            },
            "ground": {
                "$ref": "#/definitions/Ground",
                "description": "Uno dei motivi ammessi dal patto.",
                "title": "Motivo",
            },
            "officer": {
                "description": "La carica, come sta nella definizione: non serve altro.",
                "minLength": 1,
                "title": "Chi decide",
                "type": "string",
            },
            "decided_on": {"format": "date", "title": "Data della decisione", "type": "string"},
            "as_of": {
                "anyOf": [{"format": "date-time", "type": "string"}, {"type": "null"}],
                "default": None,
                "description": as_of,
                "title": "Istante",
            },
        },
        "required": ["inquiry_id", "number", "ground", "officer", "decided_on"],
        "title": "Moderate",
        "type": "object",
    }
