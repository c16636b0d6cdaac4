"""All the cohorts of a year on numbered tickets: each ticket seats every cohort, one number decides them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.assembly.lottery.problem import Person, why_not_seatable
from domain.assembly.lottery.solver import OutOfTime
from domain.assembly.selection.programs import IntegerProgram
from domain.assembly.selection.splitting import split
from domain.assembly.selection.year import Year
from domain.errors import Fault, Refusal
from domain.italian import counted

RULE = "composizione/1"
"""Version of what a published ticket is made of."""

Ticket = tuple[tuple[str, ...], ...]
"""The codes of each cohort, sorted, the first cohort first."""


@dataclass(frozen=True, slots=True)
class JointLottery:
    """The numbered tickets of a year (biglietti): disjoint cohorts within the quotas, one seat for a household."""

    tickets: tuple[Ticket, ...]
    appearances: Mapping[str, int]
    """On how many tickets each available code sits, in any cohort; in the order of the codes."""
    mended: int
    """Tickets whose members could not be divided into cohorts as the lottery had them: some of them were changed."""

    @property
    def lowest(self) -> Fraction:
        """The lowest chance of sitting that anybody has."""
        return Fraction(min(self.appearances.values()), len(self.tickets))

    @property
    def highest(self) -> Fraction:
        """The highest chance of sitting that anybody has."""
        return Fraction(max(self.appearances.values()), len(self.tickets))

    @property
    def without_chance(self) -> tuple[str, ...]:
        """The codes that no ticket seats."""
        return tuple(code for code, times in self.appearances.items() if not times)

    @property
    def gini(self) -> Fraction:
        """How unequal the chances are: 0 when all are the same. Source: Gini's coefficient, exact."""
        times = sorted(self.appearances.values())
        weighted = sum((2 * place - len(times) - 1) * one for place, one in enumerate(times, start=1))
        return Fraction(weighted, len(times) * sum(times))

    def as_dict(self) -> dict[str, object]:
        """What is published before the number is known (JSON): codes only, no attributes."""
        return {
            "rule": RULE,
            "tickets": len(self.tickets),
            "cohorts": len(self.tickets[0]),
            "seats": len(self.tickets[0][0]),
            "panels": [[list(cohort) for cohort in ticket] for ticket in self.tickets],
            "appearances": dict(self.appearances),
        }


def joint_tickets(year: Year, people: Sequence[Person], panels: Sequence[Sequence[str]]) -> JointLottery:
    """Divide the numbered panels of a year's members, as the lottery drew them, into the year's cohorts.

    A member keeps the chance that the lottery gave: dividing changes nobody's. Alike members enter the cohorts in the
    order of their codes, which starts elsewhere on each ticket, and the cohorts of a ticket change places from one
    ticket to the next: nobody's code decides who enters first. Panels that cannot be divided are changed in as few
    members as possible (`mended` says how many).

    Raises: Refusal when no cohorts can be composed; OutOfTime when that stayed unknown.
    """
    ordered = sorted(people, key=lambda person: person.code)
    known = {person.code: person for person in ordered}
    divided: dict[tuple[tuple[tuple[str, ...], int], ...], list[list[int]] | None] = {}
    tickets, mended = [], 0
    for number, panel in enumerate(panels):
        counts = Counter(known[code].values for code in panel)
        key = tuple(sorted(counts.items()))
        if key not in divided:
            divided[key] = _divided(year, key)
        parts = divided[key]
        if parts is None:
            tickets.append(_turned(_mended(year, ordered, set(panel)), number))
            mended += 1
        else:
            tickets.append(_turned(_members(known, panel, key, parts, number), number))
    times = Counter(code for ticket in tickets for cohort in ticket for code in cohort)
    return JointLottery(tuple(tickets), {code: times[code] for code in known}, mended)


