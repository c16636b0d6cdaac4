"""How the census sections of one base answer to those of another: the smallest areas that both can be summed to."""

from __future__ import annotations

import polars as pl

from domain.errors import Fault, Refusal
from domain.observatory.table import COUNTS

_FICTITIOUS = r"(888888[1-9]|999999[89])$"
"""Source: ISTAT, basi territoriali: people without a home or in disputed places; codes end so in every base."""


def is_fictitious(code: pl.Expr) -> pl.Expr:
    """Return whether a section has people and no polygon (sezione fittizia), by its code."""
    return code.str.contains(_FICTITIOUS)


def common_areas(then: pl.Series, now: pl.Series, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return for each section code of either base the common area that it lies in, named by its first code of now.

    A section that was split, merged or redrawn goes together with all that it shares ground with. A code that stands in
    both bases and in no pair, and a fictitious section, answer to themselves.

    Shape: `pairs` has section_then, section_now, a row for each pair that shares ground; the result has base ("then" or
    "now"), section, common.
    Raises: Refusal naming the sections of which the table says nothing.
    """
    table = pairs.select(pl.col("section_then", "section_now").cast(pl.String))
    told_then, told_now = set(table["section_then"]), set(table["section_now"])
    every_then, every_now = set(then.to_list()), set(now.to_list())
    alone = (every_then - told_then) & (every_now - told_now)
    lost = sorted((every_then - told_then - alone) | (every_now - told_now - alone))
    fictitious = pl.Series(lost, dtype=pl.String).to_frame("code").select(is_fictitious(pl.col("code")))["code"]
    unknown = [code for code, is_one in zip(lost, fictitious, strict=True) if not is_one]
    if unknown:
        faults = tuple(Fault("non è nella tabella dei codici", "aggiungerla", f"sezione {code}") for code in unknown)
        problem = f"{len(unknown)} sezioni non hanno corrispondenza fra le due basi"
        raise Refusal(problem, "completare la tabella di corrispondenza", "codici di sezione", faults)
    names = _names([*table.iter_rows(), *((code, code) for code in sorted(alone))])
    rows = [("then", code, names.get(("then", code), code)) for code in sorted(every_then)]
    rows += [("now", code, names.get(("now", code), code)) for code in sorted(every_now)]
    return pl.DataFrame(rows, schema=["base", "section", "common"], orient="row")


def _names(pairs: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    root: dict[tuple[str, str], tuple[str, str]] = {}

    def find(one: tuple[str, str]) -> tuple[str, str]:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for then, now in pairs:
        first, second = sorted((find(("then", then)), find(("now", now))))
        # "now" sorts before "then": the root of a part is its first code of now.
        root[second] = first
    return {one: find(one)[1] for one in sorted(root)}


def sum_to_common(table: pl.DataFrame, codes: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the sections of a protected table summed to common areas; hidden where any section of theirs is.

    Sums of shown counts only: nothing is told that the table does not tell.
    """
    own = codes.filter(pl.col("base") == base).select(area="section", common="common")
    sections = table.filter(pl.col("level") == "section").join(own, on="area", how="left")
    sections = sections.with_columns(pl.col("common").fill_null(pl.col("area")))
    shown = pl.col("is_shown").all()
    return (
        sections.group_by("common", "definition")
        .agg(
            *(pl.when(shown).then(pl.col(name).sum()).alias(name) for name in COUNTS),
            shown.alias("is_shown"),
            pl.col("reason").drop_nulls().sort().first(),
            pl.col("area").sort().str.join(", ").alias("name"),
            *(pl.col(name).drop_nulls().sort().first() for name in ("nil", "district")),
        )
        .with_columns(level=pl.lit("section"), area=pl.col("common"))
        .select(table.columns)
        .sort("definition", "area")
    )
