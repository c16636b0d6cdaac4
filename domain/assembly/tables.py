"""Who sits with whom: participants over tables that are equal, mixed and, over several sessions, ever new."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from domain.errors import Fault, Refusal

Seating = tuple[tuple[str, ...], ...]
"""Shape: the codes of each table, sorted."""

_MIXED, _MET = 10, 3
"""Weight of two people alike at one table, against that of two who have met: to be mixed comes first."""
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part (partecipante): values by criterion, and the table that a need pins them to."""

    code: str
    values: tuple[str, ...]
    table: int | None = None
    """From 0: where the interpreter, the facilitator or the accessible place is."""


def seat_at_tables(people: Sequence[Participant], tables: int, sessions: int, seed: str) -> list[Seating]:
    """Return the seating of each session: sizes differ by one at most, pins hold, people are mixed and meet anew.

    The order of `people` does not matter. Raises: Refusal when the pins or the number of tables cannot be kept.
    """
    _refuse_unfit(people, tables)
    met: dict[tuple[str, str], int] = {}
    found = []
    for session in range(sessions):
        order = sorted(people, key=lambda one: _lot(seed, session, one.code))
        seating = _improved(_dealt(order, tables), met)
        for table in seating:
            for pair in combinations(sorted(one.code for one in table), 2):
                met[pair] = met.get(pair, 0) + 1
        found.append(tuple(tuple(sorted(one.code for one in table)) for table in seating))
    return found


def encounters(seatings: Sequence[Seating]) -> int:
    """Return how many different pairs of people share a table at least once."""
    return len({pair for seating in seatings for table in seating for pair in combinations(table, 2)})


def imbalance(seating: Seating, values: Mapping[str, tuple[str, ...]]) -> int:
    """Return how many pairs at one table are alike, counted for each criterion: the fewer, the more mixed."""
    pairs = (pair for table in seating for pair in combinations(table, 2))
    return sum(mine == yours for a, b in pairs for mine, yours in zip(values[a], values[b], strict=True))


def _refuse_unfit(people: Sequence[Participant], tables: int) -> None:
    if not 1 <= tables <= len(people):
        problem = f"i tavoli sono {tables} e le persone {len(people)}"
        raise Refusal(problem, "indicate almeno un tavolo e non più tavoli che persone")
    codes = [one.code for one in people]
    if len(set(codes)) < len(codes):
        raise Refusal("fra i partecipanti un codice è scritto due volte", "lasciatelo una volta sola")
    smallest, larger = divmod(len(people), tables)
    faults, full = [], 0
    for table in sorted({one.table for one in people if one.table is not None}):
        pinned = sum(one.table == table for one in people)
        full += pinned > smallest
        if not 0 <= table < tables or pinned > smallest + bool(larger) or (full > larger and pinned > smallest):
            problem = f"al tavolo {table + 1} sono assegnate {pinned} persone, i posti sono {smallest} per tavolo"
            faults.append(Fault(problem, "spostate qualcuno, oppure cambiate il numero dei tavoli"))
    if faults:
        raise Refusal("le assegnazioni ai tavoli non si possono rispettare", "correggetele", "", tuple(faults))


def _dealt(order: Sequence[Participant], tables: int) -> list[list[Participant]]:
    """Deal people out: the pinned first, then everybody to the table where they are most welcome."""
    smallest, larger = divmod(len(order), tables)
    seating: list[list[Participant]] = [[] for _ in range(tables)]
    for one in order:
        if one.table is not None:
            seating[one.table].append(one)
    by_need = sorted(range(tables), key=lambda table: -len(seating[table]))
    sizes = {table: smallest + (rank < larger) for rank, table in enumerate(by_need)}
    for one in order:
        if one.table is None:
            free = [table for table in range(tables) if len(seating[table]) < sizes[table]]
            best = min(free, key=lambda table: (sum(_alike(one, other) for other in seating[table]), -sizes[table]))
            seating[best].append(one)
    return seating


def _improved(seating: list[list[Participant]], met: Mapping[tuple[str, str], int]) -> list[list[Participant]]:
    """Exchange two people as long as it makes tables better, in an order that nothing but the lot decides."""
    people = [one for table in seating for one in table]
    number = {one.code: index for index, one in enumerate(people)}
    cost = [[_cost(one, other, met) for other in people] for one in people]
    at = [[number[one.code] for one in table] for table in seating]
    to = [[sum(cost[one][other] for other in table) for table in at] for one in range(len(people))]
    for _ in range(_ROUNDS):
        tried = [_exchange(at, a, b, people, cost, to) for a, b in combinations(range(len(at)), 2)]
        if not any(tried):
            break
    return [[people[one] for one in table] for table in at]


def _exchange(
    at: list[list[int]],
    a: int,
    b: int,
    people: Sequence[Participant],
    cost: Sequence[Sequence[int]],
    to: Sequence[list[int]],
) -> bool:
    """Exchange people of two tables while it helps; tells whether anything changed."""
    changed = False
    for i, mine in enumerate(at[a]):
        if people[mine].table is not None:
            continue
        gain, j = min(
            (
                (to[mine][b] - to[mine][a] + to[yours][a] - to[yours][b] - 2 * cost[mine][yours], j)
                for j, yours in enumerate(at[b])
                if people[yours].table is None
            ),
            default=(0, 0),
        )
        if gain < 0:
            yours = at[b][j]
            at[a][i], at[b][j] = yours, mine
            for one, row in enumerate(to):
                moved = cost[one][yours] - cost[one][mine]
                row[a] += moved
                row[b] -= moved
            changed = True
    return changed


def _cost(one: Participant, other: Participant, met: Mapping[tuple[str, str], int]) -> int:
    if one is other:
        return 0
    pair = (one.code, other.code) if one.code < other.code else (other.code, one.code)
    return _MIXED * _alike(one, other) + _MET * len(one.values) * met.get(pair, 0) ** 2 + _MET * met.get(pair, 0)


def _alike(one: Participant, other: Participant) -> int:
    return sum(mine == yours for mine, yours in zip(one.values, other.values, strict=True))


def _lot(seed: str, session: int, code: str) -> bytes:
    return hashlib.sha256(f"{len(seed)}:{seed}:{session}:{code}".encode()).digest()
