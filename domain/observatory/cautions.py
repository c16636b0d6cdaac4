"""What a reader must know before reading a number of an edition: which source lacks, whose a median is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.italian import counted as in_words
from domain.italian import percent
from domain.observatory.class_estimates import FROM_CLASSES, NOTE, indicator
from domain.observatory.counting import Counted
from domain.observatory.definition import ObservatoryDefinition
from domain.observatory.definition_content import OF_THE_EXTRACT
from domain.observatory.guide import Targeting
from domain.observatory.indicators import Lines
from domain.observatory.material import Material
from domain.observatory.received import Reading


def cautions(
    readings: Sequence[Reading],
    found: Material,
    counted: Counted,
    lines: Lines,
    observatory: ObservatoryDefinition,
    targetings: Sequence[Targeting],
) -> Iterator[str]:
    """Yield each caution, in Italian."""
    codes = set(counted.counts["definition"].unique())
    yield from _of_rows(readings)
    if OF_THE_EXTRACT in lines.medians_of and codes & {"two-m", "half-m", "half-m-central"}:
        yield f"Le mediane di 2M e M/2, dove non sono nazionali, sono di {OF_THE_EXTRACT}: descrivono questi nuclei."
    if counted.by_section and observatory.indicators.sections_cover == "tutti":
        titles = ", ".join(f"«{indicator(code).title}»" for code in counted.by_section)
        yield f"Vengono da conteggi per sezione su tutti i nuclei residenti: {titles}. Il resto è dei soli nuclei ERP."
    elif found.sections is None and found.households is not None:
        yield "Mancano i conteggi per sezione su tutti i nuclei residenti: si parla dei soli nuclei ERP."
    if counted.unmatched:
        sections = in_words(counted.unmatched, "sezione", "sezioni")
        yield f"In {sections} i conteggi per sezione non comprendono i nuclei ERP: dei loro complessi non si dice."
    if FROM_CLASSES in codes:
        yield NOTE
    if missing := [code for code in observatory.indicators.published if code not in codes | {FROM_CLASSES}]:
        yield f"Non pubblicati per mancanza di dati: {', '.join(f'«{indicator(code).title}»' for code in missing)}."
    if not targetings:
        yield "Guida alle visite: la quota della città non è pubblicata per l'indicatore scelto."


def _of_rows(readings: Sequence[Reading]) -> Iterator[str]:
    now = [one for one in readings if not one.received.is_last_year]
    aside, rows = sum(one.set_aside for one in now), sum(one.rows_in for one in now)
    if aside:
        told = in_words(aside, "riga messa da parte", "righe messe da parte")
        yield f"Per anomalie: {told} su {in_words(rows, 'riga', 'righe')} ({percent(aside, rows)}); nessuna è contata."
