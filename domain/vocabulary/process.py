"""Words of every process: kinds, stages and what may follow them, decisions, register entries, documents."""

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


class ObservatoryStage(StrEnum):
    """Where an observatory stands (stato dell'osservatorio): it is active for as long as the city keeps it."""

    ACTIVE = "osservatorio attivo"


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
    ObservatoryStage.ACTIVE: frozenset(),
    OfficeStage.OPEN: frozenset(),
}
"""What may follow what: a process never goes back and never skips a stage (held by `store.processes.keep`)."""


class DecisionKind(StrEnum):
    """An act of an officer or a body on which the process waits (decisione)."""

    EXTENSION = "proroga della finestra"
    SEAL = "sigillo del protocollo"
    APPROVAL = "approvazione del Consiglio"
    RECEIPT = "ricezione del rapporto annuale"
    ANSWER = "approvazione del dossier di risposta"
    CORRECTION = "correzione di un'edizione"
    PUBLICATION = "pubblicazione di un'edizione"


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
    EXTRACT = "consegna di un'estrazione"
    REFRESH = "avvio della preparazione di un'edizione"
    REFRESH_FAILED = "preparazione di un'edizione senza esito"
    DRAFT = "bozza di un'edizione"
    EDITION = "edizione dell'osservatorio"


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
    INVITATION_LIST = "inviti da stampare"
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
    EXTRACT_FAULTS = "righe da correggere di un estratto"
    QUESTIONNAIRE_FORM = "scheda dei questionari"
    EDITION_FILE = "file di un'edizione"
    EDITION_BASIS = "parte riservata di un'edizione"
    DASHBOARD = "cruscotto"
    OBSERVATORY_REPORT = "rapporto dell'osservatorio"
