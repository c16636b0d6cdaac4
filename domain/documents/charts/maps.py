"""Maps of areas in a few classes: a color for each, one of its own for what is hidden, outlines and names above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.documents.charts.drawing import INK, TOTAL_WIDTH, drawn, inline
from domain.documents.word import Picture

CLASS_COLORS = ("#D8EBF2", "#A3CDDF", "#5FA6C4", "#2A7896", "#0B4560")
"""From pale to dark, told apart in print and by every kind of color vision."""
HIDDEN_COLOR, NOBODY_COLOR = "#E9C9A8", "#F6F7F8"
HIDDEN, NOBODY = "oscurata", "nessun nucleo"
_BORDER = "#8FA3AD"
_MANY = 1_000
_LOWEST, _HIGHEST = 200, 500

Geometry = Mapping[str, Any]
"""A GeoJSON geometry in whole meters, y to the north: drawn as it is, so that no ring can be taken for a globe."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area and the class that it is in (one of the map's, HIDDEN, or NOBODY)."""

    shape: Geometry
    in_class: str


@dataclass(frozen=True, slots=True)
class Outline:
    """An area drawn above the others by its border and name, where its name stands in meters."""

    shape: Geometry
    name: str
    at: tuple[float, float]


def area_map(
    areas: Sequence[Area], classes: Sequence[str], *, subject: str, alt: str, above: Sequence[Outline] = ()
) -> Picture:
    """Draw areas in their classes, from the least to the most; `subject` is the legend's title.

    Classes that no area is in stand in the legend nevertheless; HIDDEN and NOBODY only where there are such areas.
    """
    import altair  # a second, which a program that draws nothing does not have

    there = {area.in_class for area in areas}
    colors = dict(zip(classes, _spread(len(classes)), strict=True))
    colors |= {name: color for name, color in ((HIDDEN, HIDDEN_COLOR), (NOBODY, NOBODY_COLOR)) if name in there}
    features = {
        "areas": [{"type": "Feature", "geometry": area.shape, "class": area.in_class} for area in areas],
        "above": [{"type": "Feature", "geometry": one.shape} for one in above],
    }
    fill = (
        altair.Chart(altair.NamedData("areas"))
        .mark_geoshape(opacity=1, stroke=_BORDER, strokeWidth=0.4 if len(areas) < _MANY else 0.1)
        .encode(
            color=altair.Color("class:N", title=subject, sort=list(colors))
            .scale(domain=list(colors), range=list(colors.values()))
            .legend(orient="bottom", columns=4, symbolType="square", symbolStrokeColor=_BORDER, titleLimit=TOTAL_WIDTH)
        )
    )
    names: list[dict[str, object]] = [{"x": one.at[0], "y": one.at[1], "name": one.name} for one in above]
    borders = altair.Chart(altair.NamedData("above")).mark_geoshape(filled=False, stroke=INK, strokeWidth=1.2)
    written = altair.Chart(inline(names)).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    halo = written.mark_text(fontSize=15, fontWeight="bold", stroke="white", strokeWidth=3, strokeOpacity=0.8)
    words = written.mark_text(fontSize=15, fontWeight="bold", color=INK)
    layers = [fill, borders, halo, words] if above else [fill]
    chart = (
        altair.layer(*layers)
        .project(type="identity", reflectY=True)
        .properties(width=TOTAL_WIDTH, height=_height(areas))
    )
    return Picture(drawn(chart, features), alt)


def _height(areas: Sequence[Area]) -> int:
    """Return the height at which the areas fill the width, within what a page can hold."""
    points: list[list[float]] = [point for area in areas for ring in _rings(area.shape) for point in ring]
    if not points:
        return _LOWEST
    (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
    tall: float = TOTAL_WIDTH * (north - south) / max(east - west, 1)
    return round(min(_HIGHEST, max(_LOWEST, tall)))


def _rings(shape: Geometry) -> list[Any]:
    """Return the outer rings of a polygon, or of several."""
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [polygon[0] for polygon in polygons]


def _spread(count: int) -> list[str]:
    """Return so many of the colors, the palest and the darkest among them."""
    if count < 2:
        return list(CLASS_COLORS[-count:]) if count else []
    last = len(CLASS_COLORS) - 1
    return [CLASS_COLORS[round(place * last / (count - 1))] for place in range(count)]
