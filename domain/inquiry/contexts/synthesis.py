"""What the synthesis may say: the figures of the inquiry, part by part, in tables that stay of a readable length."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Count, Spoken, said
from domain.inquiry.contexts.base import InquiryContext


class PartRow(Spoken):
    """A part of the plan by outcome (riga per parte)."""

    part: Annotated[str, said("parte", "titolo della parte", "Azione 1 – Osservatorio")]
    admitted: Annotated[int, said("ammessi", "contributi ammessi", 310)]
    accepted: Annotated[int, said("accolti", "accolti", 60)]
    partly: Annotated[int, said("in_parte", "accolti in parte", 80)]
    not_accepted: Annotated[int, said("non_accolti", "non accolti", 90)]
    already: Annotated[int, said("gia_previsti", "già previsti", 50)]
    not_pertinent: Annotated[int, said("non_pertinenti", "non pertinenti", 20)]
    pending: Annotated[int, said("da_valutare", "ancora senza esito", 10)]


class DepartmentRow(Spoken):
    """A department's work (riga per direzione)."""

    department: Annotated[str, said("direzione", "nome della direzione", "Direzione Casa")]
    assigned: Annotated[int, said("assegnati", "contributi assegnati", 310)]
    evaluated: Annotated[int, said("valutati", "contributi valutati", 300)]
    changing: Annotated[int, said("con_modifica", "valutazioni che cambiano il piano", 140)]
    pending: Annotated[int, said("da_valutare", "contributi ancora da valutare", 10)]


class ChannelRow(Spoken):
    """A channel (riga per canale)."""

    channel: Annotated[str, said("canale", "canale di arrivo", "commento in piattaforma")]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 900)]
    admitted: Annotated[int, said("ammessi", "di cui nei termini", 890)]
    late: Annotated[int, said("tardivi", "di cui fuori termine", 10)]
    moderated: Annotated[int, said("moderati", "di cui con testo moderato", 3)]


class GroupRow(Spoken):
    """A group of like texts (riga per gruppo)."""

    number: Annotated[int, said("gruppo", "numero del gruppo", 3)]
    size: Annotated[int, said("contributi", "contributi nel gruppo", 84)]
    model: Annotated[str, said("protocollo", "numero di protocollo del testo di riferimento", "n. 118")]
    excerpt: Annotated[str, said("inizio", "inizio del testo di riferimento", "Chiediamo che lo sportello…")]
    outcome: Annotated[str, said("esito", "esito comune, o l'avviso che gli esiti sono diversi", "accolta")]


class SupportedRow(Spoken):
    """A comment that many supported (riga dei più sostenuti)."""

    number: Annotated[str, said("protocollo", "numero di protocollo", "n. 118")]
    part: Annotated[str, said("parte", "titolo della parte", "Azione 1 – Osservatorio")]
    supports: Annotated[int, said("sostegni", "sostegni ricevuti", 57)]
    excerpt: Annotated[str, said("inizio", "inizio del testo, o l'avviso della moderazione", "Chiediamo che…")]
    outcome: Annotated[str, said("esito", "esito della valutazione", "accolta")]


class LateRow(Spoken):
    """A late comment (riga dei tardivi)."""

    number: Annotated[str, said("protocollo", "numero di protocollo", "n. 1.190")]
    part: Annotated[str, said("parte", "titolo della parte", "Azione 1 – Osservatorio")]
    submitted_at: Annotated[str, said("presentato", "giorno e ora di presentazione", "4 marzo 2025, ore 00:12")]


class WeekRow(Spoken):
    """A week of the window, day by day; a dash where the window does not reach (riga per settimana)."""

    week: Annotated[str, said("settimana", "lunedì con cui comincia", "dal 03/02/2025")]
    monday: Annotated[str, said("lun", "contributi di lunedì", "41")]
    tuesday: Annotated[str, said("mar", "contributi di martedì", "38")]
    wednesday: Annotated[str, said("mer", "contributi di mercoledì", "52")]
    thursday: Annotated[str, said("gio", "contributi di giovedì", "47")]
    friday: Annotated[str, said("ven", "contributi di venerdì", "30")]
    saturday: Annotated[str, said("sab", "contributi di sabato", "12")]
    sunday: Annotated[str, said("dom", "contributi di domenica", "9")]
    total: Annotated[int, said("totale", "contributi della settimana", 229)]


class PartSection(Spoken):
    """One part of the plan, told in words (capitolo di una parte)."""

    part: Annotated[str, said("parte", "titolo della parte", "Azione 1 – Osservatorio")]
    department: Annotated[str, said("direzione", "direzione che risponde", "Direzione Casa")]
    summary: Annotated[str, said("sintesi", "i numeri della parte in una frase", "I contributi ammessi sono 310.")]
    changes: Annotated[list[str], said("modifiche", "modifiche al piano decise", "Si aggiunge lo sportello mobile.")]
    changes_more: Annotated[str, said("altre_modifiche", "quante altre e dove trovarle; vuoto se nessuna", "")] = ""


