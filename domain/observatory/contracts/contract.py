"""What a contract is: a dataframely schema, the extract's headings in Italian, and how its rules are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import dataframely as dy
import polars as pl

from domain.observatory.values import Flag

CODE = r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,39}$"


class ExtractRow(dy.Schema):
    """What every row of an extract carries: its number in the file (riga)."""

    row = dy.UInt32(nullable=False)


@dataclass(frozen=True, slots=True)
class Told:
    """How a broken rule is told to who sent the extract: where, what it says, what to do."""

    column: str
    rule: str
    remedy: str


@dataclass(frozen=True)
class Contract:
    """The written contract of one kind of extract (contratto sui dati).

    `headings`: column → what it holds, unit included; it is the data dictionary too. `names`: column → the heading in
    the sender's files. `key`: columns that no two rows share. `told`: the wording of the schema's own rules.
    """

    kind: str
    title: str
    schema: type[ExtractRow]
    names: Mapping[str, str]
    headings: Mapping[str, str]
    key: tuple[str, ...]
    told: Mapping[str, Told] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    """Columns that a file may lack: they are null then (a flag: absent)."""

    def tell(self, rule: str) -> Told:
        """Return the wording of a rule, named as dataframely names it (`column|check`, or the rule's own name)."""
        if rule in self.told:
            return self.told[rule]
        column, _, check = rule.partition("|")
        limits = self.schema.columns()[column]
        if check == "nullability":
            return Told(column, "il valore è obbligatorio", "scrivere il valore, o lo stato «assente» dove è previsto")
        if check == "min":
            return Told(column, f"non meno di {getattr(limits, 'min', '')}", "correggere il valore")
        if check == "max":
            return Told(
                column, f"non più di {getattr(limits, 'max', '')}", "controllare unità e virgola, poi correggere"
            )
        if check == "regex":
            return Told(column, "un codice di lettere e cifre, senza spazi", "scrivere il codice com'è negli archivi")
        return Told(column, f"regola «{check}»", "correggere il valore")

    def types(self) -> dict[str, pl.DataType]:
        """Return the kind of each column of the file."""
        return {name: self.schema.columns()[name].dtype for name in self.names}


FLAGS = dy.Enum([flag.value for flag in Flag], nullable=False)


def is_coherent(column: str, *, value: str | None = None) -> pl.Expr:
    """Return the rule of a value and its flag: absent when, and only when, there is no value."""
    absent = pl.col(f"{column}_flag") == Flag.ABSENT.value
    return (absent == pl.col(value or f"{column}_eur").is_null()).fill_null(True)


def told_coherent(column: str, value: str | None = None) -> Told:
    """Return how that rule is told."""
    return Told(
        value or f"{column}_eur",
        "il valore manca se, e solo se, il suo stato è «assente»",
        "togliere il valore, o scrivere «misurato» o «stimato» nello stato",
    )
