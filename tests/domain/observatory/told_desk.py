"""An edition written by hand, small enough to be read whole: two districts, three neighborhoods, six sections."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import shapely

from domain.observatory.change import changes
from domain.observatory.decomposition import Decomposition
from domain.observatory.geometry import Geometry
from domain.observatory.guide import guide
from domain.observatory.indicators import Lines
from domain.observatory.protection.rules import Reason, Rules
from domain.observatory.published import Extract, Published
from domain.observatory.retrofits import TOO_FEW, Effect
from domain.observatory.shapes import levels
from domain.observatory.table import CITY, COUNTS, PROTECTED_SCHEMA, Geography

NIL_OF = {"101": "n1", "102": "n1", "103": "n2", "104": "n2", "105": "n3", "106": "n3"}
DISTRICT_OF = {"n1": "1", "n2": "1", "n3": "2"}
NAMES = {
    "n1": "Arsenale", "n2": "Borgo", "n3": "Cascina", "1": "Municipio 1", "2": "Municipio 2", CITY: "Città di Prova",
    "c1": "Complesso Alfa", "c2": "Complesso Beta",
}  # fmt: skip
HIDDEN = {"104": Reason.FEW, "106": Reason.COMPLEMENT, "103": Reason.COMPLEMENT, "105": Reason.SMALL, "c2": Reason.FULL}
Counts = tuple[int, int, int, int, int]
"""households, valid, poor, certain, possible."""
NOW: dict[str, Counts] = {
    "101": (120, 100, 40, 30, 60),
    "102": (80, 80, 20, 18, 24),
    "n1": (200, 180, 60, 48, 84),
    "n2": (150, 120, 20, 15, 50),
    "n3": (250, 200, 30, 25, 75),
    "1": (350, 300, 80, 63, 134),
    "2": (250, 200, 30, 25, 75),
    "c1": (60, 50, 20, 15, 30),
    CITY: (600, 500, 110, 88, 209),
}
THEN: dict[str, Counts] = NOW | {
    "n1": (200, 180, 20, 16, 40),
    "1": (350, 300, 40, 31, 90),
    CITY: (600, 500, 70, 56, 165),
}
LEVEL_OF = dict.fromkeys(NIL_OF, "section") | dict.fromkeys(DISTRICT_OF, "nil") | {"1": "district", "2": "district"}
LEVEL_OF |= {"c1": "complex", "c2": "complex", CITY: CITY}


def protected(counts: dict[str, Counts], definition: str, planted: int | None = None) -> pl.DataFrame:
    """Return a protected table; `planted` writes numbers from there on into the hidden rows, where none should be."""
    rows: list[tuple[object, ...]] = []
    for area, level in LEVEL_OF.items():
        nil = NIL_OF.get(area)
        district = DISTRICT_OF.get(nil or area)
        place = (level, area, NAMES.get(area, area), nil, district, definition)
        if area in HIDDEN:
            told = tuple(planted + len(rows) * 10 + at if planted else None for at in range(len(COUNTS)))
            rows.append((*place, *told, False, HIDDEN[area].value))
        else:
            households, valid, *rest = counts[area]
            rows.append((*place, households, valid, *rest, households - valid, 0, 7, True, None))
    return pl.DataFrame(rows, schema=PROTECTED_SCHEMA, orient="row")


def both(counts: dict[str, Counts], planted: int | None = None) -> pl.DataFrame:
    """Return the table of two definitions."""
    other = None if planted is None else planted + 1_000
    return pl.concat([protected(counts, "arrears", other), protected(counts, "ten-percent", planted)])


def told_published(planted: int | None = None) -> Published:
    """Return the edition, the same numbers every time."""
    now, then = both(NOW, planted), both(THEN, planted)
    shrunk = pl.DataFrame(
        {
            "area": ["101", "102"],
            "name": ["101", "102"],
            "nil": ["n1", "n1"],
            "district": ["1", "1"],
            "valid": [100, 80],
            "poor": [40, 20],
            "rate": [0.4, 0.25],
            "shrunk": [0.38, 0.27],
            "shrunk_low": [0.31, 0.2],
            "shrunk_high": [0.46, 0.35],
            "is_worst_probability": [0.93, 0.07],
            "definition": ["ten-percent", "ten-percent"],
        }
    )
    return Published(
        city="Città di Prova",
        year=2025,
        made_on=date(2026, 6, 30),
        contact="Ufficio clima, osservatorio@comune.example",
        extracts=(Extract("Nuclei degli alloggi ERP", "Gestore degli alloggi", 600, 12, "ab" * 32),),
        lines=Lines(median_share=0.05, median_spend_eur=1_500.0, medians_of="Italia"),
        rules=Rules(),
        tables={2024: then, 2025: now},
        shrunk=shrunk,
        overlap=pl.DataFrame(
            [("ten-percent", "arrears", 480, 100, 110, 70, 340)],
            schema=["first", "second", "both_valid", "first_poor", "second_poor", "both_poor", "neither_poor"],
            orient="row",
        ),
        causes=pl.DataFrame(
            [
                ("city", CITY, "gas-central", 90, 90 / 121),
                ("city", CITY, "income", 31, 31 / 121),
                ("district", "1", "income", 40, 40 / 71),
                ("district", "2", "gas-central", None, None),
            ],
            schema=["level", "area", "cause", "households", "share_of_band"],
            orient="row",
        ),
        incomes=pl.DataFrame(
            [("city", CITY, 2023, 560, 20, 14_320.5), ("district", "1", 2023, None, None, None)],
            schema=["level", "area", "income_year", "known", "estimated", "mean_eur"],
            orient="row",
        ),
        hidden_shares={"arrears": 0.25, "ten-percent": 0.25},
        visits=100,
        targetings=tuple(guide(both(NOW), "ten-percent", 100, shrunk=shrunk.select("area", rate="shrunk"))),
        changes=changes(both(NOW), both(THEN)),
        decomposition=Decomposition(
            Fraction(14, 100), Fraction(22, 100), {"income": Fraction(-1, 100), "prices": Fraction(9, 100)}
        ),
        retrofits=Effect(3, 2, 4, None, None, None, None, TOO_FEW, (("c1", ("c2",)),)),
        cautions=("I questionari non sono arrivati.",),
    )


def told_geometry() -> Geometry:
    """Return six squares of a kilometer in two rows, three to the east and three above them."""
    sections = pl.DataFrame(
        [(code, nil, NAMES[nil], DISTRICT_OF[nil], NAMES[DISTRICT_OF[nil]], False) for code, nil in NIL_OF.items()],
        schema=["section", "nil", "nil_name", "district", "district_name", "is_fictitious"],
        orient="row",
    )
    squares = {code: _square(at // 2, at % 2) for at, code in enumerate(NIL_OF)}
    return Geometry(Geography(sections, city_name="Città di Prova"), levels(sections, squares))


def _square(column: int, row: int) -> shapely.Polygon:
    west, south = 514_000 + 1_000 * column, 5_034_000 + 1_000 * row
    return shapely.box(west, south, west + 1_000, south + 1_000)
