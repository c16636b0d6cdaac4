"""What else the report tells of the year: missing figures, overlaps, incomes, visits, retrofits."""

from __future__ import annotations

import polars as pl

from domain.italian import counted, number
from domain.observatory.class_estimates import FROM_CLASSES
from domain.observatory.contexts.lines import CauseLine, GuideLine, IncomeLine, OverlapLine
from domain.observatory.guide import best
from domain.observatory.overlaps import CAUSES
from domain.observatory.published import Published
from domain.observatory.report.areas import natural
from domain.observatory.retrofits import FEWEST_SETS
from domain.observatory.table import CITY
from domain.observatory.told import NONE, SHORT, euros, main_code, share

_UNSAID = "non si può dire: i numeri sono oscurati"
_OVERLAP = ("both_valid", "first_poor", "second_poor", "both_poor")


def causes_of_city(published: Published) -> list[tuple[str, int, float]]:
    """Return each missing figure that is told for the city: what, households in doubt, share of all in doubt."""
    return _causes(published, "city").get(CITY, [])


def _causes(published: Published, level: str) -> dict[str, list[tuple[str, int, float]]]:
    """Return the missing figures that are told of each area of a level, the one that matters most first."""
    told = published.causes.filter(pl.col("level") == level)
    found: dict[str, list[tuple[str, int, float]]] = {area: [] for area in told["area"].unique().sort()}
    ordered = told.drop_nulls(["households", "share_of_band"]).sort(["households", "cause"], descending=[True, False])
    for area, cause, households, part in ordered.select("area", "cause", "households", "share_of_band").iter_rows():
        if households:
            found[area].append((CAUSES[cause], households, part))
    return found


def _is_the_most(causes: list[tuple[str, int, float]]) -> bool:
    """Return whether the first of the causes that are told is surely the largest: a hidden one cannot pass it."""
    hidden = 1 - sum(part for _, _, part in causes)
    return bool(causes) and causes[0][2] >= hidden


def cause_lines(published: Published) -> list[CauseLine]:
    """Return the city's missing figures, the one that matters most first."""
    return [
        CauseLine(area=published.city, cause=cause, households=number(households), share=share(part))
        for cause, households, part in causes_of_city(published)
    ]


def district_cause_lines(published: Published) -> list[CauseLine]:
    """Return for each district the missing figure that matters most there, or that hidden numbers keep it unsaid."""
    table = published.table.filter(pl.col("level") == "district")
    names = dict(table.select("area", "name").unique().iter_rows())
    lines = []
    for area, causes in _causes(published, "district").items():
        name = names.get(area) or area
        if _is_the_most(causes):
            cause, households, part = causes[0]
            lines.append(CauseLine(area=name, cause=cause, households=number(households), share=share(part)))
        else:
            lines.append(CauseLine(area=name, cause=_UNSAID, households=NONE, share=NONE))
    return sorted(lines, key=lambda line: natural(line.area))


def cause_in_words(published: Published) -> str:
    """Return which missing figure would shrink the band most, if it came."""
    causes = causes_of_city(published)
    if not _is_the_most(causes):
        return (
            "Quale dato restringerebbe di più la fascia della città non si può dire: i numeri mancano o sono oscurati."
        )
    cause, households, part = causes[0]
    stay = "resta" if households == 1 else "restano"
    told = f"{stay} in dubbio per questo {counted(households, 'nucleo', 'nuclei')}, il {share(part)} di quelli incerti"
    return f"Il dato che, se arrivasse, restringerebbe di più la fascia è: {cause}; {told}."


def overlap_lines(published: Published) -> list[OverlapLine]:
    """Return the pairs of definitions whose overlap may be told; the others are left out."""
    lines = []
    for row in published.overlap.drop_nulls(_OVERLAP).iter_rows(named=True):
        both = row["both_poor"]
        lines.append(
            OverlapLine(
                first=SHORT.get(row["first"], row["first"]),
                second=SHORT.get(row["second"], row["second"]),
                judged=number(row["both_valid"]),
                only_first=number(row["first_poor"] - both),
                both=number(both),
                only_second=number(row["second_poor"] - both),
            )
        )
    return lines


