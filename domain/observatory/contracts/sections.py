"""The contracts of what DIOGENE hands over by census section: counts of households, or else income classes."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from domain.observatory.contracts.contract import CODE, Contract, ExtractRow, Told


class SectionCountsRow(ExtractRow):
    """The counts of one definition in one section (conteggi per sezione)."""

    section = dy.String(nullable=False, regex=CODE)
    definition = dy.String(nullable=False, regex=CODE)
    income_year = dy.Int64(nullable=True, min=2000, max=2100)
    households = dy.Int64(nullable=False, min=0)
    valid = dy.Int64(nullable=False, min=0)
    poor = dy.Int64(nullable=False, min=0)
    certain = dy.Int64(nullable=False, min=0)
    possible = dy.Int64(nullable=False, min=0)
    missing_income = dy.Int64(nullable=False, min=0)
    missing_spend = dy.Int64(nullable=False, min=0)
    estimated = dy.Int64(nullable=False, min=0)

    @dy.rule()
    def poor_are_valid(cls) -> pl.Expr:
        """Hold the poor among the valid, and these among the households."""
        return (pl.col("poor") <= pl.col("valid")) & (pl.col("valid") <= pl.col("households"))

    @dy.rule()
    def band_holds(cls) -> pl.Expr:
        """Hold the band's ends in order, and the poor under its upper end."""
        return (
            (pl.col("certain") <= pl.col("possible"))
            & (pl.col("poor") <= pl.col("possible"))
            & (pl.col("possible") <= pl.col("households"))
        )

    @dy.rule()
    def missing_are_households(cls) -> pl.Expr:
        """Hold who lacks a figure, or has one estimated, among the households, and outside the valid."""
        lacking = pl.max_horizontal("missing_income", "missing_spend")
        return (lacking <= pl.col("households") - pl.col("valid")) & (pl.col("estimated") <= pl.col("households"))


_COUNTS = {
    "households": ("nuclei", "nuclei della sezione"),
    "valid": ("nuclei_calcolabili", "nuclei con reddito e spesa noti, anche stimati"),
    "poor": ("nuclei_oltre", "nuclei oltre la soglia, fra i calcolabili"),
    "certain": ("nuclei_certi", "nuclei certamente oltre la soglia, con le sole bollette note"),
    "possible": ("nuclei_possibili", "nuclei che possono essere oltre la soglia"),
    "missing_income": ("nuclei_senza_reddito", "nuclei senza reddito noto"),
    "missing_spend": ("nuclei_senza_spesa", "nuclei senza una spesa nota"),
    "estimated": ("nuclei_stimati", "nuclei con almeno un dato stimato"),
}
_CORRECT = "rifare il conteggio sui nuclei, prima di aggregare"

SECTION_COUNTS = Contract(
    kind="section-counts",
    title="Conteggi DIOGENE per sezione di censimento",
    schema=SectionCountsRow,
    names={"section": "sezione", "definition": "indicatore", "income_year": "reddito_anno"}
    | {column: name for column, (name, _) in _COUNTS.items()},
    headings={
        "section": "codice della sezione di censimento, come testo",
        "definition": "codice dell'indicatore, come nella tabella degli indicatori",
        "income_year": "anno a cui i redditi si riferiscono",
    }
    | {column: text for column, (_, text) in _COUNTS.items()},
    key=("section", "definition"),
    told={
        "poor_are_valid": Told("poor", "oltre la soglia ≤ calcolabili ≤ nuclei", _CORRECT),
        "band_holds": Told("possible", "certi e oltre la soglia ≤ possibili ≤ nuclei", _CORRECT),
        "missing_are_households": Told(
            "missing_income", "chi è senza un dato non è calcolabile; gli stimati sono fra i nuclei", _CORRECT
        ),
    },
    optional=("income_year",),
)


class IncomeClassRow(ExtractRow):
    """One income class in one section: how many households, and their sums (classe di reddito)."""

    section = dy.String(nullable=False, regex=CODE)
    income_class = dy.String(nullable=False, min_length=1, max_length=60)
    households = dy.Float64(nullable=False, min=0, allow_nan=False, allow_inf=False)
    income_eur = dy.Float64(nullable=True, min=0)
    electricity_eur = dy.Float64(nullable=True, min=0)
    gas_eur = dy.Float64(nullable=True, min=0)

    @dy.rule()
    def sums_have_households(cls) -> pl.Expr:
        """Hold that where nobody lives nobody earns or spends."""
        sums = pl.sum_horizontal("income_eur", "electricity_eur", "gas_eur", ignore_nulls=True)
        return (pl.col("households") > 0) | (sums == 0)


INCOME_CLASSES = Contract(
    kind="income-classes",
    title="Ripiego: sezione di censimento per classe di reddito",
    schema=IncomeClassRow,
    names={
        "section": "sezione",
        "income_class": "classe_reddito",
        "households": "nuclei",
        "income_eur": "reddito_totale_eur",
        "electricity_eur": "elettricita_totale_eur",
        "gas_eur": "gas_totale_eur",
    },
    headings={
        "section": "codice della sezione di censimento, come testo",
        "income_class": "classe di reddito",
        "households": "nuclei della classe nella sezione; può essere una stima con decimali",
        "income_eur": "somma dei redditi annui, in euro",
        "electricity_eur": "somma delle spese annue per l'elettricità, in euro",
        "gas_eur": "somma delle spese annue per il gas, in euro",
    },
    key=("section", "income_class"),
    told={
        "sums_have_households": Told(
            "households", "somme maggiori di zero solo dove ci sono nuclei", "correggere i nuclei o le somme"
        )
    },
)
