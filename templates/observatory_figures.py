"""The place of a picture that some editions of a report do not have."""

from __future__ import annotations

from templates.paper import Paper


def chart(paper: Paper, name: str, alt: str, caption: str, *, kind: str = "Grafico") -> None:
    """Leave the place of a picture, and of its caption, that stands only where there are words for it."""
    paper.tag(f"if {alt}")
    paper.chart(name, alt, caption, kind=kind)
    paper.tag("endif")
