"""Forms of the meetings: convocation, attendance, recommendations, minutes."""

from __future__ import annotations

from datetime import date, time

from pydantic import BaseModel, Field

from domain.vocabulary import MeetingKind
from flows.assembly_requests.fields import Code, CycleId, MeetingNumber
from flows.requests import AsOf, Form, Officer


class Convene(Form):
    """Convocazione di una seduta; con il numero, spostamento o annullamento."""

    process_id: CycleId
    kind: MeetingKind = Field(default=MeetingKind.PLENARY, title="Tipo", description="Che seduta è.")
    day: date = Field(title="Giorno")
    hour: time = Field(default=time(18), title="Ora")
    minutes: int = Field(default=180, title="Durata in minuti", ge=15, le=720)
    place: str = Field(title="Luogo", min_length=1, max_length=255)
    agenda: list[str] = Field(title="Ordine del giorno", min_length=1)
    group: str = Field(default="", title="Gruppo di lavoro", description="Codice; vuoto: tutti i membri.")
    cohort: int = Field(default=0, title="Gruppo d'ingresso", description="0: tutti. Per la formazione.", ge=0)
    guests: list[str] = Field(default=[], title="Invitati", description="Facilitatori, esperti e uffici, per ruolo.")
    materials: list[str] = Field(default=[], title="Materiali da leggere")
    services: list[str] = Field(default=[], title="Servizi offerti", description="Per esempio custodia dei bambini.")
    number: int = Field(default=0, title="Seduta n.", description="0: una seduta nuova.", ge=0)
    is_cancelled: bool = Field(default=False, title="Annullata")
    officer: Officer
    as_of: AsOf = None


class Attend(Form):
    """Presenze di una seduta."""

    process_id: CycleId
    number: MeetingNumber
    absent: list[str] = Field(default=[], title="Assenti", description="I codici di chi non è venuto.")
    officer: Officer
    as_of: AsOf = None


class Recommend(Form):
    """Raccomandazione votata in plenaria."""

    process_id: CycleId
    number: MeetingNumber
    title: str = Field(title="Titolo", min_length=1, max_length=255)
    text: str = Field(title="Testo", min_length=1)
    group: str = Field(title="Gruppo di lavoro", description="Il codice di chi l'ha scritta.", min_length=1)
    action: str = Field(default="", title="Azione", description="Codice dell'Azione del piano; vuoto: nessuna.")
    department: str = Field(title="Direzione", description="Il codice di chi risponderà.", min_length=1)
    votes_for: int = Field(title="Favorevoli", ge=0)
    votes_against: int = Field(title="Contrari", ge=0)
    abstained: int = Field(default=0, title="Astenuti", ge=0)
    officer: Officer
    as_of: AsOf = None


class MinutesPoint(BaseModel):
    """Un punto trattato."""

    title: str = Field(title="Punto", min_length=1, max_length=255)
    discussion: list[str] = Field(title="Discussione", description="Un capoverso per voce.", min_length=1)


class RecordMinutes(Form):
    """Verbale di una seduta."""

    process_id: CycleId
    number: MeetingNumber
    opened: time = Field(title="Aperta alle")
    closed: time = Field(title="Chiusa alle")
    chair: str = Field(title="Presiede", description="Ruolo o ente, mai un cittadino per nome.", min_length=1)
    guests: list[str] = Field(default=[], title="Ospiti", description="Esperti e uffici, per ruolo ed ente.")
    points: list[MinutesPoint] = Field(title="Punti trattati", min_length=1)
    actions: list[str] = Field(default=[], title="Azioni scelte", description="I codici delle Azioni del piano.")
    officer: Officer
    as_of: AsOf = None


class GroupPreference(BaseModel):
    """Dove un membro vorrebbe lavorare."""

    code: Code
    groups: list[str] = Field(title="Gruppi", description="I codici dei gruppi di lavoro, il preferito per primo.")


class AssignGroups(Form):
    """Gruppi di lavoro: un posto a ogni membro in carica che non lo ha."""

    process_id: CycleId
    preferences: list[GroupPreference] = Field(default=[], title="Preferenze", description="Di chi le ha espresse.")
    officer: Officer
    as_of: AsOf = None


class LayTables(Form):
    """Tavoli di una seduta: misti, e con persone nuove a ogni sessione."""

    process_id: CycleId
    number: MeetingNumber
    sessions: int = Field(default=2, title="Sessioni", ge=1, le=10)
    officer: Officer
    as_of: AsOf = None
