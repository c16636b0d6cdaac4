"""The files of an edition, each made from what may leave the house, and the private part that the next one needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from domain.observatory.dashboard import dashboard
from domain.observatory.editions import MANIFEST, Revision
from domain.observatory.method import methods_of
from domain.observatory.open_data import open_data
from domain.observatory.report import write_report
from domain.vocabulary import DocumentKind
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.composing import composed
from flows.observatory_acts.inputs import Inputs
from flows.observatory_acts.places import geometry_of
from flows.papers import template_of

DASHBOARD, REPORT, OPEN_DATA = "cruscotto.html", "rapporto.docx", "dati-aperti"
_KINDS = {
    DASHBOARD: DocumentKind.DASHBOARD,
    REPORT: DocumentKind.OBSERVATORY_REPORT,
    MANIFEST: DocumentKind.EDITION_FILE,
}
_TITLES = {DASHBOARD: "Cruscotto", REPORT: "Rapporto annuale", MANIFEST: "Indice dell'edizione"}
_OPEN_TITLES = {
    "LEGGIMI": "nota di metodo",
    "dizionario": "dizionario",
    "indicatori": "definizione degli indicatori",
    "aree": "indicatori per area",
    "sezioni_stime": "stime per sezione",
    "variazioni": "variazioni dall'edizione precedente",
    "scomposizione": "cause della variazione",
    "dati_mancanti": "che cosa allarga la fascia",
    "sovrapposizioni": "coppie di indicatori",
    "redditi": "redditi medi",
    "guida": "guida alle visite",
    "riqualificazioni": "effetto delle riqualificazioni",
    "fonti": "file di provenienza",
    "sezioni": "confini delle sezioni",
    "nil": "confini dei NIL",
    "municipi": "confini dei municipi",
}
"""Of the open data, whatever the format."""


@dataclass(frozen=True, slots=True)
class Made:
    """An edition's files before they are sealed."""

    files: Mapping[str, bytes]
    basis: bytes
    methods: Mapping[str, str]
    cautions: Sequence[str]


def make(
    desk: Desk,
    case: ObservatoryCase,
    inputs: Inputs,
    revisions: Sequence[Revision],
    *,
    made_on: date,
    created: datetime,
) -> Made:
    """Compose an edition and write its files.

    Raises: Refusal when a required extract lacks, too many rows are faulty, or the counts do not hold together.
    """
    geometry = geometry_of(desk, case, inputs.year)
    found = composed(desk, case, inputs, geometry.geography, made_on=made_on)
    name, template = template_of(case.definition.templates, "observatory", DocumentKind.OBSERVATORY_REPORT)
    told = found.published
    files = {
        DASHBOARD: dashboard(told, geometry),
        REPORT: write_report(told, geometry, template=template, created=created, revisions=revisions, name=name),
    }
    opened = open_data(told, geometry, licence=case.definition.licence, crs=case.definition.places.crs)
    files |= {f"{OPEN_DATA}/{file}": data for file, data in opened.items()}
    return Made(
        files, found.kept.to_bytes(), methods_of(told), (*told.cautions, *_already_public(found.already_public))
    )


def _already_public(found: Sequence[str]) -> list[str]:
    """What the last edition gives away of this one's hidden counts: said to the office, published nowhere."""
    return [f"Solo per l'ufficio, da non pubblicare: {line}" for line in found]


def kind_of(name: str) -> DocumentKind:
    """What a file of an edition is, by its name."""
    return _KINDS.get(PurePath(name).name, DocumentKind.OPEN_DATA)


def title_of(name: str) -> str:
    """How people read the name of a file of an edition."""
    path = PurePath(name)
    return _TITLES.get(path.name) or f"Dati aperti: {_OPEN_TITLES[path.stem]} ({path.suffix[1:]})"
