"""Which texts share enough runs of three words to be compared: its cost grows with the texts, not with their pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

RUN = 3
"""Words in a shingle: three in a row are rarely shared by chance, two often are."""
HITS_AT_ONCE = 4_000_000
"""Postings read in one go: bounds the memory of a look-up (8 bytes each, a few copies)."""
FIRST_HITS = 100_000
"""The first look-ups are small, because the commonest models take most of the texts out of the later ones."""
CHEAP = 64
"""Texts that have a shingle, up to which it is read even where rarer ones would do: it spares a closer look."""
WORN_AT = 2_000_000
"""Postings read for one shingle, all look-ups together, after which it is boilerplate and is read no more."""

_Ints = NDArray[np.int64]
_Flags = NDArray[np.bool_]


class Rule(Protocol):
    """What the shingles of a text must have in common with those of a model for it to be worth comparing."""

    def fewest_common(self, model_size: Any) -> Any:
        """Return how many shingles of the model, at least, every copy has."""

    def may_be_copy(self, common: Any, model_size: Any, copy_size: Any) -> Any:
        """Return whether texts of these numbers of shingles, so many in common, may be model and copy."""


class ShingleIndex:
    """Plain texts of at least three words each, by the shingles that at least two of them share.

    `sizes` counts the distinct shingles of each text, shared or not. `centrality` says how much of what a text holds is
    held by the others too. Both depend on the texts and on their order alone.
    """

    def __init__(self, plain_texts: Sequence[str]) -> None:
        owners, codes = _shingles(plain_texts)
        self.count = len(plain_texts)
        self.sizes: _Ints = np.bincount(owners, minlength=self.count)
        self._postings, shingles, self._spread = _shared_only(owners, codes)
        self._posting_start = _starts(self._spread)
        self._shared: _Ints = np.bincount(self._postings, minlength=self.count)
        self._of_text: _Ints = np.sort(self._postings * len(self._spread) + shingles) % max(1, len(self._spread))
        self._text_start = _starts(self._shared)
        elsewhere = np.bincount(self._postings, weights=(self._spread - 1)[shingles], minlength=self.count)
        self.centrality: NDArray[np.float64] = elsewhere / np.sqrt(np.maximum(self.sizes, 1))
        self._reads: _Ints = np.zeros(len(self._spread), dtype=np.int64)
        self._hits_allowed = FIRST_HITS

    def can_lead(self, rule: Rule) -> _Flags:
        """Return which texts share enough with all the others together for a likely copy of them to exist."""
        fewest: NDArray[np.float64] = rule.fewest_common(self.sizes)
        return (self._shared > 0) & (self._shared >= fewest)

    def look_up(self, queue: _Ints, free: _Flags, rule: Rule) -> tuple[int, list[tuple[int, list[int]]]]:
        """Look up the first texts of `queue` at once; return how many, and for each its likely copies among the free.

        Only the rarest shingles of a text are read: so many that every copy has one of them. None is missed but those
        that share nothing else than worn ones.
        """
        shingles, lengths = _gathered(self._of_text, self._text_start, queue)
        slots = np.repeat(np.arange(len(queue)), lengths)
        enough = self._shared[queue] - np.ceil(rule.fewest_common(self.sizes[queue])) + 1
        place = np.arange(len(slots)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        read = (place < enough[slots]) | (self._spread[shingles] <= CHEAP)
        read &= self._reads[shingles] < WORN_AT
        costs = np.bincount(slots[read], weights=self._spread[shingles[read]], minlength=len(queue))
        done = max(1, int(np.searchsorted(np.cumsum(costs), self._hits_allowed, side="right")))
        self._hits_allowed = min(HITS_AT_ONCE, self._hits_allowed * 2)
        now = slots < done
        unread = np.bincount(slots[now & ~read], minlength=done)
        pairs, common = self._hits(queue, slots[now & read], shingles[now & read], free)
        seen = _Pairs(pairs // self.count, pairs % self.count, common)
        maybe = seen.only(self._likely(rule, queue, seen, unread[seen.slots]))
        blurred = unread[maybe.slots] > 0
        held = slots[now] * len(self._spread) + shingles[now]
        maybe.common[blurred] = self._in_common(held, maybe.only(blurred))
        return done, maybe.only(self._likely(rule, queue, maybe, 0)).by_text(queue)

    def _hits(self, queue: _Ints, slots: _Ints, shingles: _Ints, free: _Flags) -> tuple[_Ints, _Ints]:
        """Return slot and text, in one number, of the free texts that have these shingles, and how many of them."""
        np.add.at(self._reads, shingles, self._spread[shingles])
        hits, lengths = _gathered(self._postings, self._posting_start, shingles)
        slots = np.repeat(slots, lengths)
        kept = free[hits] & (hits != queue[slots])
        return _counted(slots[kept] * self.count + hits[kept])

    def _likely(self, rule: Rule, queue: _Ints, pairs: _Pairs, unread: Any) -> _Flags:
        model_sizes, copy_sizes = self.sizes[queue[pairs.slots]], self.sizes[pairs.texts]
        most = np.minimum(pairs.common + unread, np.minimum(model_sizes, copy_sizes))
        likely: _Flags = rule.may_be_copy(most, model_sizes, copy_sizes)
        return likely

    def _in_common(self, held: _Ints, pairs: _Pairs) -> _Ints:
        """Count all the shingles that the pairs have in common; `held` has those of the slots, sorted."""
        counts = np.zeros(len(pairs.slots), dtype=np.int64)
        step = max(1, HITS_AT_ONCE // max(1, int(self._shared.max(initial=1))))
        for first in range(0, len(counts), step):
            part = slice(first, first + step)
            theirs, lengths = _gathered(self._of_text, self._text_start, pairs.texts[part])
            wanted = np.repeat(pairs.slots[part], lengths) * len(self._spread) + theirs
            found = held[np.minimum(np.searchsorted(held, wanted), len(held) - 1)] == wanted
            counts[part] = np.bincount(np.repeat(np.arange(len(lengths)), lengths)[found], minlength=len(lengths))
        return counts


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Texts looked up (their slot in the queue), texts that they share shingles with, and how many."""

    slots: _Ints
    texts: _Ints
    common: _Ints

    def only(self, kept: _Flags) -> _Pairs:
        return _Pairs(self.slots[kept], self.texts[kept], self.common[kept])

    def by_text(self, queue: _Ints) -> list[tuple[int, list[int]]]:
        found, opens = np.unique(self.slots, return_index=True)
        stretches = np.split(self.texts, opens[1:]) if len(found) else []
        return [(int(queue[slot]), stretch.tolist()) for slot, stretch in zip(found, stretches, strict=True)]


