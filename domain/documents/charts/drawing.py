"""How every chart is drawn: one hand for type and colors, Italian numbers, the same bytes on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
ACCENT, INK, GRID = "#0B4F6C", "#1F2933", "#D5DEE2"
PALETTE = ("#0B4F6C", "#5AA9C9", "#B4532A", "#E0A93B", "#8A8F94", "#D9DDE0")
"""Dark and light in turn, so that neighbors differ in print and for every kind of color vision."""
WIDTH = 560
TOTAL_WIDTH = 640
"""Unit: pixels, labels and all: pictures of one width print their words in one size."""
_SCALE = 2


def inline(values: list[dict[str, object]]) -> Any:
    """Return the data of a chart, written inside it."""
    import altair as alt  # a second, which a program that draws nothing does not have

    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def drawn(
    chart: Any, features: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, *, fits: bool = False
) -> bytes:
    """Return a chart as a PNG; if it `fits`, its width and height are those of the whole picture.

    `features` by the name of their data set: they are put in afterwards, since altair walks through all it is given.
    """
    import vl_convert

    styled = chart.configure(font=FONT, background="white")
    styled = styled.configure_axis(
        labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK, titleColor=INK, gridColor=GRID
    )
    styled = styled.configure_legend(labelFontSize=12, labelColor=INK, titleFontSize=12, titleFontWeight="normal")
    specification = styled.configure_view(stroke=None).to_dict()
    if fits:
        specification["autosize"] = {"type": "fit", "contains": "padding"}
    if features:
        specification["datasets"] = {**specification.get("datasets", {}), **features}
    png: bytes = vl_convert.vegalite_to_png(json.dumps(specification), scale=_SCALE, format_locale="it-IT")
    return png
