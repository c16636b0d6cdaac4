"""The territory of an edition (basi territoriali): its sections and areas, and their shapes in meters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from domain.errors import Fault, Refusal
from domain.observatory.geometry_areas import read_areas
from domain.observatory.geometry_checks import meters_of, refuse_elsewhere
from domain.observatory.geometry_files import Base, Feature, read_base
from domain.observatory.section_codes import is_fictitious
from domain.observatory.shapes import Drawn, Shapes, drawn, levels, mended, simplified
from domain.observatory.table import Geography

_TOLERANCES_M = {"section": 4.0, "nil": 10.0, "district": 15.0, "city": 15.0}
"""Less than a line's width on a page or screen that shows the whole city."""
_PLACES = ("nil", "nil_name", "district", "district_name")


@dataclass(frozen=True, slots=True)
class Layout:
    """How territorial bases are laid out: the property that holds what, the meters that shapes are drawn in."""

    section: str = "SEZ21_ID"
    nil: str = "NIL"
    nil_name: str = "NIL_NOME"
    district: str = "MUNICIPIO"
    district_name: str = "MUNICIPIO_NOME"
    crs: str = "EPSG:32632"
    digits: int = 0
    """Of a section's code: shorter numbers get zeros in front (the bases lose them); 0: codes stay as they are."""
    base_year: int = 2021
    town: str = "PRO_COM"
    only_town: str | None = None
    """Where the bases are of a whole region: the one municipality that is read, as `town` has it."""


@dataclass(frozen=True)
class Geometry:
    """Areas with their shapes. Shape: `shapes` by level (section, nil, district, city) and code, in meters."""

    geography: Geography
    shapes: Mapping[str, Shapes]
    _drawn: dict[str, Drawn] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shapeless(self) -> tuple[str, ...]:
        """The real sections that are counted and cannot be drawn: the bases have slivers of no area for some."""
        real = self.geography.sections.filter(~pl.col("is_fictitious"))["section"]
        return tuple(code for code in real if code not in self.shapes["section"])

    @property
    def origin(self) -> tuple[float, float]:
        """The corner that drawn shapes count their meters from."""
        west, south, _, _ = shapely.total_bounds(np.array(list(self.shapes["section"].values()), dtype=object))
        return float(np.floor(west)), float(np.floor(south))

    def drawn(self, level: str) -> Drawn:
        """Return the simplified shapes of a level, as charts and the dashboard draw them."""
        if level not in self._drawn:
            self._drawn[level] = drawn(simplified(self.shapes[level], _TOLERANCES_M[level]), self.origin)
        return self._drawn[level]


def read_geometry(
    path: Path, *, areas: Path | None = None, layout: Layout | None = None, city_name: str = "Città"
) -> Geometry:
    """Read the sections with their shapes; the areas that hold them stand beside each, or in a list of their own.

    Sections without a shape, fictitious or `shapeless`, are kept: their people count.

    Shape: `areas` is a CSV with the layout's columns, a row per section.
    Raises: Refusal naming features without a code, sections that lie in two areas; when nothing has a shape.
    """
    layout = layout or Layout()
    base = read_base(path, only=(layout.town, layout.only_town) if layout.only_town else None)
    if not base.features:
        raise Refusal("le basi territoriali non hanno nessuna sezione", "consegnate il file completo", path.name)
    codes = _codes(base.features, layout, path.name)
    sections = _sections(base.features, codes, layout)
    if areas is not None:
        sections = read_areas(areas, sections, layout)
    shapes = _shapes(base, codes, layout, path.name)
    geography = Geography(sections, city_name=city_name, base_year=layout.base_year)
    return Geometry(geography, levels(geography.sections, shapes))


def _codes(features: Sequence[Feature], layout: Layout, name: str) -> list[str]:
    known = features[0].properties
    if layout.section not in known:
        raise Refusal(
            f"nessuna proprietà «{layout.section}» nelle basi territoriali",
            f"dite nella definizione (places.section) quale è il codice di sezione: ci sono {', '.join(known)}",
            name,
        )
    codes = [as_code(one.properties.get(layout.section), layout.digits) for one in features]
    faults = [
        Fault("la forma non ha un codice di sezione", "scrivetelo", f"forma {one.number}")
        for one, code in zip(features, codes, strict=True)
        if not code
    ]
    if faults:
        raise Refusal("forme senza codice di sezione", "correggete il file delle basi", name, tuple(faults[:50]))
    return codes


def as_code(value: Any, digits: int) -> str:
    """Return a code as text: numbers without decimals, zeros in front where the layout says how many digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_code = isinstance(value, str | int) and not isinstance(value, bool)
    text = str(value).strip() if is_code else ""
    return text.zfill(digits) if text.isdecimal() else text


def _sections(features: Sequence[Feature], codes: Sequence[str], layout: Layout) -> pl.DataFrame:
    """The sections in the file's order, each once: a code may stand at several shapes that are parts of it."""
    columns: dict[str, list[str | None]] = {"section": list(codes)}
    for place in _PLACES:
        column = getattr(layout, place)
        columns[place] = [as_code(one.properties.get(column), 0) or None for one in features]
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).unique(maintain_order=True)
    return frame.with_columns(is_fictitious=is_fictitious(pl.col("section")))


def _shapes(base: Base, codes: Sequence[str], layout: Layout, name: str) -> Shapes:
    """The shapes in meters by section; parts of one section are put together."""
    there = [(code, one.shape) for code, one in zip(codes, base.features, strict=True) if one.shape is not None]
    parts: dict[str, list[BaseGeometry]] = {}
    for (code, _), shape in zip(there, _in_meters(there, base.crs, layout, name), strict=True):
        if (whole := mended(shape)) is not None:
            parts.setdefault(code, []).append(whole)
    if not parts:
        raise Refusal("nessuna sezione ha una forma", "consegnate le basi con i poligoni", name)
    return {code: some[0] if len(some) == 1 else shapely.union_all(some) for code, some in sorted(parts.items())}


def _in_meters(
    there: Sequence[tuple[str, BaseGeometry]], crs: pyproj.CRS, layout: Layout, name: str
) -> list[BaseGeometry]:
    meters = meters_of(layout.crs)
    flat = shapely.force_2d(np.array([shape for _, shape in there], dtype=object))
    points, owners = shapely.get_coordinates(flat, return_index=True)
    if not points.size:
        return []
    turn = pyproj.Transformer.from_crs(crs, meters, always_xy=True)
    moved = np.round(np.column_stack(turn.transform(points[:, 0], points[:, 1])), 2)
    refuse_elsewhere([code for code, _ in there], moved, owners, meters, name)
    found: list[BaseGeometry] = shapely.set_coordinates(flat, moved).tolist()
    return found
