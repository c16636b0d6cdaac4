"""The territory of the small city as its files say it: shapes in a GeoJSON, areas in a list of their own."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

from domain.observatory.geometry import Geometry, Layout, read_geometry
from domain.observatory.synthetic_city import SyntheticCity

LAYOUT = Layout()


def written(city: SyntheticCity, folder: Path) -> tuple[Path, Path]:
    """Write shapes and list of areas; returns their paths."""
    shapes, areas = folder / "sezioni.geojson", folder / "aree.csv"
    shapes.write_text(json.dumps(city.geojson()), encoding="utf-8")
    sections = city.geography.sections.rename(
        {name: getattr(LAYOUT, name) for name in ("section", "nil", "nil_name", "district", "district_name")}
    )
    areas.write_text(sections.drop("is_fictitious").write_csv(separator=";"), encoding="utf-8")
    return shapes, areas


@cache
def territory_of(city_of: object) -> Geometry:
    """Return the territory of the city that a function makes, always the same."""
    city: SyntheticCity = city_of()  # type: ignore[operator]
    with tempfile.TemporaryDirectory() as folder:
        shapes, areas = written(city, Path(folder))
        return read_geometry(shapes, areas=areas, city_name=city.geography.city_name)
