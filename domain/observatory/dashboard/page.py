"""The dashboard put together: words that stand still, figures and programs that answer, in one file."""

from __future__ import annotations

from typing import Any

from domain.documents.charts import interactive
from domain.documents.web import own_file, safe_script, write_page
from domain.observatory.dashboard.figures import figures
from domain.observatory.geometry import Geometry
from domain.observatory.published import Published
from domain.observatory.report.telling import report_context
from domain.observatory.told import main_code

_TEMPLATE, _STYLE = "dashboard.html", "dashboard.css"
_PROGRAMS = ("dashboard_figures.js", "dashboard_tables.js", "dashboard.js")

_FIRST_LEVELS = ("nil", "district", "section")
"""Neighborhoods are what people know, and few of them are hidden."""


def dashboard(published: Published, geometry: Geometry) -> bytes:
    """Return the page of an edition, UTF-8 HTML: it opens from a disk, asks no network, and holds nothing hidden."""
    data = figures(published, geometry)
    data["charts"] = {
        "map": interactive.map_of_areas(),
        "bars": interactive.bars_of_areas(),
        "trend": interactive.trend_of_area(),
    }
    data["colors"] = interactive.class_colors()
    ours = "\n".join(own_file(name) for name in _PROGRAMS)
    # In a room of their own: the library leaves names of one letter in the page.
    scripts = [safe_script(interactive.drawing_library()), f"(() => {{\n{ours}\n}})();"]
    return write_page(_TEMPLATE, _told(published, data), data=data, scripts=scripts, style=own_file(_STYLE))


def _told(published: Published, data: dict[str, Any]) -> dict[str, Any]:
    """What the page says in words, the same as in the report."""
    report = report_context(published)
    levels = data["levels"]
    return {
        "city": published.city,
        "year": str(published.year),
        "years": [str(year) for year in data["years"]],
        "first_level": next((one for one in _FIRST_LEVELS if one in data["shapes"]), ""),
        "first_definition": main_code(published),
        "levels": levels,
        "definitions": data["definitions"],
        "written_on": report.written_on,
        "contact": report.contact,
        "headline": report.headline,
        "in_brief": report.in_brief,
        "cautions": report.cautions,
        "sources": [one.model_dump() for one in report.sources],
        "hidden": [one.model_dump() for one in report.hidden],
        "guide": [one.model_dump() for one in report.guide],
        "guide_in_words": report.guide_in_words,
        "visits": report.visits,
        "indicators": [one.model_dump() for one in report.indicators],
        "method": [one.model_dump() for one in report.method],
    }
