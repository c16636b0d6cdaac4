"""The ten percent rule's counts by section in plain polars, duckdb and pandas: no contract, no levels, no checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench-observatory"
_READ = 1 << 22
Measurement = tuple[Callable[[], Any], Callable[[Any], str]]


def timed(work: Callable[[], Any], note: Callable[[Any], str]) -> Measurement:
    """Return the work with the processor's seconds told in its note: on a busy machine they are the fair figure."""
    spent = [0.0]

    def run() -> Any:
        started = process_time()
        result = work()
        spent[0] = process_time() - started
        return result

    return run, lambda result: f"{spent[0]:.2f} CPU s; {note(result)}"


def _path(n: int, suffix: str) -> Path:
    return FOLDER / f"households-{n}.{suffix}"


def _plain_read(n: int, suffix: str) -> Measurement:
    def work() -> int:
        size = 0
        with _path(n, suffix).open("rb") as file:
            while piece := file.read(_READ):
                size += len(piece)
        return size

    return timed(work, lambda size: f"{size / 1e6:,.0f} MB")


def _polars(n: int, suffix: str) -> Measurement:
    import polars as pl

    def work() -> Any:
        path = _path(n, suffix)
        frame = (
            pl.scan_parquet(path)
            if suffix == "parquet"
            else pl.scan_csv(path, separator=";", schema_overrides={"sezione": pl.String})
        )
        income, spend = pl.col("reddito_eur"), pl.col("elettricita_eur") + pl.col("gas_eur")
        known = pl.col("elettricita_eur").fill_null(0) + pl.col("gas_eur").fill_null(0)
        valid = income.is_not_null() & spend.is_not_null()
        flags = [pl.col(f"{name}_stato") == "stimato" for name in ("reddito", "elettricita", "gas")]
        return (
            frame.group_by("sezione")
            .agg(
                households=pl.len(),
                valid=valid.sum(),
                poor=(valid & (spend > 0.1 * income)).sum(),
                certain=(known > 0.1 * income).sum(),
                missing_income=income.is_null().sum(),
                missing_spend=spend.is_null().sum(),
                estimated=pl.any_horizontal(flags).sum(),
            )
            .collect(engine="streaming")
        )

    return timed(work, lambda found: f"{found.height:,} sections, {found['poor'].sum():,} poor")


_QUERY = """
select sezione, count(*) as households,
    count(*) filter (where reddito_eur is not null and elettricita_eur + gas_eur is not null) as valid,
    count(*) filter (where elettricita_eur + gas_eur > 0.1 * reddito_eur) as poor,
    count(*) filter (where coalesce(elettricita_eur, 0) + coalesce(gas_eur, 0) > 0.1 * reddito_eur) as certain,
    count(*) filter (where reddito_eur is null) as missing_income,
    count(*) filter (where elettricita_eur + gas_eur is null) as missing_spend,
    count(*) filter (where 'stimato' in (reddito_stato, elettricita_stato, gas_stato)) as estimated
from {source} group by sezione
"""


def _duckdb(n: int, suffix: str) -> Measurement:
    import duckdb

    def work() -> Any:
        path = _path(n, suffix)
        source = f"read_parquet('{path}')" if suffix == "parquet" else f"read_csv('{path}', delim=';', header=true)"
        return duckdb.sql(_QUERY.format(source=source)).fetchall()

    return timed(work, lambda rows: f"{len(rows):,} sections, {sum(row[3] for row in rows):,} poor")


def _pandas(n: int, suffix: str) -> Measurement:
    import pandas as pd

    def work() -> Any:
        path, kinds = _path(n, suffix), {"sezione": str}
        money = [f"{name}_{kind}" for name in ("reddito", "elettricita", "gas") for kind in ("eur", "stato")]
        columns = ["sezione", *money]
        if suffix == "parquet":
            frame = pd.read_parquet(path, columns=columns)
        else:
            frame = pd.read_csv(path, sep=";", usecols=columns, dtype=kinds)
        spend = frame["elettricita_eur"] + frame["gas_eur"]
        known = frame["elettricita_eur"].fillna(0) + frame["gas_eur"].fillna(0)
        parts = pd.DataFrame(
            {
                "sezione": frame["sezione"],
                "households": 1,
                "valid": frame["reddito_eur"].notna() & spend.notna(),
                "poor": spend > 0.1 * frame["reddito_eur"],
                "certain": known > 0.1 * frame["reddito_eur"],
                "missing_income": frame["reddito_eur"].isna(),
                "missing_spend": spend.isna(),
                "estimated": (frame[[name for name in money if name.endswith("stato")]] == "stimato").any(axis=1),
            }
        )
        return parts.groupby("sezione").sum()

    return timed(work, lambda found: f"{len(found):,} sections, {int(found['poor'].sum()):,} poor")


def plain_read_csv(n: int) -> Measurement:
    """The bytes of the file, and nothing done with them."""
    return _plain_read(n, "csv")


def plain_read_parquet(n: int) -> Measurement:
    """The bytes of the file, and nothing done with them."""
    return _plain_read(n, "parquet")


def polars_csv(n: int) -> Measurement:
    """Plain polars, streaming."""
    return _polars(n, "csv")


def polars_parquet(n: int) -> Measurement:
    """Plain polars, streaming."""
    return _polars(n, "parquet")


def duckdb_csv(n: int) -> Measurement:
    """SQL on the file."""
    return _duckdb(n, "csv")


def duckdb_parquet(n: int) -> Measurement:
    """SQL on the file."""
    return _duckdb(n, "parquet")


def pandas_csv(n: int) -> Measurement:
    """The columns needed, all rows in memory."""
    return _pandas(n, "csv")


def pandas_parquet(n: int) -> Measurement:
    """The columns needed, all rows in memory."""
    return _pandas(n, "parquet")
