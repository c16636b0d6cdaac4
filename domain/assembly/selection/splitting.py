"""A year's members into its cohorts: each within the quotas, by programs that look one cohort ahead."""

from __future__ import annotations

from collections.abc import Sequence

from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.year import Profiles, Year


def split(year: Year, profiles: Profiles, counts: Sequence[int]) -> list[list[int]] | None:
    """Return how many people of each profile enter each cohort; None when no division meets the quotas.

    Cohorts are taken out one at a time, each leaving members whom the others can share by proportion; where that leads
    nowhere one program divides all of them together.

    Raises: OutOfTime when that program does not end.
    """
    left, parts = list(counts), []
    for others in range(year.cohorts - 1, 0, -1):
        part = _one_cohort(year, profiles, left, others)
        if part is None:
            return _all_cohorts(year, profiles, counts)
        parts.append(part)
        left = [one - taken for one, taken in zip(left, part, strict=True)]
    return [*parts, left] if is_within(year, profiles, left) else None


def is_within(year: Year, profiles: Profiles, counts: Sequence[int]) -> bool:
    """Say whether a cohort has its seats and meets every quota."""
    return sum(counts) == year.seats and all(
        quota.minimum <= sum(counts[at] for at in own) <= quota.maximum for quota, own in year.holders(profiles)
    )


def _one_cohort(year: Year, profiles: Profiles, left: Sequence[int], others: int) -> list[int] | None:
    """A cohort that meets its quotas and leaves the other ones sums that theirs allow."""
    program = IntegerProgram()
    taken = [program.variable(0, count) for count in left]
    program.row(year.seats, year.seats, dict.fromkeys(taken, 1))
    for quota, own in year.holders(profiles):
        held = sum(left[at] for at in own)
        least = max(quota.minimum, held - others * quota.maximum)
        most = min(quota.maximum, held - others * quota.minimum)
        if least > most:
            return None
        program.row(least, most, {taken[at]: 1 for at in own})
    solved = program.solve()
    return list(solved.values) if solved is not None else None


def _all_cohorts(year: Year, profiles: Profiles, counts: Sequence[int]) -> list[list[int]] | None:
    program = IntegerProgram()
    taken = [[program.variable(0, count) for count in counts] for _ in range(year.cohorts)]
    for at, count in enumerate(counts):
        program.row(count, count, {cohort[at]: 1 for cohort in taken})
    for cohort in taken:
        program.row(year.seats, year.seats, dict.fromkeys(cohort, 1))
        for quota, own in year.holders(profiles):
            program.row(quota.minimum, quota.maximum, {cohort[at]: 1 for at in own})
    solved = program.solve()
    if solved is None:
        return None
    return [[solved.values[variable] for variable in cohort] for cohort in taken]
