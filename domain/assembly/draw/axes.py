"""The criteria of the first draw as data: which column of the registry each one reads and which classes it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from domain.errors import Fault, Refusal

OLDEST = 130
"""Unit: years. A band that ends here has no end, and nobody in a registry is older."""
MOST_STRATA = 100_000
"""Beyond this most strata would be empty: the criteria are too fine for any registry."""
SEPARATOR = ","
"""Between the cells of the canonical frame, which are never quoted."""

Stratum = tuple[str, ...]
"""One class per axis, in the order of the axes."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One criterion (criterio): a column with the values it may hold, or bands of ages, both ends included."""

    code: str
    title: str
    values: tuple[str, ...] = ()
    bands: tuple[tuple[int, int], ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes as people read them, in the order in which the city wrote them."""
        return tuple(f"{first} e oltre" if last >= OLDEST else f"{first}-{last}" for first, last in self.bands) or (
            self.values
        )


@dataclass(frozen=True, slots=True)
class FrameRule:
    """What makes a row of the registry count (regola della lista): criteria, year of reference and least age.

    An age is the one reached within the year of reference, because the registry gives the year of birth alone.
    """

    axes: tuple[Axis, ...]
    reference_year: int
    minimum_age: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the canonical frame."""
        return ("code", *(axis.code for axis in self.axes), "household")

    def strata(self) -> list[Stratum]:
        """Return every stratum that the criteria make, empty ones too, in the order of their classes."""
        return list(product(*(axis.classes for axis in self.axes)))


def checked(rule: FrameRule) -> FrameRule:
    """Return the rule when its criteria can make strata.

    Raises: Refusal with one fault for each criterion that cannot.
    """
    faults = [fault for axis in rule.axes for fault in _faults(axis)]
    codes = [axis.code for axis in rule.axes]
    faults += [
        Fault("il criterio compare due volte", "toglietene uno", f"criterio {code}")
        for code in dict.fromkeys(codes)
        if codes.count(code) > 1 or code in ("code", "household")
    ]
    if not rule.axes:
        faults.append(Fault("manca ogni criterio", "scrivetene almeno uno", "criteri"))
    if faults:
        raise Refusal("i criteri del primo sorteggio non sono utilizzabili", "correggete i punti", "", tuple(faults))
    size = 1
    for axis in rule.axes:
        size *= len(axis.classes)
    if size > MOST_STRATA:
        raise Refusal(
            f"i criteri formano {size} strati, più dei {MOST_STRATA} ammessi", "togliete un criterio o unite classi"
        )
    return rule


def _faults(axis: Axis) -> list[Fault]:
    place = f"criterio {axis.code}"
    if bool(axis.values) == bool(axis.bands):
        return [Fault("servono i valori oppure le fasce d'età", "tenete solo gli uni o le altre", place)]
    if len(set(axis.classes)) != len(axis.classes):
        return [Fault("una classe compare due volte", "scrivete ogni classe una volta sola", place)]
    texts = (axis.code, *axis.classes)
    if any(not text.strip() or text != text.strip() or set(text) & set(f'{SEPARATOR}"\r\n') for text in texts):
        return [Fault("una classe è vuota o contiene virgole, virgolette o «a capo»", "toglieteli", place)]
    return _band_faults(axis.bands, place)


def _band_faults(bands: Sequence[tuple[int, int]], place: str) -> list[Fault]:
    in_order = all(first <= last for first, last in bands)
    if in_order and all(before[1] < after[0] for before, after in pairwise(bands)):
        return []
    return [Fault("le fasce d'età si accavallano o non sono in ordine", "scrivetele dalla più giovane", place)]
