"""What the papers of the two draws may say: promises made before chance is known, and what chance then decided."""

from __future__ import annotations

from typing import Annotated

from domain.assembly.contexts.base import AssemblyContext, CohortLine, HashLine, SourceLine
from domain.documents.spoken import Spoken, said


class AxisLine(Spoken):
    """A class of the registry and the letters it gets (riga per classe)."""

    axis: Annotated[str, said("criterio", "criterio", "fascia di età")]
    value: Annotated[str, said("classe", "classe", "25-34 anni")]
    people: Annotated[int, said("persone", "persone nella lista", 182400)]
    people_share: Annotated[str, said("quota_persone", "quota sulla lista", "14,1%")]
    letters: Annotated[int, said("lettere", "lettere", 1411)]
    letters_share: Annotated[str, said("quota_lettere", "quota sulle lettere", "14,1%")]


class StratumLine(Spoken):
    """A stratum that deserves a look (strato): empty, tiny or without letters."""

    stratum: Annotated[str, said("strato", "nome dello strato", "75 e oltre, X, extra-UE, Municipio 4")]
    people: Annotated[str, said("persone", "persone nella lista, o «meno di 5»", "meno di 5")]
    letters: Annotated[int, said("lettere", "lettere assegnate", 0)]
    note: Annotated[str, said("nota", "perché è qui", "strato troppo piccolo per una lettera")]


class CommitmentNoticeContext(AssemblyContext):
    """The notice of the first draw's commitment (avviso di impegno del sorteggio)."""

    registry_on: Annotated[str, said("lista_al", "giorno a cui la lista è aggiornata", "31 dicembre 2024")]
    people: Annotated[int, said("persone", "persone nella lista", 1294000)]
    letters: Annotated[int, said("lettere", "lettere da spedire", 10000)]
    strata: Annotated[int, said("numero_strati", "strati non vuoti", 486)]
    axes: Annotated[list[str], said("criteri", "criteri degli strati", "fascia di età")]
    one_per_household: Annotated[bool, said("una_per_famiglia", "se vale una lettera per famiglia", True)]
    rule_version: Annotated[str, said("versione_regole", "versione delle regole di calcolo", "sorteggio/1")]
    manifest_sha256: Annotated[str, said("impronta_impegno", "impronta del manifesto dell'impegno", "9f6fcae5" * 8)]
    files: Annotated[list[HashLine], said("file", "file dell'impegno")]
    sources: Annotated[list[SourceLine], said("fonti", "fonti future del caso")]
    draw_on: Annotated[str, said("sorteggio_il", "giorno in cui il seme sarà noto", "20 settembre 2025")]
    margins: Annotated[list[AxisLine], said("classi", "persone e lettere per classe")]
    notable: Annotated[list[StratumLine], said("strati_da_vedere", "strati vuoti, piccoli o senza lettere")]
    more_strata: Annotated[int, said("altri_strati", "quanti di questi strati non sono elencati qui", 0)] = 0


class DrawMinutesContext(AssemblyContext):
    """The minutes of the first draw (verbale del primo sorteggio)."""

    wave: Annotated[int, said("tornata", "numero della tornata di inviti", 1)]
    committed_on: Annotated[str, said("impegno_del", "giorno dell'impegno", "13 settembre 2025")]
    manifest_sha256: Annotated[str, said("impronta_impegno", "impronta del manifesto dell'impegno", "9f6fcae5" * 8)]
    drawn_at: Annotated[str, said("sorteggiato_il", "giorno e ora del calcolo", "21 settembre 2025, ore 10:00")]
    sources: Annotated[list[SourceLine], said("fonti", "fonti del caso con i valori letti")]
    seed: Annotated[str, said("seme", "seme che ne deriva", "3014db04" * 8)]
    people: Annotated[int, said("persone", "persone nella lista", 1294000)]
    strata: Annotated[int, said("numero_strati", "strati non vuoti", 486)]
    invited: Annotated[int, said("invitati", "codici sorteggiati", 10000)]
    passed_over: Annotated[int, said("saltati", "codici saltati perché della stessa famiglia", 81)]
    margins: Annotated[list[AxisLine], said("classi", "persone e lettere per classe")]
    files: Annotated[list[HashLine], said("file", "file pubblicati")]
    witnesses: Annotated[list[str], said("presenti", "chi ha assistito, per ruolo", "Ufficio statistica")]


