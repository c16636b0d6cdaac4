"""What every template of the assembly may say, and the lines that several papers hold."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Spoken, said


class AssemblyContext(Spoken):
    """What all the papers of a yearly cycle can say."""

    city: Annotated[str, said("comune", "nome del Comune", "Comune di Esempio")]
    title: Annotated[str, said("assemblea", "titolo dell'assemblea", "Assemblea permanente dei cittadini sul clima")]
    short_title: Annotated[str, said("assemblea_breve", "titolo breve, per ogni pagina", "Assemblea clima 2025")]
    cycle: Annotated[str, said("ciclo", "ciclo annuale", "2025")]
    office: Annotated[str, said("ufficio", "ufficio che cura l'assemblea", "Ufficio partecipazione")]
    office_email: Annotated[str, said("posta_ufficio", "casella dell'ufficio", "assemblea@comune.example")]
    responsible: Annotated[str, said("responsabile", "responsabile del procedimento", "Responsabile del procedimento")]
    site: Annotated[str, said("sito", "dove si pubblica", "https://partecipa.example/assemblea")]
    written_on: Annotated[str, said("data", "data del documento", "17 gennaio 2025")]


class HashLine(Spoken):
    """A published file and its fingerprint (impronta)."""

    name: Annotated[str, said("nome", "nome del file", "manifest.json")]
    what: Annotated[str, said("che_cosa", "che cosa contiene", "regole, strati e fonti del caso")]
    sha256: Annotated[str, said("impronta", "impronta SHA-256", "9f6fcae5" * 8)]


class SourceLine(Spoken):
    """A public source of chance (fonte del caso)."""

    name: Annotated[str, said("nome", "nome della fonte", "Estrazione del Lotto, ruota di Milano")]
    when: Annotated[str, said("quando", "giorno e ora dell'estrazione", "20 settembre 2025, ore 20:00")]
    where: Annotated[str, said("dove", "dove chiunque la legge", "sito del concessionario e giornali")]
    value: Annotated[str, said("valore", "valore letto; vuoto prima dell'estrazione", "12 34 56 78 90")] = ""


class RecommendationLine(Spoken):
    """A recommendation and its vote (raccomandazione)."""

    number: Annotated[int, said("numero", "numero della raccomandazione", 3)]
    title: Annotated[str, said("titolo", "titolo", "Più alberi nelle piazze assolate")]
    text: Annotated[str, said("testo", "testo approvato o respinto", "Chiediamo che ogni piazza abbia ombra.")]
    group: Annotated[str, said("gruppo", "gruppo di lavoro che l'ha scritta", "Verde e acqua")]
    action: Annotated[str, said("azione", "Azione del piano; vuoto se nessuna", "Azione 2.3 – Verde")] = ""
    votes_for: Annotated[int, said("favorevoli", "voti a favore", 61)]
    votes_against: Annotated[int, said("contrari", "voti contro", 14)]
    abstained: Annotated[int, said("astenuti", "astensioni", 5)]
    threshold: Annotated[str, said("soglia", "voti che servivano, in parole", "almeno 50 voti su 75 votanti")]
    is_adopted: Annotated[bool, said("approvata", "se ha raggiunto la soglia", True)]


class MeetingLine(Spoken):
    """A meeting that was held (riga per seduta)."""

    number: Annotated[int, said("numero", "numero della seduta", 4)]
    kind: Annotated[str, said("tipo", "tipo di seduta", "plenaria")]
    held_on: Annotated[str, said("giorno", "giorno della seduta", "15/03/2025")]
    entitled: Annotated[int, said("aventi_diritto", "membri in carica convocati", 90)]
    present: Annotated[int, said("presenti", "membri presenti", 71)]
    share: Annotated[str, said("quota", "quota dei presenti", "78,9%")]


class ActionLine(Spoken):
    """An Action of the plan that the assembly works on (azione scelta)."""

    name: Annotated[str, said("nome", "nome dell'Azione", "Azione 2.3 – Verde urbano")]
    chosen_on: Annotated[str, said("scelta_il", "giorno della scelta", "15 marzo 2025")]


class CohortLine(Spoken):
    """A cohort of members and its term (gruppo d'ingresso)."""

    number: Annotated[int, said("numero", "numero del gruppo", 1)]
    seats: Annotated[int, said("posti", "posti del gruppo", 45)]
    enters_on: Annotated[str, said("entra_il", "primo giorno del mandato", "1º gennaio 2025")]
    leaves_on: Annotated[str, said("ultimo_giorno", "ultimo giorno del mandato, compreso", "30 giugno 2025")]
