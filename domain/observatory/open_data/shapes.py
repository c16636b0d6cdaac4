"""The shapes of areas as GeoJSON for everybody: degrees as RFC 7946 wants them, simplified, with codes only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyproj

from domain.observatory.geometry import Geometry, Layout

FILES = {"section": "sezioni.geojson", "nil": "nil.geojson", "district": "municipi.geojson"}
"""The file of each level."""
_DECIMALS = 6
"""Of a degree: a tenth of a meter, finer than the simplified shapes."""


def shape_files(geometry: Geometry, *, crs: str = Layout().crs) -> dict[str, bytes]:
    """Return the shapes of each level that has any; `crs` is that of the geometry's meters."""
    turn = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    files = {}
    for level, name in FILES.items():
        shapes = geometry.drawn(level).shapes if geometry.shapes[level] else {}
        if shapes:
            files[name] = _collection(shapes, geometry.origin, turn)
    return files


def _collection(
    shapes: Mapping[str, Mapping[str, Any]], origin: tuple[float, float], turn: pyproj.Transformer
) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"codice": code},
            "geometry": {"type": shape["type"], "coordinates": _turned(shape, origin, turn)},
        }
        for code, shape in sorted(shapes.items())
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def _turned(shape: Mapping[str, Any], origin: tuple[float, float], turn: pyproj.Transformer) -> list[Any]:
    if shape["type"] == "Polygon":
        return [_ring(ring, origin, turn) for ring in shape["coordinates"]]
    return [[_ring(ring, origin, turn) for ring in polygon] for polygon in shape["coordinates"]]


def _ring(ring: Iterable[Sequence[float]], origin: tuple[float, float], turn: pyproj.Transformer) -> list[list[float]]:
    """Return a ring in degrees, the other way round: outer ones run clockwise in charts, and not so in RFC 7946."""
    points = list(ring)
    east, north = turn.transform([x + origin[0] for x, *_ in points], [y + origin[1] for _, y, *_ in points])
    return [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in zip(east, north, strict=True)][::-1]
