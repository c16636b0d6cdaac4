"""The registry as the draw takes it: every row checked, the accepted ones in one canonical order, with one hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path

import polars as pl

from domain.assembly.draw.axes import OLDEST, SEPARATOR, Axis, FrameRule, Stratum, checked
from domain.assembly.draw.registry_file import ROW, SHOWN, read_registry
from domain.errors import Fault, Refusal

CODE = r"^[0-9A-Za-z_-]{4,64}$"
HOUSEHOLD = r"^[0-9A-Za-z_-]{0,64}$"
CHUNK = 100_000
"""Rows written and hashed together, so that memory does not grow with the registry."""
MALFORMED, REPEATED, CONFLICTING, HOUSEHOLD_MALFORMED, NO_AGE, UNDER_AGE, FIRST_AXIS = range(7)
"""Why a row is set aside; the k-th criterion's fault is FIRST_AXIS + k."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The list from which the draw is made (lista di campionamento): one row per accepted code, sorted by code."""

    rule: FrameRule
    rows: pl.DataFrame
    """The columns of the rule: text, and for the criteria an enumeration of their classes."""
    rows_read: int
    aside: pl.DataFrame
    """Row number in the file and number of the reason of every row set aside, in the order of the file."""
    sha256: str
    place: str

    def chunks(self) -> Iterator[bytes]:
        """Yield the canonical file: a heading, then a line for each row, cells never quoted, LF at every end."""
        yield from _chunks(self.rows)

    def counts(self) -> dict[Stratum, int]:
        """Return the people of every stratum, empty ones too, in the order of the classes."""
        axes = [axis.code for axis in self.rule.axes]
        found = {tuple(row[:-1]): row[-1] for row in self.rows.group_by(axes).len().iter_rows()}
        return {stratum: found.get(stratum, 0) for stratum in self.rule.strata()}

    def strata_of(self, codes: Iterable[str]) -> list[tuple[str, Stratum]]:
        """Return each of these codes with its stratum, in order of code."""
        axes = [axis.code for axis in self.rule.axes]
        found = self.rows.filter(pl.col("code").is_in(list(codes))).select("code", *axes)
        return [(code, tuple(classes)) for code, *classes in found.iter_rows()]

    def aside_counts(self) -> dict[str, int]:
        """Return how many rows were set aside for each reason."""
        found = dict(self.aside.group_by("reason").len().sort("reason").iter_rows())
        return {self._reason(number)[1]: count for number, count in found.items()}

    def faults(self) -> Iterator[Fault]:
        """Yield one fault for each row set aside, in the order of the file; no value of the row is repeated."""
        for row, number in self.aside.iter_rows():
            column, problem, remedy = self._reason(number)
            yield Fault(problem, remedy, f"{self.place}, riga {row}, colonna «{column}»")

    def _reason(self, number: int) -> tuple[str, str, str]:
        if number >= FIRST_AXIS:
            axis = self.rule.axes[number - FIRST_AXIS]
            known = ", ".join(axis.classes[:20])
            return axis.code, f"{axis.title}: valore fuori dalle classi", f"scrivete uno fra: {known}"
        return (
            ("code", "il codice manca o è malformato", "scrivete da 4 a 64 fra lettere, cifre, «-» e «_»"),
            ("code", "la riga è ripetuta: conta la prima", "togliete la copia"),
            ("code", "lo stesso codice ha righe diverse: nessuna conta", "tenete la riga giusta"),
            ("household", "il codice di famiglia è malformato", "scrivete lettere, cifre, «-» e «_», o lasciate vuoto"),
            ("birth_year", "l'anno di nascita (o l'età) manca o è impossibile", "scrivete quattro cifre, come 1984"),
            (
                "birth_year",
                f"età inferiore a {self.rule.minimum_age} anni",
                "nessuno: la regola esclude chi è più giovane",
            ),
        )[number]