def why_not_ticket(year: Year, people: Sequence[Person], ticket: Ticket) -> str | None:
    """Say why these cohorts are no ticket of the year: seats, people or households twice, quotas; None if right."""
    known = {person.code: person for person in people}
    codes = [code for cohort in ticket for code in cohort]
    if [len(cohort) for cohort in ticket] != [year.seats] * year.cohorts:
        return f"i gruppi non sono {year.cohorts} di {counted(year.seats, 'posto', 'posti')}"
    if len(set(codes)) != len(codes) or not set(codes) <= known.keys():
        return "un codice siede due volte o non è fra i disponibili"
    homes = [known[code].household for code in codes if known[code].household]
    if len(set(homes)) != len(homes):
        return "due persone sono dello stesso nucleo familiare"
    for number, cohort in enumerate(ticket, start=1):
        for quota, column in year.columns():
            held = sum(known[code].values[column] == quota.value for code in cohort)
            if not quota.minimum <= held <= quota.maximum:
                return f"gruppo {number}, {quota.name}: {held} invece di {quota.minimum}-{quota.maximum}"
    return None


def refusal(year: Year, people: Sequence[Person]) -> Refusal:
    """Return the refusal of a year that those available cannot compose, with what counting alone shows."""
    reasons = why_not_seatable(year.summed(people))
    remedy = "scegliete una delle modifiche proposte, sollecitate i profili mancanti o componete meno gruppi"
    groups = counted(year.cohorts, "gruppo", "gruppi")
    problem = f"con {len(people)} disponibili non si compongono {groups} di {year.seats} entro le quote"
    return Refusal(problem, remedy, faults=tuple(Fault(reason, "vedete le modifiche proposte") for reason in reasons))


def _divided(year: Year, key: tuple[tuple[tuple[str, ...], int], ...]) -> list[list[int]] | None:
    try:
        return split(year, [values for values, _ in key], [count for _, count in key])
    except OutOfTime:
        return None


def _members(
    known: Mapping[str, Person],
    panel: Sequence[str],
    key: Sequence[tuple[tuple[str, ...], int]],
    parts: Sequence[Sequence[int]],
    number: int,
) -> list[list[str]]:
    alike: dict[tuple[str, ...], list[str]] = {values: [] for values, _ in key}
    for code in sorted(panel):
        alike[known[code].values].append(code)
    cohorts: list[list[str]] = [[] for _ in parts]
    for at, codes in enumerate(alike.values()):
        start = number % len(codes)
        turned = [*codes[start:], *codes[:start]]
        for cohort, part in zip(cohorts, parts, strict=True):
            cohort.extend(turned[: part[at]])
            turned = turned[part[at] :]
    return cohorts


def _turned(cohorts: Sequence[Sequence[str]], number: int) -> Ticket:
    first = number % len(cohorts)
    return tuple(tuple(sorted(cohort)) for cohort in (*cohorts[first:], *cohorts[:first]))


def _mended(year: Year, people: Sequence[Person], panel: set[str]) -> list[list[str]]:
    """The cohorts that keep most members of a panel."""
    program = IntegerProgram()
    sits = [[program.variable(0, 1, -(person.code in panel)) for person in people] for _ in range(year.cohorts)]
    homes: dict[str, list[int]] = {}
    for at, person in enumerate(people):
        homes.setdefault(f"h{person.household}" if person.household else f"p{person.code}", []).append(at)
    for living in homes.values():
        program.row(0, 1, {cohort[at]: 1 for cohort in sits for at in living})
    for cohort in sits:
        program.row(year.seats, year.seats, dict.fromkeys(cohort, 1))
        for quota, own in year.holders([person.values for person in people]):
            program.row(quota.minimum, quota.maximum, {cohort[at]: 1 for at in own})
    solved = program.solve()
    if solved is None:
        raise refusal(year, people)
    return [[person.code for person, at in zip(people, cohort, strict=True) if solved.values[at]] for cohort in sits]
