"""What the annual report may say: its sentences, its lines, the words of its pictures."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Spoken, said
from domain.observatory.contexts.lines import (
    CauseLine,
    ChangeLine,
    GuideLine,
    HiddenLine,
    IncomeLine,
    IndicatorLine,
    LikelyLine,
    MethodLine,
    OverlapLine,
    RateLine,
    RevisionLine,
    ShiftLine,
    SourceLine,
    WorstLine,
)

_ALT = "testo alternativo; vuoto se la figura non c'è"


class ReportContext(Spoken):
    """The annual report of the observatory (rapporto annuale)."""

    city: Annotated[str, said("comune", "nome del Comune", "Comune di Esempio")]
    running: Annotated[str, said("osservatorio_breve", "titolo breve, per ogni pagina", "Osservatorio 2025")]
    year: Annotated[str, said("anno", "anno dei dati", "2025")]
    written_on: Annotated[str, said("data", "giorno in cui l'edizione è preparata", "30 giugno 2026")]
    contact: Annotated[str, said("contatto", "a chi scrivere", "Ufficio clima, osservatorio@comune.example")]
    headline: Annotated[str, said("evidenza", "il risultato in una frase", "Sono certamente poveri 4.120 nuclei.")]
    in_brief: Annotated[list[str], said("in_breve", "il rapporto in poche frasi", "Sono oscurate 12 sezioni.")]
    cautions: Annotated[list[str], said("avvertenze", "che cosa sapere prima di leggere", "Mancano i questionari.")]
    indicator: Annotated[str, said("indicatore", "indicatore di mappe e tabelle", "Spesa oltre il 10 % del reddito")]
    sources: Annotated[list[SourceLine], said("fonti", "file da cui viene l'edizione")]
    definitions: Annotated[list[RateLine], said("definizioni", "gli indicatori per tutta la città")]
    unknown: Annotated[list[str], said("non_dette", "indicatori oscurati per la città", "Casa non abbastanza calda")]
    districts: Annotated[list[RateLine], said("municipi", "i municipi")]
    districts_hidden: Annotated[str, said("municipi_oscurati", "municipi oscurati e perché; vuoto se nessuno", "")] = ""
    nils: Annotated[list[RateLine], said("nil", "i NIL")]
    nils_hidden: Annotated[str, said("nil_oscurati", "NIL oscurati e perché; vuoto se nessuno", "")] = ""
    complexes: Annotated[list[RateLine], said("complessi", "i complessi ERP")]
    complexes_hidden: Annotated[str, said("complessi_oscurati", "complessi oscurati; vuoto se nessuno", "")] = ""
    worst_in_words: Annotated[str, said("decimo", "quante sezioni sono probabili; vuoto se nessuna", "Delle 115.")] = ""
    likely: Annotated[list[LikelyLine], said("nil_probabili", "i NIL con sezioni probabili")]
    worst: Annotated[list[WorstLine], said("sezioni", "le sezioni probabili; vuoto se sono troppe")]
    hidden_in_words: Annotated[str, said("oscurato", "quanto è oscurato, in parole", "Sono oscurate 12 sezioni.")]
    hidden: Annotated[list[HiddenLine], said("oscurate", "aree oscurate per motivo")]
    cause_in_words: Annotated[str, said("dato_che_conta", "quale dato restringe di più la fascia", "Il reddito.")]
    causes: Annotated[list[CauseLine], said("cause", "dati mancanti, per tutta la città")]
    causes_of_districts: Annotated[list[CauseLine], said("cause_municipi", "primo dato mancante di ogni municipio")]
    overlaps: Annotated[list[OverlapLine], said("sovrapposizioni", "coppie di indicatori")]
    incomes: Annotated[list[IncomeLine], said("redditi", "redditi medi, con il loro anno")]
    last_year: Annotated[str, said("anno_prima", "anno dell'ultima edizione; vuoto se è la prima", "2024")] = ""
    change_in_words: Annotated[list[str], said("variazione", "che cosa è cambiato", "La quota sale di 1,9 punti.")]
    changes: Annotated[list[ChangeLine], said("variazioni", "città, municipi e NIL con differenza provata")]
    shifts: Annotated[list[ShiftLine], said("scomposizione", "cause della variazione; vuoto se non si può dire")]
    retrofits: Annotated[list[str], said("riqualificazioni", "effetto delle riqualificazioni", "I dati non bastano.")]
    visits: Annotated[str, said("visite", "quante visite si possono fare", "1.000")]
    guide: Annotated[list[GuideLine], said("guida", "che cosa raggiunge ogni criterio")]
    guide_in_words: Annotated[str, said("guida_in_breve", "che cosa conviene, in parole", "Conviene il primo.")]
    indicators: Annotated[list[IndicatorLine], said("indicatori", "definizione di ogni indicatore")]
    method: Annotated[list[MethodLine], said("metodo", "il metodo in una pagina")]
    revisions: Annotated[list[RevisionLine], said("revisioni", "correzioni di questa edizione")]
    alt_bands: Annotated[str, said("alt_fasce", _ALT, "Grafico.")] = ""
    alt_district_bands: Annotated[str, said("alt_municipi", _ALT, "Grafico.")] = ""
    alt_nil_map: Annotated[str, said("alt_mappa_nil", _ALT, "Mappa.")] = ""
    alt_section_map: Annotated[str, said("alt_mappa_sezioni", _ALT, "Mappa.")] = ""
    alt_worst: Annotated[str, said("alt_decimo", _ALT, "Grafico.")] = ""
    alt_causes: Annotated[str, said("alt_cause", _ALT, "Grafico.")] = ""
    alt_changes: Annotated[str, said("alt_variazioni", _ALT, "Grafico.")] = ""
    alt_shifts: Annotated[str, said("alt_scomposizione", _ALT, "Grafico.")] = ""
    alt_guide: Annotated[str, said("alt_guida", _ALT, "Grafico.")] = ""
