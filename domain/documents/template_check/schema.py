"""What a template may say: the fields of its data, their kind, and the nearest one to a wrong name."""

from __future__ import annotations

import difflib
import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

Kind = Any
"""A type of the data; None when the checker cannot tell."""


def fields(kind: Kind) -> dict[str, Kind]:
    """Return the fields of a model under the names that templates use, with their types; empty for the rest."""
    model = bare(kind)
    if not is_group(model):
        return {}
    return {info.serialization_alias or name: info.annotation for name, info in model.model_fields.items()}


def element(kind: Kind) -> Kind:
    """Return the type of the elements of a list, or None when it is no list."""
    kind = bare(kind)
    arguments = get_args(kind)
    return bare(arguments[0]) if is_list(kind) and arguments else None


def is_list(kind: Kind) -> bool:
    """Tell whether a kind of field is a list."""
    origin: Any = get_origin(bare(kind))
    return origin in (list, tuple)


def is_group(kind: Kind) -> bool:
    """Tell whether a kind of field has fields of its own."""
    kind = bare(kind)
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def bare(kind: Kind) -> Kind:
    """Return a type without its annotations and without its None."""
    origin: Any = get_origin(kind)
    if origin is Annotated:
        return bare(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        rest = [argument for argument in get_args(kind) if argument is not type(None)]
        return bare(rest[0]) if len(rest) == 1 else kind
    return kind


def suggestion(written: str, scope: dict[str, Kind]) -> str:
    """Return the field most like the one that was written, through loop variables and groups; "" when none is.

    `scope` holds the names that can be used here with their types.
    """
    paths = list(_paths(scope))
    leaf = written.rsplit(".", 1)[-1]
    same_leaf = [path for path in paths if path.rsplit(".", 1)[-1] == leaf]
    if same_leaf:
        return min(same_leaf, key=lambda path: (path.count("."), path))
    close = difflib.get_close_matches(written, paths, n=1, cutoff=0.55)
    if not close:
        leaves = {path.rsplit(".", 1)[-1]: path for path in reversed(paths)}
        close = [leaves[name] for name in difflib.get_close_matches(leaf, list(leaves), n=1, cutoff=0.6)]
    return close[0] if close else ""


def inside_list(written: str, scope: dict[str, Kind]) -> str:
    """Return the list whose elements have a field of this name, or "": it can only be used within a loop."""
    leaf = written.rsplit(".", 1)[-1]
    return next((name for name, kind in scope.items() if leaf in fields(element(kind))), "")


def _paths(scope: dict[str, Kind], before: str = "") -> list[str]:
    paths = []
    for name, kind in scope.items():
        paths.append(before + name)
        if is_group(kind) and before.count(".") < 3:
            paths += _paths(fields(kind), f"{before}{name}.")
    return paths
