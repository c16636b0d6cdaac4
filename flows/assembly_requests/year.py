"""Forms of the year's end: report, receipt, answers, dossier, the biennial session."""

from __future__ import annotations

from pydantic import Field

from flows.assembly_requests.fields import CycleId
from flows.requests import PLACE, Act, ActDay, AsOf, Form, Officer


class AnnualReport(Form):
    """Rapporto annuale."""

    process_id: CycleId
    considerations: list[str] = Field(
        default=[], title="Considerazioni della plenaria", description="Un capoverso per voce."
    )
    officer: Officer
    as_of: AsOf = None


class Receipt(Form):
    """Ricezione del rapporto annuale: da qui decorrono i due mesi."""

    process_id: CycleId
    act: Act
    act_on: ActDay
    officer: Officer
    as_of: AsOf = None


class ReadAnswers(Form):
    """Rientro delle schede di risposta."""

    process_id: CycleId
    files: list[str] = Field(title="Schede", description=f"Restituite dalle direzioni (XLSX). {PLACE}", min_length=1)
    as_of: AsOf = None


class ApproveDossier(Form):
    """Approvazione del dossier di risposta."""

    process_id: CycleId
    act: Act
    act_on: ActDay
    officer: Officer
    as_of: AsOf = None


class Biennial(Form):
    """Sessione biennale aperta a tutti: un'istruttoria con una definizione sua."""

    process_id: CycleId
    definition: str = Field(
        title="Definizione", description=f"File YAML dell'istruttoria con cui si raccolgono i commenti. {PLACE}"
    )
    officer: Officer
    as_of: AsOf = None
