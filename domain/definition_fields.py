"""Which fields a record has at a place of a definition: for whoever wrote a name that is none of them."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def names_around(path: Sequence[str | int], model: type[BaseModel]) -> list[str]:
    """Return the names of the fields that are right where the last step of the path stands."""
    kind: Any = model
    for step in path[:-1]:
        kind = _inside(kind, step)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [known.alias or key for key, known in kind.model_fields.items()]
    return []


def _inside(kind: Any, step: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        by_name = {known.alias or key: known.annotation for key, known in kind.model_fields.items()}
        return _bare(by_name.get(str(step)))
    inner = [each for each in get_args(kind) if each is not Ellipsis]
    return _bare(inner[-1]) if inner else None


def _bare(kind: Any) -> Any:
    """Return the type without Annotated and without None."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return _bare(next(each for each in get_args(kind) if each is not type(None)))
    return kind
