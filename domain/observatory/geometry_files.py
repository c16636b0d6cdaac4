"""Reading territorial bases: GeoJSON, or the zip of a shapefile as ISTAT hands it out; every fault by its feature."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyproj
import shapefile
import shapely
from shapely.geometry.base import BaseGeometry

from domain.errors import Refusal

MOST_BYTES = 600_000_000
"""Of one file, opened: the bases of a whole region are below it."""
_WGS84 = "OGC:CRS84"
"""What GeoJSON is in where it says nothing. Source: RFC 7946, section 4."""
_NEEDED = (".shp", ".dbf", ".prj")
Only = tuple[str, str] | None
"""A property and what it must be; None: every feature is wanted."""


@dataclass(frozen=True)
class Feature:
    """One shape with what is written beside it; `shape` is None where there is none."""

    number: int
    properties: Mapping[str, Any]
    shape: BaseGeometry | None


@dataclass(frozen=True)
class Base:
    """The features of a file in the coordinates that it says."""

    features: tuple[Feature, ...]
    crs: pyproj.CRS


def read_base(path: Path, *, only: Only = None) -> Base:
    """Read a file of territorial bases, GeoJSON or zipped shapefile, by its name's end.

    `only`: a property and what it must be (zeros in front do not count), where a file holds a whole region.
    Raises: Refusal when it is neither, is broken or too large, says no coordinates that are known, or holds none of
    those that are wanted.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in (".geojson", ".json"):
            return _geojson(_bounded(path), path.name, only)
        if suffix == ".zip":
            return _zipped(path, only)
    except OSError as broken:
        raise Refusal("il file non si apre", "controllate che ci sia e che si possa leggere", path.name) from broken
    raise Refusal(
        f"il formato «{suffix}» non è ammesso per le basi territoriali",
        "consegnate un GeoJSON o lo zip dello shapefile dell'ISTAT",
        path.name,
    )


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise _too_large(path.name)
    return path.read_bytes()


def _is_wanted(properties: Mapping[str, Any], only: Only) -> bool:
    return only is None or str(properties.get(only[0])).strip().lstrip("0") == only[1].strip().lstrip("0")


def _refuse_none(features: Sequence[Feature], only: Only, name: str) -> None:
    if only is not None and not features:
        raise Refusal(
            f"nelle basi territoriali nessuna sezione ha «{only[0]}» {only[1]}",
            "correggete nella definizione il comune (places.only_town) o la sua proprietà (places.town)",
            name,
        )


def _geojson(data: bytes, name: str, only: Only) -> Base:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise _broken(name, "non è un JSON leggibile") from None
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise _broken(name, "non è una «FeatureCollection»")
    features = told.get("features")
    if not isinstance(features, list):
        raise _broken(name, "non ha un elenco di forme («features»)")
    crs = _crs(_crs_name(told), name)
    wanted = tuple(_features(features, name, only))
    _refuse_none(wanted, only, name)
    return Base(wanted, crs)


def _features(features: list[Any], name: str, only: Only) -> Iterator[Feature]:
    for number, one in enumerate(features, start=1):
        if not isinstance(one, dict) or not isinstance(one.get("properties"), dict):
            raise _broken(name, f"la forma {number} non ha proprietà")
        if not _is_wanted(one["properties"], only):
            continue
        geometry = one.get("geometry")
        try:
            shape = shapely.from_geojson(json.dumps(geometry)) if geometry else None
        except (shapely.errors.GEOSException, ValueError, TypeError):
            raise _broken(name, f"la forma {number} ha una geometria illeggibile") from None
        yield Feature(number, one["properties"], shape)


def _crs_name(told: Mapping[str, Any]) -> str:
    crs = told.get("crs")
    if crs is None:
        return _WGS84
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _crs(text: str, name: str) -> pyproj.CRS:
    try:
        found = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        found = None
    if found is None or not (found.is_geographic or found.is_projected):
        raise Refusal(
            f"non si capisce in quali coordinate è il file («{text[:60]}»)",
            "salvatelo in EPSG:4326 o EPSG:32632, con il sistema di riferimento scritto nel file",
            name,
        )
    return found


def _zipped(path: Path, only: Only) -> Base:
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            stem = _only_shapefile(archive, name)
            parts = {end: _part(archive, stem + end, name) for end in _NEEDED}
            reader = shapefile.Reader(
                shp=io.BytesIO(parts[".shp"]), dbf=io.BytesIO(parts[".dbf"]), encoding="utf-8", encodingErrors="replace"
            )
            features = tuple(_records(reader, only))
    except zipfile.BadZipFile:
        raise _broken(name, "lo zip è rovinato") from None
    except (shapefile.ShapefileException, ValueError, KeyError, IndexError, shapely.errors.GEOSException):
        raise _broken(name, "lo shapefile è rovinato") from None
    except Exception as fault:  # the library unpacks damaged bytes with whatever breaks first
        if isinstance(fault, Refusal):
            raise
        raise _broken(name, f"lo shapefile è rovinato ({type(fault).__name__})") from None
    _refuse_none(features, only, name)
    return Base(features, _crs(parts[".prj"].decode("utf-8", "replace"), name))


def _records(reader: shapefile.Reader, only: Only) -> Iterator[Feature]:
    for place, record in enumerate(reader.iterRecords()):
        if only and not _is_wanted({only[0]: getattr(record, only[0], None)}, only):
            continue  # a region has tens of thousands of sections: those of others are not even read
        properties = record.as_dict()
        told = reader.shape(place)
        geometry = told.__geo_interface__ if told.shapeType else None
        shape = shapely.geometry.shape(geometry) if geometry and geometry["coordinates"] else None
        yield Feature(place + 1, properties, shape)


def _only_shapefile(archive: zipfile.ZipFile, name: str) -> str:
    """The path of the one shapefile in the zip, without its ending."""
    stems = sorted(
        info.filename[: -len(".shp")] for info in archive.infolist() if info.filename.lower().endswith(".shp")
    )
    if len(stems) == 1:
        return stems[0]
    found = ", ".join(PurePosixPath(stem).name for stem in stems) or "nessuno"
    raise Refusal(f"lo zip deve contenere un solo shapefile; contiene: {found}", "lasciatene uno", name)


def _part(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    wanted = next((info for info in archive.infolist() if info.filename.casefold() == member.casefold()), None)
    if wanted is None:
        missing = PurePosixPath(member).name
        raise Refusal(f"nello zip manca «{missing}»", "consegnate lo zip come l'ISTAT lo pubblica", name)
    with archive.open(wanted) as file:
        data = file.read(MOST_BYTES + 1)  # what the zip says of its sizes is not believed
    if len(data) > MOST_BYTES:
        raise _too_large(name)
    return data


def _too_large(name: str) -> Refusal:
    return Refusal(f"il file supera {MOST_BYTES // 1_000_000} MB", "ritagliate le sezioni del vostro comune", name)


def _broken(name: str, why: str) -> Refusal:
    return Refusal(f"le basi territoriali non si leggono: {why}", "consegnate il file come l'ISTAT lo pubblica", name)
