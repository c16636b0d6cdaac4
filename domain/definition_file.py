"""How a definition written in YAML becomes a validated record, or a list of faults with line, field and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError

from domain.definition_fields import names_around
from domain.definition_words import fault_words, syntax_words
from domain.errors import Fault, Refusal

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

LARGEST_CHARS = 400_000
DEEPEST_LEVELS = 40
YEARS = range(1900, 2200)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_READ_OTHERWISE = re.compile(r"[^\n\r -~\u00a1-\u024f\u2010-\u2027\u2030-\u20cf]|\?|[|>][-+0-9]*#|^---", re.MULTILINE)
"""What the reader in C takes otherwise than the one in Python, or may: rare characters, and some marks of YAML."""
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing of a definition that does not fit; `path` is relative to the record whose validator says so."""

    path: Path
    problem: str
    remedy: str


class Inconsistent(ValueError):
    """What a validator raises when fields do not fit together (incoerenza): the loader makes one fault of each."""

    def __init__(self, *mismatches: Mismatch) -> None:
        super().__init__(*mismatches)
        self.mismatches = mismatches

    def __str__(self) -> str:
        return "; ".join(f"{mismatch.problem} → {mismatch.remedy}" for mismatch in self.mismatches)


def wrong(problem: str, remedy: str) -> Inconsistent:
    """Return the error of a validator that has one thing to say about its own value."""
    return Inconsistent(Mismatch((), problem, remedy))


def _written_day(value: object) -> object:
    """Read a day only as year-month-day: pydantic alone would also take '1738368000' for a day."""
    if isinstance(value, str):
        remedy = "scrivete il giorno come anno-mese-giorno, per esempio 2025-02-01"
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise wrong(f"«{value[:40]}» non è una data leggibile", remedy)
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise wrong(f"il giorno {value} non esiste nel calendario", "controllate il mese e il giorno") from None
    if isinstance(value, date) and not isinstance(value, datetime) and value.year not in YEARS:
        problem = f"l'anno {value.year} è fuori dal calendario ammesso"
        raise wrong(problem, f"usate un anno fra {YEARS[0]} e {YEARS[-1]}")
    return value


Day = Annotated[date, BeforeValidator(_written_day)]
"""A day as definitions write it: 2025-02-01."""


def load_definition(text: str, model: type[M], *, name: str) -> M:
    """Return the definition written in `text`, validated as `model`; `name` is the file's name, for the faults.

    Every scalar is handed over as it is written and the model decides its type, so that `1698`, `NO` and `on` stay
    what staff wrote. Aliases, tags and second documents are refused.
    Raises: Refusal with one fault for each thing to mend; its place reads 'file, riga N, campo x.y'.
    """
    content, lines = _read(text, name)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = _faults_of(error, model, lines, name)
    raise _refusal(name, faults)


def _refusal(name: str, faults: list[tuple[int, Fault]]) -> Refusal:
    ordered = tuple(fault for _, fault in sorted(faults, key=lambda item: item[0]))
    count = "un errore" if len(ordered) == 1 else f"{len(ordered)} errori"
    return Refusal(f"la definizione ha {count}", "correggete i punti elencati e ricaricatela", name, ordered)


def _place(name: str, line: int, path: Path = ()) -> str:
    """Say where: list items are counted from one, as people do."""
    dotted = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step[:60]}" for step in path).lstrip(".")
    return f"{name}, riga {line}" + (f", campo {dotted}" if dotted else "")


