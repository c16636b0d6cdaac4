"""What a person fills in to start a flow of the observatory: one form for each act, in the words of the desk."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.vocabulary import ExtractKind
from flows.requests import PLACE, Act, ActDay, AsOf, Form, Officer

ObservatoryId = Annotated[
    str,
    Field(title="Osservatorio", description="Identificativo, per esempio osservatorio-energia.", min_length=1),
]
Year = Annotated[int, Field(title="Anno dei dati", description="Non quello di pubblicazione.", ge=2000, le=2100)]
Kind = Annotated[ExtractKind, Field(title="Che cosa contiene", description="Estrazione o base territoriale.")]
Sender = Annotated[
    str,
    Field(title="Mittente", description="Il codice nella definizione; serve solo se più enti consegnano lo stesso."),
]


class OpenObservatory(Form):
    """Apertura di un osservatorio."""

    definition: str = Field(title="Definizione", description=f"File YAML della definizione. {PLACE}", min_length=1)
    as_of: AsOf = None


class Deliver(Form):
    """Consegna di estrazioni o di basi territoriali."""

    process_id: ObservatoryId
    files: list[str] = Field(title="File", description=f"CSV, Parquet, XLSX, GeoJSON o ZIP. {PLACE}", min_length=1)
    kind: Kind
    year: Year
    sender: Sender = ""
    adds: bool = Field(
        default=False,
        title="In aggiunta",
        description="Si aggiungono a quanto lo stesso mittente ha già consegnato; altrimenti lo sostituiscono.",
    )
    as_of: AsOf = None


class CheckExtract(Form):
    """Prova di un'estrazione: si controlla e non si tiene nulla."""

    process_id: ObservatoryId
    file: str = Field(title="File da provare", description=f"L'estrazione. {PLACE}", min_length=1)
    kind: Kind
    year: Year
    sender: Sender = ""


class BlankForm(Form):
    """Questionario in bianco di un ente."""

    process_id: ObservatoryId
    sender: str = Field(title="Ente", description="Il codice nella definizione.", min_length=1)
    year: Year
    as_of: AsOf = None


class Prepare(Form):
    """Preparazione dell'edizione di un anno."""

    process_id: ObservatoryId
    year: Year
    officer: Officer
    as_of: AsOf = None


class Publish(Form):
    """Pubblicazione dell'edizione preparata."""

    process_id: ObservatoryId
    year: Year
    act: Act
    act_on: ActDay
    officer: Officer
    as_of: AsOf = None


class Correct(Form):
    """Correzione dell'ultima edizione pubblicata."""

    process_id: ObservatoryId
    year: Year
    reason: str = Field(
        title="Motivo", description="Che cosa cambia e perché: chi legge lo trova nell'edizione.", min_length=1
    )
    act: Act
    act_on: ActDay
    officer: Officer
    as_of: AsOf = None


class Compare(Form):
    """Confronto fra due edizioni pubblicate."""

    process_id: ObservatoryId
    first: Annotated[int, Field(title="Anno di prima", ge=2000, le=2100)]
    second: Annotated[int, Field(title="Anno di dopo", ge=2000, le=2100)]


class EraseExtracts(Form):
    """Cancellazione delle estrazioni riservate di un anno."""

    process_id: ObservatoryId
    year: Year
    officer: Officer
    as_of: AsOf = None


class VerifyObservatory(Form):
    """Verifica di un osservatorio e di tutte le sue edizioni."""

    process_id: ObservatoryId
