"""Which working group each member joins: by preference, in groups whose sizes differ by one at most (promise A9)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from domain.errors import Fault, Refusal


def assign_groups(preferences: Mapping[str, Sequence[str]], groups: Sequence[str], seed: str) -> dict[str, str]:
    """Return code → group: sizes differ by one at most, and no exchange or move would please members more.

    Shape: each member's groups, the dearest first; the unnamed ones come after them, all alike.
    Raises: Refusal, with every unknown or repeated group; also when there is no group at all.
    """
    _refuse_unfit(preferences, groups)
    order = sorted(preferences, key=lambda code: hashlib.sha256(f"{len(seed)}:{seed}:{code}".encode()).digest())
    rank = {code: {group: place for place, group in enumerate(preferences[code])} for code in order}
    smallest, larger = divmod(len(order), len(groups))
    joined: dict[str, str] = {}
    size = dict.fromkeys(groups, 0)
    for code in order:
        full = sum(count > smallest for count in size.values())
        free = [group for group in groups if size[group] < smallest or (size[group] == smallest and full < larger)]
        dearest = min(free, key=lambda group: (_rank(rank[code], group), size[group]))
        joined[code] = dearest
        size[dearest] += 1
    _please(joined, rank, size)
    return dict(sorted(joined.items()))


def _please(joined: dict[str, str], rank: Mapping[str, Mapping[str, int]], size: dict[str, int]) -> None:
    """Move or exchange members as long as the sum of squared ranks falls; squares keep anybody from a very low one."""
    changed = True
    while changed:
        changed = False
        for code in joined:
            changed |= _moved(code, joined, rank[code], size)
            for other in joined:
                mine, yours = joined[code], joined[other]
                before = _rank(rank[code], mine) ** 2 + _rank(rank[other], yours) ** 2
                if _rank(rank[code], yours) ** 2 + _rank(rank[other], mine) ** 2 < before:
                    joined[code], joined[other] = yours, mine
                    changed = True


def _moved(code: str, joined: dict[str, str], rank: Mapping[str, int], size: dict[str, int]) -> bool:
    mine = joined[code]
    for group in size:
        if size[mine] == size[group] + 1 and _rank(rank, group) < _rank(rank, mine):
            size[mine] -= 1
            size[group] += 1
            joined[code] = group
            return True
    return False


def _rank(rank: Mapping[str, int], group: str) -> int:
    return rank.get(group, len(rank))


def _refuse_unfit(preferences: Mapping[str, Sequence[str]], groups: Sequence[str]) -> None:
    if not groups:
        raise Refusal("non ci sono gruppi di lavoro", "scriveteli nella definizione del ciclo")
    faults = []
    for code, wanted in sorted(preferences.items()):
        for group in dict.fromkeys(wanted):
            if group not in groups:
                faults.append(Fault(f"«{group[:40]}» non è un gruppo", f"scegliete fra: {', '.join(groups)}", code))
            elif list(wanted).count(group) > 1:
                faults.append(Fault(f"il gruppo «{group}» è scritto più volte", "lasciatelo una volta", code))
    if faults:
        raise Refusal("le preferenze non si possono leggere", "correggetele e ripetete", "", tuple(faults))
