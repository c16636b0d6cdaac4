"""The segnaposto of a paragraph, and those that are not written as they should be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.documents.paragraphs import Paragraph, TemplateFault

_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENER = re.compile(r"\{\{|\{%|\{#")
_STRAY = re.compile(r"\}\}|%\}|#\}")
_SINGLE = re.compile(r"(?<![{%#])\{\s*([^\W\d][\w.]*)\s*\}(?![}%#])")
_PREFIX = re.compile(r"(tr|tc|p|r)\s+(.*)", re.DOTALL)
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " "})


@dataclass(frozen=True, slots=True)
class Tag:
    """One segnaposto: `{{ nome }}`, `{%tr for riga in righe %}`. `prefix` is what it takes away: p, tr, tc, r."""

    opener: str
    prefix: str
    body: str
    raw: str
    paragraph: Paragraph

    @property
    def word(self) -> str:
        """The first word of an instruction: for, endfor, if…"""
        return self.body.split(maxsplit=1)[0] if self.body.split() else ""

    def fault(self, problem: str, remedy: str) -> TemplateFault:
        return self.paragraph.fault(f"{self.raw}: {problem}", remedy)


def tags(paragraph: Paragraph) -> tuple[list[Tag], list[TemplateFault]]:
    """Return the tags of a paragraph and the faults of those that do not open or close as they should."""
    found: list[Tag] = []
    faults: list[TemplateFault] = []
    text, outside, at = paragraph.text, [], 0
    while opening := _OPENER.search(text, at):
        outside.append(text[at : opening.start()])
        opener, closer = opening[0], _CLOSERS[opening[0]]
        end = text.find(closer, opening.end())
        following = _OPENER.search(text, opening.end())
        if end < 0 or (following and following.start() < end):
            faults.append(_unclosed(paragraph, text[opening.start() :], closer))
            at = following.start() if following else len(text)
            continue
        found.append(_tag(opener, text[opening.start() : end + 2], paragraph))
        at = end + 2
    outside.append(text[at:])
    return found, faults + [fault for piece in outside for fault in _outside(paragraph, piece)]


def _tag(opener: str, raw: str, paragraph: Paragraph) -> Tag:
    inside = raw[2:-2].translate(_QUOTES).removeprefix("-").removesuffix("-")
    prefixed = _PREFIX.fullmatch(inside)
    if prefixed:
        return Tag(opener, prefixed[1], prefixed[2].strip(), raw, paragraph)
    return Tag(opener, "", inside.strip(), raw, paragraph)


def _unclosed(paragraph: Paragraph, rest: str, closer: str) -> TemplateFault:
    written = rest[:30].strip()
    return paragraph.fault(
        f"«{written}» si apre ma non si chiude in questo paragrafo", f"completate il segnaposto con «{closer}»"
    )


def _outside(paragraph: Paragraph, piece: str) -> list[TemplateFault]:
    faults = [
        paragraph.fault(f"«{stray[0]}» chiude un segnaposto mai aperto", "aggiungete l'apertura o togliete le graffe")
        for stray in _STRAY.finditer(piece)
    ]
    faults += [
        paragraph.fault(
            f"«{single[0]}» ha una sola graffa e verrebbe stampato così com'è", f"scrivete {{{{ {single[1]} }}}}"
        )
        for single in _SINGLE.finditer(piece)
    ]
    return faults
