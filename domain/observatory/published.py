"""What one edition tells: the only record that dashboard, report, open data and mail are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.observatory.decomposition import Decomposition
from domain.observatory.guide import Targeting
from domain.observatory.indicators import Lines
from domain.observatory.protection.rules import Rules
from domain.observatory.retrofits import Effect


@dataclass(frozen=True, slots=True)
class Extract:
    """One file that the edition was made from (estrazione): whose, how many rows, which bytes."""

    title: str
    """In Italian, as people read it."""
    sender: str
    accepted: int
    set_aside: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Published:
    """All that may leave the house of one year's edition (edizione pubblicata); whatever is hidden is null in it.

    Shape: `tables` by year, this edition's own and the earlier ones', each PROTECTED_SCHEMA; `shrunk` is
    `shrunk_sections` with a column definition, of shown sections alone; `overlap` as `overlaps.overlap`, of the city;
    `causes` as `overlaps.band_causes`, of city, districts and neighborhoods; `incomes` level, area, income_year, known,
    estimated, mean_eur; `changes` as `change.changes`, with the last edition.
    """

    city: str
    year: int
    """Of the data."""
    made_on: date
    contact: str
    """Whom to write to, as people read it."""
    extracts: tuple[Extract, ...]
    lines: Lines
    rules: Rules
    tables: Mapping[int, pl.DataFrame]
    shrunk: pl.DataFrame
    overlap: pl.DataFrame
    causes: pl.DataFrame
    incomes: pl.DataFrame
    hidden_shares: Mapping[str, float]
    """Of each definition, the share of households, 0 to 1, whose section is hidden."""
    visits: int
    """The budget that the guide to action spends."""
    targetings: tuple[Targeting, ...]
    changes: pl.DataFrame | None = None
    decomposition: Decomposition | None = None
    retrofits: Effect | None = None
    cautions: tuple[str, ...] = ()
    """What the reader must know before reading a number, in Italian: a source that did not come, a median's source."""

    @property
    def table(self) -> pl.DataFrame:
        """The protected table of this year."""
        return self.tables[self.year]

    @property
    def codes(self) -> tuple[str, ...]:
        """The definitions that the table holds, in its order."""
        return tuple(self.table["definition"].unique(maintain_order=True))
