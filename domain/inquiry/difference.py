"""What one text says that another does not: the words of its own that a member of a group adds to the model."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

_MARKS = re.compile(r"[\u0300-\u036f]+")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")

LARGEST_TABLE = 40_000
"""Words of one side times words of the other that are still compared word by word: it keeps huge texts linear."""
SHORTEST_ECHO = 3
"""Fewer words in common than this, between words of one's own, are chance ('e di') and not a copy."""
GAP = " […] "


class Mark(StrEnum):
    """How a stretch of words stands between model and member (differenza)."""

    SAME = "uguale"
    ADDED = "aggiunto"
    MISSING = "mancante"


def plain(text: str) -> str:
    """Return the words alone, one space apart: no capitals, accents, punctuation or underscores."""
    bare = text.casefold()
    if not bare.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", bare))
    return _BETWEEN_WORDS.sub(" ", bare).strip()


def added_text(model: str, member: str) -> str:
    """Return the member's own words that the model lacks, as the member wrote them; stretches are parted by ` […] `."""
    stretches = _without_chance_echoes(marked_difference(model, member))
    return GAP.join(words.strip() for mark, words in stretches if mark is Mark.ADDED and plain(words))


def marked_difference(model: str, member: str) -> list[tuple[Mark, str]]:
    """Return the stretches of words that are the same, added or missing, in reading order.

    Shape: SAME and ADDED stretches joined are the member, letter by letter; MISSING ones are the model's words.
    Two words are the same when they differ only in capitals and accents. Time grows linearly with the texts.
    """
    old, new = _pieces(model), _pieces(member)
    old_keys, new_keys = [_word(piece) for piece in old], [_word(piece) for piece in new]
    marked: list[tuple[Mark, str]] = []
    old_at = new_at = 0
    for old_start, new_start, length in (*_matches(old_keys, new_keys), (len(old), len(new), 0)):
        marked.append((Mark.MISSING, "".join(old[old_at:old_start])))
        marked.append((Mark.ADDED, "".join(new[new_at:new_start])))
        marked.append((Mark.SAME, "".join(new[new_start : new_start + length])))
        old_at, new_at = old_start + length, new_start + length
    kept = [(mark, words) for mark, words in marked if words]
    return [(mark, "".join(words for _, words in run)) for mark, run in groupby(kept, key=lambda pair: pair[0])]


@lru_cache(maxsize=100_000)
def _word(piece: str) -> str:
    """Return what two pieces that say the same word have in common (few words make up most of what people write)."""
    return plain(piece)


def _pieces(text: str) -> list[str]:
    """Cut the text before each word but the first, so that the pieces joined are the text again."""
    starts = [match.start() for match in _WORD.finditer(text)][1:]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)] if text else []


def _without_chance_echoes(marked: Sequence[tuple[Mark, str]]) -> list[tuple[Mark, str]]:
    """Give back to the member the few words in common that stand between two stretches of its own."""
    own = [(mark, words) for mark, words in marked if mark is not Mark.MISSING]
    last = len(own) - 1
    told = [
        (Mark.ADDED if 0 < at < last and len(plain(words).split()) < SHORTEST_ECHO else mark, words)
        for at, (mark, words) in enumerate(own)
    ]
    return [(mark, "".join(words for _, words in run)) for mark, run in groupby(told, key=lambda pair: pair[0])]


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return (start in old, start in new, length) of the longest stretches in common, in order in both."""
    head = _same_at_start(old, new)
    tail = _same_at_start(old[head:][::-1], new[head:][::-1])
    middle = _middle_matches(old[head : len(old) - tail], new[head : len(new) - tail], head)
    merged = [(0, 0, head)]
    for old_start, new_start, length in (*middle, (len(old) - tail, len(new) - tail, tail)):
        last_old, last_new, last_length = merged[-1]
        if last_old + last_length == old_start and last_new + last_length == new_start:
            merged[-1] = (last_old, last_new, last_length + length)
        else:
            merged.append((old_start, new_start, length))
    return merged


def _same_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _middle_matches(old: Sequence[str], new: Sequence[str], shift: int) -> Iterator[tuple[int, int, int]]:
    old_at = new_at = 0
    for old_anchor, new_anchor in (*_anchors(old, new), (len(old), len(new))):
        if 0 < (old_anchor - old_at) * (new_anchor - new_at) <= LARGEST_TABLE:
            gap_old, gap_new = old[old_at:old_anchor], new[new_at:new_anchor]
            for block in SequenceMatcher(None, gap_old, gap_new, autojunk=False).get_matching_blocks()[:-1]:
                yield old_at + block.a + shift, new_at + block.b + shift, block.size
        if old_anchor < len(old):
            yield old_anchor + shift, new_anchor + shift, 1
        old_at, new_at = old_anchor + 1, new_anchor + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of words that each text has exactly once, in the longest run that keeps the order of both.

    This is patience diff: what both say once is surely the same word, and between two anchors little is left.
    """
    in_old, in_new = Counter(old), Counter(new)
    where = {word: at for at, word in enumerate(new) if in_new[word] == 1}
    pairs = [(at, where[word]) for at, word in enumerate(old) if in_old[word] == 1 and word in where]
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        height = bisect_left(ends, place)
        ends[height : height + 1] = [place]
        tops[height : height + 1] = [index]
        before.append(tops[height - 1] if height else -1)
    chain: list[tuple[int, int]] = []
    index = tops[-1] if tops else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
