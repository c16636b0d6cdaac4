"""Territorial bases: read as cities hand them in, in meters, merged into areas; every fault named."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyproj
import pytest
import shapefile
import shapely

from domain.errors import Refusal
from domain.observatory.geometry import Layout, read_geometry
from domain.observatory.shapes import mended
from tests.domain.observatory.published_desk import small_city
from tests.domain.observatory.small_territory import territory_of, written

SHARED = Path(__file__).parents[4] / "shared" / "data" / "observatory"
SQUARE = [[0, 0], [0, 100], [100, 100], [100, 0], [0, 0]]
Ring = Sequence[Sequence[float]]


def feature(code: object, ring: Ring | None = SQUARE, **more: object) -> dict[str, Any]:
    geometry = None if ring is None else {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"SEZ21_ID": code, **more}, "geometry": geometry}


def moved(by: float) -> list[list[float]]:
    return [[x + by, y] for x, y in SQUARE]


def saved(folder: Path, features: object, *, crs: str | None = "EPSG:32632") -> Path:
    named = {} if crs is None else {"crs": {"type": "name", "properties": {"name": crs}}}
    path = folder / "basi.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **named, "features": features}), encoding="utf-8")
    return path


def areas_of(folder: Path, text: str) -> Path:
    path = folder / "aree.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_small_city_comes_back_as_it_was_written_with_its_fictitious_sections() -> None:
    territory, city = territory_of(small_city), small_city()
    assert territory.geography.sections.equals(city.geography.sections)
    assert {level: len(shapes) for level, shapes in territory.shapes.items()} == {
        "section": 128, "nil": 8, "district": 2, "city": 1,
    }  # fmt: skip
    assert territory.shapeless == ()
    whole = sum(shapely.Polygon(ring).area for ring in city.rings.values())
    for shapes in territory.shapes.values():
        assert sum(shape.area for shape in shapes.values()) == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize("level", ["section", "nil", "district", "city"])
def test_drawn_shapes_are_in_whole_meters_from_the_corner_and_wound_so_that_none_covers_the_globe(level: str) -> None:
    territory = territory_of(small_city)
    drawn = territory.drawn(level)
    assert set(drawn.shapes) == set(territory.shapes[level])
    west, south, east, north = shapely.total_bounds([shapely.geometry.shape(one) for one in drawn.shapes.values()])
    assert 0 <= west < 20 and 0 <= south < 20 and east < 6_000 and north < 4_000
    for code, told in drawn.shapes.items():
        for rings in [told["coordinates"]] if told["type"] == "Polygon" else told["coordinates"]:
            assert not shapely.LinearRing(rings[0]).is_ccw
            assert all(isinstance(number, int) for ring in rings for point in ring for number in point)
        assert shapely.geometry.shape(told).contains(shapely.Point(drawn.points[code]))


def test_neighbors_keep_their_common_border_when_they_are_simplified() -> None:
    drawn = territory_of(small_city).drawn("nil")
    shapes = [shapely.geometry.shape(one) for one in drawn.shapes.values()]
    together = shapely.union_all(shapes)
    assert together.area == pytest.approx(sum(shape.area for shape in shapes), rel=1e-3)
    assert len(shapely.get_parts(together)) == 1


def test_longitudes_and_latitudes_become_meters(tmp_path: Path) -> None:
    turn = pyproj.Transformer.from_crs("EPSG:32632", "OGC:CRS84", always_xy=True)
    corners = [turn.transform(x + 514_000, y + 5_034_000) for x, y in SQUARE]
    found = read_geometry(saved(tmp_path, [feature(1, corners)], crs=None))
    (shape,) = found.shapes["section"].values()
    assert shape.bounds == pytest.approx((514_000, 5_034_000, 514_100, 5_034_100), abs=0.02)


def test_a_section_in_several_shapes_is_one_and_a_sliver_is_counted_without_being_drawn(tmp_path: Path) -> None:
    sliver = [[0.0, 0.0], [0.001, 0.0], [0.001, 0.001], [0.0, 0.0]]
    features = [feature(1), feature(1, moved(300)), feature(2, sliver), feature(3, None)]
    found = read_geometry(saved(tmp_path, features), layout=Layout(digits=3))
    assert found.geography.sections["section"].to_list() == ["001", "002", "003"]
    assert found.shapes["section"]["001"].area == 20_000
    assert found.shapeless == ("002", "003")


def test_a_bow_tie_becomes_its_two_halves_and_a_line_nothing() -> None:
    bow = mended(shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    assert bow is not None and shapely.is_valid(bow) and bow.area == 50
    assert mended(shapely.LineString([(0, 0), (1, 1)])) is None


def zipped(folder: Path, *, without: str = "", features: Mapping[str, Ring] | None = None) -> Path:
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    writer = shapefile.Writer(**parts, shapeType=shapefile.POLYGON)
    writer.field("SEZ21_ID", "N", 13)
    writer.field("NIL", "C", 20)
    for code, ring in (features or {"220610000058": SQUARE, "220610000059": moved(100)}).items():
        writer.poly([ring])
        writer.record(int(code), "Città alta")
    writer.close()
    path = folder / "R04_21_WGS84.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for end, data in [*parts.items(), ("prj", io.BytesIO(pyproj.CRS("EPSG:32632").to_wkt("WKT1_ESRI").encode()))]:
            if end != without:
                archive.writestr(f"R04/R04_21.{end}", data.getvalue())
    return path


def test_the_zip_of_a_shapefile_is_read_like_a_geojson(tmp_path: Path) -> None:
    found = read_geometry(zipped(tmp_path), layout=Layout(digits=13))
    assert list(found.shapes["section"]) == ["0220610000058", "0220610000059"]
    assert list(found.shapes["nil"]) == ["Città alta"]
    assert found.shapes["nil"]["Città alta"].area == 20_000


@pytest.mark.parametrize("part", ["dbf", "prj"])
def test_a_zip_that_lacks_a_part_is_refused_with_its_name(tmp_path: Path, part: str) -> None:
    with pytest.raises(Refusal, match=rf"nello zip manca «R04_21\.{part}»"):
        read_geometry(zipped(tmp_path, without=part))


@pytest.mark.parametrize("cut", [10, 200, 600, 900])
def test_a_damaged_zip_is_refused_whatever_breaks_in_it(tmp_path: Path, cut: int) -> None:
    path = zipped(tmp_path)
    data = bytearray(path.read_bytes())
    data[cut : cut + 40] = b"\xff" * 40
    path.write_bytes(bytes(data[: len(data) - 30]))
    with pytest.raises(Refusal, match=r"basi territoriali non si leggono|zip"):
        read_geometry(path)


HOSTILE = {
    "not json": ("{", "non è un JSON leggibile"),
    "deep": ("[" * 100_000, "non è un JSON leggibile"),
    "another json": ("[]", "non è una «FeatureCollection»"),
    "no features": ('{"type": "FeatureCollection"}', "non ha un elenco di forme"),
    "nothing in it": ('{"type": "FeatureCollection", "features": []}', "non hanno nessuna sezione"),
    "feature that is a number": ('{"type": "FeatureCollection", "features": [7]}', "la forma 1 non ha proprietà"),
    "geometry that is none": (
        '{"type":"FeatureCollection","features":[{"properties":{"SEZ21_ID":1},"geometry":{"type":"Polygon","coordinates":"x"}}]}',
        "la forma 1 ha una geometria illeggibile",
    ),
    "unknown coordinates": (
        '{"type":"FeatureCollection","crs":{"properties":{"name":"luna"}},"features":[]}',
        "non si capisce in quali coordinate",
    ),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_broken_file_is_refused_with_what_is_wrong(tmp_path: Path, name: str) -> None:
    text, problem = HOSTILE[name]
    path = tmp_path / "basi.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=problem) as refused:
        read_geometry(path)
    assert refused.value.place == "basi.geojson" and refused.value.remedy


def test_a_code_that_is_missing_is_told_by_the_place_of_its_shape(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_geometry(saved(tmp_path, [feature(1), feature(None, moved(100)), feature(" ", moved(200))]))
    assert [fault.place for fault in refused.value.faults] == ["forma 2", "forma 3"]
    with pytest.raises(Refusal, match=r"nessuna proprietà «SEZ2011».*places\.section.*SEZ21_ID"):
        read_geometry(saved(tmp_path, [feature(1)]), layout=Layout(section="SEZ2011"))
    with pytest.raises(Refusal, match=r"il formato «\.kml» non è ammesso"):
        read_geometry(tmp_path / "basi.kml")


DEGREES = [[9.1, 45.4], [9.1, 45.41], [9.11, 45.41], [9.11, 45.4], [9.1, 45.4]]
SWAPPED = [[y, x] for x, y in DEGREES]
MILAN = [[514_000 + x, 5_034_000 + y] for x, y in SQUARE]
ROME = [[785_000 + x, 4_645_000 + y] for x, y in SQUARE]


@pytest.mark.parametrize(
    ("rings", "crs", "problem", "places"),
    [
        ([MILAN], None, "le coordinate non sono quelle che il file dichiara", ["sezione 1"]),
        ([SWAPPED], None, "a 45,4 gradi di longitudine e 9,1 di latitudine: forse sono scambiate", []),
        ([DEGREES], "EPSG:32632", "non fanno 50 metri: forse i gradi sono detti metri", []),
        ([DEGREES], "EPSG:5703", "non si capisce in quali coordinate è il file", []),
        ([MILAN, MILAN, ROME], "EPSG:32632", "le sezioni stanno su 389 chilometri", ["sezione 3"]),
    ],
)
def test_coordinates_that_are_not_what_the_file_says_are_refused_and_never_drawn(
    tmp_path: Path, rings: list[Ring], crs: str | None, problem: str, places: list[str]
) -> None:
    features = [feature(number, ring) for number, ring in enumerate(rings, start=1)]
    with pytest.raises(Refusal, match=problem) as refused:
        read_geometry(saved(tmp_path, features, crs=crs))
    assert [fault.place for fault in refused.value.faults] == places


@pytest.mark.parametrize("crs", ["EPSG:4326", "luna", "EPSG:2263"])
def test_shapes_are_drawn_in_meters_or_not_at_all(tmp_path: Path, crs: str) -> None:
    with pytest.raises(Refusal, match=f"«{crs}» non è un sistema di coordinate in metri"):
        read_geometry(saved(tmp_path, [feature(1, MILAN)]), layout=Layout(crs=crs))


def test_of_a_whole_region_only_the_town_of_the_definition_is_read(tmp_path: Path) -> None:
    region = saved(tmp_path, [feature(1, MILAN, PRO_COM=15146), feature(2, ROME, PRO_COM=58091), feature(None, ROME)])
    found = read_geometry(region, layout=Layout(only_town="015146"))
    assert list(found.shapes["section"]) == list(found.geography.sections["section"]) == ["1"]
    archive = zipped(tmp_path, features={"151460000001": MILAN, "580910000001": ROME})
    assert list(read_geometry(archive, layout=Layout(town="SEZ21_ID", only_town="151460000001")).shapes["section"]) == [
        "151460000001"
    ]
    for path in (region, archive):
        with pytest.raises(Refusal, match="nessuna sezione ha «PRO_COM» 1234") as refused:
            read_geometry(path, layout=Layout(only_town="1234"))
        assert "places.only_town" in refused.value.remedy


@pytest.mark.parametrize("code", [True, [1], float("nan")])
def test_what_cannot_be_a_code_is_none(tmp_path: Path, code: object) -> None:
    with pytest.raises(Refusal, match="forme senza codice di sezione"):
        read_geometry(saved(tmp_path, [feature(code, MILAN)]))


def test_a_list_of_areas_that_is_not_there_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    shapes = saved(tmp_path, [feature(1, MILAN)])
    with pytest.raises(Refusal, match="l'elenco delle aree non si apre"):
        read_geometry(shapes, areas=tmp_path / "manca.csv")
    with pytest.raises(Refusal, match="l'elenco delle aree non è un CSV leggibile"):
        read_geometry(shapes, areas=areas_of(tmp_path, 'SEZ21_ID;NIL\n1;"' + "a" * (csv.field_size_limit() + 1)))


def test_a_list_of_areas_goes_before_the_bases_and_must_say_every_section_once(tmp_path: Path) -> None:
    shapes = saved(tmp_path, [feature(1, NIL="X"), feature(2, moved(100), NIL="X")])
    listed = areas_of(tmp_path, "\ufeffSEZ21_ID;nil;MUNICIPIO\n1;A;7\n2;;7\n9990019999999;B;7\n")
    found = read_geometry(shapes, areas=listed).geography.sections
    assert found.select("section", "nil", "district", "is_fictitious").rows() == [
        ("1", "A", "7", False),
        ("2", "X", "7", False),
        ("9990019999999", "B", "7", True),
    ]
    with pytest.raises(Refusal) as refused:
        read_geometry(shapes, areas=areas_of(tmp_path, "SEZ21_ID,NIL\n1,A\n1,B\n"))
    assert [(fault.place, fault.problem) for fault in refused.value.faults] == [
        ("sezione 1", "la sezione ha aree diverse in righe diverse"),
        ("sezione 2", "la sezione non è nell'elenco delle aree"),
    ]
    with pytest.raises(Refusal, match="non ha la colonna «SEZ21_ID»"):
        read_geometry(shapes, areas=areas_of(tmp_path, "sezione\n1\n"))


def test_the_same_files_give_the_same_shapes_whatever_the_order_of_the_features(tmp_path: Path) -> None:
    shapes, areas = written(small_city(), tmp_path)
    told = json.loads(shapes.read_text())
    told["features"].reverse()
    turned = read_geometry(saved(tmp_path, told["features"]), areas=areas, city_name="Città sintetica")
    assert turned.drawn("nil").shapes == territory_of(small_city).drawn("nil").shapes


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"REAL BASES NOT FOUND under {SHARED}: no real shape was read")
def test_the_real_bases_of_milan_and_trento_are_read_whole() -> None:
    milan = read_geometry(
        SHARED / "milano" / "milano_sections_approx.geojson",
        areas=SHARED / "milano" / "Milano_sezToQuartieri.csv",
        layout=Layout(section="SEZ2011", nil="NIL", base_year=2011),
    )
    assert {level: len(shapes) for level, shapes in milan.shapes.items()} == {
        "section": 6073, "nil": 88, "district": 0, "city": 1,
    }  # fmt: skip
    assert milan.shapes["city"]["city"].area == pytest.approx(181.67e6, rel=0.01)
    trento = read_geometry(SHARED / "trento" / "sezioni_censimento.geojson", layout=Layout(digits=13))
    assert len(trento.shapes["section"]) == 91
    assert trento.shapeless == ("0222050000431", "0222050000861", "0222050001066", "0222360000004")
