"""Loops and conditions of a template: what opens must close, in the same way and in the right place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from domain.documents.paragraphs import Paragraph, TemplateFault
from domain.documents.template_check.tags import Tag

_CLOSED_BY = {"for": "endfor", "if": "endif"}
_INNER = {"else": ("for", "if"), "elif": ("if",)}
_SINGLE = {"set"}
_PLAIN = {"p": "di paragrafo", "tr": "di riga", "tc": "di cella", "r": "di testo", "": "semplice"}


def block_faults(tags: Sequence[Tag], paragraphs: Sequence[Paragraph]) -> list[TemplateFault]:
    """Return the faults of the blocks of one part of a template, in reading order."""
    blocks = [tag for tag in tags if tag.opener == "{%"]
    return _pairing(blocks) + _surroundings(tags, paragraphs)


def _pairing(blocks: Sequence[Tag]) -> list[TemplateFault]:
    faults: list[TemplateFault] = []
    open_tags: list[Tag] = []
    for tag in blocks:
        if tag.word in _CLOSED_BY:
            open_tags.append(tag)
        elif tag.word in _CLOSED_BY.values():
            faults += _closing(tag, open_tags)
        elif tag.word in _INNER:
            faults += _inner(tag, open_tags)
        elif tag.word not in _SINGLE:
            faults.append(_unknown(tag))
    return faults + [
        tag.fault(f"non si chiude più: manca {_closer(tag)}", f"aggiungete {_closer(tag)} dove il blocco finisce")
        for tag in open_tags
    ]


def _closing(tag: Tag, open_tags: list[Tag]) -> list[TemplateFault]:
    if not open_tags or _CLOSED_BY[open_tags[-1].word] != tag.word:
        if any(_CLOSED_BY[other.word] == tag.word for other in open_tags):
            inner = open_tags.pop()
            return [
                inner.fault(f"non è chiuso prima di {tag.raw}", f"aggiungete {_closer(inner)}"),
                *_closing(tag, open_tags),
            ]
        return [tag.fault("chiude un blocco mai aperto", "togliete il segnaposto o aggiungete l'apertura")]
    opener = open_tags.pop()
    if opener.prefix != tag.prefix:
        problem = f"chiude in modo {_PLAIN[tag.prefix]} un blocco {_PLAIN[opener.prefix]}: il contenuto andrebbe perso"
        return [tag.fault(problem, f"scrivete {_closer(opener)}")]
    return _same_place(opener, tag)


def _same_place(opener: Tag, closer: Tag) -> list[TemplateFault]:
    first, last = opener.paragraph, closer.paragraph
    if opener.prefix in ("", "r") and first.number != last.number:
        word = opener.word
        return [opener.fault("si chiude in un altro paragrafo", f"usate {{%p {word} … %}} e {{%p end{word} %}}")]
    if opener.prefix == "tr" and first.row and first.row == last.row:
        return [opener.fault("apre e chiude nella stessa riga", "mettete apertura e chiusura in due righe a parte")]
    return []


def _inner(tag: Tag, open_tags: Sequence[Tag]) -> list[TemplateFault]:
    if not open_tags or open_tags[-1].word not in _INNER[tag.word]:
        return [tag.fault("sta fuori da un blocco", "spostatelo tra l'apertura e la chiusura del blocco")]
    if open_tags[-1].prefix != tag.prefix:
        right = f"{{%{open_tags[-1].prefix} {tag.body} %}}"
        return [tag.fault("non ha lo stesso prefisso del suo blocco", f"scrivete {right}")]
    return []


def _unknown(tag: Tag) -> TemplateFault:
    if tag.word in _PLAIN and tag.word:
        rest = tag.body.split(maxsplit=1)[1:]
        return tag.fault("c'è uno spazio prima del prefisso", f"scrivete {{%{tag.word} {' '.join(rest)} %}}")
    return tag.fault(f"l'istruzione «{tag.word}» non è ammessa nei modelli", "usate soltanto for, if, elif, else e set")


def _surroundings(tags: Sequence[Tag], paragraphs: Sequence[Paragraph]) -> list[TemplateFault]:
    """A prefix takes the whole paragraph, row or cell away: nothing else may stand there."""
    faults: list[TemplateFault] = []
    row_texts: dict[int, str] = {}
    for paragraph in paragraphs:
        if paragraph.row:
            row_texts[paragraph.row] = row_texts.get(paragraph.row, "") + paragraph.text
    per_row = Counter(tag.paragraph.row for tag in tags if tag.prefix == "tr")
    for tag in tags:
        text = tag.paragraph.text
        if tag.prefix == "p" and text.replace(tag.raw, "", 1).strip():
            faults.append(tag.fault("il resto del paragrafo andrebbe perso", "lasciate il segnaposto da solo"))
        elif tag.prefix in ("tr", "tc") and not tag.paragraph.row:
            faults.append(tag.fault("sta fuori da una tabella", "usate {%p … %} oppure spostatelo nella tabella"))
        elif tag.prefix == "tr" and per_row[tag.paragraph.row] == 1 and _has_more(row_texts, tag):
            faults.append(tag.fault("il resto della riga andrebbe perso", "dategli una riga tutta sua"))
    return faults


def _has_more(row_texts: dict[int, str], tag: Tag) -> bool:
    return bool(row_texts[tag.paragraph.row].replace(tag.raw, "", 1).strip())


def _closer(tag: Tag) -> str:
    return f"{{%{tag.prefix} {_CLOSED_BY[tag.word]} %}}"