class QuotaLine(Spoken):
    """A quota of the groups (quota)."""

    criterion: Annotated[str, said("criterio", "criterio", "genere")]
    value: Annotated[str, said("classe", "classe", "donne")]
    least: Annotated[int, said("minimo", "posti almeno", 22)]
    most: Annotated[int, said("massimo", "posti al più", 24)]


class ChanceLine(Spoken):
    """How many people share a chance of entering (riga delle probabilità)."""

    tickets: Annotated[str, said("biglietti", "su quanti biglietti compare un codice", "da 180 a 199")]
    chance: Annotated[str, said("probabilita", "probabilità di entrare", "dal 18,0% al 19,9%")]
    people: Annotated[int, said("persone", "quante persone, classi piccole accorpate", 212)]


class RelaxationLine(Spoken):
    """A quota that was changed because it could not be met (quota modificata)."""

    quota: Annotated[str, said("quota", "quota modificata", "titolo di studio, licenza media")]
    before: Annotated[str, said("prima", "quota prevista", "da 20 a 22")]
    after: Annotated[str, said("dopo", "quota adottata", "da 18 a 22")]
    reason: Annotated[str, said("motivo", "perché", "i disponibili non bastano per quattro gruppi")]


class SelectionNoticeContext(AssemblyContext):
    """The notice of the selection's commitment (impegno della composizione): 1,000 numbered tickets, one number."""

    available: Annotated[int, said("disponibili", "persone disponibili fra cui si compone", 412)]
    tickets: Annotated[int, said("biglietti", "biglietti numerati", 1000)]
    first_ticket: Annotated[str, said("primo_biglietto", "numero del primo biglietto", "000")]
    last_ticket: Annotated[str, said("ultimo_biglietto", "numero dell'ultimo biglietto", "999")]
    cohorts: Annotated[list[CohortLine], said("gruppi", "gruppi che un biglietto compone")]
    one_per_household: Annotated[bool, said("una_per_famiglia", "se vale un membro per famiglia", True)]
    quotas: Annotated[list[QuotaLine], said("quote", "quote di ciascun gruppo")]
    relaxations: Annotated[list[RelaxationLine], said("modifiche", "quote modificate rispetto alla definizione")]
    lowest: Annotated[str, said("probabilita_minima", "la più bassa probabilità", "18,0%")]
    highest: Annotated[str, said("probabilita_massima", "la più alta probabilità", "64,2%")]
    chances: Annotated[list[ChanceLine], said("probabilita", "probabilità di entrare")]
    manifest_sha256: Annotated[str, said("impronta_impegno", "impronta del manifesto dell'impegno", "9f6fcae5" * 8)]
    files: Annotated[list[HashLine], said("file", "file dell'impegno")]
    sources: Annotated[list[SourceLine], said("fonti", "fonti future del caso")]
    draw_on: Annotated[str, said("sorteggio_il", "giorno del numero", "20 novembre 2025")]


class CohortMembers(CohortLine):
    """A cohort and the codes that chance gave it (gruppo composto)."""

    codes: Annotated[list[str], said("codici", "codici dei membri, in ordine", "3f9a41c07be2d518")]


class QuotaCheck(Spoken):
    """A quota beside what the drawn groups have (verifica di una quota): a class, or a few small ones together."""

    criterion: Annotated[str, said("criterio", "criterio", "genere")]
    value: Annotated[str, said("classe", "classe, o classi accorpate perché piccole", "donne")]
    quota: Annotated[str, said("quota", "posti previsti in ciascun gruppo", "da 22 a 24")]
    seated: Annotated[str, said("composto", "posti nei gruppi, dal primo all'ultimo", "23 · 22 · 23 · 24")]
    verdict: Annotated[str, said("esito", "rispettata, o quante quote mancano", "rispettata")]


