"""What the documents of the opening may say: the notice, the pact, the convocation and the sheets' cover letter."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Spoken, said
from domain.inquiry.contexts.base import DepartmentLine, InquiryContext, OutcomeLine, PartLine, PhaseLine


class NoticeContext(InquiryContext):
    """The public notice (avviso pubblico)."""

    acts: Annotated[list[str], said("atti", "atti su cui poggia l'istruttoria", "Deliberazione n. 12 del 2 marzo 2024")]
    phases: Annotated[list[PhaseLine], said("fasi", "le tre fasi")]
    parts: Annotated[list[PartLine], said("parti", "parti della bozza aperte ai commenti")]
    window_from: Annotated[str, said("apertura", "primo giorno per commentare", "1º febbraio 2025")]
    window_to: Annotated[str, said("chiusura", "ultimo giorno per commentare, compreso", "3 marzo 2025")]
    evaluation_to: Annotated[str, said("fine_valutazione", "ultimo giorno per valutare", "30 giugno 2025")]
    grounds: Annotated[list[str], said("motivi", "motivi di moderazione ammessi", "ingiuria")]


class PactContext(NoticeContext):
    """The participation pact (patto di partecipazione)."""

    departments: Annotated[list[DepartmentLine], said("direzioni", "direzioni che valutano")]
    working_group: Annotated[list[str], said("gruppo_di_lavoro", "componenti del gruppo di lavoro", "Direzione Casa")]
    moderators: Annotated[list[str], said("moderatori", "chi può decidere una moderazione", "Referente")]
    outcomes: Annotated[list[OutcomeLine], said("esiti", "esiti possibili di una valutazione")]
    notice_days: Annotated[int, said("giorni_di_preavviso", "giorni tra pubblicazione delle regole e apertura", 15)]


class DepartmentLoad(Spoken):
    """What a department has to evaluate (carico)."""

    department: Annotated[str, said("direzione", "nome della direzione", "Direzione Casa")]
    comments: Annotated[int, said("commenti", "contributi da valutare", 310)]
    groups: Annotated[int, said("gruppi", "gruppi di testi simili fra questi", 6)]


class SplitGroup(Spoken):
    """A group of like texts that several departments answer (gruppo da concordare)."""

    number: Annotated[int, said("gruppo", "numero del gruppo", 3)]
    model: Annotated[str, said("protocollo", "numero di protocollo del testo di riferimento", "n. 118")]
    departments: Annotated[str, said("direzioni", "direzioni che rispondono", "Direzione Casa e Direzione Verde")]
    comments: Annotated[int, said("contributi", "contributi nel gruppo", 84)]


class ConvocationContext(InquiryContext):
    """The convocation of the working group (convocazione del gruppo di lavoro)."""

    working_group: Annotated[list[str], said("gruppo_di_lavoro", "componenti del gruppo di lavoro", "Direzione Casa")]
    when: Annotated[str, said("quando", "giorno e ora; vuoto se da concordare", "10 marzo 2025, ore 10:00")] = ""
    where: Annotated[str, said("dove", "luogo o collegamento; vuoto se da concordare", "Sala Giunta")] = ""
    agenda: Annotated[list[str], said("ordine_del_giorno", "punti da trattare", "Assegnazione dei contributi")]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 1204)]
    admitted: Annotated[int, said("ammessi", "contributi arrivati nei termini", 1190)]
    late: Annotated[int, said("tardivi", "contributi arrivati fuori termine", 14)]
    loads: Annotated[list[DepartmentLoad], said("carichi", "quanto tocca a ciascuna direzione")]
    split_groups: Annotated[list[SplitGroup], said("gruppi_da_concordare", "gruppi di testi simili su più direzioni")]
    evaluation_from: Annotated[str, said("inizio_valutazione", "primo giorno per valutare", "4 marzo 2025")]
    evaluation_to: Annotated[str, said("fine_valutazione", "ultimo giorno per valutare", "30 giugno 2025")]
    reminders: Annotated[list[str], said("solleciti", "giorni dei solleciti", "31 maggio 2025")]


class PartLoad(Spoken):
    """How many comments of a part stand in a department's sheets (carico per parte)."""

    part: Annotated[str, said("parte", "titolo della parte", "Azione 1 – Osservatorio")]
    comments: Annotated[int, said("commenti", "contributi da valutare", 120)]


class CoverLetterContext(InquiryContext):
    """The letter that goes with a department's evaluation sheets (lettera di accompagnamento)."""

    department: Annotated[str, said("direzione", "direzione destinataria", "Direzione Casa")]
    forms: Annotated[list[str], said("schede", "nomi dei file allegati", "scheda-casa-1.xlsx")]
    comments: Annotated[int, said("commenti", "contributi da valutare", 310)]
    groups: Annotated[int, said("gruppi", "gruppi di testi simili", 6)]
    parts: Annotated[list[PartLoad], said("parti", "contributi per parte del piano")]
    outcomes: Annotated[list[OutcomeLine], said("esiti", "esiti possibili")]
    return_by: Annotated[str, said("entro", "ultimo giorno per restituire le schede", "30 giugno 2025")]
    reminders: Annotated[list[str], said("solleciti", "giorni dei solleciti", "31 maggio 2025")]
