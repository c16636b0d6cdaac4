"""Commands of the terminal made from the forms of the desk: the same fields, the same words, the same act."""

from __future__ import annotations

import importlib
import inspect
import types
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import typer
from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from deployments import printing
from deployments.cli_common import Id, Json, instant_given, our_desk, print_steps
from deployments.local_files import WithLocalFiles, with_local_files
from deployments.printing import say
from domain.definition_file import load_definition
from domain.definition_words import fault_words
from domain.errors import Refusal
from flows.arrivals import read_text
from flows.edges import moment_of
from flows.plans import advance_process
from flows.requests import PLACE, Form

_SHORTER = {"act_on": "on"}
"""Options that the commands of an inquiry have under a shorter name."""
_FORM_FILE = typer.Option(
    "--form", metavar="FILE", exists=True, dir_okay=False, help="Il modulo compilato, in YAML: una riga per casella."
)
Given = Mapping[str, Any]
ASSEMBLY, OBSERVATORY = "flows.assembly_deeds", "flows.observatory_deeds"
"""The modules that do what the forms ask for."""


def add_form_command(
    app: typer.Typer, name: str, form: type[Form], *, by_file: bool = False, deeds: str = ASSEMBLY
) -> None:
    """Add a command that fills in a form from its arguments and does what it asks for.

    `by_file`: the form has more fields than a command line bears, so that it comes as a YAML file; `deeds`: the module
    that does it.
    """

    def command(**given: Any) -> None:
        fill_in_and_do(form, given, deeds)

    parameters = _of_file(form) if by_file else [_parameter(key, one) for key, one in form.model_fields.items()]
    parameters.append(_named("json", Json, False))
    parameters.sort(key=lambda one: one.default is not inspect.Parameter.empty)
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    app.command(name, help=f"{inspect.getdoc(form)}{_fields_of(form) if by_file else ''}")(command)


def fill_in_and_do(form: type[Form], given: Given, deeds: str = ASSEMBLY) -> None:
    """Fill in a form from what the command line gave, do it, and do what the calendar then asks for.

    Raises: Refusal; typer.BadParameter when a value does not fit its field.
    """
    perform = importlib.import_module(deeds).perform  # draws and tables take a while to load; most commands need none
    desk, shelf = with_local_files(our_desk())
    filled = _filled(form, given, shelf)
    moment = moment_of(getattr(filled, "as_of", None))
    process_id, said = perform(desk, filled, moment)
    done = advance_process(desk, process_id, as_of=moment)
    if given.get("json"):
        printing.as_json({"id": process_id, "said": said, "steps": done})
        return
    for line in said:
        say(line)
    print_steps(desk, process_id, done)


def _filled(form: type[Form], given: Given, shelf: WithLocalFiles) -> Form:
    told = {key: value for key, value in given.items() if value is not None and key != "json"}
    if "as_of" in told:
        told["as_of"] = instant_given(told["as_of"])
    if (file := told.pop("form", None)) is not None:
        return _from_file(form, file, told)
    values = {key: _value(form.model_fields[key], value, shelf) for key, value in told.items()}
    try:
        return form.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0])
        problem, remedy = fault_words(dict(first), [])
        raise typer.BadParameter(f"{problem}: {remedy}", param_hint=_option(key)) from None


def _from_file(form: type[Form], file: Path, told: Given) -> Form:
    """Read a form that was filled in as YAML; what the command line says stands before it."""
    given = {key: (form.model_fields[key].annotation, value) for key, value in told.items()}
    model: type[Form] = create_model(form.__name__, __base__=form, **given)  # type: ignore[call-overload]
    try:
        read = load_definition(read_text(file), model, name=file.name)
    except Refusal as refusal:
        remedy = "correggete i punti elencati e ripetete"
        raise Refusal("il modulo non si può accettare", remedy, file.name, refusal.faults) from None
    return form.model_validate(read.model_dump() | dict(told))


def _value(field: FieldInfo, value: Any, shelf: WithLocalFiles) -> Any:
    """Turn what the command line gave into what the field takes."""
    if names_a_file(field):
        return [shelf.hand_over(one) for one in value] if isinstance(value, list) else shelf.hand_over(value)
    if (model := _model_of(field)) is not None:
        return load_definition(read_text(value), model, name=value.name)
    return value.date() if _bare(field.annotation) is date else value


def names_a_file(field: FieldInfo) -> bool:
    """Tell whether a field holds the name of a file among the arrivals: its words say where the name is found."""
    return PLACE in (field.description or "")


def _model_of(field: FieldInfo) -> type[BaseModel] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _parameter(key: str, field: FieldInfo) -> inspect.Parameter:
    if key == "process_id":
        return _named(key, Id)
    words = _words(field)
    if names_a_file(field):
        info = typer.Argument(metavar="FILE…" if _is_list(field) else "FILE", help=words, exists=True, dir_okay=False)
        return _named(key, Annotated[list[Path] if _is_list(field) else Path, info])
    kind, options = _kind(key, field)
    required = field.is_required()
    annotation = kind if required or kind is bool else kind | None
    default = inspect.Parameter.empty if required else (field.default if kind is bool else None)
    return _named(key, Annotated[annotation, typer.Option(_option(key), help=words, **options)], default)


def _kind(key: str, field: FieldInfo) -> tuple[Any, dict[str, Any]]:
    """Return the type of an option and what else the command line must know of it."""
    if _model_of(field) is not None:
        return Path, {"metavar": "FILE", "exists": True, "dir_okay": False}
    kind = _bare(field.annotation)
    if kind is date:
        return datetime, {"formats": ["%Y-%m-%d"], "metavar": "AAAA-MM-GG"}
    if kind is datetime or key == "as_of":
        return str, {"metavar": "ISTANTE"}
    return kind, {}


def _of_file(form: type[Form]) -> list[inspect.Parameter]:
    as_of = _parameter("as_of", form.model_fields["as_of"])
    return [_named("process_id", Id), _named("form", Annotated[Path, _FORM_FILE]), as_of]


def _named(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _option(key: str) -> str:
    """Return the option for a field: `is_reminder` is --reminder."""
    return f"--{_SHORTER.get(key, key).removeprefix('is_').replace('_', '-')}"


def _words(field: FieldInfo) -> str:
    about = (field.description or "").replace(PLACE, "").strip()
    title = (field.title or "").rstrip(".")
    return f"{title}. {about}" if about else f"{title}."


def _fields_of(form: type[Form]) -> str:
    """List the fields of a form, for whoever writes it as YAML."""
    listed = [
        f"{key} ({field.title}{'' if field.is_required() else ', facoltativo'})"
        for key, field in form.model_fields.items()
        if key not in ("process_id", "as_of")
    ]
    return f"\n\nCaselle del modulo: {', '.join(listed)}."


def _is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is list


def _bare(kind: Any) -> Any:
    """Return the type without None."""
    if get_origin(kind) in (Union, types.UnionType):
        return next(one for one in get_args(kind) if one is not type(None))
    return kind
