"""Files that nobody should hand in: each is refused in words, or its edition tells nothing that it hides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from domain.errors import Refusal
from domain.observatory.compose import Composed
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.received import Received
from domain.observatory.small_tables import Sum, hide
from domain.observatory.synthetic_households import observed
from domain.observatory.table import COUNTS
from domain.vocabulary import ExtractKind
from tests.domain.observatory.published_desk import SEED, YEAR, composed, defined, handed_in, small_years

TOLD = defined(indicators={"published": {"ten-percent": "section", "arrears": "nil"}})


def rows(count: int = 300) -> pl.DataFrame:
    """Return the first households of the small city, as an extract knows them."""
    return observed(small_years()[1].head(count), seed=SEED)


def edition(*received: Received, **others: object) -> Composed:
    """Return the edition of these files."""
    return composed(received, definition=TOLD, **others)


def raw(folder: Path, name: str, data: bytes, kind: ExtractKind = ExtractKind.HOUSEHOLDS) -> Received:
    """Return bytes as a file that was handed in."""
    path = folder / name
    path.write_bytes(data)
    return Received(kind, path, "gestore", "0" * 64)


def headings() -> bytes:
    return ",".join(HOUSEHOLDS.names.values()).encode() + b"\n"


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("nuclei.csv", b"", "il file è vuoto"),
        ("nuclei.csv", headings(), "non c'è un'estrazione con nuclei"),
        ("nuclei.csv", b"nucleo,sezione\nN1,1\n", "mancano"),
        ("nuclei.csv", "nucleo;sezione".encode("utf-16"), "il file è in UTF-16"),
        ("nuclei.csv", headings().replace(b"gas_eur", b"nucleo"), "intestazioni ripetute: nucleo"),
        ("nuclei.pdf", b"%PDF-1.7", "il formato «.pdf» non è ammesso"),
        ("nuclei.parquet", b"PAR1" + bytes(40), ""),
    ],
)
def test_a_file_that_is_no_extract_is_refused(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    with pytest.raises(Refusal) as refused:
        edition(raw(tmp_path, name, data))
    assert problem in str(refused.value)
    assert refused.value.remedy


def test_no_file_or_a_map_in_the_place_of_an_extract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="non c'è un'estrazione con nuclei"):
        edition()
    with pytest.raises(Refusal, match="non è un'estrazione"):
        edition(raw(tmp_path, "basi.geojson", b"{}", ExtractKind.GEOMETRY))


def test_the_same_file_twice_is_refused_and_two_managers_may_use_the_same_codes(tmp_path: Path) -> None:
    one = handed_in(rows(), ExtractKind.HOUSEHOLDS, tmp_path)
    again = handed_in(rows(), ExtractKind.HOUSEHOLDS, tmp_path, name="copia.csv")
    with pytest.raises(Refusal, match="300 codici stanno in più file dello stesso tipo"):
        edition(one, again)
    other = handed_in(rows(), ExtractKind.HOUSEHOLDS, tmp_path, name="aler.csv", sender="aler")
    both = edition(one, other)
    assert both.kept.counts.filter(level="city", definition="ten-percent")["households"].item() == 600


def test_households_of_another_city_are_set_aside_and_stop_the_edition(tmp_path: Path) -> None:
    elsewhere = rows().with_columns(section=pl.lit("0580910000001"))
    with pytest.raises(Refusal, match="righe anomale oltre il 5,0 % ammesso") as refused:
        edition(handed_in(elsewhere, ExtractKind.HOUSEHOLDS, tmp_path))
    assert "una sezione della base territoriale (300 righe)" in refused.value.faults[0].problem


def test_editions_that_do_not_follow_each_other_are_refused(tmp_path: Path) -> None:
    file = handed_in(rows(), ExtractKind.HOUSEHOLDS, tmp_path)
    one = edition(file, year=YEAR)
    with pytest.raises(Refusal, match=f"l'edizione precedente è del {YEAR}, non di prima del {YEAR}"):
        edition(file, year=YEAR, last=one.kept)
    with pytest.raises(Refusal, match=f"l'edizione da correggere è del {YEAR}, non del {YEAR + 1}"):
        edition(file, year=YEAR + 1, corrects=one.kept)


def test_seven_households_make_an_edition_that_hides_all_of_them(tmp_path: Path) -> None:
    one = edition(handed_in(rows(7), ExtractKind.HOUSEHOLDS, tmp_path)).published
    assert not one.table["is_shown"].any()
    assert one.table.select(COUNTS).null_count().row(0) == (one.table.height,) * len(COUNTS)
    numbers = [one.incomes["mean_eur"], one.incomes["known"], one.causes["households"], one.overlap["both_poor"]]
    assert all(column.null_count() == len(column) for column in numbers)
    assert (one.shrunk.height, one.targetings) == (0, ())
    assert one.cautions[-1].startswith("Guida alle visite")


def test_households_of_whom_nothing_is_known_make_no_edition(tmp_path: Path) -> None:
    absent = {f"{name}_flag": pl.lit("assente") for name in ("income", "electricity", "gas", "arrears")}
    nothing = {f"{name}_eur": pl.lit(None, pl.Float64) for name in ("income", "electricity", "gas")}
    blank = rows().with_columns(**absent, **nothing, arrears=pl.lit(None, pl.String))
    with pytest.raises(Refusal, match="nessun nucleo è calcolabile"):
        edition(handed_in(blank, ExtractKind.HOUSEHOLDS, tmp_path))


@settings(max_examples=20, deadline=None)
@given(
    cells=st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=3, max_size=5),
    least=st.integers(3, 10),
)
def test_no_sum_of_a_small_table_tells_a_secret_cell(cells: list[list[int]], least: int) -> None:
    """Rows and columns add up; the rows' totals are public."""
    table = [[*row, sum(row)] for row in cells]
    table.append([sum(column) for column in zip(*table, strict=True)])
    height, width = len(table), len(table[0])
    amounts = pl.Series([value for row in table for value in row]).to_numpy().astype(float)
    at = [[row * width + column for column in range(width)] for row in range(height)]
    sums = [Sum(line[-1], tuple(line[:-1])) for line in at]
    sums += [Sum(at[-1][column], tuple(at[row][column] for row in range(height - 1))) for column in range(width)]
    fixed = {line[-1] for line in at}
    secret = (amounts > 0) & (amounts < least)
    secret[sorted(fixed)] = False
    hidden = hide(amounts, secret, sums, fixed=fixed, least=least)
    assert not hidden[sorted(fixed)].any()
    assert (hidden | ~secret).all()
    if hidden.sum() < len(amounts) - len(fixed):
        for cell in secret.nonzero()[0]:
            assert spread(cell, amounts, hidden, sums) >= least


def spread(cell: int, amounts: object, hidden: object, sums: list[Sum]) -> float:
    """Return how far apart the least and the most of a hidden cell can be, by another library's program."""
    counts, free = np.asarray(amounts), np.flatnonzero(np.asarray(hidden))
    place = {int(row): number for number, row in enumerate(free)}
    lines, rest = [], []
    for one in sums:
        line, known = np.zeros(len(free)), 0.0
        for row, sign in ((one.whole, 1.0), *((part, -1.0) for part in one.parts)):
            if row in place:
                line[place[row]] += sign
            else:
                known -= sign * counts[row]
        lines.append(line)
        rest.append(known)
    goal = np.zeros(len(free))
    goal[place[int(cell)]] = 1.0
    ends = [linprog(sign * goal, A_eq=np.array(lines), b_eq=rest, bounds=(0, None)) for sign in (1.0, -1.0)]
    if ends[1].status == 3:
        return float("inf")
    return float(np.floor(-ends[1].fun + 1e-6) - np.ceil(ends[0].fun - 1e-6))
