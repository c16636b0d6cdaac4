"""What a person fills in to start a flow of the assembly: one form for each act, in the words of the desk."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, Field

from domain.vocabulary import MeetingKind, SeatEnd
from flows.requests import PLACE, Act, ActDay, AsOf, Form, Officer

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
    sources: Sources
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
    sources: Sources
    officer: Officer
    as_of: AsOf = None


class EndSeat(Form):
    """Cessazione anticipata di un mandato."""

    process_id: CycleId
    code: Code
    reason: SeatEnd = Field(title="Motivo")
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


class Convene(Form):
    """Convocazione di una seduta; con il numero, spostamento o annullamento."""

    process_id: CycleId
    kind: MeetingKind = Field(default=MeetingKind.PLENARY, title="Tipo")
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


class Allowances(Form):
    """Elenco dei gettoni di un periodo."""

    process_id: CycleId
    first_on: date = Field(title="Dal")
    last_on: date = Field(title="Al", description="Compreso.")
    act: Act
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