def read_frame(path: Path, rule: FrameRule) -> Frame:
    """Return the checked frame of a registry (CSV or Parquet), whatever the order of its rows.

    Shape: columns `code`, `household`, `birth_year` or `age`, and one column for each criterion without bands; others
    are not read. An empty household is a household of its own.

    Raises: Refusal when the file cannot be read as a whole, a column is missing or no row is accepted.
    """
    checked(rule)
    plain = [axis.code for axis in rule.axes if axis.values]
    cells = read_registry(path, ["code", "household", *plain])
    rows_read = cells.height
    judged = _judged(cells, rule)
    del cells
    aside = judged.filter(pl.col("reason").is_not_null()).select(ROW, "reason")
    rows = judged.lazy().filter(pl.col("reason").is_null()).select(rule.columns).sort("code").collect()
    del judged
    if rows.is_empty():
        empty = Frame(rule, rows, rows_read, aside, "", path.name)
        faults = tuple(islice(empty.faults(), SHOWN))
        raise Refusal("nessuna riga del registro è utilizzabile", "controllate colonne e criteri", path.name, faults)
    digest = sha256()
    for chunk in _chunks(rows):
        digest.update(chunk)
    return Frame(rule, rows, rows_read, aside, digest.hexdigest(), path.name)


def _judged(cells: pl.DataFrame, rule: FrameRule) -> pl.DataFrame:
    """Return the rows with their classes and the number of the first reason to set each one aside, if any."""
    age = (
        rule.reference_year - pl.col("birth_year").cast(pl.Int32, strict=False)
        if "birth_year" in cells.columns
        else pl.col("age").cast(pl.Int32, strict=False)
    )
    judged = cells.lazy().with_columns(age.alias("_age"), _copies(cells).alias("_copy"))
    judged = judged.with_columns(_classes(axis).alias(axis.code) for axis in rule.axes)
    return judged.select(ROW, _reason(rule).alias("reason"), *rule.columns).collect()


def _copies(cells: pl.DataFrame) -> pl.Series:
    """Return the reason of every row whose code stands in another row as well, but for the first of equal rows."""
    none = pl.repeat(None, cells.height, dtype=pl.UInt16, eager=True)
    if cells["code"].n_unique() == cells.height:
        return none
    original = [name for name in cells.columns if name != ROW]
    repeated = cells.with_row_index("_at").filter(pl.col("code").is_duplicated())
    found = repeated.select(
        "_at",
        reason=pl.when(pl.struct(original).n_unique().over("code") > 1)
        .then(pl.lit(CONFLICTING, pl.UInt16))
        .when(pl.col("_at") > pl.col("_at").min().over("code"))
        .then(pl.lit(REPEATED, pl.UInt16)),
    )
    return none.scatter(found["_at"], found["reason"])


def _classes(axis: Axis) -> pl.Expr:
    """Return the class of each row, null when it has none."""
    kind = pl.Enum(list(axis.classes))
    if not axis.bands:
        return pl.col(axis.code).cast(kind, strict=False)
    bands = zip(axis.bands, axis.classes, strict=True)
    names = {age: name for (first, last), name in bands for age in range(first, last + 1)}
    return pl.col("_age").replace_strict(list(names), list(names.values()), default=None, return_dtype=kind)


def _reason(rule: FrameRule) -> pl.Expr:
    """Return the expression of the first reason that holds, in the order of the reasons."""
    tests = {
        MALFORMED: ~pl.col("code").str.contains(CODE).fill_null(False),
        HOUSEHOLD_MALFORMED: ~pl.col("household").str.contains(HOUSEHOLD).fill_null(False),
        NO_AGE: ~pl.col("_age").is_between(0, OLDEST).fill_null(False),
        UNDER_AGE: pl.col("_age") < rule.minimum_age,
    }
    for number, axis in enumerate(rule.axes):
        tests[FIRST_AXIS + number] = pl.col(axis.code).is_null()
    own = reduce(
        lambda rest, number: pl.when(tests[number]).then(pl.lit(number, pl.UInt16)).otherwise(rest),
        sorted(tests, reverse=True),
        pl.lit(None, pl.UInt16),
    )
    return pl.when(tests[MALFORMED]).then(pl.lit(MALFORMED, pl.UInt16)).otherwise(pl.coalesce("_copy", own))


def _chunks(rows: pl.DataFrame) -> Iterator[bytes]:
    yield (SEPARATOR.join(rows.columns) + "\n").encode()
    for piece in rows.iter_slices(CHUNK):
        target = BytesIO()
        piece.write_csv(
            target, include_header=False, separator=SEPARATOR, line_terminator="\n", quote_style="never", null_value=""
        )
        yield target.getvalue()
