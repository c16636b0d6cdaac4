"""The fields that several forms of the assembly share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from flows.requests import PLACE

CycleId = Annotated[
    str, Field(title="Ciclo", description="Identificativo del ciclo, per esempio assemblea-2025.", min_length=1)
]
Code = Annotated[str, Field(title="Codice", description="Il codice del membro, come sta negli elenchi.", min_length=1)]
MeetingNumber = Annotated[int, Field(title="Seduta n.", description="Lo riporta la convocazione.", ge=1)]
Registry = Annotated[
    str,
    Field(
        title="Lista anagrafica",
        description=f"File CSV o Parquet dell'ufficio statistica: codici e classi, nessun nome. {PLACE}",
        min_length=1,
    ),
]
