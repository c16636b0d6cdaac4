"""What attendance and votes decide: the legal number, what is adopted, absences in a row, allowances (A7, A9, A10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.errors import Refusal


@dataclass(frozen=True, slots=True)
class Attended:
    """A meeting and who came (presenze): every code that was entitled, and whether it was there."""

    held_on: date
    came: Mapping[str, bool]


def quorum_of(entitled: int, share: Fraction) -> int:
    """Return how many must be present: the exact share of those entitled, rounded up (numero legale)."""
    return _ceiling(share * entitled)


@dataclass(frozen=True, slots=True)
class Tally:
    """How a vote went (esito della votazione)."""

    voters: int
    needed: int
    is_adopted: bool


def tally(
    votes_for: int, votes_against: int, abstained: int, *, adoption: Fraction, counts_abstentions: bool, present: int
) -> Tally:
    """Count a vote: adopted by at least the exact part of the voters; where nobody votes nothing is adopted.

    A share of one half takes a tie for enough: who wants more writes 51/100. Law: promise A10; the definition's share.
    Raises: Refusal when the votes do not fit those present.
    """
    cast = votes_for + votes_against + abstained
    if min(votes_for, votes_against, abstained) < 0 or cast > present:
        problem = f"i voti sono {cast}, i presenti {present}"
        raise Refusal(problem, "contate favorevoli, contrari e astenuti: insieme non più dei presenti")
    voters = votes_for + votes_against + (abstained if counts_abstentions else 0)
    needed = _ceiling(adoption * voters)
    return Tally(voters, needed, votes_for >= needed > 0)


def absent_in_a_row(meetings: Sequence[Attended], limit: int) -> dict[str, int]:
    """Return code → how many last meetings in a row were missed, of those who missed `limit` or more; 0: never.

    Meetings to which a member was not entitled neither count nor break the row.
    """
    row: dict[str, int] = {}
    for meeting in sorted(meetings, key=lambda one: one.held_on):
        for code, is_present in meeting.came.items():
            row[code] = 0 if is_present else row.get(code, 0) + 1
    return {code: missed for code, missed in sorted(row.items()) if limit and missed >= limit}


def allowances(
    meetings: Sequence[Attended], amount_eur: int, *, first_on: date, last_on: date
) -> list[tuple[str, int, int]]:
    """Return (code, days attended, euro) of a period, both days included, in order of code (gettoni).

    Two meetings of one day give one allowance: it is owed for the day.
    """
    days: dict[str, set[date]] = {}
    for meeting in meetings:
        if first_on <= meeting.held_on <= last_on:
            for code, is_present in meeting.came.items():
                if is_present:
                    days.setdefault(code, set()).add(meeting.held_on)
    return [(code, len(on), len(on) * amount_eur) for code, on in sorted(days.items())]


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
