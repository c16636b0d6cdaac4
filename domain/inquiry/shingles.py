"""Which texts share enough runs of three words to be compared: its cost grows with the texts, not with their pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RUN = 3
"""Words in a shingle: three in a row are rarely shared by chance, two often are."""
HITS_AT_ONCE = 4_000_000
"""Postings read in one go: bounds the memory of a look-up (8 bytes each, a few copies)."""
FIRST_HITS = 100_000
"""The first look-ups are small, because the commonest models take most of the texts out of the later ones."""
WORN_AT = 2_000_000
"""Postings read for one shingle, all look-ups together, after which it is boilerplate and is read no more."""

_Ints = NDArray[np.int64]
_Flags = NDArray[np.bool_]


class Enough(Protocol):
    """When a text may be a copy of a model, judged by their shingles alone."""

    def __call__(self, common: _Ints, model_size: _Ints, copy_size: _Ints) -> _Flags: ...


class ShingleIndex:
    """Plain texts of at least three words each, by the shingles that at least two of them share.

    `sizes` counts the distinct shingles of each text, shared or not. `centrality` says how much of what a text holds is
    held by the others too. Both depend on the texts and on their order alone.
    """

    def __init__(self, plain_texts: Sequence[str]) -> None:
        owners, codes = _shingles(plain_texts)
        self.count = len(plain_texts)
        self.sizes: _Ints = np.bincount(owners, minlength=self.count)
        owners, shingles = _shared_only(owners, codes)
        self._postings = owners
        self._df: _Ints = np.bincount(shingles)
        self._posting_start = _starts(self._df)
        by_text = np.argsort(owners, kind="stable")
        self._of_text: _Ints = shingles[by_text]
        self._shared: _Ints = np.bincount(owners, minlength=self.count)
        self._text_start = _starts(self._shared)
        held_elsewhere = np.bincount(owners, weights=(self._df - 1)[shingles], minlength=self.count)
        self.centrality: NDArray[np.float64] = held_elsewhere / np.sqrt(np.maximum(self.sizes, 1))
        self._reads: _Ints = np.zeros(len(self._df), dtype=np.int64)
        self._hits_allowed = FIRST_HITS

    def can_lead(self, enough: Enough) -> _Flags:
        """Return which texts share enough with all the others together for a likely copy of them to exist."""
        return (self._shared > 0) & enough(self._shared, self.sizes, self._shared)

    def look_up(self, queue: _Ints, free: _Flags, enough: Enough) -> tuple[int, list[tuple[int, list[int]]]]:
        """Look up the first texts of `queue` at once; return how many, and for each its likely copies among the free.

        Worn shingles count as held, so no copy is missed but those that share nothing else.
        """
        shingles, lengths = self._gather(self._of_text, self._text_start, queue)
        fresh = self._reads[shingles] < WORN_AT
        slots = np.repeat(np.arange(len(queue)), lengths)
        costs = np.bincount(slots, weights=np.where(fresh, self._df[shingles], 0), minlength=len(queue))
        done = max(1, int(np.searchsorted(np.cumsum(costs), self._hits_allowed, side="right")))
        self._hits_allowed = min(HITS_AT_ONCE, self._hits_allowed * 2)
        now = slots < done
        worn = np.bincount(slots[now & ~fresh], minlength=done)
        slots, shingles = slots[now & fresh], shingles[now & fresh]
        np.add.at(self._reads, shingles, self._df[shingles])
        hits, lengths = self._gather(self._postings, self._posting_start, shingles)
        slots = np.repeat(slots, lengths)
        kept = free[hits] & (hits != queue[slots])
        pairs, held = _counted(slots[kept] * self.count + hits[kept])
        slots, others = pairs // self.count, pairs % self.count
        model_sizes, copy_sizes = self.sizes[queue[slots]], self.sizes[others]
        common = np.minimum(held + worn[slots], np.minimum(model_sizes, copy_sizes))
        likely = enough(common, model_sizes, copy_sizes)
        return done, _by_slot(slots[likely], others[likely], queue)

    def _gather(self, items: _Ints, starts: _Ints, rows: _Ints) -> tuple[_Ints, _Ints]:
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


def _shared_only(owners: _Ints, codes: _Ints) -> tuple[_Ints, _Ints]:
    """Drop the shingles that a single text has and number the others from 0."""
    opens = np.ones(len(codes), dtype=np.bool_)
    opens[1:] = codes[1:] != codes[:-1]
    run = np.cumsum(opens) - 1
    shared = np.bincount(run, minlength=1) > 1
    kept = shared[run] if len(run) else np.zeros(0, dtype=np.bool_)
    numbers = np.cumsum(shared) - 1
    return owners[kept], numbers[run[kept]]


def _starts(lengths: _Ints) -> _Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def _counted(keys: _Ints) -> tuple[_Ints, _Ints]:
    """Return the distinct keys, sorted, and how often each occurs."""
    keys.sort()
    opens = np.flatnonzero(np.concatenate([np.ones(min(1, len(keys)), dtype=np.bool_), keys[1:] != keys[:-1]]))
    return keys[opens], np.diff(np.append(opens, len(keys)))


def _by_slot(slots: _Ints, others: _Ints, queue: _Ints) -> list[tuple[int, list[int]]]:
    found, opens = np.unique(slots, return_index=True)
    stretches = np.split(others, opens[1:]) if len(found) else []
    return [(int(queue[slot]), stretch.tolist()) for slot, stretch in zip(found, stretches, strict=True)]
