"""The contract of the household microdata of social housing (MM, later ALER): one row per household."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from domain.observatory.contracts.contract import CODE, FLAGS, Contract, ExtractRow, is_coherent, told_coherent
from domain.observatory.values import HIGHEST_BILL_EUR, HIGHEST_INCOME_EUR, Answer, Heating


class HouseholdRow(ExtractRow):
    """A household and what is known of its year (nucleo familiare)."""

    household = dy.String(nullable=False, regex=CODE)
    section = dy.String(nullable=False, regex=CODE)
    complex = dy.String(nullable=True, regex=CODE)
    income_eur = dy.Float64(nullable=True, min=0, max=HIGHEST_INCOME_EUR, allow_nan=False, allow_inf=False)
    income_flag = FLAGS
    income_year = dy.Int64(nullable=True, min=2000, max=2100)
    electricity_eur = dy.Float64(nullable=True, min=0, max=HIGHEST_BILL_EUR)
    electricity_flag = FLAGS
    gas_eur = dy.Float64(nullable=True, min=0, max=HIGHEST_BILL_EUR)
    gas_flag = FLAGS
    heating = dy.Enum([kind.value for kind in Heating], nullable=True)
    members = dy.Int64(nullable=True, min=1, max=30)
    arrears = dy.Enum([answer.value for answer in Answer], nullable=True)
    arrears_flag = FLAGS

    @dy.rule()
    def income_coherent(cls) -> pl.Expr:
        """Hold a value and its flag together."""
        return is_coherent("income")

    @dy.rule()
    def electricity_coherent(cls) -> pl.Expr:
        """Hold a value and its flag together."""
        return is_coherent("electricity")

    @dy.rule()
    def gas_coherent(cls) -> pl.Expr:
        """Hold a value and its flag together."""
        return is_coherent("gas")

    @dy.rule()
    def arrears_coherent(cls) -> pl.Expr:
        """Hold a value and its flag together."""
        return is_coherent("arrears", value="arrears")


_MONEY = {"income": "reddito", "electricity": "elettricita", "gas": "gas"}
_FLAG = "stato del dato: misurato, stimato o assente"

HOUSEHOLDS = Contract(
    kind="households",
    title="Nuclei familiari negli alloggi ERP",
    schema=HouseholdRow,
    names={
        "household": "nucleo",
        "section": "sezione",
        "complex": "complesso",
        "income_year": "reddito_anno",
        "heating": "riscaldamento",
        "members": "componenti",
        "arrears": "morosita",
        "arrears_flag": "morosita_stato",
    }
    | {f"{column}_eur": f"{name}_eur" for column, name in _MONEY.items()}
    | {f"{column}_flag": f"{name}_stato" for column, name in _MONEY.items()},
    headings={
        "household": "codice del nucleo, senza significato fuori dall'archivio del gestore",
        "section": "codice della sezione di censimento, come testo",
        "complex": "codice del complesso ERP, vuoto se non c'è",
        "income_eur": "reddito annuo del nucleo, in euro",
        "income_flag": _FLAG,
        "income_year": "anno a cui il reddito si riferisce",
        "electricity_eur": "spesa annua per l'elettricità, in euro",
        "electricity_flag": _FLAG,
        "gas_eur": "spesa annua per il gas o il calore, anche nelle spese condominiali, in euro",
        "gas_flag": _FLAG,
        "heating": "riscaldamento: autonomo, centralizzato o teleriscaldamento; vuoto se non è noto",
        "members": "numero dei componenti",
        "arrears": "ritardo nel pagamento di canone o spese nell'anno: si o no",
        "arrears_flag": _FLAG,
    },
    key=("household",),
    told={f"{column}_coherent": told_coherent(column) for column in _MONEY}
    | {"arrears_coherent": told_coherent("arrears", "arrears")},
    optional=("complex", "income_year", "heating", "members", "arrears", "arrears_flag"),
)
