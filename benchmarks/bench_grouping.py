"""Grouping campaigns: ours against MinHash look-ups (datasketch, rensa) over the same runs of three words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks import scale
from benchmarks.child import Measurement, measured

SIZES = (1_000, 10_000, 100_000)
SIMILARITY, SHORTEST_WORDS, PERMUTATIONS, BANDS = 0.5, 5, 128, 32
TARGETS = {
    "istruttoria": "ours",
    "datasketch MinHashLSH": "datasketch",
    "rensa RMinHashLSH": "rensa",
}


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Return a row for each method and size, with campaign rows found and strangers in the note."""
    sizes = SIZES[:2] if quick else SIZES
    return [
        measured("grouping", what, f"benchmarks.bench_grouping:{function}", n)
        for n in sizes
        for what, function in TARGETS.items()
    ]


def ours(n: int) -> Measurement:
    from domain.inquiry.grouping import group

    rows = scale.rows(n)
    texts = [(row.id, row.body) for row in rows]
    return (
        lambda: group(texts, similarity=SIMILARITY, shortest_words=SHORTEST_WORDS),
        lambda found: score([[member.id for member in each.members] for each in found], rows),
    )


def datasketch(n: int) -> Measurement:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=SIMILARITY, num_perm=PERMUTATIONS)

    def sketch(runs: Iterable[str]) -> Any:
        made = MinHash(num_perm=PERMUTATIONS, seed=1)
        made.update_batch([run.encode() for run in runs])
        return made

    return _by_minhash(n, sketch, lambda at, made: index.insert(at, made, check_duplication=False), index.query)


def rensa(n: int) -> Measurement:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=SIMILARITY, num_perm=PERMUTATIONS, num_bands=BANDS)

    def sketch(runs: Iterable[str]) -> Any:
        made = RMinHash(num_perm=PERMUTATIONS, seed=1)
        made.update(list(runs))
        return made

    return _by_minhash(n, sketch, index.insert, index.query)


def _by_minhash(
    n: int,
    sketch: Callable[[Iterable[str]], Any],
    insert: Callable[[int, Any], Any],
    query: Callable[[Any], Iterable[int]],
) -> Measurement:
    """The obvious way: distinct plain texts, look-up, true Jaccard, and whoever resembles a member joins its group."""
    from domain.inquiry.difference import plain

    rows = scale.rows(n)

    def work() -> list[list[int]]:
        ids: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            ids[plain(row.body)].append(row.id)
        texts = list(ids)
        root = list(range(len(texts)))
        runs: dict[int, set[str]] = {}
        for at, text in enumerate(texts):
            words = text.split()
            if len(words) < SHORTEST_WORDS:
                continue
            runs[at] = {" ".join(words[start : start + 3]) for start in range(len(words) - 2)}
            made = sketch(runs[at])
            for other in query(made):
                if _top(root, at) != _top(root, other) and _jaccard(runs[at], runs[other]) >= SIMILARITY:
                    root[_top(root, at)] = _top(root, other)
            insert(at, made)
        groups: dict[int, list[int]] = defaultdict(list)
        for at, text in enumerate(texts):
            groups[_top(root, at)] += ids[text]
        return [members for members in groups.values() if len(members) > 1]

    return work, lambda found: score(found, rows)


def _top(root: list[int], at: int) -> int:
    while root[at] != at:
        root[at] = root[root[at]]
        at = root[at]
    return at


def _jaccard(one: set[str], other: set[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def score(groups: Sequence[Sequence[int]], rows: Sequence[scale.Row]) -> str:
    """Say how many campaign rows stand with their campaign, and who else does (README: the exact definitions)."""
    from domain.inquiry.difference import plain

    group_of = {id_: number for number, members in enumerate(groups) for id_ in members}
    sizes = Counter(row.campaign for row in rows if row.campaign)
    campaign_rows = [row for row in rows if sizes[row.campaign] > 1]
    where: dict[str, Counter[int]] = defaultdict(Counter)
    for row in campaign_rows:
        where[row.campaign][group_of.get(row.id, -row.id)] += 1
    homes = {campaign: counts.most_common(1)[0] for campaign, counts in where.items()}
    found = sum(count for _, count in homes.values())
    wordings: dict[int, set[str]] = defaultdict(set)
    for row in campaign_rows:
        wordings[group_of.get(row.id, -row.id)].add(plain(row.body))
    home_groups = {home for home, _ in homes.values()}
    strangers = [row for row in rows if not row.campaign and group_of.get(row.id) in home_groups]
    wordless = sum(any(plain(row.body) in text for text in wordings[group_of[row.id]]) for row in strangers)
    lone = sum(not row.campaign and row.id in group_of for row in rows) - len(strangers)
    share = found / len(campaign_rows) if campaign_rows else 1.0
    return (
        f"found {found} of {len(campaign_rows)} campaign rows ({share:.2%}); strangers {len(strangers)}, "
        f"of them {wordless} with no words but the campaign's; campaigns merged {len(homes) - len(home_groups)}; "
        f"other rows alike by chance {lone}"
    )
