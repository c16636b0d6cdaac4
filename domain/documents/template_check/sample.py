"""Sample data for any template: what a document looks like with everything in it, and with nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.documents.template_check.schema import Kind, bare, element, is_group, is_list

Context = TypeVar("Context", bound=BaseModel)

_FULL: dict[Kind, Any] = {int: 1204, float: 12.5, bool: True}
_EMPTY: dict[Kind, Any] = {int: 0, float: 0.0, bool: False}


def sample(context: type[Context], *, empty: bool = False) -> Context:
    """Return an instance made from the examples of its fields: lists of two, no list and no number when `empty`.

    A text that must be there keeps its example even then; one that may be empty is empty.
    """
    return context(
        **{
            name: _value(info.annotation, info, info.serialization_alias or name, empty)
            for name, info in context.model_fields.items()
        }
    )


def _value(kind: Kind, info: FieldInfo | None, name: str, empty: bool) -> Any:
    kind = bare(kind)
    if is_list(kind):
        return [] if empty else [_value(element(kind), info, name, empty) for _ in range(2)]
    if is_group(kind):
        return sample(kind, empty=empty)
    if empty and info is not None and not info.is_required():
        return info.get_default(call_default_factory=True, validated_data={})
    if empty and kind in _EMPTY:
        return _EMPTY[kind]
    if info is not None and info.examples:
        return info.examples[0]
    return f"[{name}]" if kind is str else _FULL[kind]
