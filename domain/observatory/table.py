"""The one table of counts that all rooms of the observatory share, and the areas that it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from domain.errors import Fault, Refusal

LEVELS = ("section", "nil", "district", "complex", "city")
"""From the finest; complexes of social housing stand beside the others and overlap them."""
CITY = "city"
"""The code of the one area of the level `city`."""
KEYS = ("level", "area", "definition")
PLACES = ("level", "area", "name", "nil", "district", "definition")
COUNTS = (
    "households",
    "valid",
    "poor",
    "certain",
    "possible",
    "missing_income",
    "missing_spend",
    "estimated",
)
SCHEMA = pl.Schema({name: pl.String() for name in PLACES} | {name: pl.Int64() for name in COUNTS})
"""AreaCounts: a row for each level, area and definition.

`households` those whom the definition speaks of, `valid` those of them that can be computed, `poor` those over the line
among the valid, `certain` those over it whatever the unknown is, `possible` those who could be over it,
`missing_income` and `missing_spend` those who lack the one or the other, `estimated` those with a figure estimated.
"""
PROTECTED_SCHEMA = pl.Schema(dict(SCHEMA) | {"is_shown": pl.Boolean(), "reason": pl.String()})
"""The protected table: the same, whether the counts are shown and why not; the hidden ones are null."""

_GEOGRAPHY = pl.Schema(
    {
        "section": pl.String(),
        "nil": pl.String(),
        "nil_name": pl.String(),
        "district": pl.String(),
        "district_name": pl.String(),
        "is_fictitious": pl.Boolean(),
    }
)
_COMPLEXES = pl.Schema({"complex": pl.String(), "complex_name": pl.String()})


_TOLD = 50


def _no_complexes() -> pl.DataFrame:
    return pl.DataFrame(schema=_COMPLEXES)


@dataclass(frozen=True)
class Geography:
    """The census sections of one year of the bases (sezioni di censimento), with the areas that hold them.

    A fictitious section has people and no polygon: it counts like the others and is never dropped.

    Shape: `sections` has the columns section, nil, nil_name, district, district_name, is_fictitious, a row per section;
    nil and district may be null. `complexes` has complex and complex_name (complessi ERP), which may span sections.
    """

    sections: pl.DataFrame
    complexes: pl.DataFrame = field(default_factory=_no_complexes)
    city_name: str = "Città"
    base_year: int = 2021

    def __post_init__(self) -> None:
        """Put columns and rows in one order.

        Raises: Refusal naming sections that stand twice, or neighborhoods that lie in two districts.
        """
        try:
            sections = self.sections.select(_GEOGRAPHY.names()).cast(_GEOGRAPHY).sort("section")
            complexes = self.complexes.select(_COMPLEXES.names()).cast(_COMPLEXES).sort("complex")
        except pl.exceptions.PolarsError as broken:
            problem = f"l'elenco delle sezioni non ha le colonne attese ({', '.join(_GEOGRAPHY)}): {broken}"
            raise Refusal(problem, "aggiungere le colonne che mancano", "geografia") from None
        faults = [*_twice(sections, "section", "sezione"), *_twice(complexes, "complex", "complesso")]
        faults += _split_neighborhoods(sections)
        if faults:
            problem = f"l'elenco delle aree ha {len(faults)} anomalie"
            raise Refusal(problem, "correggere l'elenco delle sezioni", "geografia", tuple(faults))
        object.__setattr__(self, "sections", sections)
        object.__setattr__(self, "complexes", complexes)

    def areas(self) -> pl.DataFrame:
        """Return every area: level, area, name, nil, district, in the order of levels and codes."""
        return self._areas

    @cached_property
    def _areas(self) -> pl.DataFrame:
        sections = self.sections
        parent = pl.col("nil"), pl.col("district")
        none = pl.lit(None, pl.String)
        frames = [
            sections.select(area="section", name="section", nil=parent[0], district=parent[1]),
            sections.filter(pl.col("nil").is_not_null())
            .group_by("nil", maintain_order=True)
            .first()
            .select(area="nil", name=pl.col("nil_name").fill_null(pl.col("nil")), nil=none, district=parent[1]),
            sections.filter(pl.col("district").is_not_null())
            .group_by("district", maintain_order=True)
            .first()
            .select(
                area="district", name=pl.col("district_name").fill_null(pl.col("district")), nil=none, district=none
            ),
            self.complexes.select(area="complex", name=pl.col("complex_name"), nil=none, district=none),
            pl.DataFrame({"area": [CITY], "name": [self.city_name]}).with_columns(nil=none, district=none),
        ]
        return pl.concat(
            frame.sort("area").select(pl.lit(level).alias("level"), "area", "name", "nil", "district")
            for level, frame in zip(LEVELS, frames, strict=True)
        )


def _twice(frame: pl.DataFrame, column: str, word: str) -> list[Fault]:
    codes = frame.filter(pl.col(column).is_duplicated() | pl.col(column).is_null())[column].unique().sort()
    return [
        Fault(f"{word} presente più volte o senza codice", "lasciarne una riga", f"{word} {code}") for code in codes
    ]


def _split_neighborhoods(sections: pl.DataFrame) -> list[Fault]:
    split = (
        sections.group_by("nil")
        .agg(pl.col("district").unique())
        .filter(pl.col("nil").is_not_null() & (pl.col("district").list.len() > 1))
    )
    return [
        Fault("il NIL sta in più municipi", "assegnare tutte le sue sezioni a un municipio", f"NIL {code}")
        for code in split["nil"].sort()
    ]


_LEVEL_ORDER = pl.col("level").replace_strict(
    {level: place for place, level in enumerate(LEVELS)}, default=len(LEVELS), return_dtype=pl.Int8
)


def _comes_after_the_row_before() -> pl.Expr:
    """Return whether the keys are in order and not the same: far cheaper to see than to sort again."""
    after = pl.lit(False)
    for key in (pl.col("area"), _LEVEL_ORDER, pl.col("definition")):
        before = key.shift()
        after = (key > before) | ((key == before) & after)
    return after | (pl.int_range(pl.len()) == 0)


def check_counts(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the table with columns, kinds and rows in their one order.

    Always: poor ≤ valid ≤ households; poor ≤ possible and certain ≤ possible ≤ households; nothing negative. The true
    count of poor households lies between certain and possible; `certain` and `poor` bound each other in neither sense.

    Raises: Refusal naming the first rows that break a rule, or that stand twice.
    """
    table = counts.select(SCHEMA.names()).cast(SCHEMA)
    if not table.select(_comes_after_the_row_before().all()).item():
        table = table.sort("definition", _LEVEL_ORDER, "area")
    rules = {
        "poor ≤ valid": pl.col("poor") <= pl.col("valid"),
        "valid ≤ households": pl.col("valid") <= pl.col("households"),
        "poor ≤ possible": pl.col("poor") <= pl.col("possible"),
        "certain ≤ possible": pl.col("certain") <= pl.col("possible"),
        "possible ≤ households": pl.col("possible") <= pl.col("households"),
        "conteggi presenti e non negativi": pl.all_horizontal((pl.col(name) >= 0).fill_null(False) for name in COUNTS),
        "livello noto": pl.col("level").is_in(LEVELS),
        "una riga per area e definizione": _comes_after_the_row_before(),
    }
    rules = {rule: holds.fill_null(False) for rule, holds in rules.items()}
    if table.select(pl.all_horizontal(rules.values()).all()).item():
        return table
    faults = [
        Fault(f"non vale «{rule}»", "correggere i conteggi di questa riga", " ".join(str(part) for part in row))
        for rule, holds in rules.items()
        for row in table.filter(~holds).select(KEYS).iter_rows()
    ]
    problem = f"{len(faults)} righe dei conteggi per area non sono coerenti; le prime {len(faults[:_TOLD])}:"
    raise Refusal(problem, "controllare l'estrazione da cui vengono", "conteggi", tuple(faults[:_TOLD]))
