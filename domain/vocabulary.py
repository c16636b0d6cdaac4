"""Every word of the product: stages, channels, outcomes, roles; the value is the official Italian term."""

from __future__ import annotations

from enum import StrEnum


class ProcessKind(StrEnum):
    """The kinds of process that the product runs (tipo di processo)."""

    INQUIRY = "istruttoria pubblica"
    ASSEMBLY = "assemblea permanente"
    OBSERVATORY = "osservatorio"
    OFFICE = "ufficio"


class InquiryStage(StrEnum):
    """Where an inquiry stands (fase dell'istruttoria)."""

    PREPARATION = "preparazione"
    WINDOW_OPEN = "raccolta dei commenti"
    EVALUATION = "valutazione"
    AWAITING_APPROVAL = "in attesa di approvazione"
    PUBLISHED = "esito pubblicato"


class AssemblyStage(StrEnum):
    """Where a yearly cycle of the assembly stands (fase del ciclo dell'assemblea)."""

    PREPARATION = "avvio del ciclo"
    COMMITTED = "impegno pubblicato"
    INVITED = "inviti in corso"
    COMPOSED = "gruppi composti"
    SITTING = "in carica"
    REPORTED = "rapporto consegnato"
    ANSWERED = "dossier pubblicato"
    CLOSED = "ciclo concluso"


class OfficeStage(StrEnum):
    """Where the office's own register stands (stato dell'ufficio): it is open for as long as the house stands."""

    OPEN = "aperto"


NEXT_STAGES: dict[StrEnum, frozenset[StrEnum]] = {
    InquiryStage.PREPARATION: frozenset({InquiryStage.WINDOW_OPEN}),
    InquiryStage.WINDOW_OPEN: frozenset({InquiryStage.EVALUATION}),
    InquiryStage.EVALUATION: frozenset({InquiryStage.AWAITING_APPROVAL}),
    InquiryStage.AWAITING_APPROVAL: frozenset({InquiryStage.PUBLISHED}),
    InquiryStage.PUBLISHED: frozenset(),
    AssemblyStage.PREPARATION: frozenset({AssemblyStage.COMMITTED}),
    AssemblyStage.COMMITTED: frozenset({AssemblyStage.INVITED}),
    AssemblyStage.INVITED: frozenset({AssemblyStage.COMPOSED}),
    AssemblyStage.COMPOSED: frozenset({AssemblyStage.SITTING}),
    AssemblyStage.SITTING: frozenset({AssemblyStage.REPORTED}),
    AssemblyStage.REPORTED: frozenset({AssemblyStage.ANSWERED}),
    AssemblyStage.ANSWERED: frozenset({AssemblyStage.CLOSED}),
    AssemblyStage.CLOSED: frozenset(),
    OfficeStage.OPEN: frozenset(),
}
"""What may follow what: a process never goes back and never skips a stage (held by `store.processes.keep`)."""


class Channel(StrEnum):
    """How a contribution reached the city (canale)."""

    AMENDMENT = "osservazione"
    COMMENT = "commento"
    WORKSHOP = "laboratorio"
    DISTRICT_MEETING = "incontro nel municipio"
    DEPARTMENT = "direzione"
    PEC = "PEC"
    PAPER = "carta"


PLATFORM_CHANNELS = frozenset({Channel.AMENDMENT, Channel.COMMENT})


class DrawKind(StrEnum):
    """What a public draw decides (tipo di sorteggio)."""

    FIRST = "primo sorteggio"
    SELECTION = "composizione dei gruppi"


class ContactChannel(StrEnum):
    """How an invitation reaches a resident (canale dell'invito)."""

    LETTER = "lettera"
    EMAIL = "posta elettronica"


class SeatOrigin(StrEnum):
    """How a member came to the seat (titolo del mandato)."""

    SELECTED = "sorteggio"
    REPLACEMENT = "surroga"


class SeatEnd(StrEnum):
    """Why a member leaves before the term is over (cessazione)."""

    RESIGNED = "dimissioni"
    ABSENT = "assenze"
    INELIGIBLE = "perdita dei requisiti"


class MeetingKind(StrEnum):
    """What kind of meeting the assembly holds (tipo di seduta)."""

    TRAINING = "formazione"
    PLENARY = "plenaria"
    WORKING_GROUP = "gruppo di lavoro"
    HANDOVER = "passaggio di consegne"
    BIENNIAL = "sessione biennale"


class AnswerOutcome(StrEnum):
    """What the city answers to a recommendation (esito della risposta)."""

    ACCEPTED = "accolta"
    PARTLY_ACCEPTED = "accolta in parte"
    NOT_ACCEPTED = "non accolta"
    UNDER_WAY = "già in corso"


class Admission(StrEnum):
    """Whether a contribution came within the window (ammissione)."""

    ADMITTED = "ammesso"
    LATE = "tardivo"


class Outcome(StrEnum):
    """What the city decided of a comment (esito della valutazione)."""

    ACCEPTED = "accolta"
    PARTLY_ACCEPTED = "parzialmente accolta"
    NOT_ACCEPTED = "non accolta"
    ALREADY_PROVIDED = "già prevista"
    NOT_PERTINENT = "non pertinente"


CHANGES_THE_PLAN = frozenset({Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED})
"""Outcomes that must say what changes in the plan."""


class Ground(StrEnum):
    """The only grounds on which a text may leave the public outputs (motivo di moderazione), promise I4."""

    INSULT = "ingiuria"
    HATE = "messaggio di odio"
    THREAT = "minaccia"
    CONTEMPT = "disprezzo dei valori costituzionali"


