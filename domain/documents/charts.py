"""Charts as pictures with words beside them: Italian labels, colors that everybody can tell apart, the same bytes."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.documents.word import Picture
from domain.italian import counted, listed, number

if TYPE_CHECKING:
    import altair as alt

_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_ACCENT, _INK, _GRID = "#0B4F6C", "#1F2933", "#D5DEE2"
PALETTE = ("#0B4F6C", "#5AA9C9", "#B4532A", "#E0A93B", "#8A8F94", "#D9DDE0")
"""Dark and light in turn, so that neighbors differ in print and for every kind of color vision."""
_WIDTH = 560
_SCALE = 2
_ROW_HEIGHT, _TALL_ROW_HEIGHT = 26, 34
_LABEL_LINE = 36
"""Unit: characters of a label before it goes on in a second line."""
_IN_LINES = "split(datum.label, '\\n')"
_CENTERED = {"condition": {"test": "indexof(datum.value, '\\n') > 0", "value": -7}, "value": 0}
"""The drawing program centers the first line of a label on its bar, not the whole of it."""
_LONGEST_ALT_ITEMS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is and how many."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Stack:
    """One stacked bar: what it is and how many of each series, in the order of the series."""

    label: str
    counts: tuple[int, ...]


def columns(bars: Sequence[Bar], *, subject: str, title: str) -> Picture:
    """Draw upright bars along time. `subject` is what is counted, for the axis ("contributi")."""
    import altair as alt  # a second, which a program that draws nothing does not have

    data: list[dict[str, object]] = [
        {"label": bar.label, "count": bar.count, "rank": rank} for rank, bar in enumerate(bars)
    ]
    step = max(1, len(bars) // 10)
    chart = (
        alt.Chart(_data(data))
        .mark_bar(color=_ACCENT)
        .encode(
            x=alt.X("label:N", title=None, sort=[bar.label for bar in bars]).axis(
                labelAngle=0 if len(bars) <= 6 else -45, values=[bar.label for bar in bars[::step]], labelLimit=160
            ),
            y=alt.Y("count:Q", title=subject).axis(format=",d", tickMinStep=1),
        )
        .properties(width=_WIDTH, height=210)
    )
    return Picture(_png(chart), alt_of_bars(bars, title=title))


def rows(bars: Sequence[Bar], *, subject: str, title: str) -> Picture:
    """Draw lying bars, one per label, in the order given, with the number at the end of each."""
    import altair as alt  # a second, which a program that draws nothing does not have

    data: list[dict[str, object]] = [
        {"label": bar.label, "count": bar.count, "written": number(bar.count)} for bar in bars
    ]
    room = 1.12 * max((bar.count for bar in bars), default=1)
    base = alt.Chart(_data(data)).encode(
        y=alt.Y("label:N", title=None, sort=[bar.label for bar in bars]).axis(labelLimit=260),
        x=alt.X("count:Q", title=subject).scale(domainMax=room, nice=False).axis(format=",d", tickMinStep=1),
    )
    written = base.mark_text(align="left", dx=4, color=_INK, fontSize=11).encode(text="written:N")
    chart = (base.mark_bar(color=_ACCENT) + written).properties(width=_WIDTH, height=_ROW_HEIGHT * max(2, len(bars)))
    return Picture(_png(chart), alt_of_bars(bars, title=title))


def stacked_rows(stacks: Sequence[Stack], series: Sequence[str], *, subject: str, title: str) -> Picture:
    """Draw lying bars, each split among the series in the order given."""
    import altair as alt  # a second, which a program that draws nothing does not have

    data: list[dict[str, object]] = [
        {"label": _in_lines(stack.label), "series": name, "count": count, "rank": rank}
        for stack in stacks
        for rank, (name, count) in enumerate(zip(series, stack.counts, strict=True))
    ]
    chart = (
        alt.Chart(_data(data))
        .mark_bar(stroke="white", strokeWidth=1)
        .encode(
            y=alt.Y("label:N", title=None, sort=[_in_lines(stack.label) for stack in stacks]).axis(
                labelLimit=260, labelExpr=_IN_LINES, labelOffset=_CENTERED
            ),
            x=alt.X("count:Q", title=subject).axis(format=",d", tickMinStep=1),
            color=alt.Color("series:N", title=None, sort=list(series))
            .scale(domain=list(series), range=list(PALETTE[: len(series)]))
            .legend(orient="top", columns=3, labelLimit=220),
            order=alt.Order("rank:Q"),  # without it the pieces stack in alphabetical order
        )
        .properties(width=_WIDTH, height=_TALL_ROW_HEIGHT * max(2, len(stacks)))
    )
    return Picture(_png(chart), alt_of_stacks(stacks, series, title=title))


def alt_of_bars(bars: Sequence[Bar], *, title: str) -> str:
    """Say a bar chart in words: every bar when they are few, otherwise the total and the highest."""
    if not bars:
        return f"Grafico a barre, {title}: nessun dato."
    total = sum(bar.count for bar in bars)
    if len(bars) <= _LONGEST_ALT_ITEMS:
        return f"Grafico a barre, {title}: {listed([f'{bar.label} {number(bar.count)}' for bar in bars])}."
    top = max(bars, key=lambda bar: bar.count)
    return (
        f"Grafico a barre, {title}: {counted(len(bars), 'barra', 'barre')} da {bars[0].label} a {bars[-1].label}, "
        f"in tutto {number(total)}; la più alta è {top.label} con {number(top.count)}."
    )


def alt_of_stacks(stacks: Sequence[Stack], series: Sequence[str], *, title: str) -> str:
    """Say a stacked chart in words: the pieces of each bar that are not zero; the rest is in the table below it."""
    if not stacks:
        return f"Grafico a barre, {title}: nessun dato."
    told = [
        f"{stack.label}: {listed(pieces) if (pieces := _pieces(stack, series)) else 'nessuno'}"
        for stack in stacks[:_LONGEST_ALT_ITEMS]
    ]
    rest = len(stacks) - len(told)
    more = f" Altre {number(rest)} nella tabella che segue." if rest else ""
    return f"Grafico a barre divise, {title}. {'; '.join(told)}.{more}"


def _pieces(stack: Stack, series: Sequence[str]) -> list[str]:
    return [f"{number(count)} {name}" for name, count in zip(series, stack.counts, strict=True) if count]


def _in_lines(label: str) -> str:
    """Break a long label in two lines; what still does not fit ends with an ellipsis."""
    return "\n".join(textwrap.wrap(label, _LABEL_LINE, max_lines=2, placeholder="…"))


def _data(values: list[dict[str, object]]) -> Any:
    import altair as alt  # a second, which a program that draws nothing does not have

    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def _png(chart: alt.Chart | alt.LayerChart) -> bytes:
    import vl_convert

    styled = chart.configure(font=_FONT, background="white")
    styled = styled.configure_axis(
        labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=_INK, titleColor=_INK, gridColor=_GRID
    )
    styled = styled.configure_legend(labelFontSize=12, labelColor=_INK).configure_view(stroke=None)
    png: bytes = vl_convert.vegalite_to_png(json.dumps(styled.to_dict()), scale=_SCALE, format_locale="it-IT")
    return png
