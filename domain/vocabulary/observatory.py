"""Words of the observatory: what is handed in for an edition, and how the preparation of one ended."""

from __future__ import annotations

from enum import StrEnum


class ExtractKind(StrEnum):
    """What a file that is handed in for an edition holds (tipo di estrazione)."""

    HOUSEHOLDS = "nuclei ERP"
    SECTIONS = "conteggi per sezione"
    CLASSES = "classi di reddito per sezione"
    QUESTIONNAIRES = "questionari"
    RETROFITS = "riqualificazioni"
    GEOMETRY = "base territoriale"
    AREAS = "elenco delle aree"


PLACES = frozenset({ExtractKind.GEOMETRY, ExtractKind.AREAS})
"""What says where things are and not whose they are: it holds from its year on, and is never erased."""
CONFIDENTIAL = frozenset(
    {ExtractKind.HOUSEHOLDS, ExtractKind.SECTIONS, ExtractKind.CLASSES, ExtractKind.QUESTIONNAIRES}
)
"""What speaks of people or of areas that no rule of protection has looked at: erased after the next edition."""


class RefreshEnd(StrEnum):
    """How the preparation of an edition that came to nothing ended (esito della preparazione)."""

    REFUSED = "non riuscita"
    BROKEN = "interrotta"
