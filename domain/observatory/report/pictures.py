"""The pictures of the annual report by the name of their place, each with words made from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.documents.charts import Band, Bar, Shift, alt_of_bars, bands, rows, shifts
from domain.documents.word import Picture
from domain.italian import counted, listed, number
from domain.observatory.decomposition import CAUSES
from domain.observatory.geometry import Geometry
from domain.observatory.published import Published
from domain.observatory.report.areas import natural
from domain.observatory.report.changing import change_rows
from domain.observatory.report.findings import causes_of_city
from domain.observatory.report.maps import maps
from domain.observatory.report.sections import chance_counts
from domain.observatory.told import SHORT, city_row, main_code, ordered_codes, points, share, shown, title_of

ALTS = {
    "grafico_fasce": "alt_bands",
    "grafico_municipi": "alt_district_bands",
    "grafico_mappa_nil": "alt_nil_map",
    "grafico_mappa_sezioni": "alt_section_map",
    "grafico_decimo": "alt_worst",
    "grafico_cause": "alt_causes",
    "grafico_variazioni": "alt_changes",
    "grafico_scomposizione": "alt_shifts",
    "grafico_guida": "alt_guide",
}
"""Each place of a picture, and the field of the report that holds its words."""
_LONGEST_LABEL = 44


def report_pictures(published: Published, geometry: Geometry | None) -> dict[str, Picture]:
    """Return the pictures that the edition has numbers for; without `geometry` there are no maps."""
    drawn = {
        "grafico_fasce": _definitions(published),
        "grafico_municipi": _areas(published),
        "grafico_decimo": _worst(published),
        "grafico_cause": _causes(published),
        "grafico_variazioni": _changes(published),
        "grafico_scomposizione": _decomposition(published),
        "grafico_guida": _guide(published),
        **({} if geometry is None else maps(published, geometry)),
    }
    return {place: picture for place, picture in drawn.items() if picture is not None}


def _definitions(published: Published) -> Picture | None:
    found = [(code, city_row(published, code)) for code in ordered_codes(published)]
    told = [(title_of(code), SHORT.get(code, code), row) for code, row in found if row is not None]
    return _bands(told, "gli indicatori per tutta la città")


def _areas(published: Published) -> Picture | None:
    rows = [(str(row["name"] or row["area"]), row) for row in shown(published, "district")]
    lines = [(name, _short(name), row) for name, row in sorted(rows, key=lambda one: natural(one[0]))]
    return _bands(lines, f"i municipi, {title_of(main_code(published))}")


def _bands(lines: Sequence[tuple[str, str, Mapping[str, Any]]], what: str) -> Picture | None:
    """Draw the bands of rows, each with its title in the words for who cannot see, and a short one on the axis."""
    drawn = [
        Band(label, row["lower"], row["rate"], row["upper"], f"{share(row['lower'])} – {share(row['upper'])}")
        for _, label, row in lines
        if row["rate"] is not None
    ]
    told = [
        f"{title}: certi {share(row['lower'])}, fra i calcolabili {share(row['rate'])}, possibili {share(row['upper'])}"
        for title, _, row in lines
        if row["rate"] is not None
    ]
    alt = f"Grafico a fasce, {what}. {'; '.join(told)}."
    return bands(drawn, subject="quota dei nuclei", alt=alt) if drawn else None


def _worst(published: Published) -> Picture | None:
    counts = chance_counts(published)
    if not any(many for _, many in counts):
        return None
    title = "sezioni per probabilità di stare nel decimo peggiore"
    return rows([Bar(words, many) for words, many in counts], subject="sezioni", title=title)


def _causes(published: Published) -> Picture | None:
    causes = causes_of_city(published)
    if not causes:
        return None
    title = "nuclei in dubbio per dato mancante"
    short = [cause.removeprefix("spesa di ").removesuffix(" o teleriscaldamento") for cause, _, _ in causes]
    bars = [Bar(_short(label), many) for label, (_, many, _) in zip(short, causes, strict=True)]
    drawn = rows(bars, subject="nuclei in dubbio", title=title)
    return Picture(drawn.png, alt_of_bars([Bar(cause, many) for cause, many, _ in causes], title=title))


def _changes(published: Published) -> Picture | None:
    lines = [(str(row["name"] or row["area"]), row) for row in change_rows(published, "district")]
    told = listed([f"{name} {points(row['difference'])}" for name, row in lines])
    drawn = [Shift(name, 100 * row["difference"], points(row["difference"])) for name, row in lines]
    alt = f"Grafico a barre, variazione della quota fra i calcolabili in punti, per municipio: {told}."
    return shifts(drawn, subject="punti di quota", alt=alt) if drawn else None


def _decomposition(published: Published) -> Picture | None:
    found = published.decomposition
    if found is None:
        return None
    causes = [(CAUSES[name], float(size)) for name, size in found.causes.items()]
    told = listed([f"{cause} {points(size)}" for cause, size in causes])
    alt = f"Grafico a barre, da che cosa viene la variazione di {points(float(found.change()))} punti: {told}."
    drawn = [Shift(cause, 100 * size, points(size)) for cause, size in causes]
    return shifts(drawn, subject="punti di quota", alt=alt)


def _guide(published: Published) -> Picture | None:
    ways = published.targetings
    if not ways:
        return None
    drawn, told = [], []
    for one in ways:
        low, middle, high = (number(round(v)) for v in (one.reached.certain, one.reached.poor, one.reached.possible))
        reached = one.reached
        drawn.append(Band(_short(one.title), reached.certain, reached.poor, reached.possible, f"{low} – {high}"))
        told.append(f"{one.title}: certi {low}, fra i calcolabili {middle}, possibili {high}")
    visits = counted(published.visits, "visita", "visite")
    alt = f"Grafico a fasce, nuclei poveri raggiunti con {visits}. {'; '.join(told)}."
    return bands(drawn, subject="nuclei poveri raggiunti", alt=alt, is_share=False)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_LABEL else f"{title[: _LONGEST_LABEL - 1].rstrip()}…"
