"""Forms of the terms: early ends, replacements, allowances, and the erasure at the end."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.vocabulary import SeatEnd
from flows.assembly_requests.fields import Code, CycleId
from flows.requests import Act, AsOf, Form, Officer


class EndSeat(Form):
    """Cessazione anticipata di un mandato."""

    process_id: CycleId
    code: Code
    reason: SeatEnd = Field(title="Motivo", description="Perché il mandato finisce prima.")
    leaves_on: date = Field(title="Non è più membro dal")
    officer: Officer
    as_of: AsOf = None


class Replace(Form):
    """Surroga: chiama chi tocca per ogni posto vacante."""

    process_id: CycleId
    officer: Officer
    as_of: AsOf = None


class Reply(Form):
    """Risposta a una chiamata in surroga."""

    process_id: CycleId
    code: Code
    accepts: bool = Field(title="Accetta")
    officer: Officer
    as_of: AsOf = None


class Allowances(Form):
    """Elenco dei gettoni di un periodo."""

    process_id: CycleId
    first_on: date = Field(title="Dal")
    last_on: date = Field(title="Al", description="Compreso.")
    act: Act
    officer: Officer
    as_of: AsOf = None


class Verify(Form):
    """Verifica del ciclo: protocollo, fatti, documenti, sorteggi."""

    process_id: CycleId


class Erase(Form):
    """Cancellazione dei dati personali: di tutti a ciclo finito, o di una persona che revoca il consenso."""

    process_id: CycleId
    code: str = Field(
        default="", title="Codice", description="Di chi revoca il consenso. Vuoto: tutti, a ciclo concluso."
    )
    officer: Officer
    as_of: AsOf = None