class SelectionMinutesContext(AssemblyContext):
    """The minutes of the selection (verbale di composizione)."""

    committed_on: Annotated[str, said("impegno_del", "giorno dell'impegno", "13 novembre 2025")]
    manifest_sha256: Annotated[str, said("impronta_impegno", "impronta del manifesto dell'impegno", "9f6fcae5" * 8)]
    drawn_at: Annotated[str, said("sorteggiato_il", "giorno e ora del calcolo", "21 novembre 2025, ore 10:00")]
    sources: Annotated[list[SourceLine], said("fonti", "fonti del caso con i valori letti")]
    seed: Annotated[str, said("seme", "seme che ne deriva", "3014db04" * 8)]
    ticket: Annotated[str, said("biglietto", "numero estratto", "473")]
    tickets: Annotated[int, said("biglietti", "biglietti numerati", 1000)]
    available: Annotated[int, said("disponibili", "persone disponibili", 412)]
    cohorts: Annotated[list[CohortMembers], said("gruppi", "gruppi composti")]
    checks: Annotated[list[QuotaCheck], said("verifiche", "quote e composizione")]
    broken: Annotated[int, said("quote_mancate", "quote non rispettate", 0)]
    reserve: Annotated[int, said("riserve", "persone nell'ordine di riserva", 232)]
    files: Annotated[list[HashLine], said("file", "file pubblicati")]
    witnesses: Annotated[list[str], said("presenti", "chi ha assistito, per ruolo", "Ufficio statistica")]


class CallLine(Spoken):
    """A call to take a vacant seat, in the published order (chiamata)."""

    order: Annotated[int, said("ordine", "posto nell'ordine di chiamata", 1)]
    code: Annotated[str, said("codice", "codice chiamato", "3f9a41c07be2d518")]
    called_on: Annotated[str, said("chiamato_il", "giorno della chiamata", "03/02/2025")]
    answer_by: Annotated[str, said("entro", "ultimo giorno per rispondere", "10/02/2025")]
    reply: Annotated[str, said("risposta", "che cosa ha risposto", "accetta")]


class QuotaEffect(Spoken):
    """What a replacement does to a quota of the sitting group (effetto su una quota)."""

    criterion: Annotated[str, said("criterio", "criterio", "genere")]
    value: Annotated[str, said("classe", "classe", "donne")]
    quota: Annotated[str, said("quota", "posti previsti", "da 22 a 24")]
    before: Annotated[str, said("con_il_posto_vuoto", "posti coperti prima della surroga", "22")]
    after: Annotated[str, said("dopo_la_surroga", "posti coperti dopo la surroga", "23")]
    verdict: Annotated[str, said("esito", "rispettata o di quanto manca", "rispettata")]


class ReplacementMinutesContext(AssemblyContext):
    """The minutes of a replacement (verbale di surroga).

    The effect by quota tells the attributes of two codes: it stands only in the office's own copy (`is_internal`).
    """

    cohort: Annotated[int, said("gruppo", "numero del gruppo", 1)]
    vacated: Annotated[str, said("codice_uscente", "codice di chi ha lasciato il posto", "3f9a41c07be2d518")]
    reason: Annotated[str, said("motivo", "perché il posto è libero", "dimissioni")]
    vacant_from: Annotated[str, said("libero_dal", "primo giorno senza il membro", "1º febbraio 2025")]
    calls: Annotated[list[CallLine], said("chiamate", "chiamate, in ordine")]
    seated: Annotated[str, said("codice_entrante", "codice di chi entra; vuoto se nessuno", "b71e09d2c4a8f635")] = ""
    enters_on: Annotated[str, said("entra_il", "primo giorno del nuovo membro", "12 febbraio 2025")] = ""
    leaves_on: Annotated[str, said("ultimo_giorno", "ultimo giorno del mandato, compreso", "30 giugno 2025")] = ""
    seed: Annotated[str, said("seme", "seme da cui viene l'ordine di riserva", "3014db04" * 8)]
    reserve_left: Annotated[int, said("riserve", "persone ancora nella riserva", 231)]
    deviation_before: Annotated[int, said("scarto_prima", "posti fuori quota con il posto vuoto", 1)]
    deviation_after: Annotated[int, said("scarto_dopo", "posti fuori quota dopo la surroga", 0)]
    is_internal: Annotated[bool, said("interno", "se è la copia dell'ufficio, con l'effetto su ogni quota", True)]
    effects: Annotated[list[QuotaEffect], said("effetti", "effetto su ogni quota; solo nella copia interna")]
