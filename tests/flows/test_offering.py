"""What the forms of the desk offer to choose from: each the processes of its own kind, and changed only when needed."""

from __future__ import annotations

from typing import Any

from prefect.utilities.callables import parameter_schema
from small_engine import SmallEngine, small_engine

from deployments.schedule import DESK
from deployments.serve import flow_of
from domain.vocabulary import ProcessKind
from flows.engine_room import TAG

OPEN = {
    "assemblea-2025": ProcessKind.ASSEMBLY,
    "assemblea-2026": ProcessKind.ASSEMBLY,
    "energia-2025": ProcessKind.INQUIRY,
}
CYCLES, INQUIRIES = ["assemblea-2025", "assemblea-2026"], ["energia-2025"]


def desk_of(engine: SmallEngine) -> None:
    """Put the real forms of the whole desk on a small engine."""
    engine.deployments = {
        str(place): {
            "id": str(place),
            "name": act.name,
            "tags": [TAG, act.about],
            "parameter_openapi_schema": parameter_schema(flow_of(act)).model_dump(),
        }
        for place, act in enumerate(DESK)
    }


def test_no_field_of_a_form_is_told_in_the_words_of_the_code() -> None:
    told: list[tuple[str, str]] = []
    for act in DESK:
        models = parameter_schema(flow_of(act)).model_dump()["definitions"]
        for model in models.values():
            for name, field in model.get("properties", {}).items():
                kinds = [field, *field.get("allOf", [])]
                named = [str(one["$ref"]).rpartition("/")[2] for one in kinds if "$ref" in one]
                told += [(act.name, name) for one in named if "enum" in models[one] and "description" not in field]
    assert told == [], "a drop-down without a description of its own shows the docstring of its enumeration"


def offered(engine: SmallEngine, field: str, *, about: str) -> set[tuple[str, ...]]:
    """What the forms with a field offer there, without repetitions."""
    fields: list[dict[str, Any]] = [
        form["properties"][field]
        for one in engine.deployments.values()
        if about in one["tags"]
        for form in one["parameter_openapi_schema"]["definitions"].values()
        if field in form.get("properties", {})
    ]
    assert fields
    return {tuple(one.get("enum", [])) for one in fields}


def test_each_form_offers_the_open_processes_of_its_kind() -> None:
    with small_engine() as engine:
        desk_of(engine)
        engine.room().offer_processes(OPEN)
        assert offered(engine, "process_id", about="assemblea") == {tuple(CYCLES)}
        assert offered(engine, "inquiry_id", about="atti") == {tuple(INQUIRIES)}
        assert offered(engine, "process_id", about="calendario") == {tuple(OPEN)}


def test_what_is_offered_already_is_not_written_again_and_what_is_over_is_offered_no_more() -> None:
    with small_engine() as engine:
        desk_of(engine)
        room = engine.room()
        room.offer_processes(OPEN)
        engine.asked.clear()
        room.offer_processes(OPEN)
        assert engine.asked == ["POST /deployments/filter"]
        room.offer_processes({"energia-2025": ProcessKind.INQUIRY})
        assert offered(engine, "process_id", about="assemblea") == {()}
        assert offered(engine, "inquiry_id", about="atti") == {tuple(INQUIRIES)}
