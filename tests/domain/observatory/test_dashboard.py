"""The dashboard's page: all it holds comes from what may be told; nothing in it can run but its own programs."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from functools import cache
from typing import Any

import polars as pl
import pytest

from domain.documents.web import safe_script
from domain.observatory.dashboard import dashboard
from domain.observatory.dashboard.figures import figures, limits
from domain.observatory.published import Published
from tests.domain.observatory.published_desk import YEAR, small_city, small_published
from tests.domain.observatory.small_territory import territory_of

COUNTS = ("households", "valid", "poor", "certain", "possible")


@cache
def page() -> str:
    return dashboard(small_published(), territory_of(small_city)).decode()


def data_of(text: str) -> dict[str, Any]:
    (told,) = re.findall(r'<script type="application/json" id="dati">(.*?)</script>', text, re.DOTALL)
    read: dict[str, Any] = json.loads(told)
    return read


def test_every_figure_of_the_page_is_the_protected_tables_and_what_is_hidden_is_not_there() -> None:
    data, published = data_of(page()), small_published()
    seen = 0
    every = pl.concat(table.with_columns(year=pl.lit(str(year))) for year, table in published.tables.items())
    for (definition, year, level), rows in every.group_by("definition", "year", "level"):
        columns, codes = data["figures"][definition][year][level], data["areas"][level]["area"]
        for row in rows.iter_rows(named=True):
            place = codes.index(row["area"])
            told = {name: columns[name][place] for name in COUNTS}
            assert told == ({name: row[name] for name in COUNTS} if row["is_shown"] else dict.fromkeys(COUNTS))
            reason = data["reasons"][columns["why"][place] - 1]["short"] if columns["why"][place] else ""
            assert reason == (row["reason"] if not row["is_shown"] else "")
            seen += 1
    assert seen == sum(table.height for table in published.tables.values())


def test_a_section_that_is_hidden_has_no_estimate_either() -> None:
    data = data_of(page())
    for code in data["shrunk"]:
        columns, estimates = data["figures"][code][str(YEAR)]["section"], data["shrunk"][code]["mid"]
        why = [1] * len(estimates) if columns is None else columns["why"]
        assert any(why) and all(estimate is None for estimate, reason in zip(estimates, why, strict=True) if reason)


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert dashboard(small_published(), territory_of(small_city)).decode() == page()


def test_a_browser_may_run_the_two_programs_of_the_page_and_ask_nobody() -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', page())
    programs = re.findall(r"<script>(.*?)</script>", page(), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in programs]
    assert len(programs) == 2
    allowed = policy.replace("&#39;", "'").split("; ")
    assert allowed == [
        "default-src 'none'",
        "script-src " + " ".join(f"'sha256-{one}'" for one in hashes),
        "style-src 'unsafe-inline'",
        "img-src data:",
    ]
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', without_programs(page())) == []


def without_programs(text: str) -> str:
    return re.sub(r"<script>.*?</script>", "<script></script>", text, flags=re.DOTALL)


def renamed(published: Published, name: str) -> Published:
    tables = {year: table.with_columns(name=pl.lit(name)) for year, table in published.tables.items()}
    return dataclasses.replace(published, city=name, tables=tables, cautions=(name,))


@pytest.mark.parametrize(
    "name",
    ["</script><script>alert(1)</script>", "<!--<script>", '"><img src=x onerror=alert(1)>', "a\u2028b", "{{ 7 }}"],
)
def test_a_name_that_attacks_the_page_stays_a_name(name: str) -> None:
    text = dashboard(renamed(small_published(), name), territory_of(small_city)).decode()
    assert data_of(text)["areas"]["nil"]["name"][0] == name
    told = without_programs(text)
    assert (told.count("<script"), told.count("<img"), told.count("<!--")) == (3, 0, 0)


def test_a_program_of_others_cannot_end_the_element_that_holds_it() -> None:
    assert safe_script('"</script>" "<!--"') == '"<\\/script>" "<\\!--"'


def test_the_limits_of_the_classes_are_round_and_the_same_for_all_years() -> None:
    tables = list(small_published().tables.values())
    found = {level: limits(tables, "ten-percent", level) for level in ("section", "nil", "district")}
    assert found == {level: limits(reversed(tables), "ten-percent", level) for level in found}
    assert found == {"section": [0.2, 0.3, 0.4, 0.5], "nil": [0.2, 0.3, 0.4, 0.5], "district": [0.2, 0.3, 0.4, 0.5]}
    assert limits([tables[0].filter(pl.col("level") == "none")], "ten-percent", "nil") == [0.05, 0.10, 0.15, 0.20]


def test_sections_have_limits_of_their_own_because_they_differ_more_than_neighborhoods() -> None:
    def rows(level: str, poor: list[int]) -> pl.DataFrame:
        return pl.DataFrame({"level": level, "definition": "ten-percent", "is_shown": True, "valid": 100, "poor": poor})

    table = pl.concat([rows("section", list(range(0, 81, 5))), rows("nil", list(range(24, 31)))])
    assert limits([table], "ten-percent", "section") == [0.1, 0.2, 0.3, 0.4]
    assert limits([table], "ten-percent", "nil") == [0.24, 0.26, 0.28, 0.3]
    assert limits([table], "ten-percent", "district") == [0.24, 0.26, 0.28, 0.3]


def test_a_level_without_shapes_is_told_without_a_map() -> None:
    told = figures(small_published(), territory_of(small_city))
    assert [one["code"] for one in told["levels"]] == ["district", "nil", "section", "complex", "city"]
    assert set(told["shapes"]) == {"district", "nil", "section", "city"}


def test_an_area_where_nobody_lives_has_its_shape_and_no_figure() -> None:
    told, published = figures(small_published(), territory_of(small_city)), small_published()
    known = set(published.table.filter(pl.col("level") == "section")["area"])
    empty = [code for code in told["areas"]["section"]["area"] if code not in known]
    columns = told["figures"]["ten-percent"][str(YEAR)]["section"]
    assert empty and all(code in told["shapes"]["section"] for code in empty)
    for code in empty:
        place = told["areas"]["section"]["area"].index(code)
        assert {columns[name][place] for name in (*COUNTS, "why")} == {None}
