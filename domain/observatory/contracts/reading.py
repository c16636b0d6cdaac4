"""Reading an extract batch by batch: every row that breaks the contract is named and set aside, none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from domain.observatory.contracts.cells import checked, expected, is_unreadable, parsed
from domain.observatory.contracts.contract import Contract
from domain.observatory.contracts.opening import ROW, open_extract, unreadable
from domain.observatory.table import Geography
from domain.observatory.values import Flag

FAULTS = pl.Schema(
    {"row": pl.UInt32(), "column": pl.String(), "value": pl.String(), "rule": pl.String(), "remedy": pl.String()}
)
BATCH_ROWS = 250_000
_PLACE = {"section": "una sezione della base territoriale", "complex": "un complesso dell'elenco"}


@dataclass(frozen=True)
class ExtractReading:
    """An extract read to its last row (estrazione letta). Always: rows_in == rows accepted + set aside.

    `accepted` is a plan over the file, for streaming; `faults` has row, column, value (as written), rule and remedy, in
    the order of rows: it names people's data and goes back to the sender alone.
    """

    name: str
    contract: Contract
    rows_in: int
    set_aside: int
    faults: pl.DataFrame
    accepted: pl.LazyFrame

    @property
    def rows_accepted(self) -> int:
        return self.rows_in - self.set_aside

    @property
    def fault_share(self) -> float:
        """Return the share of rows set aside, 0 in an empty file."""
        return self.set_aside / self.rows_in if self.rows_in else 0.0

    def faults_by_rule(self) -> pl.DataFrame:
        """Return column, rule and how many rows break it, most first: may be told to anybody."""
        return (
            self.faults.group_by("column", "rule")
            .len("rows")
            .sort("rows", "column", "rule", descending=[True, False, False])
        )


def read_extract(
    path: Path,
    contract: Contract,
    *,
    geography: Geography | None = None,
    names: Mapping[str, str] | None = None,
    decimal: str = ".",
) -> ExtractReading:
    """Read a CSV or a Parquet by its contract, in memory that does not grow with the rows accepted.

    `geography`: the sections and complexes that there are. `decimal`: what precedes the decimals in texts.
    Raises: Refusal when the file cannot be read to its end, or lacks columns.
    """
    raw = open_extract(path, contract, names)
    plan = _Plan(raw, contract, geography, decimal)
    faults, hashes = [FAULTS.to_frame()], []
    try:
        for batch in raw.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, engine="streaming"):
            found, hashed = plan.check(batch)
            faults.append(found)
            hashes.append(hashed)
        faults.append(plan.repeated(hashes))
    except pl.exceptions.PolarsError as broken:
        raise unreadable(path.name, broken) from None
    every = pl.concat(faults).sort("row", maintain_order=True)
    bad = every.select("row").unique().sort("row")
    accepted = raw.select(ROW, *plan.values(checked))
    if bad.height:
        accepted = accepted.join(bad.lazy(), left_on=ROW, right_on="row", how="anti")
    rows_in = sum(map(len, hashes))
    return ExtractReading(path.name, contract, rows_in, bad.height, every, accepted.drop(ROW))


def accepted_unchecked(path: Path, contract: Contract, *, decimal: str = ".") -> pl.LazyFrame:
    """Return the plan over a file that was checked already, by its hash, and had no fault."""
    raw = open_extract(path, contract)
    return raw.select(*_Plan(raw, contract, None, decimal).values(checked))


@dataclass
class _Plan:
    """What to do with each batch of one file."""

    raw: pl.LazyFrame
    contract: Contract
    geography: Geography | None
    decimal: str
    kinds: dict[str, pl.DataType] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = dict(self.raw.collect_schema())

    def values(self, read: Callable[..., pl.Expr] = parsed) -> list[pl.Expr]:
        """Return the value of each column, read by `parsed` or, where it was checked, by `checked`."""
        found = []
        for column, wanted in self.contract.types().items():
            value = read(column, self.kinds[column], wanted, decimal=self.decimal)
            if column.endswith("_flag") and column in self.contract.optional:
                value = value.fill_null(Flag.ABSENT.value)
            found.append(value.alias(column))
        return found

    def check(self, batch: pl.DataFrame) -> tuple[pl.DataFrame, np.ndarray[tuple[int], np.dtype[np.uint64]]]:
        """Return the batch's faults and the hashes of its keys."""
        typed = batch.select(pl.col(ROW).cast(pl.UInt32), *self.values())
        faults = [*self._unreadable(batch, typed), *self._broken(batch, typed), *self._unknown_places(batch, typed)]
        keys = typed.select(pl.struct(self.contract.key).hash(seed=0)).to_series()
        found = pl.concat([FAULTS.to_frame(), *faults])
        return found.unique(["row", "column"], keep="first", maintain_order=True).sort(
            "row", maintain_order=True
        ), keys.to_numpy()

    def _unreadable(self, batch: pl.DataFrame, typed: pl.DataFrame) -> Iterator[pl.DataFrame]:
        for column, wanted in self.contract.types().items():
            rows = batch.select(ROW, column).with_columns(typed[column].alias("_value"))
            rows = rows.filter(is_unreadable(column, self.kinds[column], pl.col("_value")))
            if rows.height:
                yield _faults(rows, column, *expected(wanted, decimal=self.decimal))

    def _broken(self, batch: pl.DataFrame, typed: pl.DataFrame) -> Iterator[pl.DataFrame]:
        _, failure = self.contract.schema.filter(typed)
        if not len(failure):
            return
        details = failure.details()
        rules = [rule for rule in failure.counts() if rule in details.columns]
        for rule in rules:
            told = self.contract.tell(rule)
            rows = details.filter(pl.col(rule).cast(pl.String) == "invalid").select(
                pl.col("row").cast(batch[ROW].dtype)
            )
            if rows.height:
                yield _faults(batch.join(rows, left_on=ROW, right_on="row"), told.column, told.rule, told.remedy)

    def _unknown_places(self, batch: pl.DataFrame, typed: pl.DataFrame) -> Iterator[pl.DataFrame]:
        if self.geography is None:
            return
        known = {"section": self.geography.sections["section"], "complex": self.geography.complexes["complex"]}
        for column in [name for name in known if name in typed.columns]:
            rows = batch.filter(typed[column].is_not_null() & ~typed[column].is_in(known[column].implode()))
            if rows.height:
                yield _faults(
                    rows,
                    column,
                    _PLACE[column],
                    "controllare il codice e l'anno della base",
                )

    def repeated(self, hashes: list[np.ndarray[tuple[int], np.dtype[np.uint64]]]) -> pl.DataFrame:
        """Return the faults of all rows that share their key with another: none is surely the right one."""
        every = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
        ordered = np.sort(every)
        doubles = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(doubles):
            return FAULTS.to_frame()
        suspects = np.flatnonzero(np.isin(every, doubles))
        first = self.raw.select(pl.col(ROW).first()).collect().item()
        rows = pl.DataFrame({ROW: suspects + first}).cast({ROW: self.raw.collect_schema()[ROW]})
        key = list(self.contract.key)
        twins = self.raw.join(rows.lazy(), on=ROW, how="semi").collect(engine="streaming")
        twins = twins.filter(pl.all_horizontal(pl.col(key).is_not_null()) & pl.struct(key).is_duplicated())
        rule = f"una riga sola per {', '.join(self.contract.names[name] for name in key)}"
        return _faults(twins, key[0], rule, "lasciare la riga giusta e togliere le altre")


def _faults(rows: pl.DataFrame, column: str, rule: str, remedy: str) -> pl.DataFrame:
    return rows.select(
        pl.col(ROW).cast(pl.UInt32).alias("row"),
        pl.lit(column).alias("column"),
        pl.col(column).cast(pl.String).alias("value"),
        pl.lit(rule).alias("rule"),
        pl.lit(remedy).alias("remedy"),
    )
