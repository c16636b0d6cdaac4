"""The sections in the report: how likely each is among the worst tenth, in place of a ranking."""

from __future__ import annotations

import polars as pl

from domain.italian import number
from domain.observatory.contexts.lines import LikelyLine, WorstLine
from domain.observatory.published import Published
from domain.observatory.report.areas import natural
from domain.observatory.told import between, main_code, rows, share

CHANCES = ((0.9, 1.0), (0.5, 0.9), (0.1, 0.5), (0.0, 0.1))
"""Classes of the probability of being among the worst tenth, from the surest."""
_CHANCE_WORDS = ("90% o più", "da 50% a 90%", "da 10% a 50%", "meno di 10%")
_MOST_WORST = 30


def chance_counts(published: Published) -> list[tuple[str, int]]:
    """Return how many of the shown sections have each class of probability of being among the worst tenth."""
    chances = _main_shrunk(published)["is_worst_probability"].drop_nulls().to_list()
    found = []
    for (low, high), words in zip(CHANCES, _CHANCE_WORDS, strict=True):
        inside = [one for one in chances if low <= one and (one < high or high == 1.0)]
        found.append((words, len(inside)))
    return found


def chance_class(chance: float) -> str:
    """Return the words of the class that a probability is in."""
    return next(words for (low, _), words in zip(CHANCES, _CHANCE_WORDS, strict=True) if chance >= low)


def chances_in_words(published: Published) -> str:
    """Return how many sections are likely, and how many are nearly sure, to be among the worst tenth; empty if none."""
    many = [count for _, count in chance_counts(published)]
    if not any(many):
        return ""
    likely, sure = many[0] + many[1], many[0]
    told = f"Sezioni mostrate: {number(sum(many))}. Con almeno una probabilità su due di stare nel decimo peggiore: "
    return f"{told}{number(likely)}; con almeno nove su dieci: {number(sure)}."


def worst_lines(published: Published) -> list[WorstLine]:
    """Return the sections that are likely among the worst tenth, by NIL and code: no ranking; none if too many."""
    likely = _likely(published)
    if likely.height > _MOST_WORST:
        return []
    names = _nil_names(published)
    lines = [
        WorstLine(
            name=row["area"],
            nil=_nil(row["nil"], names),
            valid=number(row["valid"]),
            rate=share(row["rate"]),
            shrunk=share(row["shrunk"]),
            interval=between(row["shrunk_low"], row["shrunk_high"]),
            chance=_chance(row["is_worst_probability"]),
        )
        for row in likely.iter_rows(named=True)
    ]
    return sorted(lines, key=lambda line: (natural(line.nil), line.name))


def likely_lines(published: Published) -> list[LikelyLine]:
    """Return the neighborhoods with sections that are likely among the worst tenth, and how many."""
    names = _nil_names(published)
    shown = _main_shrunk(published).group_by("nil").agg(sections=pl.len())
    chance = pl.col("is_worst_probability")
    likely = _likely(published).group_by("nil").agg(likely=pl.len(), sure=(chance >= CHANCES[0][0]).sum())
    both = likely.join(shown, on="nil", nulls_equal=True)
    lines = [
        LikelyLine(
            name=_nil(row["nil"], names),
            sections=number(row["sections"]),
            likely=number(row["likely"]),
            sure=number(row["sure"]),
        )
        for row in both.iter_rows(named=True)
    ]
    return sorted(lines, key=lambda line: natural(line.name))


def _likely(published: Published) -> pl.DataFrame:
    return _main_shrunk(published).filter(pl.col("is_worst_probability") >= CHANCES[1][0])


def _nil_names(published: Published) -> dict[str, str]:
    return {row["area"]: str(row["name"] or row["area"]) for row in rows(published, "nil").iter_rows(named=True)}


def _nil(code: str | None, names: dict[str, str]) -> str:
    return names.get(code, code) if code else "fuori dai NIL"


def _chance(value: float) -> str:
    """Return a probability in whole points; drawn by lot, it is never told as certain."""
    return "oltre 99%" if value > 0.99 else f"{round(100 * value)}%"


def main_chances(published: Published) -> dict[str, float]:
    """Return the probability of each shown section, by code."""
    return dict(_main_shrunk(published).select("area", "is_worst_probability").drop_nulls().iter_rows())


def _main_shrunk(published: Published) -> pl.DataFrame:
    return published.shrunk.filter(pl.col("definition") == main_code(published))
