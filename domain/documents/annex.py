"""Long Word documents in volumes: entries streamed as paragraphs into a frame, then read again and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

from domain.documents.annex_frame import DOCUMENT, open_frame
from domain.documents.annex_lines import ENTRY, OUTCOME, STYLES, Body, Entry, Line
from domain.documents.annex_reread import Reading, read_again
from domain.documents.package import write_zip
from domain.errors import Refusal
from domain.italian import counted

_PLACES = ("indice", "voci")
_MOST_CHARACTERS = 12_000_000
"""Word opens at most 32 MB of text; in its two-byte characters, with room to spare."""

_LEVEL = 3
"""Of compression: a tenth larger than the usual 6, in less than half the time."""


class Run(NamedTuple):
    """Entries of one part within one volume."""

    part: str
    first: int
    last: int
    entries: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes into one volume, known before it is written."""

    position: int
    total: int
    numbers: tuple[int, ...]
    runs: tuple[Run, ...]

    @property
    def short_title(self) -> str:
        return f"Volume {self.position} di {self.total}" if self.total > 1 else "Volume unico"

    @property
    def title(self) -> str:
        """`Volume 2 di 5, dal n. 12 al n. 980`; with several parts how many entries, and between which numbers."""
        lowest, highest = min(self.numbers), max(self.numbers)
        if len(self.runs) == 1:
            return f"{self.short_title}, dal n. {lowest} al n. {highest}"
        how_many = counted(len(self.numbers), "contributo", "contributi")
        return f"{self.short_title}, {how_many}, con numeri tra {lowest} e {highest}"


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume, written and read again."""

    position: int
    total: int
    title: str
    data: bytes
    first: int
    last: int
    printed: tuple[int, ...]
    """Numbers found in the headings when the bytes were read again, in order."""
    answered: tuple[int, ...]
    """Numbers under which an outcome was found."""


def plan_volumes(
    marks: Iterable[tuple[int, str, int]], *, size: int, most_characters: int = _MOST_CHARACTERS
) -> list[Plan]:
    """Share out the entries: at most `size` and at most `most_characters` in one volume, in the order given.

    Shape: each mark is number, title of the part, characters of text.
    """
    shares: list[list[tuple[int, str]]] = []
    filled = 0
    for number, part, characters in marks:
        if not shares or len(shares[-1]) >= size or filled + characters > most_characters:
            shares.append([])
            filled = 0
        shares[-1].append((number, part))
        filled += characters
    return [
        Plan(position, len(shares), tuple(number for number, _ in share), _runs(share))
        for position, share in enumerate(shares, start=1)
    ]


def iter_volumes(
    entries: Iterable[Entry],
    plans: Sequence[Plan],
    *,
    frame: bytes,
    title: str,
    author: str,
    fields: Mapping[str, str],
    contents: Callable[[Plan], Iterable[Line]],
    created: datetime,
) -> Iterator[Volume]:
    """Yield each volume as soon as it is written and read again; only one is held in memory.

    `entries` is gone through once, in the order of the plans. `contents` gives the index at the head of a volume,
    `fields` what the frame's names stand for; `titolo`, `volume` and `volume_breve` are added to them.
    Raises: Refusal when the frame lacks a place, a style or names an unknown field, when the entries are not those
    of the plans, and when what is read again is not what was written.
    """
    opened = open_frame(frame, places=_PLACES, styles=(*STYLES, "Etichetta", "Hyperlink"))
    stream = iter(entries)
    for plan in plans:
        body = Body(plan.numbers, len(plan.runs), islice(stream, len(plan.numbers)))
        own = {"titolo": title, "volume": plan.title, "volume_breve": plan.short_title}
        pour = partial(opened.filled, {**fields, **own}, title=f"{title}. {plan.title}", author=author, at=created)
        shell = _reading(write_zip(part for part in pour({"indice": (), "voci": ()}) if part[0] == DOCUMENT))
        data = write_zip(pour({"indice": body.contents(contents(plan)), "voci": body.entries()}), level=_LEVEL)
        reading = _reading(data)
        _compare(plan, body, reading, shell)
        yield Volume(
            plan.position,
            plan.total,
            plan.title,
            data,
            min(plan.numbers),
            max(plan.numbers),
            tuple(reading.printed),
            tuple(reading.answered),
        )


def _runs(share: Sequence[tuple[int, str]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for number, part in share:
        if runs and runs[-1].part == part:
            run = runs[-1]
            runs[-1] = Run(part, min(run.first, number), max(run.last, number), run.entries + 1)
        else:
            runs.append(Run(part, number, number, 1))
    return tuple(runs)


def _reading(data: bytes) -> Reading:
    return read_again(data, entry=ENTRY, outcome=OUTCOME)


def _compare(plan: Plan, body: Body, reading: Reading, shell: Reading) -> None:
    place = plan.short_title
    characters = reading.characters - shell.characters
    if tuple(body.numbers) != plan.numbers:
        raise Refusal(
            "le voci scritte non sono quelle previste dal piano del volume", "generate di nuovo l'allegato", place
        )
    if tuple(reading.printed) != plan.numbers:
        lost = sorted(set(plan.numbers) ^ set(reading.printed))[:10]
        problem = f"riletto il volume, le voci stampate sono {len(reading.printed)} su {len(plan.numbers)} (n. {lost})"
        raise Refusal(problem, "non diffondete il volume: segnalate il difetto e generatelo di nuovo", place)
    if characters != body.characters:
        problem = f"riletto il volume, i caratteri sono {characters} invece di {body.characters}"
        raise Refusal(problem, "non diffondete il volume: segnalate il difetto e generatelo di nuovo", place)
