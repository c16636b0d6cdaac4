"""Tickets and cut-offs: who is drawn, as a public function of seed and frame, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import polars as pl

from domain.assembly.draw.axes import Stratum
from domain.assembly.draw.frame import CHUNK, Frame

BLOCK = 64
"""Unit: bytes. The block of SHA-256, to which HMAC pads its key."""
SPACE = 1 << 256
"""How many tickets there are."""
PREFIX = b"ticket:"
_NO_BOUND = b"\xff" * 33


@dataclass(frozen=True, slots=True)
class Cutoff:
    """How far the draw went in a stratum (soglia): its highest drawn ticket, empty when none was drawn."""

    stratum: Stratum
    letters: int
    drawn: int
    ticket: str


@dataclass(frozen=True, slots=True)
class Wave:
    """One mailing (tornata): the codes drawn, sorted, cut-offs after it, and how many a household passed over."""

    codes: tuple[str, ...]
    cutoffs: tuple[Cutoff, ...]
    passed_over: int


@dataclass(slots=True)
class _Pending:
    """A ticket that is low enough to matter."""

    ticket: bytes
    code: str
    stratum: int
    household: str


def ticket(seed: bytes, code: str) -> str:
    """Return the ticket of one code: HMAC-SHA256 of the seed over "ticket:" and the code, in hexadecimal."""
    return next(_tickets(seed, [code.encode()])).hex()


def draw(frame: Frame, seed: bytes, waves: Sequence[Mapping[Stratum, int]]) -> list[Wave]:
    """Return every wave, each with the additional letters of its strata.

    Within a wave the codes come in the order of their tickets over the whole list: one is drawn when its stratum still
    has letters and nobody of its household was drawn, in this wave or before. So of a household the lowest ticket
    stays, and in the others' strata the next one takes the place; a stratum that runs out of households draws fewer.
    """
    strata = frame.rule.strata()
    wanted = [sum(wave.get(stratum, 0) for wave in waves) for stratum in strata]
    sizes = list(frame.counts().values())
    factor = 2
    while True:
        bounds = [_bound(factor * want + 16 if want else 0, size) for want, size in zip(wanted, sizes, strict=True)]
        pending = sorted(_low(frame, seed, bounds), key=lambda one: (one.ticket, one.code))
        drawn = _Drawing(strata).played(pending, waves)
        if all(
            stratum.drawn == want or bound == _NO_BOUND
            for stratum, want, bound in zip(drawn[-1].cutoffs, wanted, bounds, strict=True)
        ):
            return drawn
        factor *= 8


def _bound(most: int, size: int) -> bytes:
    """Return the ticket below which about so many of a stratum's people are; beyond it nobody needs to be sorted."""
    if most >= size:
        return _NO_BOUND
    return (most * SPACE // size).to_bytes(32, "big")


def _tickets(seed: bytes, codes: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the tickets: HMAC with the key's two blocks prepared once, three times as fast as `hmac.digest`."""
    key = seed.ljust(BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in key) + PREFIX).copy
    outer = sha256(bytes(byte ^ 0x5C for byte in key)).copy
    for code in codes:
        first = inner()
        first.update(code)
        second = outer()
        second.update(first.digest())
        yield second.digest()


def _low(frame: Frame, seed: bytes, bounds: Sequence[bytes]) -> Iterator[_Pending]:
    """Yield the people whose ticket is below the bound of their stratum."""
    for piece in frame.rows.iter_slices(CHUNK):
        strata = _places(frame, piece)
        codes = piece["code"].cast(pl.Binary).to_list()
        households = piece["household"]
        low = [
            (found, at)
            for at, (found, stratum) in enumerate(zip(_tickets(seed, codes), strata, strict=True))
            if found < bounds[stratum]
        ]
        for found, at in low:
            yield _Pending(found, codes[at].decode(), strata[at], households[at])


def _places(frame: Frame, piece: pl.DataFrame) -> list[int]:
    """Return the place of each row's stratum among all strata."""
    places = np.zeros(piece.height, dtype=np.int64)
    for axis in frame.rule.axes:
        places = places * len(axis.classes) + piece[axis.code].to_physical().to_numpy()
    return [int(place) for place in places.tolist()]


class _Drawing:
    """The state of a draw: letters given so far by stratum, and the households that have one."""

    def __init__(self, strata: Sequence[Stratum]) -> None:
        self._strata = strata
        self._drawn = [0] * len(strata)
        self._letters = [0] * len(strata)
        self._cutoffs = [b""] * len(strata)
        self._households: set[str] = set()
        self._settled: set[str] = set()

    def played(self, pending: Sequence[_Pending], waves: Sequence[Mapping[Stratum, int]]) -> list[Wave]:
        """Return the waves in turn."""
        return [self._wave(pending, wave) for wave in waves]

    def _wave(self, pending: Sequence[_Pending], letters: Mapping[Stratum, int]) -> Wave:
        for place, stratum in enumerate(self._strata):
            self._letters[place] += letters.get(stratum, 0)
        codes = []
        passed_over = 0
        for one in pending:
            if one.code in self._settled or self._drawn[one.stratum] >= self._letters[one.stratum]:
                continue
            self._settled.add(one.code)
            if one.household and one.household in self._households:
                passed_over += 1
                continue
            self._households.add(one.household)
            self._drawn[one.stratum] += 1
            self._cutoffs[one.stratum] = one.ticket
            codes.append(one.code)
        cutoffs = zip(self._strata, self._letters, self._drawn, self._cutoffs, strict=True)
        return Wave(tuple(sorted(codes)), tuple(Cutoff(s, n, d, c.hex()) for s, n, d, c in cutoffs), passed_over)
