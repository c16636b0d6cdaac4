"""What the papers of the year may say: periodic and annual report, response dossier, minutes of the erasure."""

from __future__ import annotations

from typing import Annotated

from domain.assembly.contexts.base import (
    ActionLine,
    AssemblyContext,
    CohortLine,
    HashLine,
    MeetingLine,
    RecommendationLine,
)
from domain.documents.spoken import Count, Spoken, said


class GroupLine(Spoken):
    """A working group and its work (gruppo di lavoro)."""

    name: Annotated[str, said("nome", "nome del gruppo", "Verde e acqua")]
    members: Annotated[int, said("membri", "membri assegnati", 14)]
    meetings: Annotated[int, said("sedute", "sedute tenute", 3)]
    work: Annotated[str, said("lavoro", "a che cosa lavora", "Ombra e acqua nelle piazze")]


class PeriodicReportContext(AssemblyContext):
    """The periodic report to administration and city (rapporto periodico)."""

    period_from: Annotated[str, said("dal", "primo giorno del periodo", "1º gennaio 2025")]
    period_to: Annotated[str, said("al", "ultimo giorno del periodo, compreso", "31 marzo 2025")]
    members: Annotated[int, said("membri", "membri in carica all'ultimo giorno", 88)]
    seats: Annotated[int, said("posti", "posti dell'assemblea", 90)]
    entered: Annotated[int, said("entrati", "membri entrati nel periodo", 47)]
    left: Annotated[int, said("usciti", "membri usciti nel periodo", 4)]
    replaced: Annotated[int, said("surrogati", "posti coperti con una surroga", 2)]
    in_brief: Annotated[list[str], said("in_breve", "il periodo in poche frasi", "Si sono tenute quattro sedute.")]
    meetings: Annotated[list[MeetingLine], said("sedute", "sedute del periodo")]
    groups: Annotated[list[GroupLine], said("gruppi", "gruppi di lavoro")]
    actions: Annotated[list[ActionLine], said("azioni", "Azioni scelte finora")]
    recommendations: Annotated[list[RecommendationLine], said("raccomandazioni", "raccomandazioni votate nel periodo")]
    coming: Annotated[list[str], said("prossimi", "prossimi appuntamenti", "12 aprile 2025: seduta plenaria")]


class ResponseLine(Spoken):
    """How a class of residents answered the invitation, small cells merged (riga delle risposte)."""

    axis: Annotated[str, said("criterio", "criterio", "fascia di età")]
    value: Annotated[str, said("classe", "classe, o più classi accorpate", "16-24 anni")]
    invited: Annotated[int, said("invitati", "inviti spediti", 1020)]
    available: Annotated[int, said("disponibili", "persone disponibili", 41)]
    share: Annotated[str, said("quota", "quota dei disponibili", "4,0%")]


class CohortYear(CohortLine):
    """A cohort's year (anno di un gruppo)."""

    left: Annotated[int, said("usciti", "membri usciti prima del termine", 4)]
    replaced: Annotated[int, said("surrogati", "posti coperti con una surroga", 3)]
    attendance: Annotated[str, said("presenza", "presenza media", "77,4%")]


class AnnualReportContext(AssemblyContext):
    """The annual report (rapporto annuale): the year's record, handed over to the city."""

    year_from: Annotated[str, said("dal", "primo giorno del ciclo", "1º gennaio 2025")]
    year_to: Annotated[str, said("al", "ultimo giorno del ciclo, compreso", "31 dicembre 2025")]
    answer_months: Annotated[str, said("termine", "termine per rispondere, in parole", "due mesi")]
    in_brief: Annotated[list[str], said("in_breve", "l'anno in poche frasi", "Si sono tenute undici sedute.")]
    invited: Annotated[int, said("invitati", "inviti spediti", 10000)]
    answered: Annotated[int, said("risposte", "persone che hanno risposto", 731)]
    available: Annotated[int, said("disponibili", "persone disponibili", 412)]
    draw_seed: Annotated[str, said("seme_sorteggio", "seme del primo sorteggio", "9f6fcae5" * 8)]
    ticket: Annotated[str, said("biglietto", "numero estratto per la composizione", "473")]
    responses: Annotated[list[ResponseLine], said("risposte_per_classe", "risposte per classe")]
    cohorts: Annotated[list[CohortYear], said("gruppi", "gruppi dell'anno")]
    meetings: Annotated[list[MeetingLine], said("sedute", "sedute dell'anno")]
    groups: Annotated[list[GroupLine], said("gruppi_di_lavoro", "gruppi di lavoro")]
    actions: Annotated[list[ActionLine], said("azioni", "Azioni scelte")]
    adopted: Annotated[list[RecommendationLine], said("approvate", "raccomandazioni approvate")]
    rejected: Annotated[list[RecommendationLine], said("non_approvate", "raccomandazioni che non hanno avuto i voti")]
    considerations: Annotated[list[str], said("considerazioni", "considerazioni della plenaria", "Servono dati")]
    alt_responses: Annotated[str, said("alt_risposte", "testo alternativo del grafico delle risposte", "Grafico.")]
    alt_attendance: Annotated[str, said("alt_presenze", "testo alternativo del grafico delle presenze", "Grafico.")]
    alt_votes: Annotated[str, said("alt_voti", "testo alternativo del grafico dei voti", "Grafico.")]
    files: Annotated[list[HashLine], said("file", "file con cui si rifanno i conti")]


