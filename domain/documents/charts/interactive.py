"""The charts of a page that people can click: specifications without data, and the library that draws them.

A specification is always the same: it is made once, and whoever gets it leaves it as it is.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from domain.documents.charts.drawing import ACCENT, FONT, GRID, INK
from domain.documents.charts.maps import CLASS_COLORS, HIDDEN_COLOR, NOBODY_COLOR

CLASSES = [str(place) for place in range(len(CLASS_COLORS))]
HIDDEN, NOBODY = "oscurata", "vuota"
BAND_COLOR, POINT_COLOR, CHOSEN_COLOR = "#9CC4D6", ACCENT, "#B4532A"
HATCH_COLOR = "#9A6A3C"
_COLORS = dict(zip([*CLASSES, HIDDEN, NOBODY], [*CLASS_COLORS, HIDDEN_COLOR, NOBODY_COLOR], strict=True))


def class_colors() -> dict[str, str]:
    """Return the color of each class of a map, for the legend that stands beside it."""
    return dict(_COLORS)


@cache
def map_of_areas() -> dict[str, Any]:
    """Return the map: data sets `areas` (a feature each, with cls and tip), `hatch` (lines over what is hidden) and
    `outlines`; parameter `chosen` (a code)."""
    import altair as alt  # a second, which a program that draws nothing does not have

    chosen = alt.param(name="chosen", value="")
    is_chosen = "datum.code === chosen"
    fill = (
        alt.Chart(alt.NamedData("areas"))
        .mark_geoshape(strokeJoin="round", cursor="pointer")
        .encode(
            color=alt.Color("cls:N", legend=None).scale(domain=list(_COLORS), range=list(_COLORS.values())),
            stroke=alt.condition(is_chosen, alt.value(CHOSEN_COLOR), alt.value("#FFFFFF")),
            strokeWidth=alt.condition(is_chosen, alt.value(3), alt.StrokeWidth("line:Q", scale=None)),
            tooltip=alt.Tooltip("tip:N"),
        )
        .add_params(chosen)
    )
    hatch = alt.Chart(alt.NamedData("hatch")).mark_geoshape(filled=False, stroke=HATCH_COLOR, strokeWidth=0.9)
    above = alt.Chart(alt.NamedData("outlines")).mark_geoshape(filled=False, stroke=INK, strokeWidth=1)
    chart = (fill + hatch + above).project(type="identity", reflectY=True).properties(width="container", height=480)
    specification = _plain(chart)
    for mark in specification["marks"]:
        # Lines lie over the areas: a click must go through them.
        mark["interactive"] = mark["from"]["data"] not in ("hatch", "outlines")
    return specification


@cache
def bars_of_areas() -> dict[str, Any]:
    """Return the bars: data set `bars` (name, rank, low, high, mid, code, tip) and `city` (low, high, mid)."""
    import altair as alt  # a second, which a program that draws nothing does not have

    base = alt.Chart(alt.NamedData("bars")).encode(
        y=alt.Y("name:N", title=None, sort=alt.EncodingSortField("rank", order="ascending")).axis(
            labelLimit=190, ticks=False, domain=False
        ),
        tooltip=alt.Tooltip("tip:N"),
    )
    chosen = alt.param(name="chosen", value="")
    color = alt.condition("datum.code === chosen", alt.value(CHOSEN_COLOR), alt.value(POINT_COLOR))
    share = alt.X("low:Q", title="quota di nuclei").axis(format=".0%", orient="top", tickCount=5).scale(zero=True)
    band = base.mark_bar(height=11, color=BAND_COLOR, cursor="pointer").encode(x=share, x2="high:Q")
    point = base.mark_tick(thickness=4, height=19, opacity=1, cursor="pointer").encode(x="mid:Q", color=color)
    city = (
        alt.Chart(alt.NamedData("city"))
        .mark_rule(stroke=INK, strokeDash=[4, 3])
        .encode(x="mid:Q", tooltip=alt.Tooltip("tip:N"))
    )
    chart = (band + point + city).add_params(chosen).properties(width="container", height=alt.Step(24))
    return _plain(chart)


@cache
def trend_of_area() -> dict[str, Any]:
    """Return the years of one area: data set `years` (year, low, high, mid, tip)."""
    import altair as alt  # a second, which a program that draws nothing does not have

    base = alt.Chart(alt.NamedData("years")).encode(
        x=alt.X("year:O", title=None).axis(labelAngle=0), tooltip=alt.Tooltip("tip:N")
    )
    share = alt.Y("low:Q", title="quota di nuclei").axis(format=".0%", tickCount=5).scale(zero=True)
    band = base.mark_bar(width=26, color=BAND_COLOR).encode(y=share, y2="high:Q")
    line = base.mark_line(color=POINT_COLOR, strokeWidth=1.5).encode(y="mid:Q")
    point = base.mark_point(filled=True, size=80, color=POINT_COLOR, opacity=1).encode(y="mid:Q")
    return _plain((band + line + point).properties(width="container", height=190))


def drawing_library() -> str:
    """Return the program that draws the charts in a browser, whole: it asks no other machine for anything."""
    import vl_convert

    script: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub asks for more than it needs
    return script


def _plain(chart: Any) -> dict[str, Any]:
    """Return a Vega specification that waits for its data: translated here, the page has less to do and to warn of."""
    import vl_convert

    styled = chart.properties(autosize={"type": "fit-x", "contains": "padding"})
    styled = styled.configure(font=FONT, background="transparent")
    styled = styled.configure_axis(
        labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK, titleColor=INK, gridColor=GRID
    ).configure_view(stroke=None)
    specification: dict[str, Any] = vl_convert.vegalite_to_vega(json.dumps(styled.to_dict()))
    return specification