def _read(text: str, name: str) -> tuple[object, dict[Path, int]]:
    """Read the whole YAML as nested lists and dicts of strings, with the line of each path."""
    if len(text) > LARGEST_CHARS:
        fault = Fault(
            f"il file supera {LARGEST_CHARS} caratteri", "dividetelo, o togliete ciò che non è definizione", name
        )
        raise _refusal(name, [(0, fault)])
    if (quickly := _read_quickly(text, name)) is not None:
        return quickly
    reading = _Reading(name)
    try:
        content = reading.document(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        fault = Fault("c'è un carattere che YAML non ammette", "cancellatelo e riscrivetelo", _place(name, line))
        raise _refusal(name, [(line, fault)]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _refusal(name, [(line, Fault(*syntax_words(error.problem or ""), _place(name, line)))]) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise _refusal(name, [(1, Fault(*syntax_words(""), _place(name, 1)))]) from None
    if reading.faults:
        raise _refusal(name, reading.faults)
    return content, reading.lines


def _read_quickly(text: str, name: str) -> tuple[object, dict[Path, int]] | None:
    """Read a YAML without fault twenty times faster, where the C library is at hand; None: let the slow one tell."""
    if not yaml.__with_libyaml__ or _READ_OTHERWISE.search(text):
        return None
    reading = _Reading(name)
    try:
        content = reading.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, OverflowError, Refusal):
        return None
    return None if reading.faults else (content, reading.lines)


@dataclass(slots=True)
class _Reading:
    """The walk through the events of one YAML text: bounded in depth, blind to aliases and tags."""

    name: str
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    def document(self, events: Iterator[Any]) -> object:
        content: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, (), "c'è un secondo documento dopo «---»", "tenetene uno solo per file")
                    return None
            elif isinstance(event, yaml.NodeEvent):
                content = self._value(event, events, (), 0)
        if documents == 0:
            self.faults.append((1, Fault("il file è vuoto", "scrivetevi la definizione", _place(self.name, 1))))
        return content

    def _fault(self, event: Any, path: Path, problem: str, remedy: str) -> None:
        line = event.start_mark.line + 1
        self.faults.append((line, Fault(problem, remedy, _place(self.name, line, path))))

    def _value(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> object:
        self.lines.setdefault(path, event.start_mark.line + 1)
        if depth > DEEPEST_LEVELS:
            self._fault(event, (), "la struttura è troppo profonda", "togliete i livelli inutili")
            raise _refusal(self.name, self.faults)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, path, "i rimandi YAML (*nome) non sono ammessi", "scrivete il valore per esteso")
            return None
        if event.tag is not None:
            self._fault(event, path, "le etichette YAML (!tipo) non sono ammesse", "togliete l'etichetta")
        if isinstance(event, yaml.ScalarEvent):
            if _LONE_SURROGATE.search(event.value):
                self._fault(event, path, "c'è un carattere che nessun file può contenere", "cancellatelo")
            return None if not event.style and event.value in _NOTHING else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, path, depth)
        return self._mapping(events, path, depth)

    def _list(self, events: Iterator[Any], path: Path, depth: int) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, events: Iterator[Any], path: Path, depth: int) -> dict[str, object]:
        content: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._value(event, events, (*path, "?"), depth + 1)
            named = key if isinstance(key, str) else ""
            inside = (*path, named)
            if not named:
                self._fault(event, path, "un nome di campo manca o non è un testo", "scrivete «nome: valore»")
            elif named in content:
                first = self.lines[inside]
                self._fault(event, inside, f"il campo è già scritto alla riga {first}", "tenetene uno solo")
            else:
                self.lines[inside] = event.start_mark.line + 1
            content[named] = self._value(next(events), events, inside, depth + 1)
        return content


def _faults_of(
    error: ValidationError, model: type[BaseModel], lines: dict[Path, int], name: str
) -> list[tuple[int, Fault]]:
    faults = []
    for detail in error.errors(include_url=False):
        cause = detail.get("ctx", {}).get("error")
        loc: Path = tuple(detail["loc"])
        if isinstance(cause, Inconsistent):
            found = [((*loc, *each.path), each.problem, each.remedy) for each in cause.mismatches]
        else:
            found = [(loc, *fault_words(dict(detail), names_around(loc, model)))]
        for path, problem, remedy in found:
            line = _line_of(path, lines)
            faults.append((line, Fault(problem, remedy, _place(name, line, path))))
    return faults


def _line_of(path: Path, lines: dict[Path, int]) -> int:
    """Return the line of the path or, when it is not written, of the nearest thing around it that is."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
