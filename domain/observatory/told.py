"""How figures of the observatory are written for people: shares, points, bands, euros, and what stays hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from domain.italian import number
from domain.observatory.class_estimates import FROM_CLASSES, INDICATORS, indicator
from domain.observatory.indicators import TEN_PERCENT
from domain.observatory.protection.rules import Reason
from domain.observatory.published import Published
from domain.observatory.small_areas import with_rates
from domain.observatory.table import COUNTS

NONE = "–"
LEVELS = {"city": "città", "district": "municipi", "nil": "NIL", "complex": "complessi ERP", "section": "sezioni"}
"""The levels in the order in which they are told, in the plural."""
REASONS = {
    Reason.FEW: "i nuclei sono meno della soglia: si potrebbe riconoscere qualcuno",
    Reason.SMALL: "i poveri, i non poveri o i certamente poveri sono pochissimi",
    Reason.FULL: "tutti i nuclei calcolabili sono poveri, o nessuno: si saprebbe di ciascuno",
    Reason.COMPLEMENT: "il numero si ricaverebbe per differenza da aree oscurate vicine",
    Reason.EDITIONS: "il numero si ricaverebbe confrontando due edizioni",
}
"""What each reason means, in words for everybody."""


def share(value: float | None) -> str:
    """Return a share with one decimal: 12,5%; a dash where there is none."""
    return NONE if value is None else f"{100 * value:.1f}%".replace(".", ",")


def whole_share(value: float) -> str:
    """Return a share as people say it when it is whole: 10%, else 12,5%."""
    return share(value).replace(",0%", "%")


def points(value: float | None) -> str:
    """Return a difference of shares in points, with its sign: +1,2; a dash where there is none."""
    if value is None:
        return NONE
    rounded = round(100 * value, 1) + 0.0
    sign = "+" if rounded > 0 else ("−" if rounded < 0 else "")
    return f"{sign}{abs(rounded):.1f}".replace(".", ",")


def euros(value: float | None) -> str:
    """Return an amount to the euro: 1.204 €; a dash where there is none."""
    return NONE if value is None else f"{number(round(value))} €"


def between(low: float | None, high: float | None) -> str:
    """Return the ends of an interval of shares: da 1,0% a 2,5%."""
    return NONE if low is None or high is None else f"da {share(low)} a {share(high)}"


def title_of(code: str) -> str:
    """Return the title of an indicator as people read it.

    Raises: Refusal when there is none of that code.
    """
    return indicator(code).title


def ordered_codes(published: Published) -> list[str]:
    """Return the definitions of this edition in the order in which people read them."""
    return [one.code for one in INDICATORS if one.code in published.codes]


SHORT = {
    TEN_PERCENT: "Oltre il 10 % del reddito",
    FROM_CLASSES: "Oltre il 10 %, stima dalle classi",
    "two-m": "Oltre il doppio della mediana (2M)",
    "half-m": "M/2, riscaldamento autonomo",
    "half-m-central": "M/2, riscaldamento centralizzato",
    "arrears": "Morosità nelle spese della casa",
    "bills-late": "Bollette in ritardo",
    "comfort": "Casa non abbastanza calda",
    "persistent": "Oltre il 10 % in due anni di seguito",
    "precarious": "Oltre il 10 % in un anno solo",
}
"""Definitions where there is little room, on the axis of a chart."""


def main_code(published: Published) -> str:
    """Return the definition that maps and tables of areas are about: the ten percent rule, else the first."""
    return TEN_PERCENT if TEN_PERCENT in published.codes else published.codes[0]


def rows(published: Published, level: str, code: str | None = None) -> pl.DataFrame:
    """Return the rows of a level and definition of this year's protected table with band and interval as shares."""
    wanted = (pl.col("level") == level) & (pl.col("definition") == (code or main_code(published)))
    return with_rates(masked(published.table.filter(wanted)))


def masked(table: pl.DataFrame) -> pl.DataFrame:
    """Return a protected table in which no hidden row has a count, whatever it came with: the last door out."""
    return table.with_columns(pl.when("is_shown").then(name).alias(name) for name in COUNTS)


def shown(published: Published, level: str, code: str | None = None) -> list[dict[str, Any]]:
    """Return the rows that are shown, by area."""
    return list(rows(published, level, code).filter("is_shown").iter_rows(named=True))


def city_row(published: Published, code: str | None = None) -> Mapping[str, Any] | None:
    """Return the row of the whole city, or None where it is hidden."""
    return next(iter(shown(published, "city", code)), None)