def income_lines(published: Published) -> list[IncomeLine]:
    """Return the mean incomes of the city and its districts that may be told, each with its year."""
    table = published.table
    names = dict(table.filter(pl.col("level").is_in(["city", "district"])).select("area", "name").unique().iter_rows())
    told = published.incomes.filter(pl.col("level").is_in(["city", "district"])).drop_nulls(["mean_eur"])
    lines = [
        (
            level,
            IncomeLine(
                name=str(names.get(area) or area),
                year=NONE if year is None else str(year),
                known=NONE if known is None else number(known),
                estimated=NONE if estimated is None else number(estimated),
                mean=euros(mean),
            ),
        )
        for level, area, year, known, estimated, mean in told.select(
            "level", "area", "income_year", "known", "estimated", "mean_eur"
        ).iter_rows()
    ]
    return [line for _, line in sorted(lines, key=lambda one: (one[0], natural(one[1].name), one[1].year))]


def guide_lines(published: Published) -> list[GuideLine]:
    """Return what each way of choosing whom to visit reaches."""
    return [
        GuideLine(
            title=one.title,
            areas=NONE if one.areas == (CITY,) else number(len(one.areas)),
            certain=_about(one.reached.certain),
            counted=_about(one.reached.poor),
            possible=_about(one.reached.possible),
            outside=NONE if one.areas == (CITY,) else _about(one.outside.certain),
        )
        for one in published.targetings
    ]


def guide_in_words(published: Published) -> str:
    """Return which way surely reaches most poor households, beside chance."""
    if not published.targetings:
        return ""
    first, chance = best(published.targetings), published.targetings[-1]
    visits = counted(published.visits, "visita", "visite")
    if main_code(published) == FROM_CLASSES:  # of an estimate nobody is certainly poor
        reached, by_chance = first.reached.poor, chance.reached.poor
        words = ("nucleo stimato povero", "nuclei stimati poveri")
    else:
        reached, by_chance = first.reached.certain, chance.reached.certain
        words = ("nucleo certamente povero", "nuclei certamente poveri")
    told = f"Con {visits}, «{first.title}» raggiunge {counted(round(reached), *words)}"
    if first is chance:
        return f"{told}: nessun criterio fa meglio della scelta a caso."
    return f"{told}; a caso se ne raggiungerebbero {_about(by_chance)}."


def retrofit_lines(published: Published) -> list[str]:
    """Return what the retrofits did, or why it cannot be said."""
    effect = published.retrofits
    if effect is None:
        return ["Per questa edizione non è stato consegnato l'elenco delle riqualificazioni: l'effetto non si valuta."]
    compared = (
        f"{counted(effect.treated, 'complesso riqualificato', 'complessi riqualificati')}; confronti simili per "
        f"{number(effect.matched)}, con {counted(effect.controls, 'complesso', 'complessi')} non riqualificati"
    )
    if effect.euro is None or effect.least is None or effect.most is None:
        return [
            f"I dati non bastano: {compared}. Servono almeno {FEWEST_SETS} complessi con confronti simili: con meno, "
            "nessuna differenza si distinguerebbe dal caso."
        ]
    word = "in meno" if effect.euro < 0 else "in più"
    return [
        f"I nuclei dei complessi riqualificati spendono in media {euros(abs(effect.euro))} {word} all'anno rispetto "
        f"ai confronti, a parità di prezzi e di freddo (intervallo al 95 %: da {_signed(effect.least)} a "
        f"{_signed(effect.most)}). Esito: {effect.verdict}.",
        f"Su che cosa si basa: {compared}.",
    ]


def _about(value: float) -> str:
    return number(round(value))


def _signed(value: float) -> str:
    rounded = round(value)
    return f"{'+' if rounded > 0 else ('−' if rounded < 0 else '')}{euros(abs(rounded))}"
