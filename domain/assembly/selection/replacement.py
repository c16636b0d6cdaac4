"""Replacements (surroghe): the reserve in the order of its tickets, and who is called to a vacant seat."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.assembly.lottery.problem import Person, Quota
from domain.errors import Refusal

RULE = (
    "A un posto vacante è chiamato, fra chi lascia il gruppo più vicino alle quote, il codice con il biglietto più "
    "basso. Non è chiamato chi ha già un mandato nel ciclo, chi vive con un membro in carica o già chiamato, né chi "
    "allontanerebbe il gruppo dalle quote più del posto vuoto."
)
"""The rule as it is published with the commitment."""


@dataclass(frozen=True, slots=True)
class QuotaChange:
    """What an entry does to one quota of the sitting group (effetto su una quota)."""

    category: str
    value: str
    minimum: int
    maximum: int
    before: int
    after: int

    @property
    def deviation_before(self) -> int:
        """Seats outside the quota with the seat empty."""
        return _outside(self.before, self.minimum, self.maximum)

    @property
    def deviation_after(self) -> int:
        """Seats outside the quota once the seat is taken."""
        return _outside(self.after, self.minimum, self.maximum)


@dataclass(frozen=True, slots=True)
class Call:
    """A call to a vacant seat (chiamata): whom the rule names, and its effect on every quota."""

    code: str
    ticket: str
    deviation_before: int
    deviation_after: int
    changes: tuple[QuotaChange, ...]

    def as_dict(self) -> dict[str, object]:
        """The call as the record keeps it (JSON), for the office's own eyes: it tells the attributes of a code."""
        return {
            "code": self.code,
            "ticket": self.ticket,
            "deviation_before": self.deviation_before,
            "deviation_after": self.deviation_after,
            "changes": [
                {
                    "category": one.category,
                    "value": one.value,
                    "minimum": one.minimum,
                    "maximum": one.maximum,
                    "before": one.before,
                    "after": one.after,
                }
                for one in self.changes
            ],
        }


def reserve_ticket(seed: bytes, code: str) -> str:
    """Return the reserve ticket of a code: HMAC-SHA256 of "ticket:" and the code under the seed, in hexadecimal.

    It is the ticket by which every published composition orders its reserve (`verify_draw.py`).
    """
    return hmac.new(seed, b"ticket:" + code.encode(), hashlib.sha256).hexdigest()


def reserve_order(seed: bytes, codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes in the order of their reserve tickets, lowest first."""
    return tuple(sorted(set(codes), key=lambda code: (reserve_ticket(seed, code), code)))


def deviation(quotas: Sequence[Quota], seated: Mapping[tuple[str, str], int]) -> int:
    """Return how many seats a group is outside its quotas, summed over all of them."""
    return sum(_outside(seated.get((one.category, one.value), 0), one.minimum, one.maximum) for one in quotas)


def next_call(
    seed: bytes,
    quotas: Sequence[Quota],
    categories: Sequence[str],
    pool: Sequence[Person],
    sitting: Collection[str],
    *,
    barred: Collection[str] = (),
    present: Collection[str] = (),
) -> Call | None:
    """Return whom the rule calls to one vacant seat of a group; None when an empty seat is better than anybody left.

    `sitting` are the codes that hold a seat of the group, or were called to one and have not refused; `present` those
    who sit in the other groups, whose households are closed too; `barred` whoever serves, served, refused or left.

    Raises: Refusal when a member is not in the pool.
    """
    people = {person.code: person for person in pool}
    missing = sorted(set(sitting) - people.keys())
    if missing:
        problem = f"{len(missing)} membri del gruppo non sono fra i disponibili, il primo è {missing[0]}"
        raise Refusal(problem, "controllate di aver indicato il ciclo giusto e l'elenco completo dei disponibili")
    closed = {people[code].household for code in {*sitting, *present} if code in people} - {""}
    taken = {*sitting, *present, *barred}
    seated = _seated(categories, (people[code] for code in sorted(sitting)))
    empty = deviation(quotas, seated)
    best: tuple[int, str, str] | None = None
    for person in people.values():
        if person.code in taken or person.household in closed:
            continue
        after = deviation(quotas, seated + _seated(categories, (person,)))
        key = (after, reserve_ticket(seed, person.code), person.code)
        if after <= empty and (best is None or key < best):
            best = key
    if best is None:
        return None
    after, ticket, code = best
    then = seated + _seated(categories, (people[code],))
    return Call(code, ticket, empty, after, _changes(quotas, seated, then))


def calls(
    seed: bytes,
    quotas: Sequence[Quota],
    categories: Sequence[str],
    pool: Sequence[Person],
    sitting: Collection[str],
    vacancies: int,
    *,
    barred: Collection[str] = (),
    present: Collection[str] = (),
) -> tuple[Call, ...]:
    """Return the calls to several vacant seats of a group, each made as if those before it had been accepted.

    Who refuses is added to `barred` and the remaining seats are called again.
    """
    made: list[Call] = []
    for _ in range(vacancies):
        held = {*sitting, *(call.code for call in made)}
        call = next_call(seed, quotas, categories, pool, held, barred=barred, present=present)
        if call is None:
            break
        made.append(call)
    return tuple(made)


def _outside(seats: int, minimum: int, maximum: int) -> int:
    return max(minimum - seats, seats - maximum, 0)


def _seated(categories: Sequence[str], people: Iterable[Person]) -> Counter[tuple[str, str]]:
    return Counter(pair for person in people for pair in zip(categories, person.values, strict=True))


def _changes(
    quotas: Sequence[Quota], before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> tuple[QuotaChange, ...]:
    pairs = ((one, (one.category, one.value)) for one in quotas)
    return tuple(
        QuotaChange(one.category, one.value, one.minimum, one.maximum, before.get(key, 0), after.get(key, 0))
        for one, key in pairs
    )
