"""An invented city, drawn from a seed: nine districts, 36 neighborhoods, 576 sections with polygons, complexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from domain.observatory.table import Geography

_SIDE, _DISTRICT_SIDE, _NIL_SIDE = 24, 8, 4
"""Unit: sections along the city's side, a district's, a neighborhood's."""
_CELL_M = 320.0
_ORIGIN_M = (506_000.0, 5_030_000.0)
_COMPLEXES = 45
_WORDS = ("Arsenale", "Borgo", "Cascina", "Darsena", "Fornace", "Giardini", "Lanificio", "Molino", "Officine")
_SIDES = ("Nord", "Est", "Sud", "Ovest")
_FICTITIOUS = ("9990018888881", "9990019999999")

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class SyntheticCity:
    """An invented city (città sintetica).

    Shape: `families` has section, families, deprivation (0 to 1), complex (null: none there) and complex_share; `rings`
    closed, counterclockwise, in meters; a fictitious section has families and no ring.
    """

    geography: Geography
    families: pl.DataFrame
    rings: dict[str, Ring]

    def geojson(self) -> dict[str, Any]:
        """Return the sections as a GeoJSON collection in EPSG:32632, laid out as ISTAT's census bases are."""
        sizes = dict(self.families.select("section", "families").iter_rows())
        named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}
        features = [
            {
                "type": "Feature",
                "properties": {"SEZ21_ID": code, "FAM21": sizes[code]},
                "geometry": {"type": "Polygon", "coordinates": [[list(point) for point in ring]]},
            }
            for code, ring in self.rings.items()
        ]
        return {"type": "FeatureCollection", "name": "sezioni", "crs": named, "features": features}


def synthetic_city(seed: int) -> SyntheticCity:
    """Return the city of that seed: same seed, same city."""
    rng = np.random.default_rng([seed, 1])
    rows, columns = (axis.ravel() for axis in np.mgrid[0:_SIDE, 0:_SIDE])
    codes = [f"999001{number:07d}" for number in range(1, _SIDE * _SIDE + 1)]
    district = (rows // _DISTRICT_SIDE) * 3 + columns // _DISTRICT_SIDE + 1
    quarter = (rows // _NIL_SIDE % 2) * 2 + columns // _NIL_SIDE % 2
    nil = (district - 1) * 4 + quarter + 1
    sections = pl.DataFrame(
        {
            "section": [*codes, *_FICTITIOUS],
            "nil": [*(f"{number:02d}" for number in nil), None, None],
            "nil_name": [*(f"{_WORDS[d - 1]} {_SIDES[q]}" for d, q in zip(district, quarter, strict=True)), None, None],
            "district": [*(str(number) for number in district), None, None],
            "district_name": [*(f"Municipio {number}" for number in district), None, None],
            "is_fictitious": [False] * len(codes) + [True, True],
        }
    )
    complexes = pl.DataFrame(
        {
            "complex": [f"C{number:02d}" for number in range(1, _COMPLEXES + 1)],
            "complex_name": [f"Complesso {_WORDS[number % 9]} {number}" for number in range(1, _COMPLEXES + 1)],
        }
    )
    geography = Geography(sections, complexes, "Città sintetica", 2021)
    return SyntheticCity(geography, _families(codes, nil, rng), _rings(codes, rng))


def part_of(city: SyntheticCity, districts: tuple[str, ...]) -> SyntheticCity:
    """Return some districts of the city with their complexes, and the fictitious sections: a smaller one."""
    sections = city.geography.sections.filter(pl.col("district").is_in(districts) | pl.col("is_fictitious"))
    families = city.families.join(sections.select("section"), on="section", how="semi", maintain_order="left")
    complexes = city.geography.complexes.filter(pl.col("complex").is_in(families["complex"].drop_nulls().implode()))
    codes = set(sections["section"])
    rings = {code: ring for code, ring in city.rings.items() if code in codes}
    geography = Geography(sections, complexes, city.geography.city_name, city.geography.base_year)
    return SyntheticCity(geography, families, rings)


def _families(codes: list[str], nil: np.ndarray[Any, Any], rng: np.random.Generator) -> pl.DataFrame:
    """Return sizes like a real city's (median about a hundred; some empty, some of one or two families)."""
    count = len(codes)
    sizes = np.round(np.exp(rng.normal(4.6, 0.55, count))).astype(np.int64)
    kind = rng.random(count)
    sizes = np.where(kind < 0.05, 0, np.where(kind < 0.08, rng.integers(1, 3, count), sizes))
    of_nil = rng.beta(2, 3, nil.max())
    deprivation = np.clip(of_nil[nil - 1] + rng.normal(0, 0.1, count), 0, 1)
    complexes: list[str | None] = [None] * count
    share = np.zeros(count)
    homes = rng.choice(np.flatnonzero(sizes > 40), size=_COMPLEXES * 2, replace=False)
    for place, home in enumerate(homes):
        complexes[home] = f"C{place % _COMPLEXES + 1:02d}"
        share[home] = rng.uniform(0.4, 0.9)
    return pl.DataFrame(
        {
            "section": [*codes, *_FICTITIOUS],
            "families": [*sizes.tolist(), 37, 12],
            "deprivation": [*np.round(deprivation, 4).tolist(), 0.9, 0.6],
            "complex": [*complexes, None, None],
            "complex_share": [*np.round(share, 4).tolist(), 0.0, 0.0],
        }
    )


def _rings(codes: list[str], rng: np.random.Generator) -> dict[str, Ring]:
    """Return quadrilaterals that share their corners: moved less than a third of a side, none crosses another."""
    corners = np.stack(np.meshgrid(np.arange(_SIDE + 1.0), np.arange(_SIDE + 1.0)), axis=-1)
    corners[1:-1, 1:-1] += rng.uniform(-0.3, 0.3, (_SIDE - 1, _SIDE - 1, 2))
    points = np.round(corners * _CELL_M + np.array(_ORIGIN_M), 1)
    rings = {}
    for place, code in enumerate(codes):
        row, column = divmod(place, _SIDE)
        around = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column), (row, column))
        rings[code] = tuple((float(points[at][0]), float(points[at][1])) for at in around)
    return rings
