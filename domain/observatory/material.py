"""What an edition is made from, once read: the households of all senders together, sections, classes, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from domain.errors import Refusal
from domain.observatory.received import CONTRACTS, Reading
from domain.observatory.values import Answer, Flag, Heating
from domain.vocabulary import ExtractKind

IN_HAND_ROWS = 2_000_000
"""Households that are held in memory, rather than read from their files anew for each question."""
_WORDS = {
    **dict.fromkeys(
        ("income_flag", "electricity_flag", "gas_flag", "arrears_flag"), pl.Enum([flag.value for flag in Flag])
    ),
    "heating": pl.Enum([kind.value for kind in Heating]),
    "arrears": pl.Enum([answer.value for answer in Answer]),
}


@dataclass(frozen=True, slots=True)
class Material:
    """The rows accepted, by kind (materiale dell'edizione); None where nothing was handed in.

    Shape: each as its contract says; a household's code bears its sender's before it.
    """

    households: pl.LazyFrame | None
    then: pl.LazyFrame | None
    """The households of the year before."""
    sections: pl.DataFrame | None
    classes: pl.LazyFrame | None
    answers: pl.DataFrame | None
    register: pl.DataFrame | None


def material(readings: Sequence[Reading]) -> Material:
    """Return the accepted rows of all files together.

    Raises: Refusal when two files tell the same household, section or class, or there is nothing to count.
    """
    now = [one for one in readings if not one.received.is_last_year]
    then = [one for one in readings if one.received.is_last_year]
    found = {kind: [one for one in now if one.received.kind is kind] for kind in ExtractKind}
    counted = (ExtractKind.HOUSEHOLDS, ExtractKind.SECTIONS, ExtractKind.CLASSES)
    if not any(one.rows_accepted for kind in counted for one in found[kind]):
        problem = "non c'è un'estrazione con nuclei: né nuclei ERP, né conteggi per sezione, né classi di reddito"
        raise Refusal(problem, "consegnarne almeno una", "estrazioni")
    sections, answers, register = (
        _collected(found[kind]) for kind in (ExtractKind.SECTIONS, ExtractKind.QUESTIONNAIRES, ExtractKind.RETROFITS)
    )
    classes = _together(found[ExtractKind.CLASSES])
    return Material(_households(found[ExtractKind.HOUSEHOLDS]), _households(then), sections, classes, answers, register)


def _households(readings: Sequence[Reading]) -> pl.LazyFrame | None:
    if not readings:
        return None
    frames = [
        one.accepted.with_columns(
            pl.concat_str(pl.lit(f"{one.received.sender}/"), "household").alias("household"),
            *(pl.col(name).cast(words) for name, words in _WORDS.items()),
        )
        for one in readings
    ]
    every = pl.concat(frames)
    if sum(one.rows_accepted for one in readings) <= IN_HAND_ROWS:
        every = every.collect(engine="streaming").lazy()
    _refuse_doubles(readings, every, ("household",))
    return every


def _together(readings: Sequence[Reading]) -> pl.LazyFrame | None:
    if not readings:
        return None
    every = pl.concat(one.accepted for one in readings)
    contract = CONTRACTS.get(readings[0].received.kind)
    if contract is not None:
        _refuse_doubles(readings, every, contract.key)
    return every


def _collected(readings: Sequence[Reading]) -> pl.DataFrame | None:
    every = _together(readings)
    return None if every is None else every.collect(engine="streaming")


def _refuse_doubles(readings: Sequence[Reading], every: pl.LazyFrame, key: Sequence[str]) -> None:
    """Refuse files that tell the same thing twice; within one file its reading has seen to it."""
    if len(readings) == 1:
        return
    doubles = every.group_by(key).len().filter(pl.col("len") > 1).select(pl.len()).collect(engine="streaming").item()
    if doubles:
        names = ", ".join(one.received.path.name for one in readings)
        remedy = "consegnare una volta sola ogni riga, o togliere il file consegnato due volte"
        raise Refusal(f"{doubles} codici stanno in più file dello stesso tipo ({names})", remedy, "estrazioni")
