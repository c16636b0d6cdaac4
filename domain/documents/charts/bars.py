"""Bars of counts: upright along time, lying by label, split among series."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents.charts.drawing import ACCENT, INK, PALETTE, TOTAL_WIDTH, WIDTH, drawn, inline
from domain.documents.word import Picture
from domain.italian import counted, listed, number

_ROW_HEIGHT, _TALL_ROW_HEIGHT, _AXIS_HEIGHT = 26, 34, 46
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
        alt.Chart(inline(data))
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("label:N", title=None, sort=[bar.label for bar in bars]).axis(
                labelAngle=0 if len(bars) <= 6 else -45, values=[bar.label for bar in bars[::step]], labelLimit=160
            ),
            y=alt.Y("count:Q", title=subject).axis(format=",d", tickMinStep=1),
        )
        .properties(width=WIDTH, height=210)
    )
    return Picture(drawn(chart), alt_of_bars(bars, title=title))


def rows(bars: Sequence[Bar], *, subject: str, title: str) -> Picture:
    """Draw lying bars, one per label, in the order given, with the number at the end of each."""
    import altair as alt  # a second, which a program that draws nothing does not have

    data: list[dict[str, object]] = [
        {"label": bar.label, "count": bar.count, "written": number(bar.count)} for bar in bars
    ]
    room = 1.12 * max((bar.count for bar in bars), default=1)
    base = alt.Chart(inline(data)).encode(
        y=alt.Y("label:N", title=None, sort=[bar.label for bar in bars]).axis(labelLimit=260),
        x=alt.X("count:Q", title=subject).scale(domainMax=room, nice=False).axis(format=",d", tickMinStep=1),
    )
    written = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(text="written:N")
    chart = (base.mark_bar(color=ACCENT) + written).properties(
        width=TOTAL_WIDTH, height=_AXIS_HEIGHT + _ROW_HEIGHT * max(2, len(bars))
    )
    return Picture(drawn(chart, fits=True), alt_of_bars(bars, title=title))


def stacked_rows(stacks: Sequence[Stack], series: Sequence[str], *, subject: str, title: str) -> Picture:
    """Draw lying bars, each split among the series in the order given."""
    import altair as alt  # a second, which a program that draws nothing does not have

    data: list[dict[str, object]] = [
        {"label": _in_lines(stack.label), "series": name, "count": count, "rank": rank}
        for stack in stacks
        for rank, (name, count) in enumerate(zip(series, stack.counts, strict=True))
    ]
    chart = (
        alt.Chart(inline(data))
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
        .properties(width=WIDTH, height=_TALL_ROW_HEIGHT * max(2, len(stacks)))
    )
    return Picture(drawn(chart), alt_of_stacks(stacks, series, title=title))


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
