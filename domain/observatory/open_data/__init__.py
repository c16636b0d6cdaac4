"""The open data of an edition: the protected tables in CSV and Parquet, shapes, dictionary, note on the method."""

from __future__ import annotations

from domain.observatory.definition_content import LICENCE
from domain.observatory.geometry import Geometry, Layout
from domain.observatory.open_data.area_tables import areas, changes, incomes, sections
from domain.observatory.open_data.city_tables import causes, overlap, retrofits, shifts, sources, visits
from domain.observatory.open_data.columns import DataTable, as_csv, as_parquet
from domain.observatory.open_data.notes import DICTIONARY, INDICATORS, NOTE, dictionary, indicators, note
from domain.observatory.open_data.shapes import shape_files
from domain.observatory.published import Published

__all__ = ["open_data", "open_tables"]


def open_data(
    published: Published, geometry: Geometry | None, *, licence: str = LICENCE, crs: str = Layout().crs
) -> dict[str, bytes]:
    """Return the files of the open data by name; without `geometry` there are no shapes.

    `crs` is that of the geometry's meters.
    """
    tables = open_tables(published)
    shapes = shape_files(geometry, crs=crs) if geometry is not None else {}
    files = {NOTE: note(published, tables, shapes, licence=licence)}
    files |= {DICTIONARY: dictionary(tables, list(shapes)), INDICATORS: indicators(published)}
    for table in tables:
        files[f"{table.name}.csv"] = as_csv(table)
        files[f"{table.name}.parquet"] = as_parquet(table)
    return files | shapes


def open_tables(published: Published) -> list[DataTable]:
    """Return the tables of the open data, those that this edition has."""
    every = (areas, sections, changes, shifts, causes, overlap, incomes, retrofits, visits, sources)
    found = [make(published) for make in every]
    return [table for table in found if table is not None]
