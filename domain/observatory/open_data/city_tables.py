"""The open data of the city as a whole: sources, missing figures, overlaps, causes of change, retrofits, visits."""

from __future__ import annotations

from typing import Any

import polars as pl

from domain.observatory import decomposition
from domain.observatory.guide import Band
from domain.observatory.open_data.area_tables import area_columns, indicator
from domain.observatory.open_data.columns import (
    COUNTS,
    EDITION,
    METHODS,
    Column,
    DataTable,
    change,
    named,
    share,
    text,
    whole,
)
from domain.observatory.overlaps import CAUSES
from domain.observatory.published import Published

_EXPECTED = "numero atteso, due decimali"


def sources(published: Published) -> DataTable:
    """Return the files that the edition was made from."""
    rows = pl.DataFrame(
        [(one.title, one.sender, one.accepted, one.set_aside, one.sha256) for one in published.extracts],
        schema={"title": pl.String, "sender": pl.String, "in": pl.Int64, "out": pl.Int64, "hash": pl.String},
        orient="row",
    )
    columns = [
        text("titolo", pl.col("title"), "che cosa contiene il file"),
        text("mittente", pl.col("sender"), "chi lo ha consegnato"),
        whole("accettate", pl.col("in"), "righe accettate", "righe", EDITION),
        whole(
            "messe_da_parte", pl.col("out"), "righe messe da parte, con il motivo detto al mittente", "righe", EDITION
        ),
        text("sha256", pl.col("hash"), "impronta del file", "64 cifre esadecimali"),
    ]
    return DataTable("fonti", "File da cui viene l'edizione", rows, columns)


def causes(published: Published) -> DataTable:
    """Return which missing figure keeps how many households between certain and possible."""
    columns = [
        *area_columns(),
        text("dato", named(pl.col("cause"), CAUSES), "dato che manca", "; ".join(CAUSES.values()), METHODS),
        whole("nuclei", pl.col("households"), "nuclei fra certi e possibili per questo"),
        share("quota_incerti", pl.col("share_of_band"), "quota dei nuclei fra certi e possibili dell'area"),
    ]
    return DataTable("dati_mancanti", "Che cosa allarga la fascia, regola del 10 %", published.causes, columns)


def overlap(published: Published) -> DataTable:
    """Return how the definitions overlap in the city."""
    columns = [
        indicator("primo", "first"),
        indicator("secondo", "second"),
        whole("calcolabili", pl.col("both_valid"), "nuclei calcolabili con entrambi"),
        whole("poveri_primo", pl.col("first_poor"), "di cui poveri per il primo"),
        whole("poveri_secondo", pl.col("second_poor"), "di cui poveri per il secondo"),
        whole("poveri_entrambi", pl.col("both_poor"), "di cui poveri per entrambi"),
        whole("nessuno_dei_due", pl.col("neither_poor"), "di cui poveri per nessuno dei due"),
    ]
    return DataTable("sovrapposizioni", "Coppie di indicatori, per tutta la città", published.overlap, columns)


def shifts(published: Published) -> DataTable | None:
    """Return the causes of the city's change, or None where it is not decomposed."""
    found = published.decomposition
    if found is None:
        return None
    rows = pl.DataFrame(
        [(decomposition.CAUSES[name], float(size)) for name, size in found.causes.items()],
        schema={"cause": pl.String, "size": pl.Float64},
        orient="row",
    )
    allowed = "; ".join(decomposition.CAUSES.values())
    columns = [
        text("causa", pl.col("cause"), "causa della variazione della città", allowed, METHODS),
        change("contributo", pl.col("size"), "quanto la causa sposta la quota; la somma è tutta la variazione"),
    ]
    return DataTable("scomposizione", "Cause della variazione della città", rows, columns)


def visits(published: Published) -> DataTable:
    """Return what each way of choosing whom to visit reaches."""
    rows = pl.DataFrame(
        [_way(one.title, len(one.areas), one.visits, one.reached, one.outside) for one in published.targetings],
        schema=["title", "areas", "visits", *(f"{name}_{what}" for name in ("reached", "outside") for what in _BAND)],
        orient="row",
    )
    told = {"certain": "certamente poveri", "poor": "poveri fra i calcolabili", "possible": "possibili poveri"}
    words = {"certain": "certi", "poor": "calcolati", "possible": "possibili"}
    columns = [
        text("criterio", pl.col("title"), "come si scelgono le aree", "testo", METHODS),
        whole("aree", pl.col("areas"), "aree visitate", "aree", METHODS),
        _expected("visite", "visits", "visite fatte", "visite"),
        *(_expected(f"raggiunti_{words[key]}", f"reached_{key}", f"{told[key]} raggiunti") for key in _BAND),
        *(_expected(f"fuori_{words[key]}", f"outside_{key}", f"{told[key]} fuori dalle aree") for key in _BAND),
    ]
    return DataTable("guida", f"Che cosa raggiungono {published.visits} visite", rows, columns)


def retrofits(published: Published) -> DataTable | None:
    """Return the effect of the retrofits, or None where none was valued."""
    effect = published.retrofits
    if effect is None:
        return None
    rows = pl.DataFrame(
        [(effect.treated, effect.matched, effect.controls, effect.euro, effect.least, effect.most, effect.verdict)],
        schema={
            **dict.fromkeys(("treated", "matched", "controls"), pl.Int64),
            **dict.fromkeys(("euro", "least", "most"), pl.Float64),
            "verdict": pl.String,
        },
        orient="row",
    )
    unit = "euro per nucleo e anno"
    columns = [
        whole("riqualificati", pl.col("treated"), "complessi riqualificati", "complessi"),
        whole("con_confronti", pl.col("matched"), "di cui con complessi simili", "complessi"),
        whole("confronti", pl.col("controls"), "complessi non riqualificati usati come confronto", "complessi"),
        _money("effetto_eur", "euro", "effetto medio sulla spesa; negativo: si spende meno", unit),
        _money("effetto_minimo_eur", "least", "estremo basso dell'intervallo al 95 %", unit),
        _money("effetto_massimo_eur", "most", "estremo alto dell'intervallo al 95 %", unit),
        text("esito", pl.col("verdict"), "esito della prova", "testo", METHODS),
    ]
    return DataTable("riqualificazioni", "Effetto delle riqualificazioni", rows, columns)


_BAND = ("certain", "poor", "possible")


def _way(title: str, areas: int, spent: float, reached: Band, outside: Band) -> tuple[Any, ...]:
    ends = [float(getattr(band, name)) for band in (reached, outside) for name in _BAND]
    return (title, areas, float(spent), *ends)


def _expected(name: str, column: str, meaning: str, unit: str = "nuclei") -> Column:
    return Column(name, pl.col(column).cast(pl.Float64).round(2), meaning, unit, _EXPECTED, METHODS)


def _money(name: str, column: str, meaning: str, unit: str) -> Column:
    return Column(name, pl.col(column).round(2), meaning, unit, "due decimali; vuoto se i dati non bastano", COUNTS)
