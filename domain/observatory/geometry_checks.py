"""What is wrong with coordinates before anything is drawn from them: another system, swapped axes, places far away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj

from domain.errors import Fault, Refusal

_SMALLEST_M, _LARGEST_M = 50.0, 200_000.0
"""Of a whole city: degrees taken for meters are a speck, a section of another province is far away."""
_BESIDE_DEGREES = 10.0
"""How far from its own zone a system of coordinates is used: ISTAT's bases tell all of Italy in zone 32."""
_TOLD = 50

Points = np.ndarray[Any, np.dtype[np.float64]]


def meters_of(written: str) -> pyproj.CRS:
    """Return the system that shapes are drawn in. Raises: Refusal when it is unknown or does not count meters."""
    try:
        found = pyproj.CRS.from_user_input(written)
    except pyproj.exceptions.CRSError:
        found = None
    if found is None or not found.is_projected or any(axis.unit_name != "metre" for axis in found.axis_info[:2]):
        raise Refusal(
            f"«{written[:60]}» non è un sistema di coordinate in metri",
            "scrivete nella definizione (places.crs) un sistema proiettato, come EPSG:32632",
            "definizione",
        )
    return found


def refuse_elsewhere(codes: Sequence[str], points: Points, owners: Points, meters: pyproj.CRS, name: str) -> None:
    """Refuse coordinates that cannot be a city's in that system.

    Shape: `points` x and y in meters, `owners` for each point the place in `codes` of its section.
    Raises: Refusal, with the sections that lie far from the others.
    """
    remedy = "salvate il file in EPSG:4326 o EPSG:32632, con il sistema di riferimento scritto nel file"
    lost = ~np.isfinite(points).all(axis=1)
    if lost.any():
        faults = _named(codes, owners[lost], "le coordinate non stanno nel sistema che il file dichiara")
        raise Refusal("le coordinate non sono quelle che il file dichiara", remedy, name, faults)
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    if max(east - west, north - south) < _SMALLEST_M:
        raise Refusal("tutte le sezioni insieme non fanno 50 metri: forse i gradi sono detti metri", remedy, name)
    if why := _why_not_there(np.median(points, axis=0), meters):
        raise Refusal(why, remedy, name)
    if max(east - west, north - south) > _LARGEST_M:
        far = np.abs(points - np.median(points, axis=0)).max(axis=1) > _LARGEST_M / 2
        raise Refusal(
            f"le sezioni stanno su {max(east - west, north - south) / 1000:.0f} chilometri: non sono di una città",
            "se il file è di una regione, scrivete nella definizione di quale comune si parla (places.only_town)",
            name,
            _named(codes, owners[far], "la sezione è lontana dalle altre"),
        )


def _why_not_there(middle: Points, meters: pyproj.CRS) -> str | None:
    use = meters.area_of_use
    if use is None:
        return None
    turn = pyproj.Transformer.from_crs(meters, "OGC:CRS84", always_xy=True)
    east, north = turn.transform(*middle)
    fits_east = use.west - _BESIDE_DEGREES <= east <= use.east + _BESIDE_DEGREES
    if fits_east and use.south - _BESIDE_DEGREES <= north <= use.north + _BESIDE_DEGREES:
        return None
    told = f"{east:.1f} gradi di longitudine e {north:.1f} di latitudine".replace(".", ",")
    return f"le sezioni stanno a {told}: forse sono scambiate"


def _named(codes: Sequence[str], owners: Points, problem: str) -> tuple[Fault, ...]:
    those = sorted({codes[int(owner)] for owner in owners})
    return tuple(Fault(problem, "correggetene le coordinate", f"sezione {code}") for code in those[:_TOLD])
