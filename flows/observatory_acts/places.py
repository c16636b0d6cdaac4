"""The places of a year: territorial bases and list of areas that hold then, read once for each pair of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from domain.errors import Refusal
from domain.observatory.geometry import Geometry, Layout, read_geometry
from domain.observatory.geometry_files import read_base
from domain.observatory.table import Geography
from domain.store.observatory import HandedIn
from domain.vocabulary import ExtractKind
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.files import on_disk
from flows.observatory_acts.reading import Checked


@dataclass(frozen=True, slots=True)
class _Files:
    """Two files by their hashes, and how they are laid out: the same ones are read once."""

    hashes: tuple[str, str]
    layout: Layout
    city_name: str
    geometry: Path = field(compare=False)
    areas: Path | None = field(compare=False)


@contextmanager
def _on_disk(desk: Desk, case: ObservatoryCase, year: int) -> Iterator[_Files]:
    """Lend the territorial bases that hold in a year, and the list of areas when one was handed in.

    Raises: Refusal while no bases were handed in.
    """
    found: dict[ExtractKind, HandedIn] = {one.kind: one for one in case.progress.places(year)}
    bases, areas = found.get(ExtractKind.GEOMETRY), found.get(ExtractKind.AREAS)
    if bases is None:
        remedy = f"consegnate prima la base territoriale («{ExtractKind.GEOMETRY}»): dice quali sezioni ci sono"
        raise Refusal(f"manca la base territoriale per il {year}", remedy, case.id)
    with ExitStack() as stack:
        yield _Files(
            (bases.sha256, areas.sha256 if areas else ""),
            layout_of(case),
            case.definition.city,
            stack.enter_context(on_disk(desk, case.id, bases)),
            stack.enter_context(on_disk(desk, case.id, areas)) if areas else None,
        )


def layout_of(case: ObservatoryCase) -> Layout:
    """How the definition says that the bases are laid out."""
    return Layout(**case.definition.places.layout)  # type: ignore[arg-type]  # its fields are the layout's


def geometry_of(desk: Desk, case: ObservatoryCase, year: int) -> Geometry:
    """The sections and areas of a year with their shapes.

    Raises: Refusal while no bases were handed in, or when bases and list of areas do not fit together.
    """
    with _on_disk(desk, case, year) as files:
        return _read(files)


def geography_of(desk: Desk, case: ObservatoryCase, year: int) -> Geography:
    """The sections and areas of a year."""
    return geometry_of(desk, case, year).geography


@lru_cache(maxsize=4)
def _read(files: _Files) -> Geometry:
    return read_geometry(files.geometry, areas=files.areas, layout=files.layout, city_name=files.city_name)


def check_places(desk: Desk, case: ObservatoryCase, path: Path, kind: ExtractKind, year: int) -> Checked:
    """Read a file of places; it is taken whole or not at all.

    Raises: Refusal when it cannot be read, or a list of areas does not fit the bases.
    """
    layout, city = layout_of(case), case.definition.city
    if kind is ExtractKind.GEOMETRY:
        read_geometry(path, layout=layout, city_name=city)
        return Checked(len(read_base(path).features), 0)
    with _on_disk(desk, case, year) as files:
        found = read_geometry(files.geometry, areas=path, layout=layout, city_name=city)
    return Checked(found.geography.sections.height, 0)
