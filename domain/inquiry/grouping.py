"""Which comments are the same campaign: identical and nearly identical texts, each checked against one model text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.inquiry.difference import added_text, plain
from domain.inquiry.shingles import RUN, ShingleIndex
from domain.vocabulary import Likeness

WHOLE = 0.9
"""Share of a text's words, in runs that the other has too, from which it is wholly held (or `similarity`, if more)."""
CARRIED_RUNS = 18
"""From this length (20 words) a model wholly held by a member is carried on purpose, whatever the member adds to it."""
CARRIED_SHARE = 0.25
"""Below this share of the member the model is not carried but quoted, in a text that says something else."""
HELD_RUNS = 0.75
"""Share of a model's runs of three words that a text wholly holding it surely has, one word changed here and there."""
ALTERED_SHARE = 0.8
"""Of the definition's similarity: enough for a text with words changed here and there; each one breaks three runs."""
WINDOW = 2048
"""Texts whose look-up is planned together."""

_Run = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """One comment in a group: how it stands to the model, and what it says that the model does not."""

    id: int
    likeness: Likeness
    similarity: float
    """Jaccard of the runs of three words, 0 to 1; 1 for the identical ones."""
    added_text: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that say the same (gruppo): numbered by its first member, its members in the order of their ids."""

    number: int
    model_id: int
    members: list[Member]


@dataclass(frozen=True, slots=True)
class _Wording:
    """One plain wording and the comments that have it, first one first, as each wrote it."""

    words: str
    comments: list[tuple[int, str]]

    def commonest(self) -> tuple[int, str]:
        """Return the comment that wrote it as most did; the first of them."""
        writings = Counter(text for _, text in self.comments)
        return max(self.comments, key=lambda comment: writings[comment[1]])


def group(texts: Sequence[tuple[int, str]], *, similarity: float, shortest_words: int) -> list[Group]:
    """Return the groups of at least two comments, whatever the order of `texts` (id and text, each id once).

    Every near member is a copy of the group's model itself, never of another member: the model is the wording that most
    comments have, then the one that the others resemble most, then the earliest. Texts shorter than `shortest_words`
    words, or than three, are grouped only when identical but for capitals, accents, punctuation and spaces.

    Shape: `similarity` above 0 and up to 1, as the inquiry's definition says it; `_Rule` says how it is used.
    """
    wordings = _wordings(texts)
    copies = _copies(wordings, similarity, max(shortest_words, RUN))
    taken = {copy for family in copies.values() for copy, _ in family}
    groups = [
        _members(wording, [(wordings[copy], alike) for copy, alike in copies.get(at, [])])
        for at, wording in enumerate(wordings)
        if at not in taken and (at in copies or len(wording.comments) > 1)
    ]
    groups.sort(key=lambda found: found[1][0].id)
    return [Group(number, model_id, members) for number, (model_id, members) in enumerate(groups, start=1)]


def _wordings(texts: Sequence[tuple[int, str]]) -> list[_Wording]:
    """Return the distinct wordings in the order of their first comment; a text without words stands for itself."""
    found: dict[str, _Wording] = {}
    for id_, text in sorted(texts):
        words = plain(text)
        key = words or "\n" + "".join(text.split())
        if key in found:
            found[key].comments.append((id_, text))
        else:
            found[key] = _Wording(words, [(id_, text)])
    return list(found.values())


def _members(model: _Wording, copies: Sequence[tuple[_Wording, float]]) -> tuple[int, list[Member]]:
    model_id, model_text = model.commonest()
    members = [Member(id_, Likeness.EXACT, 1.0) for id_, _ in model.comments if id_ != model_id]
    members.append(Member(model_id, Likeness.MODEL, 1.0))
    for copy, alike in copies:
        own = {text: added_text(model_text, text) for text in {text for _, text in copy.comments}}
        members += [Member(id_, Likeness.NEAR, alike, own[text]) for id_, text in copy.comments]
    return model_id, sorted(members, key=lambda member: member.id)


def _copies(wordings: Sequence[_Wording], similarity: float, shortest_words: int) -> dict[int, list[tuple[int, float]]]:
    """Return for each wording that is a model its near copies with their similarity, both as places in `wordings`.

    The wordings lead in turn, commonest first; each takes the copies still free, and what is taken leads no more.
    """
    long_enough = [at for at, wording in enumerate(wordings) if wording.words.count(" ") + 1 >= shortest_words]
    if len(long_enough) < 2:
        return {}
    index = ShingleIndex([wordings[at].words for at in long_enough])
    commonness = np.array([-len(wordings[at].comments) for at in long_enough])
    queue = np.lexsort((np.arange(index.count), -index.centrality, commonness))
    rule = _Rule(similarity)
    queue = queue[index.can_lead(rule)[queue]]
    turn = np.full(index.count, index.count)
    turn[queue] = np.arange(len(queue))
    free = np.ones(index.count, dtype=np.bool_)
    copies: dict[int, list[tuple[int, float]]] = defaultdict(list)
    while len(queue):
        done, found = index.look_up(queue[:WINDOW], free, rule)
        for leader, likely in found:
            model = _Model(wordings[long_enough[leader]].words, rule) if free[leader] else None
            for other in likely:
                if model is None or not free[other] or turn[other] < turn[leader]:
                    continue
                alike = model.likeness_of(wordings[long_enough[other]].words)
                if alike is not None:
                    copies[long_enough[leader]].append((long_enough[other], alike))
                    free[other] = False
        free[queue[:done]] = False
        queue = queue[done:]
        queue = queue[free[queue]]
    return dict(copies)


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a text is a copy of a model (regola), at a given similarity.

    Altered: words changed here and there, hardly a passage lost or added. Carried: the whole model, inside words of
    one's own. Cut: the model's beginning and most of it, nothing else. A sentence quoted in a text of its own is none.
    """

    similarity: float

    def fewest_common(self, model_size: Any) -> Any:
        """Return how many runs of a model of so many (number or array) every copy of it has at least."""
        return min(ALTERED_SHARE * self.similarity, HELD_RUNS) * model_size

    def may_be_copy(self, common: Any, model_size: Any, copy_size: Any) -> Any:
        """Say it from the numbers of runs alone (numbers or arrays): too often yes, never no to a copy."""
        return (common >= ALTERED_SHARE * self.similarity * (model_size + copy_size - common)) | (
            (common >= HELD_RUNS * model_size) & self._is_carried(model_size, copy_size)
        )

    def is_copy(self, common: int, model_size: int, copy_size: int, *, held: float, own: float, begins: bool) -> bool:
        """Say it with the shares of the model's and of the copy's words that stand in common runs as well."""
        alike = common / (model_size + copy_size - common)
        altered = alike >= ALTERED_SHARE * self.similarity and min(held, own) >= (1 + self.similarity) / 2
        whole = max(WHOLE, self.similarity)
        carried = held >= whole and (alike >= self.similarity or self._is_carried(model_size, copy_size))
        cut = own >= whole and begins and alike >= self.similarity
        return bool(altered or carried or cut)

    def _is_carried(self, model_size: Any, copy_size: Any) -> Any:
        return (model_size >= CARRIED_RUNS) & (model_size >= CARRIED_SHARE * copy_size)


class _Model:
    """A model text, cut into its runs of three words once for all the texts compared with it."""

    def __init__(self, words: str, rule: _Rule) -> None:
        self._words = words.split()
        self._runs = _runs(self._words)
        self._rule = rule

    def likeness_of(self, words: str) -> float | None:
        """Return the Jaccard of the two texts' runs of three words if the other is a copy of this model, else None."""
        theirs = words.split()
        runs = _runs(theirs)
        common = self._runs & runs
        sizes = len(common), len(self._runs), len(runs)
        is_copy = self._rule.may_be_copy(*sizes) and self._rule.is_copy(
            *sizes,
            held=_covered(self._words, common),
            own=_covered(theirs, common),
            begins=tuple(self._words[:RUN]) in common,
        )
        return len(common) / (len(self._runs) + len(runs) - len(common)) if is_copy else None


def _runs(words: Sequence[str]) -> set[_Run]:
    return set(zip(words, words[1:], words[2:], strict=False))


def _covered(words: Sequence[str], common: set[_Run]) -> float:
    """Return which share of the words stands in runs in common."""
    covered = end = 0
    for at, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if run in common:
            covered += RUN if at >= end else at + RUN - end
            end = at + RUN
    return covered / len(words)
