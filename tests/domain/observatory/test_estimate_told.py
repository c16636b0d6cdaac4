"""An edition of income classes alone: page, report and open data say of its one indicator that it is an estimate."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from docx import Document

from domain.observatory.class_estimates import ESTIMATE, FROM_CLASSES, INDICATORS, to_classes
from domain.observatory.dashboard import dashboard
from domain.observatory.indicators import DEFINITIONS
from domain.observatory.open_data import open_data
from domain.observatory.published import Published
from domain.observatory.report import write_report
from domain.observatory.synthetic_households import as_measured
from domain.observatory.told import SHORT
from domain.vocabulary import ExtractKind
from tests.domain.observatory.published_desk import composed, defined, handed_in, small_city, small_years
from tests.domain.observatory.small_territory import territory_of

TEMPLATE = Path(__file__).parents[3] / "templates" / "observatory" / "observatory_report.docx"


@pytest.fixture(scope="module")
def estimated(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The edition of a year of which only sums by income class are known."""
    classes = to_classes(as_measured(small_years()[1]).lazy()).cast({"income_class": pl.String})
    definition = defined(indicators={"published": {FROM_CLASSES: "section"}, "main": FROM_CLASSES})
    file = handed_in(classes, ExtractKind.CLASSES, tmp_path_factory.mktemp("classi"))
    return composed([file], definition=definition).published


def test_every_indicator_has_a_name_for_people_and_a_short_one() -> None:
    assert [one.code for one in INDICATORS] == ["ten-percent", FROM_CLASSES, *(one.code for one in DEFINITIONS[1:])]
    assert set(SHORT) == {one.code for one in INDICATORS}


def test_the_page_offers_the_estimate_under_its_title(estimated: Published) -> None:
    page = dashboard(estimated, territory_of(small_city)).decode()
    assert ESTIMATE.title in page and ESTIMATE.rule in page
    assert "è una stima, non un conteggio" in page


def test_the_report_says_that_nobody_is_certainly_poor(estimated: Published) -> None:
    written = write_report(
        estimated,
        territory_of(small_city),
        template=TEMPLATE.read_bytes(),
        created=datetime(2026, 6, 30, tzinfo=UTC),
    )
    told = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(written)).paragraphs)
    assert "Si stimano in povertà energetica " in told
    assert "nuclei stimati poveri; a caso se ne raggiungerebbero " in told
    assert "sono certamente in povertà" not in told and "2M" not in told


def test_the_open_data_define_the_estimate(estimated: Published) -> None:
    files = open_data(estimated, territory_of(small_city))
    assert ESTIMATE.title in files["indicatori.csv"].decode()
    assert FROM_CLASSES in files["dizionario.csv"].decode()
