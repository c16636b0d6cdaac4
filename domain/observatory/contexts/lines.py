"""The lines of which the tables of the observatory's papers are made."""

from __future__ import annotations

from typing import Annotated

from domain.documents.spoken import Spoken, said

_HASH = "9f6fcae5" * 8


class SourceLine(Spoken):
    """A file that the edition was made from (estrazione)."""

    title: Annotated[str, said("titolo", "che cosa contiene", "Nuclei degli alloggi ERP")]
    sender: Annotated[str, said("mittente", "chi lo ha consegnato", "Gestore degli alloggi")]
    accepted: Annotated[str, said("accettate", "righe accettate", "24.310")]
    set_aside: Annotated[str, said("messe_da_parte", "righe messe da parte", "112")]
    sha256: Annotated[str, said("impronta", "impronta SHA-256 del file", _HASH)]


class RateLine(Spoken):
    """An area, or a definition for the city, with its band (fascia)."""

    name: Annotated[str, said("nome", "area o indicatore", "Municipio 1")]
    households: Annotated[str, said("nuclei", "nuclei di cui si parla", "3.204")]
    certain: Annotated[str, said("certi", "quota dei certamente poveri", "17,4%")]
    rate: Annotated[str, said("quota", "quota fra i calcolabili", "23,8%")]
    interval: Annotated[str, said("intervallo", "intervallo al 95 % della quota", "da 22,1% a 25,6%")]
    possible: Annotated[str, said("possibili", "quota di quanti possono esserlo", "47,7%")]


class WorstLine(Spoken):
    """A section likely among the worst tenth (sezione)."""

    name: Annotated[str, said("nome", "codice della sezione", "9990010000001")]
    nil: Annotated[str, said("nil", "NIL in cui si trova", "Arsenale Nord")]
    valid: Annotated[str, said("calcolabili", "nuclei calcolabili", "104")]
    rate: Annotated[str, said("quota", "quota osservata", "35,1%")]
    shrunk: Annotated[str, said("stima", "stima corretta verso il NIL", "31,0%")]
    interval: Annotated[str, said("intervallo", "intervallo al 95 % della stima", "da 24,0% a 38,5%")]
    chance: Annotated[str, said("probabilita", "probabilità di stare nel decimo peggiore", "92%")]


class LikelyLine(Spoken):
    """A neighborhood with sections likely among the worst tenth (NIL)."""

    name: Annotated[str, said("nome", "NIL", "Arsenale Nord")]
    sections: Annotated[str, said("mostrate", "sezioni mostrate", "16")]
    likely: Annotated[str, said("probabili", "con almeno una probabilità su due", "7")]
    sure: Annotated[str, said("quasi_certe", "con almeno nove probabilità su dieci", "2")]


class HiddenLine(Spoken):
    """How many areas are hidden for one reason (oscurate)."""

    reason: Annotated[str, said("motivo", "motivo", "poche famiglie")]
    meaning: Annotated[str, said("significa", "che cosa vuol dire", "i nuclei sono meno della soglia")]
    sections: Annotated[str, said("sezioni", "sezioni", "41")]
    nils: Annotated[str, said("nil", "NIL", "0")]
    districts: Annotated[str, said("municipi", "municipi", "0")]
    complexes: Annotated[str, said("complessi", "complessi ERP", "2")]


class CauseLine(Spoken):
    """A missing figure and how many households it keeps in doubt (dato mancante)."""

    area: Annotated[str, said("area", "area", "Municipio 1")]
    cause: Annotated[str, said("dato", "quale dato manca", "reddito")]
    households: Annotated[str, said("nuclei", "nuclei in dubbio", "1.204")]
    share: Annotated[str, said("quota", "quota dei nuclei in dubbio", "32,0%")]


class OverlapLine(Spoken):
    """Two definitions and how they overlap (sovrapposizione)."""

    first: Annotated[str, said("prima", "primo indicatore", "Spesa oltre il 10 % del reddito")]
    second: Annotated[str, said("seconda", "secondo indicatore", "Morosità")]
    judged: Annotated[str, said("calcolabili", "nuclei calcolabili con entrambi", "9.120")]
    only_first: Annotated[str, said("solo_prima", "poveri soltanto per il primo", "820")]
    both: Annotated[str, said("entrambe", "poveri per entrambi", "410")]
    only_second: Annotated[str, said("solo_seconda", "poveri soltanto per il secondo", "230")]


class IncomeLine(Spoken):
    """The mean income of an area, with its year (reddito medio)."""

    name: Annotated[str, said("nome", "area", "Municipio 1")]
    year: Annotated[str, said("anno", "anno dei redditi", "2024")]
    known: Annotated[str, said("noti", "nuclei con un reddito", "2.910")]
    estimated: Annotated[str, said("stimati", "di cui con reddito stimato", "88")]
    mean: Annotated[str, said("medio", "reddito medio", "14.320 €")]


class ChangeLine(Spoken):
    """How an area changed since the last edition (variazione)."""

    name: Annotated[str, said("nome", "area", "Municipio 1")]
    then: Annotated[str, said("allora", "quota di allora", "21,9%")]
    now: Annotated[str, said("oggi", "quota di oggi", "23,8%")]
    difference: Annotated[str, said("differenza", "differenza in punti", "+1,9")]
    interval: Annotated[str, said("intervallo", "intervallo al 95 % in punti", "da +0,4 a +3,4")]
    verdict: Annotated[str, said("esito", "esito della prova", "aumento")]


class ShiftLine(Spoken):
    """A cause of the city's change (causa)."""

    cause: Annotated[str, said("causa", "causa", "prezzi dell'energia")]
    points: Annotated[str, said("punti", "punti di quota", "+1,2")]


class GuideLine(Spoken):
    """A way of choosing whom to visit and what it reaches (criterio)."""

    title: Annotated[str, said("criterio", "criterio di scelta", "NIL con la quota più alta")]
    areas: Annotated[str, said("aree", "quante aree si visitano", "12")]
    certain: Annotated[str, said("certi", "certamente poveri raggiunti", "310")]
    counted: Annotated[str, said("calcolati", "poveri fra i calcolabili raggiunti", "402")]
    possible: Annotated[str, said("possibili", "possibili poveri raggiunti", "811")]
    outside: Annotated[str, said("fuori", "certamente poveri che restano fuori dalle aree", "4.120")]


class IndicatorLine(Spoken):
    """A definition of energy poverty (indicatore)."""

    title: Annotated[str, said("nome", "indicatore", "Spesa oltre il 10 % del reddito")]
    rule: Annotated[str, said("regola", "regola", "spesa annua superiore al 10 % del reddito")]
    base: Annotated[str, said("base", "di chi è quota", "tutti i nuclei dell'estrazione")]
    source: Annotated[str, said("fonte", "fonte", "B. Boardman, 1991")]
    effect_from: Annotated[str, said("dal", "in uso dal", "1991")]


class MethodLine(Spoken):
    """One point of the method (metodo)."""

    title: Annotated[str, said("titolo", "di che cosa parla", "La fascia")]
    text: Annotated[str, said("testo", "come si fa", "I certi sono oltre la soglia qualunque sia il dato.")]


class RevisionLine(Spoken):
    """A correction of this edition (revisione)."""

    number: Annotated[str, said("numero", "numero della revisione", "1")]
    decided_on: Annotated[str, said("giorno", "giorno della decisione", "03/03/2026")]
    reason: Annotated[str, said("motivo", "che cosa cambia e perché", "Corretta l'estrazione di un mittente")]
    replaces: Annotated[str, said("impronta", "impronta dell'edizione sostituita", _HASH)]
