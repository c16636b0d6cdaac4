"""The method of the observatory in one page, in plain Italian: the same words in the report and in the open data."""

from __future__ import annotations

from dataclasses import dataclass

from domain.italian import number
from domain.observatory import change, decomposition, guide, retrofits
from domain.observatory.class_estimates import INDICATORS
from domain.observatory.indicators import Definition
from domain.observatory.published import Published
from domain.observatory.small_areas import NOTES
from domain.observatory.told import share, whole_share


@dataclass(frozen=True, slots=True)
class Topic:
    """One point of the method (punto del metodo)."""

    title: str
    text: str


def method(published: Published) -> list[Topic]:
    """Return the points of the method that this edition uses."""
    lines, rules = published.lines, published.rules
    topics = [
        Topic(
            "Di chi si parla",
            "Dei nuclei che stanno nelle estrazioni consegnate, non di tutta la città: chi non "
            "c'è, non è contato. Ogni riga ricevuta è accettata o messa da parte con il suo motivo.",
        ),
        Topic(
            "La fascia",
            "Certi: poveri qualunque sia il dato che manca. Possibili: quelli che potrebbero esserlo. "
            "Il vero numero sta fra i due. Fra i calcolabili: la quota di chi ha tutti i dati; non è una stima per "
            f"chi non li ha. Un dato stimato vale quanto dice, più o meno il {whole_share(lines.estimate_error)}.",
        ),
        Topic("Le soglie", _lines_in_words(published)),
        Topic("Il caso nelle aree piccole", f"{NOTES['interval']} {NOTES['shrunk']} {NOTES['worst']}"),
        Topic(
            "Che cosa è oscurato",
            f"Non si dice niente di aree con meno di {number(rules.threshold)} nuclei, né "
            f"gruppi da 1 a {number(rules.small - 1)} nuclei fra poveri, non poveri e certamente poveri, né il "
            "caso in cui lo siano tutti o nessuno. Si oscurano anche le aree da cui quei numeri si ricaverebbero "
            "per differenza, e un programma prova a ricavarli da tutte le tabelle insieme. Le medie di reddito "
            f"non si dicono se due nuclei fanno più del {whole_share(rules.largest_share)} della somma. Mappe, "
            "tabelle, cruscotto e dati aperti vengono da un'unica tabella già protetta.",
        ),
    ]
    if published.changes is not None:
        topics.append(Topic("Il cambiamento", change.METHOD))
    if published.decomposition is not None:
        topics.append(Topic("Da che cosa viene", decomposition.METHOD))
    if published.retrofits is not None:
        topics.append(Topic("Le riqualificazioni", retrofits.METHOD))
    return [*topics, Topic("La guida alle visite", guide.METHOD)]


def used_definitions(published: Published) -> list[Definition]:
    """Return the definitions that the edition holds, in the order in which people read them."""
    return [one for one in INDICATORS if one.code in published.codes]


def _lines_in_words(published: Published) -> str:
    lines = published.lines
    told = f"Spesa oltre il {whole_share(lines.ten_percent)} del reddito."
    if lines.median_share is not None and "two-m" in published.codes:
        told += f" Quota mediana di spesa per 2M: {share(lines.median_share)}."
    if lines.median_spend_eur is not None and "half-m" in published.codes:
        told += f" Spesa mediana per M/2: {number(round(lines.median_spend_eur))} € l'anno."
    if lines.medians_of and {"two-m", "half-m"} & set(published.codes):
        told += f" Di chi sono le mediane: {lines.medians_of}."
    return f"{told} Le soglie sono fissate prima di contare."


def methods_of(published: Published) -> dict[str, str]:
    """Return by name what the manifest says of the rules that made an edition: indicators, thresholds."""
    rules = published.rules
    told = {one.code: one.rule for one in used_definitions(published)}
    return told | {"soglia dei nuclei": str(rules.threshold), "soglia delle celle": str(rules.small)}
