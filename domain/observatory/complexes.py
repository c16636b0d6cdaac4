"""Which complexes of social housing there are: from the list of areas, the definition, the register, or the extract."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.observatory.contracts.contract import CODE
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.contracts.opening import open_extract
from domain.observatory.contracts.reading import read_extract
from domain.observatory.contracts.retrofits import RETROFITS
from domain.observatory.definition_content import Complex
from domain.observatory.received import Received
from domain.observatory.table import Geography
from domain.vocabulary import ExtractKind

_SCHEMA = {"complex": pl.String, "complex_name": pl.String}


def with_complexes(geography: Geography, listed: Sequence[Complex], received: Sequence[Received]) -> Geography:
    """Return the geography with its complexes; where no list tells them, those that the extracts themselves name.

    A list (of the areas, of the definition, or the register's) finds a mistyped code; an extract that vouches for
    itself does not.
    Raises: Refusal when a file cannot be read.
    """
    if geography.complexes.height:
        return geography
    told = [(one.code, one.name) for one in listed]
    found = [pl.DataFrame(told, schema=_SCHEMA, orient="row")]
    now = [one for one in received if not one.is_last_year]
    found += [_of_register(one) for one in now if one.kind is ExtractKind.RETROFITS]
    if not sum(frame.height for frame in found):
        found += [_of_extract(one) for one in now if one.kind is ExtractKind.HOUSEHOLDS]
    complexes = pl.concat(found).unique("complex", keep="first", maintain_order=True)
    return Geography(geography.sections, complexes, geography.city_name, geography.base_year)


def _of_register(register: Received) -> pl.DataFrame:
    rows = read_extract(register.path, RETROFITS).accepted.select("complex", "name").collect()
    named = rows.group_by("complex").agg(pl.col("name").drop_nulls().sort().first()).sort("complex")
    return named.select("complex", complex_name=pl.col("name").fill_null(pl.col("complex")))


def _of_extract(households: Received) -> pl.DataFrame:
    code = pl.col("complex").cast(pl.String)
    codes = open_extract(households.path, HOUSEHOLDS).select(code).unique().filter(code.str.contains(CODE))
    return codes.sort("complex").select("complex", complex_name="complex").collect(engine="streaming")
