"""What a person fills in to start a flow: one form for each, with the words that the engine's pages show."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.outbox.fate import Verdict
from domain.vocabulary import Ground

InquiryId = Annotated[
    str,
    Field(title="Istruttoria", description="Identificativo del procedimento, per esempio energia-2025.", min_length=1),
]
ProcessId = Annotated[
    str, Field(title="Procedimento", description="Identificativo, per esempio energia-2025.", min_length=1)
]
AsOf = Annotated[
    AwareDatetime | None,
    Field(title="Istante", description="Vuoto: adesso. Un istante passato serve a recuperare; uno futuro è rifiutato."),
]
Officer = Annotated[
    str,
    Field(title="Chi decide", description="La carica, come sta nella definizione: non serve altro.", min_length=1),
]
Act = Annotated[str, Field(title="Atto", description="Tipo e numero dell'atto.", min_length=1)]
ActDay = Annotated[date, Field(title="Data dell'atto", description="Il giorno che l'atto stesso porta.")]

PLACE = "Il nome è quello che lo sportello mostra alla pagina «Consegne»."
"""Where whoever fills in a form finds the name of a file."""


class Form(BaseModel):
    """A form of the desk (modulo): what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OpenInquiry(Form):
    """Apertura di un'istruttoria."""

    definition: str = Field(title="Definizione", description=f"File YAML della definizione. {PLACE}", min_length=1)
    as_of: AsOf = None


class Collect(Form):
    """Acquisizione dei contributi: da file, oppure dalla piattaforma."""

    inquiry_id: InquiryId
    files: list[str] = Field(
        default=[],
        title="File",
        description=f"Esportazioni della piattaforma e schede dei contributi. {PLACE}",
    )
    live: bool = Field(
        default=False,
        title="Dalla piattaforma",
        description="Legge dalla piattaforma che la definizione nomina, invece che da file.",
    )
    as_of: AsOf = None


class Advance(Form):
    """Adempimenti dovuti di un procedimento."""

    process_id: ProcessId
    as_of: AsOf = None


class Patrol(Form):
    """Ronda: gli adempimenti dovuti di tutti i procedimenti."""

    as_of: AsOf = None


class ReadBack(Form):
    """Rientro delle schede di valutazione."""

    inquiry_id: InquiryId
    files: list[str] = Field(
        title="Schede", description=f"Schede restituite dalle direzioni (XLSX). {PLACE}", min_length=1
    )
    as_of: AsOf = None


class Moderate(Form):
    """Moderazione di un contributo."""

    inquiry_id: InquiryId
    number: int = Field(title="Numero", description="Numero di protocollo del contributo.", ge=1)
    ground: Ground = Field(title="Motivo", description="Uno dei motivi ammessi dal patto.")
    officer: Officer
    decided_on: date = Field(title="Data della decisione")
    as_of: AsOf = None


class Extend(Form):
    """Proroga della finestra dei commenti."""

    inquiry_id: InquiryId
    last_day: date = Field(title="Nuovo ultimo giorno", description="Compreso nella finestra.")
    evaluation_last_day: date | None = Field(
        default=None, title="Nuova fine della valutazione", description="Solo se l'atto la sposta."
    )
    act: Act
    act_on: ActDay
    officer: Officer
    as_of: AsOf = None


class SignSeal(Form):
    """Firma del sigillo del protocollo."""

    inquiry_id: InquiryId
    officer: Officer
    as_of: AsOf = None


class Approve(Form):
    """Approvazione del Consiglio."""

    inquiry_id: InquiryId
    act: Act
    act_on: ActDay
    officer: Officer
    as_of: AsOf = None


class Verify(Form):
    """Verifica di protocollo e documenti."""

    inquiry_id: InquiryId
    files: list[str] = Field(
        default=[],
        title="Esportazioni della piattaforma",
        description=f"Facoltative: le risposte pubblicate devono essere quelle approvate. {PLACE}",
    )


class SettleLetter(Form):
    """Definizione di una lettera incerta o respinta."""

    number: int = Field(title="Numero della lettera", description="Lo riporta la lettera del mattino.", ge=1)
    verdict: Verdict = Field(title="Esito", description="È arrivata, oppure va rispedita.")
    officer: Officer


class Rehearse(Form):
    """Prova generale di un'istruttoria, su un orologio simulato e in una cartella a parte."""

    definition: str = Field(title="Definizione", description=f"File YAML della definizione. {PLACE}", min_length=1)
    proposals: list[str] = Field(title="Esportazioni delle proposte", description=PLACE, min_length=1)
    comments: list[str] = Field(title="Esportazioni dei commenti", description=PLACE, min_length=1)
    contributions: list[str] = Field(default=[], title="Schede dei contributi", description=PLACE)


class Round(Form):
    """Giro della posta in uscita."""

    as_of: AsOf = None