def _gathered(items: _Ints, starts: _Ints, rows: _Ints) -> tuple[_Ints, _Ints]:
    """Return the items of the rows one after the other, and how many each row has."""
    lengths = starts[rows + 1] - starts[rows]
    first = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) + np.repeat(starts[rows] - first, lengths)
    return items[places], lengths


def _shingles(plain_texts: Sequence[str]) -> tuple[_Ints, _Ints]:
    """Return owner and code of every distinct shingle of every text, by code, then by owner; codes never collide."""
    vocabulary: defaultdict[str, int] = defaultdict(count().__next__)
    every_word = chain.from_iterable(map(str.split, plain_texts))
    words: _Ints = np.fromiter(map(vocabulary.__getitem__, every_word), dtype=np.int64)
    lengths = np.fromiter((text.count(" ") + 1 for text in plain_texts), dtype=np.int64, count=len(plain_texts))
    owners = np.repeat(np.arange(len(plain_texts)), lengths)
    codes, known = words, len(vocabulary)
    for following in range(1, RUN):
        if len(vocabulary) ** RUN >= 2**63:
            codes = np.unique(codes, return_inverse=True)[1]
        codes = codes[:-1] * known + words[following:]
    whole = owners[: 1 - RUN] == owners[RUN - 1 :]
    owners, codes = owners[: 1 - RUN][whole], codes[whole]
    order = np.argsort(codes, kind="stable")
    owners, codes = owners[order], codes[order]
    first = np.ones(len(codes), dtype=np.bool_)
    first[1:] = (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1])
    return owners[first], codes[first]


def _shared_only(owners: _Ints, codes: _Ints) -> tuple[_Ints, _Ints, _Ints]:
    """Drop the shingles that a single text has; return owners and shingles, by shingle, and the spread of each.

    Shingles are numbered from the rarest to the commonest, equal ones by code.
    """
    opens = np.flatnonzero(np.concatenate([np.ones(min(1, len(codes)), dtype=np.bool_), codes[1:] != codes[:-1]]))
    spread = np.diff(np.append(opens, len(codes)))
    order = np.argsort(spread, kind="stable")
    order = order[spread[order] > 1]
    postings, lengths = _gathered(owners, np.append(opens, len(codes)), order)
    return postings, np.repeat(np.arange(len(order)), lengths), spread[order]


def _starts(lengths: _Ints) -> _Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def _counted(keys: _Ints) -> tuple[_Ints, _Ints]:
    """Return the distinct keys, sorted, and how often each occurs."""
    keys.sort()
    opens = np.flatnonzero(np.concatenate([np.ones(min(1, len(keys)), dtype=np.bool_), keys[1:] != keys[:-1]]))
    return keys[opens], np.diff(np.append(opens, len(keys)))
