"""From households to AreaCounts: every definition at every level in one streaming pass over the extract."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from domain.errors import Refusal
from domain.observatory.bands import LAST_YEAR, Verdict
from domain.observatory.indicators import TEN_PERCENT, Lines, judged
from domain.observatory.table import CITY, COUNTS, LEVELS, PLACES, SCHEMA, Geography, check_counts

_KEYS = ("section", "complex")


def count_households(
    households: pl.LazyFrame, geography: Geography, lines: Lines, *, only: Collection[str] = ()
) -> pl.DataFrame:
    """Return AreaCounts of an extract of households, with a row for each area of each level that has households.

    Shape: `households` as their contract accepts them; where columns lack, fewer definitions come out. `only`: these
    definitions, all if empty.
    Raises: Refusal when a household lives in a section, or a complex, that the geography does not know.
    """
    return roll_up(count_parts(households, lines, only=only), geography)


def count_parts(households: pl.LazyFrame, lines: Lines, *, only: Collection[str] = ()) -> pl.DataFrame:
    """Return the counts per section, complex (null: in none) and definition, as `roll_up` and `protect` take them."""
    if "complex" not in households.collect_schema().names():
        households = households.with_columns(complex=pl.lit(None, pl.String))
    known, verdicts = judged(households, lines, only)
    parts, place = _distinct(verdicts)
    flags = known.select(*_KEYS, *(part.alias(str(number)) for number, part in enumerate(parts)))
    grouped = flags.group_by(_KEYS).agg(pl.len().alias("households"), pl.exclude(*_KEYS).sum())
    counted = grouped.collect(engine="streaming")
    return _long(counted, list(verdicts), place)


def _distinct(verdicts: Mapping[str, Verdict]) -> tuple[list[pl.Expr], dict[tuple[str, str], str]]:
    """Return each part once, and in which column the count of a definition is found."""
    parts: list[pl.Expr] = []
    place = {}
    for code, verdict in verdicts.items():
        for name, part in verdict.parts().items():
            same = next((number for number, other in enumerate(parts) if part.meta.eq(other)), len(parts))
            if same == len(parts):
                parts.append(part)
            place[code, name] = str(same)
    return parts, place


def _long(counted: pl.DataFrame, codes: Iterable[str], place: Mapping[tuple[str, str], str]) -> pl.DataFrame:
    frames = [
        counted.select(
            *(pl.col(key).cast(pl.String) for key in _KEYS),
            pl.lit(code).alias("definition"),
            *(_count(place.get((code, name)), name).cast(pl.Int64).alias(name) for name in COUNTS),
        )
        for code in codes
    ]
    empty = pl.DataFrame(
        schema=[*((name, pl.String) for name in (*_KEYS, "definition")), *((n, pl.Int64) for n in COUNTS)]
    )
    return pl.concat([empty, *frames])


def _count(column: str | None, name: str) -> pl.Expr:
    if column is not None:
        return pl.col(column)
    return pl.col("households") if name == "households" else pl.lit(0)


def roll_up(counted: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Return AreaCounts from counts per section, complex (null: none) and definition, summed to every level.

    The levels agree: the sections of a NIL, of a district, of the city add up to it; sections without NIL or district
    (fictitious ones too) count in the section and in the city.
    """
    _refuse_strangers(counted, geography)
    summed = to_levels(counted, geography, ["definition"], [pl.col(COUNTS).sum()]).filter(pl.col("households") > 0)
    codes = pl.Enum(summed["definition"].unique().sort())
    places = geography.areas().with_row_index("place")  # integers sort sooner than codes do
    named = summed.join(places, on=["level", "area"], how="left").sort(pl.col("definition").cast(codes), "place")
    return check_counts(named.select(*PLACES, *COUNTS).cast(SCHEMA))


def to_levels(counted: pl.DataFrame, geography: Geography, by: Sequence[str], sums: Sequence[pl.Expr]) -> pl.DataFrame:
    """Return what was counted by section (and complex, if there) summed to every level: level, area, `by`, the sums."""
    placed = counted.join(geography.sections.select("section", "nil", "district"), on="section", how="left")
    placed = placed.with_columns(pl.lit(CITY).alias("city"))
    frames = [
        placed.filter(pl.col(level).is_not_null())
        .group_by(pl.col(level).alias("area"), *by)
        .agg(sums)
        .select(pl.lit(level).alias("level"), pl.all())
        for level in LEVELS
        if level in placed.columns
    ]
    return pl.concat(frames)


def _refuse_strangers(counted: pl.DataFrame, geography: Geography) -> None:
    for column, known in (("section", geography.sections["section"]), ("complex", geography.complexes["complex"])):
        strange = counted[column].drop_nulls().unique().sort().to_frame().filter(~pl.col(column).is_in(known.implode()))
        if strange.height:
            word = {"section": "sezioni", "complex": "complessi"}[column]
            some = ", ".join(strange[column][:5])
            raise Refusal(
                f"{strange.height} {word} dell'estrazione non sono nell'elenco delle aree ({some})",
                "controllare le edizioni dei codici, o aggiungere le aree all'elenco",
                "estrazione",
            )


def with_last_year(households: pl.LazyFrame, last_year: pl.LazyFrame, lines_then: Lines) -> pl.LazyFrame:
    """Return the households with their verdict of the year before, by household code (null: not in that extract)."""
    known, verdicts = judged(last_year, lines_then, (TEN_PERCENT,))
    then = verdicts[TEN_PERCENT]
    was = known.select("household", *(getattr(then, name).alias(f"was_{name}") for name in LAST_YEAR))
    return households.join(was, on="household", how="left")


def medians(households: pl.LazyFrame) -> tuple[float | None, float | None]:
    """Return the median share of income and the median spend (euro) of the households whose figures are all measured.

    They are fit to be an edition's lines where no national median is given; say then that they are of this extract.
    """
    flags = [pl.col(f"{name}_flag") == "misurato" for name in ("income", "electricity", "gas")]
    spend = pl.col("electricity_eur") + pl.col("gas_eur")
    found = (
        households.filter(pl.all_horizontal(flags))
        .select(
            share=(spend / pl.col("income_eur")).filter(pl.col("income_eur") > 0).median().round(6),
            spend=spend.median().round(2),
        )
        .collect(engine="streaming")
    )
    share, amount = found.row(0)
    return share, amount


def add_up(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the AreaCounts of several extracts of different households together, such as those of two managers."""
    every = pl.concat([check_counts(table) for table in tables])
    return check_counts(every.group_by(PLACES).agg(pl.col(COUNTS).sum()))
