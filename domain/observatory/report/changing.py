"""What changed since the last edition, where it is proved, and what it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from domain.italian import counted, number
from domain.observatory.change import FALLEN, HIDDEN, RISEN, UNPROVED
from domain.observatory.contexts.lines import ChangeLine, ShiftLine
from domain.observatory.decomposition import CAUSES
from domain.observatory.published import Published
from domain.observatory.report.areas import natural
from domain.observatory.told import NONE, main_code, points, share

_LEVELS = ("city", "district", "nil")


def last_year(published: Published) -> int | None:
    """Return the year of the edition that this one is compared with, or None for the first."""
    earlier = [year for year in published.tables if year < published.year]
    return max(earlier) if earlier and published.changes is not None else None


def change_rows(published: Published, level: str) -> list[dict[str, Any]]:
    """Return the changes of a level under the main definition that could be compared, by name."""
    if published.changes is None:
        return []
    wanted = (pl.col("level") == level) & (pl.col("definition") == main_code(published))
    told = published.changes.filter(wanted & (pl.col("verdict") != HIDDEN))
    return sorted(told.iter_rows(named=True), key=lambda row: natural(str(row["name"] or row["area"])))


def change_lines(published: Published) -> list[ChangeLine]:
    """Return the city, the districts, and the neighborhoods whose difference is proved."""
    lines = []
    for level in _LEVELS:
        for row in change_rows(published, level):
            if level != "nil" or row["verdict"] in (RISEN, FALLEN):
                lines.append(_line(row))
    return lines


def _line(row: Mapping[str, Any]) -> ChangeLine:
    interval = NONE if row["least"] is None else f"da {points(row['least'])} a {points(row['most'])}"
    return ChangeLine(
        name=str(row["name"] or row["area"]),
        then=share(row["rate_then"]),
        now=share(row["rate_now"]),
        difference=points(row["difference"]),
        interval=interval,
        verdict=row["verdict"],
    )


def change_in_words(published: Published) -> list[str]:
    """Return what changed, in sentences; that this is the first edition when it is."""
    year = last_year(published)
    if year is None:
        return ["È la prima edizione che si può confrontare: il cambiamento si leggerà dalla prossima."]
    sentences = [_city_sentence(row, year) for row in change_rows(published, "city")]
    for level, one, many in (("district", "municipio", "municipi"), ("nil", "NIL", "NIL")):
        rows = change_rows(published, level)
        if rows:
            up, down, same = (sum(row["verdict"] == verdict for row in rows) for verdict in (RISEN, FALLEN, UNPROVED))
            sentences.append(
                f"Su {counted(len(rows), f'{one} confrontabile', f'{many} confrontabili')}: aumento provato in "
                f"{number(up)}, diminuzione provata in {number(down)}, nessuna differenza provata in {number(same)}."
            )
    return sentences or [f"Nessuna area si può confrontare con l'edizione {year}."]


def _city_sentence(row: Mapping[str, Any], year: int) -> str:
    told = f"In città la quota fra i calcolabili passa dal {share(row['rate_then'])} del {year} al "
    told += f"{share(row['rate_now'])}: {points(row['difference'])} punti"
    if row["verdict"] == UNPROVED:
        return f"{told}, una differenza che il caso basta a spiegare."
    proved = "aumento provato" if row["verdict"] == RISEN else "diminuzione provata"
    return f"{told}, più di quanto il caso basti a spiegare: {proved}."


def shift_lines(published: Published) -> list[ShiftLine]:
    """Return the causes of the city's change in points, and their sum."""
    found = published.decomposition
    if found is None:
        return []
    lines = [ShiftLine(cause=CAUSES[name], points=points(float(size))) for name, size in found.causes.items()]
    return [*lines, ShiftLine(cause="in tutto", points=points(float(found.change())))]
