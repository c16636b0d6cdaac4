"""Bars of what is uncertain: from what is sure to what is possible, and changes to either side of nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.documents.charts.drawing import ACCENT, INK, TOTAL_WIDTH, drawn, inline
from domain.documents.word import Picture

_ROW_HEIGHT = 24
_FRAME, _LEGEND = 76, 28
"""Unit: pixels that axis and legend take of the height, and the legend of them."""
_SURE, _POSSIBLE, _COUNTED = "certi", "possibili in più", "fra i calcolabili"
_COLORS = {_SURE: ACCENT, _POSSIBLE: "#A9D2E2", _COUNTED: "#B4532A"}
_UP, _DOWN = "#B4532A", "#0B4F6C"


@dataclass(frozen=True, slots=True)
class Band:
    """One band: what it is, its sure part, its whole, the figure between them, and how it is written at its end."""

    label: str
    low: float
    middle: float
    high: float
    written: str


@dataclass(frozen=True, slots=True)
class Shift:
    """One change to either side of nothing, and how it is written."""

    label: str
    size: float
    written: str


def bands(lines: Sequence[Band], *, subject: str, alt: str, is_share: bool = True, counted: str = _COUNTED) -> Picture:
    """Draw a lying band for each line, in the order given: what is sure dark, what is possible pale, a mark between.

    `counted` is what the mark means.
    """
    import altair  # a second, which a program that draws nothing does not have

    names = {_COUNTED: counted}
    data: list[dict[str, object]] = []
    for rank, line in enumerate(lines):
        ends = ((_SURE, 0.0, line.low), (_POSSIBLE, line.low, max(line.low, line.high)))
        data += [{"rank": rank, "series": name, "from": left, "to": right} for name, left, right in ends]
    marks: list[dict[str, object]] = [
        {"rank": rank, "series": counted, "at": line.middle, "end": line.high, "written": line.written}
        for rank, line in enumerate(lines)
    ]
    room = 1.28 * max((max(line.high, line.middle) for line in lines), default=1) or 1
    across = altair.Scale(domain=[0, room], nice=False)
    along = altair.Y("rank:O", title=None).axis(**_labels(lines))
    shown = [names.get(name, name) for name in _COLORS]
    color = (
        altair.Color("series:N", title=None, sort=shown)
        .scale(domain=shown, range=list(_COLORS.values()))
        .legend(orient="top", symbolType="square", labelLimit=260)
    )
    axis = altair.Axis(format=".0%" if is_share else ",d", tickCount=6)
    if is_share:  # the axis goes on beside the longest band, where its figure stands: there is no 120 %
        axis["labelExpr"] = "datum.value > 1 ? '' : datum.label"
    bars = (
        altair.Chart(inline(data))
        .mark_bar(height={"band": 0.62}, opacity=1)
        .encode(y=along, x=altair.X("from:Q", title=subject).scale(across).axis(axis), x2="to:Q", color=color)
    )
    at = altair.Chart(inline(marks)).encode(y=along)
    ticks = at.mark_tick(thickness=3, size=18, opacity=1).encode(x=altair.X("at:Q").scale(across), color=color)
    texts = (
        at.mark_text(align="left", dx=7, color=INK, fontSize=11)
        .encode(x=altair.X("furthest:Q").scale(across), text="written:N")
        .transform_calculate(furthest="max(datum.at, datum.end)")
    )
    chart = (bars + ticks + texts).properties(width=TOTAL_WIDTH, height=_FRAME + _ROW_HEIGHT * max(2, len(lines)))
    return Picture(drawn(chart, fits=True), alt)


def shifts(lines: Sequence[Shift], *, subject: str, alt: str) -> Picture:
    """Draw a lying bar for each line, to the right of nothing what adds and to the left what takes away."""
    import altair  # a second, which a program that draws nothing does not have

    data: list[dict[str, object]] = [
        {"rank": rank, "size": line.size, "written": line.written, "is_more": line.size >= 0}
        for rank, line in enumerate(lines)
    ]
    sizes = [0.0, *(line.size for line in lines)]
    room = 0.22 * (max(sizes) - min(sizes)) or 1
    ends = [min(sizes) - room, max(sizes) + room]
    base = altair.Chart(inline(data)).encode(
        y=altair.Y("rank:O", title=None).axis(**_labels(lines)),
        x=altair.X("size:Q", title=subject).scale(domain=ends, nice=False).axis(format="+.1f", tickCount=7),
    )
    bars = base.mark_bar(height={"band": 0.62}, opacity=1).encode(
        color=altair.Color("is_more:N", legend=None).scale(domain=[True, False], range=[_UP, _DOWN])
    )
    right = base.transform_filter("datum.size >= 0").mark_text(align="left", dx=5, color=INK, fontSize=11)
    left = base.transform_filter("datum.size < 0").mark_text(align="right", dx=-5, color=INK, fontSize=11)
    chart = bars + right.encode(text="written:N") + left.encode(text="written:N")
    chart = chart.properties(width=TOTAL_WIDTH, height=_FRAME - _LEGEND + _ROW_HEIGHT * max(2, len(lines)))
    return Picture(drawn(chart, fits=True), alt)


def _labels(lines: Sequence[Band] | Sequence[Shift]) -> dict[str, Any]:
    """Return the axis that names each line by its place: two of one name stay two."""
    labels = json.dumps([line.label for line in lines])
    return {"labelExpr": f"{labels}[datum.value]", "labelLimit": 260, "ticks": False, "labelPadding": 6}
