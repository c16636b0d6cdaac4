"""Quotas of one cohort: from the shares of the population or as the city wrote them, and whether they can add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.assembly.lottery.problem import Quota
from domain.errors import Fault, Refusal
from domain.italian import counted


@dataclass(frozen=True, slots=True)
class Shares:
    """The population by the values of one criterion (criterio), and how far a cohort may be from it."""

    category: str
    counts: Mapping[str, int]
    """People by value, in the order in which quotas are read."""
    tolerance: int = 1
    """Unit: seats more or less than the proportion."""


def largest_remainder(counts: Mapping[str, int], seats: int) -> dict[str, int]:
    """Return seats in proportion to counts, whole: remainders served from the largest, ties by the order of the values.

    Source: method of the largest remainder (Hare quota), in exact integers.
    """
    total = sum(counts.values())
    if total <= 0:
        raise Refusal("la popolazione del criterio è vuota", "scrivete le persone per ciascun valore")
    given = {value: count * seats // total for value, count in counts.items()}
    order = {value: at for at, value in enumerate(counts)}
    late = sorted(counts, key=lambda value: (-(counts[value] * seats % total), order[value]))
    for value in late[: seats - sum(given.values())]:
        given[value] += 1
    return given


def proportional_quotas(
    criteria: Sequence[Shares], seats: int, *, written: Mapping[tuple[str, str], tuple[int, int]] | None = None
) -> tuple[Quota, ...]:
    """Return the quotas of a cohort: its seats in proportion, more or less the tolerance of each criterion.

    `written` holds the quotas (minimum, maximum) that the city sets itself, by category and value.

    Raises: Refusal when a criterion has no people or a count below zero.
    """
    quotas: list[Quota] = []
    for criterion in criteria:
        place = f"criterio «{criterion.category}»"
        if any(count < 0 for count in criterion.counts.values()) or not any(criterion.counts.values()):
            raise Refusal("le persone per valore non sono numeri utili", "scrivete le persone di ciascun valore", place)
        for value, share in largest_remainder(criterion.counts, seats).items():
            least, most = max(0, share - criterion.tolerance), min(seats, share + criterion.tolerance)
            if written and (criterion.category, value) in written:
                least, most = written[criterion.category, value]
            quotas.append(Quota(criterion.category, value, least, most))
    return tuple(quotas)


def why_not_meetable(quotas: Sequence[Quota], seats: int) -> tuple[Fault, ...]:
    """Return why no cohort could ever meet the quotas, whoever is available: category by category, by arithmetic."""
    faults: list[Fault] = []
    for quota in quotas:
        if not 0 <= quota.minimum <= quota.maximum:
            problem = f"il minimo è {quota.minimum} e il massimo è {quota.maximum}"
            faults.append(Fault(problem, "scrivete un minimo fra 0 e il massimo", quota.name))
    for category in dict.fromkeys(quota.category for quota in quotas):
        own = [quota for quota in quotas if quota.category == category]
        least, most = sum(quota.minimum for quota in own), sum(quota.maximum for quota in own)
        if least > seats:
            problem = f"i minimi sommano a {least}, più dei {seats} posti del gruppo"
            faults.append(Fault(problem, f"togliete in tutto almeno {least - seats} dai minimi", category))
        if most < seats:
            problem = f"i massimi sommano a {most}, meno dei {seats} posti del gruppo"
            faults.append(Fault(problem, f"aggiungete in tutto almeno {seats - most} ai massimi", category))
    return tuple(faults)


def require_meetable(quotas: Sequence[Quota], seats: int) -> None:
    """Refuse quotas that cannot add up to the seats of a cohort.

    Raises: Refusal with a fault for each category and value.
    """
    if faults := why_not_meetable(quotas, seats):
        problem = f"le quote non possono comporre un gruppo di {counted(seats, 'posto', 'posti')}"
        raise Refusal(problem, "correggete le quote nella definizione", faults=faults)
