"""The shapes of areas in meters: mended, simplified together so that neighbors keep their common border, merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from domain.observatory.table import CITY

Shapes = Mapping[str, BaseGeometry]
_LARGEST_GAP_M2 = 10_000
"""A hectare, a block: neighborhoods inside another are far larger."""


@dataclass(frozen=True)
class Drawn:
    """The shapes of one level as they are drawn: GeoJSON geometries of whole meters from `origin`, y to the north.

    Rings outside run clockwise, as d3 wants them: wound the other way a ring would cover the globe.
    """

    shapes: Mapping[str, Mapping[str, Any]]
    points: Mapping[str, tuple[int, int]]
    """Where a name may stand, inside the area."""


def mended(shape: BaseGeometry) -> BaseGeometry | None:
    """Return the polygons of a shape, made valid; None where nothing with an area is left."""
    flat = shapely.force_2d(shape)
    whole = flat if shapely.is_valid(flat) else shapely.make_valid(flat, method="structure", keep_collapsed=False)
    several = [inner for part in shapely.get_parts(whole) for inner in shapely.get_parts(part)]
    parts = [part for part in several if part.geom_type == "Polygon" and part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def simplified(shapes: Shapes, tolerance_m: float) -> dict[str, BaseGeometry]:
    """Return the shapes with fewer corners, common borders still common; one that would vanish is kept as it was."""
    codes = list(shapes)
    whole = np.array([shapes[code] for code in codes], dtype=object)
    fewer = shapely.coverage_simplify(whole, tolerance_m)
    return {
        code: new if not new.is_empty and new.area > 0 else old
        for code, new, old in zip(codes, fewer, whole, strict=True)
    }


def merged(shapes: Shapes, parents: Mapping[str, str]) -> dict[str, BaseGeometry]:
    """Return the shape of each parent: all of its children together, slivers between them closed."""
    children: dict[str, list[BaseGeometry]] = {}
    for code, shape in shapes.items():
        if parent := parents.get(code):
            children.setdefault(parent, []).append(shape)
    return {parent: _filled(shapely.union_all(children[parent], grid_size=0.1)) for parent in sorted(children)}


def _filled(shape: BaseGeometry) -> BaseGeometry:
    """Return an area without its small holes: they are gaps between sections, where no other area can be."""
    parts = [
        shapely.Polygon(
            part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > _LARGEST_GAP_M2]
        )
        for part in shapely.get_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def levels(sections: pl.DataFrame, shapes: Shapes) -> dict[str, Shapes]:
    """Return the shapes of sections, neighborhoods, districts and the city, from those of the sections."""
    parents = {
        level: dict(sections.filter(pl.col(level).is_not_null()).select("section", level).iter_rows())
        for level in ("nil", "district")
    }
    return {
        "section": shapes,
        "nil": merged(shapes, parents["nil"]),
        "district": merged(shapes, parents["district"]),
        "city": merged(shapes, dict.fromkeys(shapes, CITY)),
    }


def drawn(shapes: Shapes, origin: tuple[float, float]) -> Drawn:
    """Return shapes as charts draw them."""
    moved = {code: _whole_meters(shape, origin) for code, shape in shapes.items()}
    points = {code: shape.representative_point() for code, shape in moved.items()}
    return Drawn(
        {code: _geojson(shape) for code, shape in moved.items()},
        {code: (round(point.x), round(point.y)) for code, point in points.items()},
    )


def _whole_meters(shape: BaseGeometry, origin: tuple[float, float]) -> BaseGeometry:
    moved: BaseGeometry = shapely.transform(shape, lambda points: np.round(points - np.array(origin)))
    return moved if moved.area > 0 else shapely.transform(shape, lambda points: points - np.array(origin))


def _geojson(shape: BaseGeometry) -> dict[str, Any]:
    polygons = [_rings(polygon) for polygon in shapely.get_parts(shape)]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _rings(polygon: Any) -> list[list[list[float]]]:
    turned = shapely.orient_polygons(polygon, exterior_cw=True)
    return [_points(ring.coords) for ring in (turned.exterior, *turned.interiors)]


def _points(coordinates: Iterable[tuple[float, ...]]) -> list[list[float]]:
    points: list[list[float]] = []
    for x, y, *_ in coordinates:
        point = [int(x) if x == int(x) else round(x, 1), int(y) if y == int(y) else round(y, 1)]
        if not points or points[-1] != point:
            points.append(point)
    return points