class SynthesisContext(InquiryContext):
    """The synthesis report (documento di sintesi)."""

    window_from: Annotated[str, said("apertura", "primo giorno per commentare", "1º febbraio 2025")]
    window_to: Annotated[str, said("chiusura", "ultimo giorno per commentare, compreso", "3 marzo 2025")]
    evaluation_to: Annotated[str, said("fine_valutazione", "ultimo giorno per valutare", "30 giugno 2025")]
    received: Annotated[int, said("ricevuti", "contributi ricevuti", 1204)]
    admitted: Annotated[int, said("ammessi", "contributi arrivati nei termini", 1190)]
    late: Annotated[int, said("tardivi", "contributi arrivati fuori termine", 14)]
    moderated: Annotated[int, said("moderati", "contributi con testo moderato", 3)]
    answered: Annotated[int, said("valutati", "contributi ammessi con esito e motivazione", 1180)]
    pending: Annotated[int, said("da_valutare", "contributi ammessi senza risposta completa", 10)]
    authors: Annotated[int, said("autori", "firme diverse", 870)]
    bodies: Annotated[int, said("enti", "enti e associazioni in nome dei quali si è scritto", 23)]
    supports: Annotated[int, said("sostegni", "sostegni ricevuti in tutto", 4210)]
    supports_known: Annotated[bool, said("sostegni_noti", "no se nessun file acquisito riporta i sostegni", True)]
    overall: Annotated[list[str], said("valutazione_complessiva", "frasi costruite sui numeri", "Sono 1.204.")]
    alt_days: Annotated[str, said("alt_giorni", "testo alternativo del grafico dei giorni", "Grafico a barre.")]
    alt_channels: Annotated[str, said("alt_canali", "testo alternativo del grafico dei canali", "Grafico a barre.")]
    alt_parts: Annotated[str, said("alt_parti", "testo alternativo del grafico delle parti", "Grafico a barre.")]
    in_window: Annotated[int, said("nella_finestra", "contributi ammessi dei giorni della finestra", 1165)]
    outside_window: Annotated[int, said("fuori_finestra", "contributi ammessi di altri giorni, dagli incontri", 25)]
    period_word: Annotated[str, said("unita_di_tempo", "giorno, settimana o mese", "giorno")]
    days: Annotated[list[Count], said("giorni", "contributi ammessi per giorno, settimana o mese")]
    weeks: Annotated[
        list[WeekRow], said("settimane", "gli stessi numeri, un giorno per colonna; vuoto se non a giorni")
    ]
    channels: Annotated[list[ChannelRow], said("canali", "contributi per canale")]
    events: Annotated[list[Count], said("incontri", "contributi per laboratorio, incontro o tavolo")]
    events_more: Annotated[str, said("altri_incontri", "quanti altri e dove; vuoto se nessuno", "")] = ""
    outcomes: Annotated[list[Count], said("esiti", "contributi ammessi per esito")]
    parts: Annotated[list[PartRow], said("parti", "contributi ammessi per parte ed esito")]
    sections: Annotated[list[PartSection], said("capitoli", "una parte alla volta")]
    departments: Annotated[list[DepartmentRow], said("direzioni", "lavoro delle direzioni")]
    groups_count: Annotated[int, said("numero_gruppi", "gruppi di testi simili", 12)]
    grouped: Annotated[int, said("raggruppati", "contributi che stanno in un gruppo", 410)]
    groups: Annotated[list[GroupRow], said("gruppi", "i gruppi più numerosi")]
    groups_more: Annotated[str, said("altri_gruppi", "quanti altri e dove; vuoto se nessuno", "")] = ""
    supported: Annotated[list[SupportedRow], said("piu_sostenuti", "i contributi più sostenuti")]
    supported_more: Annotated[str, said("altri_sostenuti", "quanti altri e dove; vuoto se nessuno", "")] = ""
    late_rows: Annotated[list[LateRow], said("elenco_tardivi", "contributi fuori termine")]
    late_more: Annotated[str, said("altri_tardivi", "quanti altri e dove; vuoto se nessuno", "")] = ""
    moderations: Annotated[list[Count], said("moderazioni", "testi moderati per motivo")]
    differences: Annotated[list[Count], said("difformita", "contributi che un'esportazione successiva riporta diversi")]


class MissingRow(Spoken):
    """Comments of one part whose answer lacks the same (riga delle mancanze)."""

    numbers: Annotated[str, said("protocollo", "numeri di protocollo", "4, 7-9, 12")]
    count: Annotated[int, said("numero", "quanti contributi", 5)]
    part: Annotated[str, said("parte", "titolo della parte", "Azione 1 – Osservatorio")]
    department: Annotated[str, said("direzione", "direzione che deve rispondere", "Direzione Casa")]
    missing: Annotated[str, said("manca", "che cosa manca", "esito e motivazione")]


class DraftSynthesisContext(SynthesisContext):
    """The draft synthesis (bozza del documento di sintesi): the report as it stands, and what is missing."""

    missing_by_department: Annotated[list[Count], said("mancanze_per_direzione", "contributi senza risposta completa")]
    missing: Annotated[list[MissingRow], said("mancanze", "contributi senza risposta completa, per direzione e parte")]
    missing_more: Annotated[str, said("altre_mancanze", "quante altre e dove; vuoto se nessuna", "")] = ""
    contradictions: Annotated[list[GroupRow], said("gruppi_discordi", "gruppi con esiti diversi fra loro")]
