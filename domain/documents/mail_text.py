"""The texts of the letters: a plain template of the city's, filled with what that kind of letter knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from domain.documents import sandbox
from domain.documents.mail_kinds import Mail
from domain.errors import Refusal
from domain.italian import counted, day_in_words

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
LONGEST_SUBJECT = 200
_SUBJECT = "Oggetto:"
_INVISIBLE_BUT_MEANT = "\u00a0\u200d\u202f"
"""Hard spaces and the joiner of emoji; what else does not print comes from a damaged file and becomes a space."""


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
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise _refused(error, name, context) from error
    first, _, rest = text.partition("\n")
    if not first.startswith(_SUBJECT) or not rest.strip():
        raise Refusal(
            f"il modello non comincia con la riga «{_SUBJECT}» o non ha testo",
            f"scrivete «{_SUBJECT} …» nella prima riga, poi una riga vuota e il testo",
            name,
        )
    return MailText(_one_line(first.removeprefix(_SUBJECT)), rest.strip("\n") + "\n")


@lru_cache(maxsize=8)
def _environment(city_templates: Path | None) -> Environment:
    folders = [folder for folder in (city_templates, TEMPLATES) if folder is not None]
    environment = sandbox.environment().overlay(
        autoescape=False, trim_blocks=True, lstrip_blocks=True, loader=FileSystemLoader(folders)
    )
    environment.filters |= {"conta": counted, "il": _with_article("il", "l'"), "del": _with_article("del", "dell'")}
    return environment


def _with_article(usual: str, before_vowel: str) -> Callable[[str], str]:
    """Put the article before a written day: il 9 marzo, but l'8 marzo and l'11 marzo."""

    def said(day: str) -> str:
        return f"{before_vowel}{day}" if day.startswith(("8 ", "11 ")) else f"{usual} {day}"

    return said


def _told(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() or sign in _INVISIBLE_BUT_MEANT else " " for sign in value)
    if isinstance(value, date):
        return day_in_words(value)
    if is_dataclass(value):
        return {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [_told(item) for item in value]
    return value


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _refused(error: Exception, name: str, context: dict[str, Any]) -> Refusal:
    if isinstance(error, TemplateNotFound):
        return Refusal(f"manca il modello «{error.name}»", "ripristinatelo nella cartella templates/mail", name)
    if isinstance(error, TemplateSyntaxError):
        place = f"{error.name or name}, riga {error.lineno}"
        return Refusal(f"il modello non si può leggere: {error.message}", "correggete il segnaposto", place)
    missing = getattr(error, "missing_name", "") if isinstance(error, UndefinedError) else ""
    if missing:
        close = sandbox.nearest(missing, context)
        remedy = f"forse «{close}»?" if close else "usate uno dei campi: " + ", ".join(sorted(context))
        return Refusal(f"la lettera non conosce «{missing}»", remedy, name)
    return Refusal(
        f"il modello non si può compilare ({type(error).__name__}): {error}", "correggete il segnaposto", name
    )
