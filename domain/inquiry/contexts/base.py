"""What every template of the inquiry may say."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Spoken, said


class PhaseLine(Spoken):
    """A phase of the process, both end days included (fase)."""

    name: Annotated[str, said("nome", "nome della fase", "Raccolta dei commenti")]
    starts_on: Annotated[str, said("dal", "primo giorno", "1º febbraio 2025")]
    ends_on: Annotated[str, said("al", "ultimo giorno, compreso", "3 marzo 2025")]
    source: Annotated[str, said("fonte", "atto o punto da cui discende il termine", "Patto di partecipazione, punto 6")]


class PartLine(Spoken):
    """A part of the draft and who answers for it (parte del piano)."""

    title: Annotated[str, said("titolo", "titolo della parte", "Azione 1 – Osservatorio sul benessere energetico")]
    lead: Annotated[str, said("direzione", "direzione che risponde", "Direzione Verde e Ambiente")]
    consulted: Annotated[str, said("consultate", "direzioni consultate; vuoto se nessuna", "Direzione Casa")] = ""


class DepartmentLine(Spoken):
    """A department and its mailbox (direzione)."""

    name: Annotated[str, said("nome", "nome della direzione", "Direzione Casa")]
    email: Annotated[str, said("posta", "casella di posta", "casa@comune.example")]


class OutcomeLine(Spoken):
    """An outcome and what it means (esito)."""

    name: Annotated[str, said("nome", "nome dell'esito", "parzialmente accolta")]
    meaning: Annotated[str, said("significato", "che cosa comporta", "una parte della proposta entra nel piano")]


class InquiryContext(Spoken):
    """What all the documents of an inquiry can say."""

    city: Annotated[str, said("comune", "nome del Comune", "Comune di Esempio")]
    title: Annotated[str, said("istruttoria", "titolo dell'istruttoria", "Istruttoria pubblica sul Piano dell'energia")]
    short_title: Annotated[str, said("istruttoria_breve", "titolo breve", "Istruttoria sull'energia")]
    plan: Annotated[str, said("piano", "nome del piano in discussione", "Piano comunale dell'energia")]
    responsible: Annotated[str, said("responsabile", "responsabile del procedimento", "Responsabile del procedimento")]
    responsible_email: Annotated[str, said("posta_responsabile", "casella del responsabile", "ufficio@comune.example")]
    coordination: Annotated[str, said("coordinamento", "ufficio che coordina", "Direzione Generale")]
    platform: Annotated[str, said("piattaforma", "nome della piattaforma", "Partecipa")]
    platform_url: Annotated[str, said("indirizzo_piattaforma", "indirizzo web", "https://partecipa.example")]
    written_on: Annotated[str, said("data", "data del documento", "17 gennaio 2025")]
