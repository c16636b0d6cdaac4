"""The words of a letter, from the city's file: plain values with a few known blanks, checked line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.definition_file import load_definition, wrong
from domain.documents.print.fonts import Typeface, missing_signs
from domain.errors import Fault, Refusal

BLANKS = ("answer_by", "answer_by_digits", "assembly", "check_address", "city", "email", "office", "phone", "site")
_BLANK = re.compile(r"\{([^{}]*)\}")


def _with_known_blanks(text: str) -> str:
    for blank in _BLANK.findall(text):
        if blank not in BLANKS:
            raise wrong(f"il segnaposto «{{{blank[:40]}}}» non esiste", f"usate uno di questi: {', '.join(BLANKS)}")
    if "{" in _BLANK.sub("", text) or "}" in _BLANK.sub("", text):
        raise wrong("una graffa non si apre o non si chiude", "scrivete il segnaposto così: {assembly}")
    return text


Words = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_with_known_blanks)]


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Values):
    """A part of the letter: a heading, some paragraphs, a list."""

    heading: Words
    paragraphs: list[Words] = []
    points: list[Words] = []


class Front(_Values):
    """The page in Italian (fronte)."""

    heading: Words
    greeting: Words
    parts: list[Part]
    code_heading: Words
    code_text: Words
    code_picture: Words
    """What somebody hears who cannot see the QR code."""
    closing: list[Words]


class OtherLanguage(_Values):
    """The same in short in another language (retro)."""

    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    name: Words
    right_to_left: bool = False
    may_be_left_out: bool = False
    """Whether the letter goes out without this language where no installed font has its signs."""
    font: str = ""
    """Family and package that would print it, for the remedy."""
    heading: Words
    paragraphs: list[Words]


class LetterTexts(_Values):
    """All the words of one kind of letter (testi della lettera)."""

    title: Words
    fonts: Annotated[list[str], Field(min_length=1)]
    front: Front
    back: list[OtherLanguage] = []


@dataclass(frozen=True, slots=True)
class Printable:
    """Texts that the installed fonts can print, and what was left out, in words for the manifest."""

    texts: LetterTexts
    left_out: tuple[Fault, ...]


def read_texts(text: str, *, name: str) -> LetterTexts:
    """Return the words of a letter. Raises: Refusal with one fault for each line to mend."""
    return load_definition(text, LetterTexts, name=name)


def printable(texts: LetterTexts, faces: Sequence[Typeface], *, name: str) -> Printable:
    """Return the texts without the languages that may be left out and cannot be printed here.

    Raises: Refusal naming every other language whose signs no installed font has: nothing is printed as boxes.
    """
    problems: list[Fault] = []
    left_out: list[Fault] = []
    kept: list[OtherLanguage] = []
    missing = missing_signs("".join(_strings(texts.front.model_dump())), faces)
    if missing:
        problems.append(_unprintable("italiano", missing, ", ".join(texts.fonts), name))
    for other in texts.back:
        missing = missing_signs(other.heading + "".join(other.paragraphs), faces)
        if not missing:
            kept.append(other)
            continue
        fault = _unprintable(other.name, missing, other.font or ", ".join(texts.fonts), name)
        (left_out if other.may_be_left_out else problems).append(fault)
    if problems:
        raise Refusal("alcune lingue non si possono stampare", "rimediate come indicato", name, tuple(problems))
    return Printable(texts.model_copy(update={"back": kept}), tuple(left_out))


def filled(value: Any, blanks: Mapping[str, str]) -> Any:
    """Return texts with their blanks filled in; Shape: as `value`, made of dictionaries, lists and strings."""
    if isinstance(value, str):
        return _BLANK.sub(lambda found: blanks[found[1]], value)
    if isinstance(value, dict):
        return {key: filled(item, blanks) for key, item in value.items()}
    return [filled(item, blanks) for item in value] if isinstance(value, list) else value


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def _unprintable(language: str, missing: str, font: str, name: str) -> Fault:
    first = f"U+{ord(missing[0]):04X}"
    return Fault(
        f"{language}: {len(missing)} segni, a partire da {first}, non stanno in alcun carattere installato",
        f"installate il carattere ({font}) oppure togliete la lingua dal file",
        name,
    )
