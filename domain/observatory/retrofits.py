"""Whether a retrofit lowered what people pay: treated complexes against untreated ones like them, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import polars as pl

from domain.errors import Refusal
from domain.observatory.permutation import effect_interval, effect_p_value

TOO_FEW = "i dati non bastano"
METHOD = (
    "Spesa annua media per nucleo, riportata ai prezzi e ai gradi giorno dell'anno di riferimento (i gradi giorno "
    "solo sulla quota "
    "per riscaldamento). Ogni complesso riqualificato è accostato ai complessi non riqualificati più simili per anno, "
    "dimensione e "
    "spesa di prima, con lo stesso riscaldamento; ciascun confronto si usa una volta. Effetto: media delle differenze "
    "fra la "
    "variazione dei riqualificati e quella dei confronti. Incertezza: prova di permutazione dentro i gruppi, e "
    "intervallo al 95 % "
    "degli effetti che la prova non esclude."
)
"""What the method note says, for people."""
FEWEST_SETS = 6
"""Under six groups of two, no arrangement of theirs is rarer than one in twenty: nothing could be proved."""
FEWEST_HOUSEHOLDS = 10
CONTROLS = 3
FARTHEST = 2.0
"""Standard deviations, over the three measures together, beyond which two complexes are not alike."""


@dataclass(frozen=True, slots=True)
class Season:
    """What a year's spend depends on besides the homes (stagione): its cold and its prices.

    Unit: degree days of the heating season (gradi giorno); `price_index` of the reference year is 1.
    """

    degree_days: float
    price_index: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What the retrofits did (effetto), or why it cannot be said.

    Unit: euro a household and year, at the reference's prices and cold; negative is less spent.
    """

    treated: int
    matched: int
    controls: int
    euro: float | None
    least: float | None
    most: float | None
    p_value: float | None
    verdict: str
    pairs: tuple[tuple[str, tuple[str, ...]], ...]
    """Each treated complex with its controls."""


def corrected(spend_eur: pl.Expr, season: Season, reference: Season, *, heating_share: float) -> pl.Expr:
    """Return spend at the reference's prices and cold.

    Unit: `heating_share` of spend follows the degree days, 0 to 1.
    Raises: Refusal for a season without cold or prices.
    """
    if min(season.degree_days, season.price_index, reference.degree_days, reference.price_index) <= 0:
        raise Refusal("gradi giorno e prezzi devono essere maggiori di 0", "correggere le stagioni", "stagioni")
    cold = reference.degree_days / season.degree_days
    factor = (heating_share * cold + 1 - heating_share) * reference.price_index / season.price_index
    return spend_eur * factor


def evaluate(
    complexes: pl.DataFrame, *, before: Season, after: Season, reference: Season, heating_share: float, seed: int
) -> Effect:
    """Return the effect of the retrofits on spend; the same for the same table and seed, whatever the order of rows.

    Shape: a row per complex: complex, is_treated, built_in (year), heating, households, spend_before_eur,
    spend_after_eur (means a household). Complexes under ten households, or with a figure missing, are left out.
    """
    needed = ["complex", "is_treated", "built_in", "heating", "households", "spend_before_eur", "spend_after_eur"]
    whole = complexes.select(needed).drop_nulls().filter(pl.col("households") >= FEWEST_HOUSEHOLDS).sort("complex")
    prepared = whole.with_columns(
        before=corrected(pl.col("spend_before_eur"), before, reference, heating_share=heating_share),
        after=corrected(pl.col("spend_after_eur"), after, reference, heating_share=heating_share),
    ).with_columns(change=pl.col("after") - pl.col("before"))
    sets = matched(prepared)
    treated = int(prepared["is_treated"].sum())
    pairs = tuple((one, others) for one, others in sets)
    controls = sum(len(others) for _, others in sets)
    if len(sets) < FEWEST_SETS:
        return Effect(treated, len(sets), controls, None, None, None, None, TOO_FEW, pairs)
    change: dict[str, float] = dict(zip(prepared["complex"], prepared["change"], strict=True))
    groups = [[change[one], *(change[other] for other in others)] for one, others in sets]
    euro = sum(group[0] - sum(group[1:]) / len(group[1:]) for group in groups) / len(groups)
    p_value = effect_p_value(groups, 0.0, seed=seed)
    least, most = effect_interval(groups, seed=seed)
    verdict = "effetto non provato" if p_value > 0.05 else ("riduzione provata" if euro < 0 else "aumento provato")
    return Effect(treated, len(sets), controls, euro, least, most, p_value, verdict, pairs)


def matched(prepared: pl.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Return each treated complex that has any with the untreated ones most like it, closest first, none used twice.

    In turns, each treated complex takes one a turn, so that the last is not left without. Ties go by code.
    """
    rows = list(prepared.select("complex", "is_treated", "heating", "built_in", "households", "before").iter_rows())
    measures = {row[0]: (float(row[3]), log(row[4]), float(row[5])) for row in rows}
    scale = [_deviation([measure[place] for measure in measures.values()]) for place in range(3)]
    heating = {row[0]: row[2] for row in rows}
    treated = [row[0] for row in rows if row[1]]
    free = {row[0] for row in rows if not row[1]}
    taken: dict[str, list[str]] = {one: [] for one in treated}
    for _ in range(CONTROLS):
        distances = sorted(
            (distance, one, other)
            for one in treated
            for other in free
            if heating[one] == heating[other]
            for distance in [_distance(measures[one], measures[other], scale)]
            if distance <= FARTHEST
        )
        served: set[str] = set()
        for _, one, other in distances:
            if one not in served and other in free:
                served.add(one)
                free.discard(other)
                taken[one].append(other)
    return [(one, tuple(others)) for one, others in taken.items() if others]


def _deviation(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / len(values)) or 1.0


def _distance(one: tuple[float, ...], other: tuple[float, ...], scale: list[float]) -> float:
    return sqrt(sum(((a - b) / by) ** 2 for a, b, by in zip(one, other, scale, strict=True)))
