"""The open data of areas: every count that is shown, sections with their uncertainty, changes, incomes."""

from __future__ import annotations

import polars as pl

from domain.observatory.change import FALLEN, HIDDEN, RISEN, UNPROVED
from domain.observatory.class_estimates import INDICATORS
from domain.observatory.open_data.columns import (
    COUNTS,
    METHODS,
    TERRITORY,
    Column,
    DataTable,
    change,
    named,
    share,
    text,
    whole,
    year,
)
from domain.observatory.protection.rules import Reason
from domain.observatory.published import Published
from domain.observatory.small_areas import with_rates
from domain.observatory.told import masked

LEVEL_WORDS = {"city": "citta", "district": "municipio", "nil": "nil", "complex": "complesso", "section": "sezione"}
"""How the levels are called in the open data."""
CODES = "; ".join(one.code for one in INDICATORS)
_LEVELS = "; ".join(LEVEL_WORDS.values())


def area_columns() -> list[Column]:
    """Return the columns that say which area and which indicator a row is about."""
    return [
        text("livello", named(pl.col("level"), LEVEL_WORDS), "livello territoriale", _LEVELS, TERRITORY),
        text("area", pl.col("area"), "codice dell'area", "codice; «city» per la città", TERRITORY),
    ]


def indicator(name: str = "indicatore", column: str = "definition") -> Column:
    """Return the column of an indicator's code."""
    return text(name, pl.col(column), "codice dell'indicatore: vedi indicatori.csv", CODES)


def areas(published: Published) -> DataTable:
    """Return every row of every year's protected table, with bands and intervals."""
    rows = pl.concat(
        with_rates(masked(table)).with_columns(year=pl.lit(at, pl.Int64))
        for at, table in sorted(published.tables.items())
    )
    counted = {
        "nuclei": ("households", "nuclei di cui l'indicatore parla"),
        "calcolabili": ("valid", "nuclei che hanno tutti i dati che servono"),
        "poveri": ("poor", "nuclei oltre la soglia, fra i calcolabili"),
        "certi": ("certain", "nuclei oltre la soglia qualunque sia il dato che manca"),
        "possibili": ("possible", "nuclei che possono essere oltre la soglia"),
        "senza_reddito": ("missing_income", "nuclei senza reddito"),
        "senza_spesa": ("missing_spend", "nuclei senza una spesa che serve"),
        "stimati": ("estimated", "nuclei con un dato stimato"),
    }
    shares = {
        "quota_certi": ("lower", "certi su nuclei: il minimo della fascia"),
        "quota_calcolabili": ("rate", "poveri su calcolabili; non è una stima per gli altri"),
        "quota_possibili": ("upper", "possibili su nuclei: il massimo della fascia"),
        "intervallo_basso": ("interval_low", "estremo basso dell'intervallo al 95 % (Wilson) di quota_calcolabili"),
        "intervallo_alto": ("interval_high", "estremo alto dell'intervallo al 95 % (Wilson) di quota_calcolabili"),
    }
    reasons = "; ".join(reason.value for reason in Reason)
    columns = [
        year("anno", pl.col("year"), "anno dei dati"),
        *area_columns(),
        text("nome", pl.col("name"), "nome dell'area", "testo", TERRITORY),
        text("nil", pl.col("nil"), "NIL che contiene la sezione", "codice; vuoto se nessuno", TERRITORY),
        text("municipio", pl.col("district"), "municipio che contiene l'area", "codice; vuoto se nessuno", TERRITORY),
        indicator(),
        Column("mostrata", pl.col("is_shown"), "se i numeri della riga sono mostrati", "", "true; false", METHODS),
        text("motivo", pl.col("reason"), "perché la riga è oscurata", f"{reasons}; vuoto se mostrata", METHODS),
        *(whole(name, pl.col(column), meaning) for name, (column, meaning) in counted.items()),
        *(share(name, pl.col(column), meaning) for name, (column, meaning) in shares.items()),
    ]
    return DataTable("aree", "Conteggi e fasce per area e indicatore, di ogni anno pubblicato", rows, columns)


def sections(published: Published) -> DataTable:
    """Return the shown sections with their shrunk rates and the chance of being among the worst tenth."""
    columns = [
        text("sezione", pl.col("area"), "codice della sezione di censimento", "codice", TERRITORY),
        text("nil", pl.col("nil"), "NIL della sezione", "codice; vuoto se nessuno", TERRITORY),
        text("municipio", pl.col("district"), "municipio della sezione", "codice; vuoto se nessuno", TERRITORY),
        indicator(),
        whole("calcolabili", pl.col("valid"), "nuclei che hanno tutti i dati che servono"),
        whole("poveri", pl.col("poor"), "nuclei oltre la soglia, fra i calcolabili"),
        share("quota", pl.col("rate"), "poveri su calcolabili"),
        share("stima", pl.col("shrunk"), "quota corretta verso quella del NIL"),
        share("stima_bassa", pl.col("shrunk_low"), "estremo basso dell'intervallo al 95 % della stima"),
        share("stima_alta", pl.col("shrunk_high"), "estremo alto dell'intervallo al 95 % della stima"),
        share("probabilita_decimo", pl.col("is_worst_probability"), "probabilità di stare nel decimo peggiore"),
    ]
    return DataTable("sezioni_stime", "Sezioni mostrate: stime e probabilità", published.shrunk, columns)


def changes(published: Published) -> DataTable | None:
    """Return the changes since the last edition, or None for the first."""
    if published.changes is None:
        return None
    verdicts = "; ".join((RISEN, FALLEN, UNPROVED, HIDDEN))
    columns = [
        *area_columns(),
        indicator(),
        share("quota_allora", pl.col("rate_then"), "quota fra i calcolabili dell'edizione precedente"),
        share("quota_oggi", pl.col("rate_now"), "quota fra i calcolabili di questa edizione"),
        change("differenza", pl.col("difference"), "quota_oggi meno quota_allora"),
        change("differenza_minima", pl.col("least"), "estremo basso dell'intervallo al 95 % (Newcombe)"),
        change("differenza_massima", pl.col("most"), "estremo alto dell'intervallo al 95 % (Newcombe)"),
        share("p", pl.col("p_value"), "valore p della prova di due proporzioni"),
        share("p_corretto", pl.col("p_adjusted"), "valore p corretto per confronti multipli (Benjamini-Hochberg)"),
        text("esito", pl.col("verdict"), "esito della prova", verdicts, METHODS),
    ]
    return DataTable("variazioni", "Variazioni dall'edizione precedente", published.changes, columns)


def incomes(published: Published) -> DataTable:
    """Return the mean incomes that may be told, each with its year."""
    columns = [
        *area_columns(),
        year("anno_redditi", pl.col("income_year"), "anno a cui i redditi si riferiscono"),
        whole("noti", pl.col("known"), "nuclei con un reddito"),
        whole("stimati", pl.col("estimated"), "di cui con reddito stimato"),
        Column(
            "medio_eur",
            pl.col("mean_eur").cast(pl.Float64).round(2),
            "reddito medio dei nuclei con un reddito",
            "euro all'anno",
            "due decimali; vuoto se oscurato",
            COUNTS,
        ),
    ]
    return DataTable("redditi", "Redditi medi per area", published.incomes, columns)
