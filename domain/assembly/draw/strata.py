"""How many letters each stratum gets: in proportion, by largest remainder, in exact integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.assembly.draw.axes import Stratum
from domain.errors import Refusal

SMALL = 5
"""A published count of people from 1 up to this, excluded, is withheld."""


@dataclass(frozen=True, slots=True)
class Share:
    """A stratum with its people and its letters (strato)."""

    stratum: Stratum
    people: int
    letters: int

    @property
    def note(self) -> str:
        """Say why the stratum deserves a look, or nothing."""
        if not self.people:
            return "strato vuoto"
        if not self.letters:
            return "strato troppo piccolo per una lettera"
        return f"meno di {SMALL} persone" if self.people < SMALL else ""


def shares(counts: Mapping[Stratum, int], letters: int) -> list[Share]:
    """Return the letters of every stratum, in the order of `counts`.

    Each gets the whole part of letters * people / total; the letters left go one each to the largest remainders; of
    equal remainders first the stratum with more people, then the one whose classes come first in the criteria.

    Raises: Refusal when there are more letters than people.
    """
    total = sum(counts.values())
    if not 1 <= letters <= total:
        raise Refusal(
            f"{letters} lettere per {total} persone non si possono assegnare",
            "indicate da 1 lettera al numero di persone",
        )
    whole = {stratum: letters * people // total for stratum, people in counts.items()}
    places = {stratum: place for place, stratum in enumerate(counts)}
    by_remainder = sorted(
        counts, key=lambda stratum: (-(letters * counts[stratum] % total), -counts[stratum], places[stratum])
    )
    for stratum in by_remainder[: letters - sum(whole.values())]:
        whole[stratum] += 1
    return [Share(stratum, people, whole[stratum]) for stratum, people in counts.items()]


def notable(table: list[Share]) -> list[Share]:
    """Return the strata that are empty, tiny or without letters."""
    return [share for share in table if share.note]


def published_counts(counts: Sequence[tuple[Stratum, int]]) -> list[int | None]:
    """Return the counts with the small ones withheld, and as many more as keep them from being found by subtraction.

    In the whole table and in every class of every axis, what is withheld is none, or at least two cells that together
    hold no small number of people.
    """
    hidden = {place for place, (_, people) in enumerate(counts) if 0 < people < SMALL}
    groups: dict[tuple[int, str], list[int]] = {}
    for place, (stratum, people) in enumerate(counts):
        for group in ((-1, ""), *enumerate(stratum)) if people else ():
            groups.setdefault(group, []).append(place)
    while exposed := _next_to_hide(list(groups.values()), counts, hidden):
        hidden |= exposed
    return [None if place in hidden else people for place, (_, people) in enumerate(counts)]


def _next_to_hide(groups: Sequence[Sequence[int]], counts: Sequence[tuple[Stratum, int]], hidden: set[int]) -> set[int]:
    """Return the smallest shown cell of the first group whose withheld ones could be found by subtraction."""
    for group in groups:
        withheld = [place for place in group if place in hidden]
        shown = [place for place in group if place not in hidden]
        is_exposed = len(withheld) == 1 or (withheld and sum(counts[place][1] for place in withheld) < SMALL)
        if is_exposed and shown:
            return {min(shown, key=lambda place: (counts[place][1], place))}
    return set()
