"""The dialect of the templates: what a segnaposto may say, and nothing that could run code."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, TemplateRuntimeError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = frozenset(
    {"capitalize", "default", "first", "int", "join", "last", "length", "lower", "replace", "round", "sort", "sum"}
    | {"title", "trim", "truncate", "unique", "upper"}
)
"""The only filters: the others mark text as safe, reach attributes or print the insides of values."""


class Missing(StrictUndefined):
    """A name that is not there: refuses every use and remembers which names were."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        error = UndefinedError(self._undefined_message)
        error.missing_name = str(self._undefined_name)  # type: ignore[attr-defined]
        holder = self._undefined_obj
        error.known_names = sorted(vars(holder)) if isinstance(holder, SimpleNamespace) else None  # type: ignore[attr-defined]
        raise error

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
    __contains__ = __add__ = __radd__ = __mul__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __call__ = __getitem__ = __int__ = __float__ = _fail_with_undefined_error


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox in which templates are compiled: escaped, strict, without functions."""
    sandbox = ImmutableSandboxedEnvironment(autoescape=True, undefined=Missing, finalize=printed)
    sandbox.globals.clear()
    sandbox.filters = {name: rule for name, rule in sandbox.filters.items() if name in FILTERS}
    return sandbox


def printed(value: Any) -> Any:
    """Write a value as Italian readers expect it: 1.204, 3,5, sì. Raises TemplateRuntimeError for a group of data."""
    if isinstance(value, str | Undefined):
        return value
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        return f"{value:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    raise TemplateRuntimeError("un segnaposto indica un gruppo di dati, non un testo")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that looks most like this one, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return close[0] if close else ""