class Likeness(StrEnum):
    """How a member stands to the model text of its group (somiglianza)."""

    MODEL = "testo di riferimento"
    EXACT = "identico"
    NEAR = "quasi identico"


class Discrepancy(StrEnum):
    """What a later export says against an earlier one (difformità)."""

    CHANGED = "modificato"
    VANISHED = "scomparso"
    REAPPEARED = "ricomparso"
    LATE_ARRIVAL = "comparso dopo il sigillo"
    HIDDEN = "nascosto in piattaforma"


class DecisionKind(StrEnum):
    """An act of an officer or a body on which the process waits (decisione)."""

    EXTENSION = "proroga della finestra"
    SEAL = "sigillo del protocollo"
    APPROVAL = "approvazione del Consiglio"
    RECEIPT = "ricezione del rapporto annuale"
    ANSWER = "approvazione del dossier di risposta"


class LetterState(StrEnum):
    """Where a letter stands (stato della lettera)."""

    QUEUED = "in coda"
    SENDING = "in invio"
    SENT = "inviata"
    UNCERTAIN = "incerta"
    REFUSED = "respinta"
    SETTLED = "definita a mano"


class IncomingKind(StrEnum):
    """What a message that came in is (tipo di messaggio arrivato)."""

    ACCEPTED = "ricevuta di accettazione"
    DELIVERED = "ricevuta di consegna"
    FAILED = "avviso di mancata consegna"
    DELAYED = "avviso di ritardo"
    REPLY = "risposta"
    AUTOMATIC = "risposta automatica"
    UNKNOWN = "messaggio non riconosciuto"


class AttemptEnd(StrEnum):
    """How a run that was asked of the engine ended (esito di una chiamata)."""

    OPEN = "in corso"
    DONE = "compiuta"
    REFUSED = "rifiutata"
    FAILED = "fallita"
    DEAD = "interrotta"


class EntryKind(StrEnum):
    """What a register entry records (tipo di registrazione)."""

    OPENING = "apertura del processo"
    STAGE = "cambio di fase"
    IMPORT = "acquisizione di un file"
    RECEPTION = "ricezione di un contributo"
    DISCREPANCY = "difformità tra esportazioni"
    MODERATION = "moderazione"
    DECISION = "decisione"
    SEAL = "sigillo"
    GROUPING = "raggruppamento"
    ROUTING = "assegnazione"
    EVALUATION = "valutazione"
    REREADING = "rilettura dell'allegato"
    DOCUMENT = "documento"
    LETTER = "lettera"
    STEP = "adempimento"
    MAIL = "messaggio arrivato"
    COMMITMENT = "impegno di un sorteggio"
    DRAW = "sorteggio"
    INVITATION = "invio degli inviti"
    AVAILABILITY = "disponibilità raccolte"
    SEATS = "mandati"
    SEAT_END = "cessazione di un mandato"
    REPLACEMENT_CALL = "chiamata in surroga"
    REPLACEMENT_REPLY = "risposta alla chiamata in surroga"
    CONVOCATION = "convocazione"
    MINUTES = "verbale di seduta"
    RECOMMENDATION = "raccomandazione"
    ACTIONS = "azioni scelte dall'assemblea"
    ANSWER = "risposta a una raccomandazione"
    ERASURE = "cancellazione di dati personali"


class DocumentKind(StrEnum):
    """What a document is (tipo di documento)."""

    PACT = "patto di partecipazione"
    NOTICE = "avviso pubblico"
    CONTRIBUTIONS_FORM = "scheda dei contributi degli altri canali"
    CONVOCATION = "convocazione del gruppo di lavoro"
    MANIFEST = "verbale di sigillo"
    COVER_LETTER = "lettera di accompagnamento"
    EVALUATION_FORM = "scheda di valutazione"
    MENDING_FORM = "scheda delle righe da correggere"
    DRAFT_SYNTHESIS = "bozza del documento di sintesi"
    SYNTHESIS = "documento di sintesi"
    ANSWERS_ANNEX = "allegato delle controdeduzioni"
    ANNEX_INDEX = "indice delle controdeduzioni"
    COUNCIL_PACKAGE = "fascicolo per il Consiglio"
    PUBLICATION_NOTICE = "avviso di pubblicazione"
    PROMISES_ACCOUNT = "rendiconto degli impegni"
    OPEN_DATA = "dati aperti"
    RETURN_FILE = "risposte per la piattaforma"
    PROJECTION = "stato delle valutazioni"
    COMMITMENT_NOTICE = "avviso di impegno del sorteggio"
    DRAW_MINUTES = "verbale del primo sorteggio"
    DRAW_FILE = "file del sorteggio"
    INVITATION_LIST = "elenco degli inviti da stampare"
    AVAILABILITY_FORM = "scheda delle disponibilità"
    RESPONSE_REPORT = "quadro delle risposte"
    SELECTION_NOTICE = "impegno della composizione"
    SELECTION_MINUTES = "verbale di composizione"
    REPLACEMENT_MINUTES = "verbale di surroga"
    MEETING_CONVOCATION = "convocazione di una seduta"
    CALENDAR_INVITATION = "invito di calendario"
    ATTENDANCE_SHEET = "foglio presenze"
    MEETING_MINUTES = "verbale della seduta"
    ALLOWANCE_LIST = "elenco dei gettoni"
    PERIODIC_REPORT = "rapporto periodico"
    ANNUAL_REPORT = "rapporto annuale"
    ANSWER_FORM = "scheda di risposta alle raccomandazioni"
    RESPONSE_DOSSIER = "dossier di risposta"
    ERASURE_MINUTES = "verbale di cancellazione"
