"""The areas in the report: their bands, which are hidden and why, which sections are likely the worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from domain.italian import counted, listed, number
from domain.observatory.contexts.lines import HiddenLine, RateLine
from domain.observatory.protection.rules import Reason
from domain.observatory.published import Published
from domain.observatory.told import REASONS, between, city_row, main_code, ordered_codes, rows, share, title_of
from domain.observatory.told import shown as shown_rows

_LONGEST_LIST = 40
_COUNTED_LEVELS = ("section", "nil", "district", "complex")


def rate_line(name: str, row: Mapping[str, Any]) -> RateLine:
    """Return the line of a row that is shown."""
    return RateLine(
        name=name,
        households=number(row["households"]),
        certain=share(row["lower"]),
        rate=share(row["rate"]),
        interval=between(row["interval_low"], row["interval_high"]),
        possible=share(row["upper"]),
    )


def area_lines(published: Published, level: str) -> list[RateLine]:
    """Return the areas of a level that are shown, by name, numbers as numbers."""
    lines = [rate_line(str(row["name"] or row["area"]), row) for row in shown_rows(published, level)]
    return sorted(lines, key=lambda line: natural(line.name))


def natural(name: str) -> tuple[list[tuple[int, str]], str]:
    """Return the key that sorts «Municipio 2» before «Municipio 10»."""
    pieces: list[tuple[int, str]] = []
    for piece in name.split():
        pieces.append((int(piece), "") if piece.isdecimal() else (-1, piece.casefold()))
    return pieces, name


def definition_lines(published: Published) -> tuple[list[RateLine], list[str]]:
    """Return the city's line of every definition, and the titles of those that are hidden for the whole city."""
    found = {code: city_row(published, code) for code in ordered_codes(published)}
    lines = [rate_line(title_of(code), row) for code, row in found.items() if row is not None]
    return lines, [title_of(code) for code, row in found.items() if row is None]


def hidden_names(published: Published, level: str) -> str:
    """Return the hidden areas of a level by reason, in one sentence; empty when none is."""
    hidden = rows(published, level).filter(~pl.col("is_shown"))
    parts = []
    for reason in Reason:
        names = hidden.filter(pl.col("reason") == reason.value)
        if not names.height:
            continue
        known = sorted((str(row[0] or row[1]) for row in names.select("name", "area").iter_rows()), key=natural)
        told = listed(known) if len(known) <= _LONGEST_LIST else counted(len(known), "area", "aree")
        parts.append(f"{told} ({reason.value})")
    return "; ".join(parts)


def hidden_lines(published: Published) -> list[HiddenLine]:
    """Return, for the main definition, how many areas of each level are shown, and hidden for each reason."""
    table = published.table.filter(pl.col("definition") == main_code(published))
    numbers: dict[tuple[str, str | None], int] = {
        (level, reason): many
        for level, reason, many in table.group_by("level", "reason").agg(many=pl.len()).iter_rows()
    }
    kinds: list[tuple[str, str, str | None]] = [("mostrate", "si leggono in tabelle, mappe e dati aperti", None)]
    kinds += [(reason.value, REASONS[reason], reason.value) for reason in Reason]
    lines = []
    for title, meaning, key in kinds:
        many = [numbers.get((level, key), 0) for level in _COUNTED_LEVELS]
        if key is None or any(many):
            sections, nils, districts, complexes = (number(one) for one in many)
            lines.append(
                HiddenLine(
                    reason=title,
                    meaning=meaning,
                    sections=sections,
                    nils=nils,
                    districts=districts,
                    complexes=complexes,
                )
            )
    return lines


def hidden_in_words(published: Published) -> str:
    """Return how many sections are hidden, and how many households live there."""
    sections = rows(published, "section")
    if not sections.height:
        return "L'edizione non contiene dati per sezione: nessuna sezione è oscurata."
    hidden = sections.filter(~pl.col("is_shown")).height
    if not hidden:
        return f"Nessuna delle {counted(sections.height, 'sezione', 'sezioni')} è oscurata."
    part = published.hidden_shares.get(main_code(published))
    lives = f", in cui abita il {share(part)} dei nuclei" if part is not None else ""
    verb = "ne è oscurata 1" if hidden == 1 else f"ne sono oscurate {number(hidden)}"
    return f"Su {counted(sections.height, 'sezione', 'sezioni')} {verb}{lives}."


def spread_in_words(lines: Sequence[tuple[str, float]]) -> str:
    """Return the least and the most of areas with their shares: da 12,0% (Nord) a 30,1% (Sud)."""
    least = min(lines, key=lambda line: (line[1], line[0]))
    most = max(lines, key=lambda line: (line[1], line[0]))
    if len(lines) == 1:
        return f"{share(least[1])} ({least[0]})"
    return f"da {share(least[1])} ({least[0]}) a {share(most[1])} ({most[0]})"
