"""The texts of the letters: what each kind of letter may say, and how the city's template says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from domain.documents import sandbox
from domain.errors import Refusal

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
LONGEST_SUBJECT = 200
_SUBJECT = "Oggetto:"
_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What every letter knows: who reads it, about which inquiry, who signs."""

    template: ClassVar[str]
    recipient: str
    inquiry: str
    plan: str
    platform: str
    city: str
    office: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpening(Mail):
    """To the working group: the rules are public, the window is about to open (promise I2)."""

    template: ClassVar[str] = "window-opening"
    opens_on: date
    closes_on: date
    evaluation_starts_on: date
    evaluation_ends_on: date
    documents: Sequence[str]
    platform_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest(Mail):
    """To whoever runs the platform: the window is closed, the final exports are needed."""

    template: ClassVar[str] = "export-request"
    closed_on: date
    answer_by: date
    exports: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest(Mail):
    """To a department: its comments and its workbook (promise I14)."""

    template: ClassVar[str] = "evaluation-request"
    comments: int
    groups: int
    parts: Sequence[str]
    due_on: date
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingRequest(Mail):
    """To a department: rows of its workbook that could not be taken, with a workbook of just those."""

    template: ClassVar[str] = "mending-request"
    accepted: int
    faults: Sequence[str]
    due_on: date
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Mail):
    """To a department that owes evaluations; no projected day: nothing has come yet."""

    template: ClassVar[str] = "reminder"
    missing: int
    total: int
    days_left: int
    due_on: date
    projected_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Owing:
    """A department and how many comments it has still to evaluate."""

    name: str
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLapsed(Mail):
    """To coordination and the officer in charge: the term has passed, somebody still owes."""

    template: ClassVar[str] = "term-lapsed"
    lapsed_on: date
    missing: int
    total: int
    owing: Sequence[Owing]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisReady(Mail):
    """To the Council's secretariat: the package, before the approval (promise I5)."""

    template: ClassVar[str] = "synthesis-ready"
    received: int
    answered: int
    documents: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Mail):
    """To everyone who carries the outcomes out of the house, after the approval."""

    template: ClassVar[str] = "publication"
    act: str
    act_on: date
    documents: Sequence[str]
    platform_url: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """A kind of difference, in words, and how many comments it touches."""

    what: str
    comments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDifferences(Mail):
    """To the officer in charge: a later export says otherwise (promise I12)."""

    template: ClassVar[str] = "export-differences"
    file: str
    collected_on: date
    differences: Sequence[DifferenceCount]
    report: str = ""


KINDS: tuple[type[Mail], ...] = (
    WindowOpening,
    ExportRequest,
    EvaluationRequest,
    MendingRequest,
    Reminder,
    TermLapsed,
    SynthesisReady,
    Publication,
    ExportDifferences,
)


@dataclass(frozen=True, slots=True)
class MailText:
    """A subject and a body, ready for a letter."""

    subject: str
    body: str


def write_mail(mail: Mail, *, city_templates: Path | None = None) -> MailText:
    """Return the text of a letter from the city's own template, or from ours where the city has none.

    Raises: Refusal when the template is missing, broken, asks for what the letter does not know, or lacks a subject.
    """
    name = f"{mail.template}.txt"
    context = {field.name: _told(getattr(mail, field.name)) for field in fields(mail)}
    try:
        text = _environment(city_templates).get_template(name).render(context)
    except TemplateError as error:
        raise _refused(error, name, context) from error
    first, _, rest = text.partition("\n")
    if not first.startswith(_SUBJECT) or not rest.strip():
        raise Refusal(
            f"il modello non comincia con la riga «{_SUBJECT}» o non ha testo",
            f"scrivete «{_SUBJECT} …» nella prima riga, poi una riga vuota e il testo",
            name,
        )
    return MailText(_one_line(first.removeprefix(_SUBJECT)), rest.strip("\n") + "\n")


def long_date(day: date) -> str:
    """Return a day as Italian letters write it: 1º marzo 2025."""
    number = "1º" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def _environment(city_templates: Path | None) -> Environment:
    folders = [folder for folder in (city_templates, TEMPLATES) if folder is not None]
    environment = sandbox.environment().overlay(
        autoescape=False, trim_blocks=True, lstrip_blocks=True, loader=FileSystemLoader(folders)
    )
    environment.filters["conta"] = _counted
    return environment


def _counted(count: int, one: str, many: str) -> str:
    return f"{sandbox.printed(count)} {one if count == 1 else many}"


def _told(value: Any) -> Any:
    if isinstance(value, date):
        return long_date(value)
    if is_dataclass(value):
        return {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [_told(item) for item in value]
    return value


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _refused(error: TemplateError, name: str, context: dict[str, Any]) -> Refusal:
    if isinstance(error, TemplateNotFound):
        return Refusal("manca il modello della lettera", "ripristinatelo nella cartella templates/mail", name)
    if isinstance(error, TemplateSyntaxError):
        place = f"{error.name or name}, riga {error.lineno}"
        return Refusal(f"il modello non si può leggere: {error.message}", "correggete il segnaposto", place)
    missing = getattr(error, "missing_name", "") if isinstance(error, UndefinedError) else ""
    if missing:
        close = sandbox.nearest(missing, context)
        remedy = f"forse «{close}»?" if close else "usate uno dei campi: " + ", ".join(sorted(context))
        return Refusal(f"la lettera non conosce «{missing}»", remedy, name)
    return Refusal(f"il modello non si può compilare: {error.message}", "correggete il segnaposto", name)
