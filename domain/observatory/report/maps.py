"""The maps of the annual report: neighborhoods by their rate, sections by the chance of being among the worst."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from domain.documents.charts import Area, Outline, area_map
from domain.documents.charts.maps import HIDDEN, NOBODY
from domain.documents.word import Picture
from domain.italian import counted
from domain.observatory.geometry import Geometry
from domain.observatory.published import Published
from domain.observatory.report.areas import spread_in_words
from domain.observatory.report.sections import CHANCES, chance_class, main_chances
from domain.observatory.told import main_code, rows, title_of, whole_share

_CLASSES = 5


def maps(published: Published, geometry: Geometry) -> dict[str, Picture | None]:
    """Return the maps by the name of their place; None where no area has a number."""
    return {
        "grafico_mappa_nil": _neighborhoods(published, geometry),
        "grafico_mappa_sezioni": _sections(published, geometry),
    }


def _neighborhoods(published: Published, geometry: Geometry) -> Picture | None:
    rates = {
        row["area"]: (str(row["name"] or row["area"]), row["rate"] if row["is_shown"] else None, row["is_shown"])
        for row in rows(published, "nil").iter_rows(named=True)
    }
    told = [(name, rate) for name, rate, _ in rates.values() if rate is not None]
    shapes = geometry.drawn("nil").shapes
    if not told or not shapes:
        return None
    limits = class_limits([rate for _, rate in told])
    words = _in_words(limits)
    areas = []
    for code, shape in shapes.items():
        _, rate, is_shown = rates.get(code, ("", None, True))
        in_class = HIDDEN if not is_shown else (NOBODY if rate is None else words[class_of(rate, limits)])
        areas.append(Area(shape, in_class))
    alt = (
        f"Mappa dei NIL, {title_of(main_code(published))}, quota fra i calcolabili: {spread_in_words(told)}; "
        f"{_hidden_in_words(areas)}. I valori sono nella tabella dei NIL."
    )
    return area_map(areas, words, subject="quota fra i calcolabili", alt=alt, above=_districts(published, geometry))


def _sections(published: Published, geometry: Geometry) -> Picture | None:
    chances = main_chances(published)
    shapes = geometry.drawn("section").shapes
    if not chances or not shapes:
        return None
    hidden = set(rows(published, "section").filter(~rows(published, "section")["is_shown"])["area"])
    words = [chance_class(low) for low, _ in reversed(CHANCES)]
    areas = []
    for code, shape in shapes.items():
        chance = chances.get(code)
        in_class = chance_class(chance) if chance is not None else (HIDDEN if code in hidden else NOBODY)
        areas.append(Area(shape, in_class))
    counts = "; ".join(
        f"{word}: {counted(sum(area.in_class == word for area in areas), 'sezione', 'sezioni')}" for word in words[::-1]
    )
    alt = (
        "Mappa delle sezioni di censimento per probabilità di stare nel decimo peggiore. "
        f"{counts}; {_hidden_in_words(areas)}."
    )
    title = "probabilità di stare nel decimo peggiore"
    return area_map(areas, words, subject=title, alt=alt, above=_districts(published, geometry))


def _districts(published: Published, geometry: Geometry) -> list[Outline]:
    names = {row["area"]: row["name"] for row in rows(published, "district").iter_rows(named=True)}
    drawn = geometry.drawn("district")
    return [
        Outline(shape, _short(str(names.get(code) or code)), drawn.points[code]) for code, shape in drawn.shapes.items()
    ]


def _short(name: str) -> str:
    """Return the number of a district whose name is a word and a number: nine times «Municipio» fills a map."""
    last = name.split()[-1] if name else ""
    return last if last.isdecimal() else name


def _hidden_in_words(areas: Sequence[Area]) -> str:
    hidden = sum(area.in_class == HIDDEN for area in areas)
    return counted(hidden, "area oscurata", "aree oscurate") if hidden else "nessuna area oscurata"


def class_limits(rates: Sequence[float]) -> list[float]:
    """Return the limits of at most five classes with as many areas each, in whole points, no class without areas."""
    ordered = sorted(rates)
    at = [ordered[min(len(ordered) - 1, len(ordered) * step // _CLASSES)] for step in range(1, _CLASSES)]
    limits, below = [], 0
    for limit in sorted({round(100 * limit) / 100 for limit in at}):
        under = sum(rate < limit for rate in ordered)
        if below < under < len(ordered):
            limits.append(limit)
            below = under
    return limits


def class_of(rate: float, limits: Sequence[float]) -> int:
    """Return the number of the class that a rate is in: a class holds its lower limit."""
    return sum(rate >= limit for limit in limits)


def _in_words(limits: Sequence[float]) -> list[str]:
    if not limits:
        return ["tutte le aree"]
    whole = [whole_share(limit) for limit in limits]
    inside = [f"{low} – {high}" for low, high in pairwise(whole)]
    return [f"meno di {whole[0]}", *inside, f"{whole[-1]} o più"]
