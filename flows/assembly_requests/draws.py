"""Forms of the two draws: opening, commitments, draws, invitations, availability, composition."""

from __future__ import annotations

from pydantic import BaseModel, Field

from flows.assembly_requests.fields import CycleId, Registry
from flows.requests import PLACE, AsOf, Form, Officer


class Sources(BaseModel):
    """Le due fonti pubbliche del caso, come si leggono dopo l'estrazione."""

    drand_signature: str = Field(
        title="drand: firma", description="La firma (signature) del giro indicato nell'impegno, in esadecimale."
    )
    lottery_numbers: list[list[int]] = Field(
        title="Lotto: numeri", description="I cinque numeri di ogni ruota indicata, nell'ordine dell'impegno."
    )


class OpenAssembly(Form):
    """Apertura di un ciclo annuale."""

    definition: str = Field(title="Definizione", description=f"File YAML della definizione. {PLACE}", min_length=1)
    as_of: AsOf = None


class Commit(Form):
    """Impegno del primo sorteggio: prima che il caso si conosca."""

    process_id: CycleId
    registry: Registry
    officer: Officer
    as_of: AsOf = None


class Draw(Form):
    """Primo sorteggio: con i valori delle due fonti."""

    process_id: CycleId
    registry: Registry
    sources: Sources = Field(title="Fonti del caso")
    officer: Officer
    as_of: AsOf = None


class Forecast(Form):
    """Previsione delle risposte: quanti gruppi si comporranno, e quali lettere in più servirebbero."""

    process_id: CycleId
    officer: Officer
    as_of: AsOf = None


class Invite(Form):
    """Inviti da stampare e da spedire."""

    process_id: CycleId
    addresses: str = Field(
        title="Indirizzi",
        description=f"File CSV dell'ufficio statistica con nomi e indirizzi dei sorteggiati. {PLACE}",
        min_length=1,
    )
    is_reminder: bool = Field(default=False, title="Sollecito", description="Solo a chi non ha ancora risposto.")
    as_of: AsOf = None


class MoreLetters(Form):
    """Tornata di inviti in più: le soglie si spostano, il sorteggio resta lo stesso."""

    process_id: CycleId
    registry: Registry
    letters: int = Field(title="Lettere in più", ge=1)
    is_forecast: bool = Field(
        default=False,
        title="Agli strati della previsione",
        description="Solo agli strati che la previsione indica; altrimenti a tutti, secondo le persone.",
    )
    officer: Officer
    as_of: AsOf = None


class ReadAvailability(Form):
    """Disponibilità raccolte dallo sportello e dal modulo in rete."""

    process_id: CycleId
    files: list[str] = Field(title="File", description=f"Schede dello sportello, esportazioni. {PLACE}", min_length=1)
    as_of: AsOf = None


class PrepareSelection(Form):
    """Impegno della composizione: i biglietti numerati, prima che il numero si conosca."""

    process_id: CycleId
    relaxation: int = Field(
        default=0,
        title="Allentamento n.",
        description="Se le quote non si possono rispettare: quale delle proposte adottare. 0: nessuna.",
        ge=0,
    )
    officer: Officer
    as_of: AsOf = None


class Select(Form):
    """Composizione dei gruppi: con i valori delle due fonti."""

    process_id: CycleId
    sources: Sources = Field(title="Fonti del caso")
    officer: Officer
    as_of: AsOf = None
