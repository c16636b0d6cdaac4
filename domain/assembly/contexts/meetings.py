"""What the papers of the meetings may say: convocation, attendance, minutes, allowances."""

from __future__ import annotations

from typing import Annotated

from domain.assembly.contexts.base import ActionLine, AssemblyContext, RecommendationLine
from domain.documents.spoken import Spoken, said


class MeetingContext(AssemblyContext):
    """What every paper of one meeting can say."""

    number: Annotated[int, said("numero", "numero della seduta", 4)]
    kind: Annotated[str, said("tipo", "tipo di seduta", "plenaria")]
    group: Annotated[str, said("gruppo", "gruppo di lavoro; vuoto se è di tutti", "Verde e acqua")] = ""
    day: Annotated[str, said("giorno", "giorno", "15 marzo 2025")]
    place: Annotated[str, said("luogo", "luogo o collegamento", "Sala consiliare del Municipio 3")]


class AgendaLine(Spoken):
    """A point of the agenda (punto all'ordine del giorno)."""

    title: Annotated[str, said("titolo", "che cosa si tratta", "Scelta delle Azioni del piano")]
    detail: Annotated[str, said("dettaglio", "chi introduce o quanto dura; vuoto se non serve", "20 minuti")] = ""


class MeetingConvocationContext(MeetingContext):
    """The convocation of a meeting (convocazione di una seduta)."""

    recipient: Annotated[str, said("destinatario", "nome di chi è convocato; vuoto se è per tutti", "")] = ""
    starts_at: Annotated[str, said("dalle", "ora di inizio", "18:00")]
    ends_at: Annotated[str, said("alle", "ora di fine", "21:00")]
    agenda: Annotated[list[AgendaLine], said("ordine_del_giorno", "punti, in ordine")]
    guests: Annotated[list[str], said("ospiti", "facilitatori, esperti e uffici invitati", "Facilitatori: Ente terzo")]
    materials: Annotated[list[str], said("materiali", "materiali da leggere prima", "Scheda dell'Azione 2.3")]
    services: Annotated[list[str], said("servizi", "servizi offerti a chi viene", "custodia dei bambini")]
    changes: Annotated[str, said("cambia", "che cosa cambia; vuoto se è la prima convocazione", "")] = ""
    quorum: Annotated[str, said("numero_legale", "quanti presenti servono, in parole", "almeno 46 membri su 90")]
    answer_by: Annotated[str, said("avvisare_entro", "entro quando dire che non si viene", "12 marzo 2025")]


class CohortPresence(Spoken):
    """How many of a cohort were there (presenze di un gruppo)."""

    cohort: Annotated[str, said("gruppo", "nome del gruppo", "Gruppo 1")]
    entitled: Annotated[int, said("aventi_diritto", "membri in carica convocati", 45)]
    present: Annotated[int, said("presenti", "membri presenti", 37)]
    share: Annotated[str, said("quota", "quota dei presenti", "82,2%")]


class PointLine(Spoken):
    """A point of the agenda and what was said of it (punto trattato)."""

    title: Annotated[str, said("titolo", "che cosa si è trattato", "Scelta delle Azioni del piano")]
    discussion: Annotated[list[str], said("discussione", "capoversi", "Il gruppo Verde illustra la proposta.")]


class MeetingMinutesContext(MeetingContext):
    """The minutes of a meeting (verbale della seduta): numbers and roles, no member by name."""

    opened_at: Annotated[str, said("apertura", "ora di apertura", "18:05")]
    closed_at: Annotated[str, said("chiusura", "ora di chiusura", "20:50")]
    chair: Annotated[str, said("presiede", "chi presiede, per ruolo o ente", "Facilitatori di Ente terzo")]
    guests: Annotated[list[str], said("ospiti", "ospiti per ruolo ed ente", "Direzione Verde: due funzionari")]
    entitled: Annotated[int, said("aventi_diritto", "membri in carica convocati", 90)]
    present: Annotated[int, said("presenti", "membri presenti", 71)]
    quorum: Annotated[str, said("numero_legale", "quanti presenti servivano, in parole", "almeno 46 membri su 90")]
    is_quorate: Annotated[bool, said("valida", "se il numero legale c'era", True)]
    cohorts: Annotated[list[CohortPresence], said("presenze", "presenze per gruppo")]
    points: Annotated[list[PointLine], said("punti", "punti trattati, in ordine")]
    actions: Annotated[list[ActionLine], said("azioni", "Azioni scelte nella seduta")]
    recommendations: Annotated[list[RecommendationLine], said("raccomandazioni", "raccomandazioni votate nella seduta")]
    secretary: Annotated[str, said("segretario", "chi scrive il verbale, per ruolo", "Segreteria dell'assemblea")]


class AttendanceRow(Spoken):
    """A member on the sheet (riga del foglio presenze)."""

    order: Annotated[int, said("numero", "numero d'ordine", 1)]
    name: Annotated[str, said("nome", "cognome e nome", "Membro di prova")]
    code: Annotated[str, said("codice", "codice", "3f9a41c07be2d518")]
    cohort: Annotated[str, said("gruppo", "gruppo d'ingresso", "1")]


class AttendanceSheetContext(MeetingContext):
    """The attendance sheet (foglio presenze), internal: it holds names."""

    starts_at: Annotated[str, said("dalle", "ora di inizio", "18:00")]
    ends_at: Annotated[str, said("alle", "ora di fine", "21:00")]
    entitled: Annotated[int, said("aventi_diritto", "membri in carica convocati", 90)]
    quorum: Annotated[str, said("numero_legale", "quanti presenti servono, in parole", "almeno 46 membri su 90")]
    rows: Annotated[list[AttendanceRow], said("membri", "membri convocati, in ordine alfabetico")]


class AllowanceRow(Spoken):
    """What a member is due (riga dei gettoni)."""

    order: Annotated[int, said("numero", "numero d'ordine", 1)]
    name: Annotated[str, said("nome", "cognome e nome", "Membro di prova")]
    code: Annotated[str, said("codice", "codice", "3f9a41c07be2d518")]
    meetings: Annotated[int, said("sedute", "sedute a cui è stato presente", 3)]
    amount: Annotated[str, said("importo", "importo dovuto", "90,00 €")]


class AllowanceListContext(AssemblyContext):
    """The list of allowances (elenco dei gettoni), internal: it holds names."""

    period_from: Annotated[str, said("dal", "primo giorno del periodo", "1º gennaio 2025")]
    period_to: Annotated[str, said("al", "ultimo giorno del periodo, compreso", "31 marzo 2025")]
    each: Annotated[str, said("gettone", "importo per seduta", "30,00 €")]
    act: Annotated[str, said("atto", "atto che lo prevede", "Determinazione n. 12 del 3 marzo 2025")]
    rows: Annotated[list[AllowanceRow], said("membri", "membri con almeno una presenza")]
    members: Annotated[int, said("numero_membri", "membri a cui spetta", 81)]
    total_meetings: Annotated[int, said("totale_sedute", "presenze in tutto", 214)]
    total_amount: Annotated[str, said("totale", "importo in tutto", "6.420,00 €")]
