"""The contract of the retrofit register: which complexes were retrofitted, when and how."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from domain.observatory.contracts.contract import CODE, Contract, ExtractRow, Told
from domain.observatory.values import Heating


class RetrofitRow(ExtractRow):
    """One intervention on one complex (intervento di riqualificazione)."""

    complex = dy.String(nullable=False, regex=CODE)
    name = dy.String(nullable=True, max_length=200)
    built_in = dy.Int64(nullable=True, min=1700, max=2100)
    heating = dy.Enum([kind.value for kind in Heating], nullable=True)
    homes = dy.Int64(nullable=True, min=1, max=20_000)
    intervention = dy.String(nullable=True, max_length=200)
    started_year = dy.Int64(nullable=True, min=1990, max=2100)
    finished_year = dy.Int64(nullable=True, min=1990, max=2100)
    cost_eur = dy.Float64(nullable=True, min=0, max=1_000_000_000)

    @dy.rule()
    def ends_after_it_starts(cls) -> pl.Expr:
        """Hold that works end after they start."""
        return (pl.col("finished_year") >= pl.col("started_year")).fill_null(True)


RETROFITS = Contract(
    kind="retrofits",
    title="Registro delle riqualificazioni",
    schema=RetrofitRow,
    names={
        "complex": "complesso",
        "name": "nome",
        "built_in": "anno_costruzione",
        "heating": "riscaldamento",
        "homes": "alloggi",
        "intervention": "intervento",
        "started_year": "anno_inizio",
        "finished_year": "anno_fine",
        "cost_eur": "costo_eur",
    },
    headings={
        "complex": "codice del complesso ERP",
        "name": "nome o indirizzo del complesso",
        "built_in": "anno di costruzione",
        "heating": "riscaldamento: autonomo, centralizzato o teleriscaldamento",
        "homes": "numero degli alloggi",
        "intervention": "che cosa è stato fatto; vuoto: complesso non riqualificato",
        "started_year": "anno di inizio dei lavori",
        "finished_year": "anno di fine dei lavori; vuoto: non finiti",
        "cost_eur": "costo dell'intervento, in euro",
    },
    key=("complex", "intervention"),
    told={
        "ends_after_it_starts": Told(
            "finished_year", "la fine non viene prima dell'inizio", "correggere uno dei due anni"
        )
    },
    optional=("name", "built_in", "heating", "homes", "cost_eur"),
)