class AnswerLine(Spoken):
    """A recommendation and the city's answer (risposta a una raccomandazione)."""

    number: Annotated[int, said("numero", "numero della raccomandazione", 3)]
    title: Annotated[str, said("titolo", "titolo", "Più alberi nelle piazze assolate")]
    text: Annotated[str, said("testo", "testo della raccomandazione", "Chiediamo che ogni piazza abbia ombra.")]
    department: Annotated[str, said("direzione", "direzione che risponde", "Direzione Verde e Ambiente")]
    outcome: Annotated[str, said("esito", "esito; vuoto se manca la risposta", "accolta in parte")] = ""
    reason: Annotated[list[str], said("motivazione", "capoversi della motivazione", "Si comincia da sei piazze.")]
    follow_up: Annotated[str, said("che_cosa_si_fa", "che cosa cambia; vuoto se nulla", "Sei progetti")] = ""
    follow_up_by: Annotated[str, said("entro", "entro quando; vuoto se non c'è un giorno", "30 giugno 2026")] = ""
    answered_on: Annotated[str, said("risposta_del", "giorno della risposta; vuoto se manca", "10/02/2026")] = ""
    delay: Annotated[str, said("ritardo", "ritardo in parole; vuoto se nei termini", "3 giorni di ritardo")] = ""
    handed_on: Annotated[str, said("passaggi", "passaggi fra direzioni; vuoto se nessuno", "")] = ""


class DepartmentYear(Spoken):
    """What a department had to answer (riga per direzione)."""

    department: Annotated[str, said("direzione", "direzione", "Direzione Verde e Ambiente")]
    asked: Annotated[int, said("raccomandazioni", "raccomandazioni assegnate", 9)]
    answered: Annotated[int, said("risposte", "risposte date", 8)]
    late: Annotated[int, said("in_ritardo", "risposte arrivate dopo il termine", 1)]
    missing: Annotated[int, said("mancanti", "risposte che mancano", 1)]


class ResponseDossierContext(AssemblyContext):
    """The response dossier (dossier di risposta): every recommendation with outcome and reason, every gap in sight."""

    received_on: Annotated[str, said("ricevuto_il", "giorno di ricezione del rapporto annuale", "15 gennaio 2026")]
    due_on: Annotated[str, said("entro_il", "ultimo giorno per rispondere", "16 marzo 2026")]
    term: Annotated[str, said("termine", "termine in parole", "due mesi")]
    recommendations: Annotated[int, said("raccomandazioni", "raccomandazioni approvate", 21)]
    answered: Annotated[int, said("con_risposta", "con esito e motivazione", 20)]
    missing: Annotated[int, said("senza_risposta", "senza risposta", 1)]
    late: Annotated[int, said("in_ritardo", "con risposta data dopo il termine", 2)]
    act: Annotated[str, said("atto", "atto che approva il dossier; vuoto se è una bozza", "Deliberazione n. 4")] = ""
    is_draft: Annotated[bool, said("bozza", "se il dossier non è ancora approvato", True)]
    outcomes: Annotated[list[Count], said("esiti", "raccomandazioni per esito")]
    alt_outcomes: Annotated[str, said("alt_esiti", "testo alternativo del grafico degli esiti", "Grafico.")]
    departments: Annotated[list[DepartmentYear], said("direzioni", "risposte per direzione")]
    answers: Annotated[list[AnswerLine], said("risposte", "le raccomandazioni, una per una")]
    gaps: Annotated[list[str], said("mancanze", "che cosa manca, con chi e da quanto", "N. 7, Direzione Casa")]


class ErasedLine(Spoken):
    """Personal data that was erased (dati cancellati)."""

    what: Annotated[str, said("che_cosa", "che cosa è stato cancellato", "recapiti delle persone disponibili")]
    rows: Annotated[int, said("righe", "quante righe", 412)]
    kept_until: Annotated[str, said("conservati_fino_al", "fine della conservazione", "31 gennaio 2026")]
    source: Annotated[str, said("fonte", "regola da cui discende", "definizione, conservazione dei recapiti")]


class KeptLine(Spoken):
    """What stays and why (dati conservati)."""

    what: Annotated[str, said("che_cosa", "che cosa resta", "manifesti dei sorteggi, semi e soglie")]
    why: Annotated[str, said("perche", "perché resta", "rende verificabile il sorteggio, senza persone")]


class ErasureMinutesContext(AssemblyContext):
    """The minutes of an erasure (verbale di cancellazione): how much of what, never whose."""

    erased_at: Annotated[str, said("cancellato_il", "giorno e ora della cancellazione", "1º febbraio 2026, ore 03:00")]
    rows: Annotated[int, said("righe", "righe cancellate in tutto", 10412)]
    erased: Annotated[list[ErasedLine], said("cancellati", "dati cancellati")]
    kept: Annotated[list[KeptLine], said("conservati", "dati che restano")]
    files: Annotated[list[HashLine], said("file", "file che restano pubblici")]
    is_verifiable: Annotated[bool, said("verificabile", "se il sorteggio si verifica ancora, rifatto il conto", True)]
