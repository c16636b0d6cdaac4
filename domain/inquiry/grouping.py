"""Which comments are the same campaign: identical and nearly identical texts, each checked against one model text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.inquiry.difference import added_text, plain
from domain.inquiry.shingles import RUN, Least, ShingleIndex
from domain.vocabulary import Likeness

WHOLE = 0.9
"""Share of a text's words, standing in runs that the other has too, from which it counts as wholly held by it."""
CARRIED_WORDS = 20
"""From this length a model wholly held by a member is carried on purpose, whatever the member adds to it."""
CARRIED_SHARE = 0.25
"""Below this share of the member the model is not carried but quoted, in a text that says something else."""
HELD_RUNS = 0.75
"""Share of a model's runs of three words that a text wholly holding it surely has, one word changed here and there."""
ALTERED_SHARE = 0.8
"""Of the definition's similarity: enough for a text with words changed here and there, each of which breaks three runs."""
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
    """One plain wording and the comments that have it, first one first."""

    words: str
    ids: list[int]
    text: str
    """As the first of them wrote it."""


def group(texts: Sequence[tuple[int, str]], *, similarity: float, shortest_words: int) -> list[Group]:
    """Return the groups of at least two comments, whatever the order of `texts` (id and text, each id once).

    Every near member is a copy of the group's model itself, never of another member: the model is the wording that most
    comments have, then the one that the others resemble most, then the earliest. Texts shorter than `shortest_words`
    words, or than three, are grouped only when identical but for capitals, accents, punctuation and spaces.

    Shape: `similarity` above 0 and up to 1, as the inquiry's definition says it (`why_copy` below says how it is used).
    """
    wordings = _wordings(texts)
    copies = _copies(wordings, similarity, max(shortest_words, RUN))
    taken = {copy for family in copies.values() for copy, _ in family}
    groups = [
        _members(wording, [(wordings[copy], alike) for copy, alike in copies.get(at, [])])
        for at, wording in enumerate(wordings)
        if at not in taken and (at in copies or len(wording.ids) > 1)
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
            found[key].ids.append(id_)
        else:
            found[key] = _Wording(words, [id_], text)
    return list(found.values())


def _members(model: _Wording, copies: Sequence[tuple[_Wording, float]]) -> tuple[int, list[Member]]:
    model_id, *identical = model.ids
    members = [Member(model_id, Likeness.MODEL, 1.0), *(Member(id_, Likeness.EXACT, 1.0) for id_ in identical)]
    for copy, alike in copies:
        own = added_text(model.text, copy.text)
        members += [Member(id_, Likeness.NEAR, alike, own) for id_ in copy.ids]
    return model_id, sorted(members, key=lambda member: member.id)


def _copies(wordings: Sequence[_Wording], similarity: float, shortest_words: int) -> dict[int, list[tuple[int, float]]]:
    """Return for each wording that is a model its near copies with their similarity, both as places in `wordings`.

    The wordings lead in turn, commonest first; each takes the copies still free, and what is taken leads no more.
    """
    long_enough = [at for at, wording in enumerate(wordings) if wording.words.count(" ") + 1 >= shortest_words]
    if len(long_enough) < 2:
        return {}
    index = ShingleIndex([wordings[at].words for at in long_enough])
    commonness = np.array([-len(wordings[at].ids) for at in long_enough])
    queue = np.lexsort((np.arange(index.count), -index.centrality, commonness))
    least = Least(jaccard=ALTERED_SHARE * similarity, held=HELD_RUNS)
    queue = queue[index.can_lead(least)[queue]]
    free = np.ones(index.count, dtype=np.bool_)
    copies: dict[int, list[tuple[int, float]]] = defaultdict(list)
    while len(queue):
        done, found = index.look_up(queue[:WINDOW], free, least)
        for leader, likely in found:
            if not free[leader]:
                continue
            model = _Model(wordings[long_enough[leader]].words, similarity)
            for other in likely:
                alike = model.likeness_of(wordings[long_enough[other]].words) if free[other] else None
                if alike is not None:
                    copies[long_enough[leader]].append((long_enough[other], alike))
                    free[other] = False
        free[queue[:done]] = False
        queue = queue[done:]
        queue = queue[free[queue]]
    return dict(copies)


class _Model:
    """A model text, cut into its runs of three words once for all the texts compared with it."""

    def __init__(self, words: str, similarity: float) -> None:
        self._words = words.split()
        self._runs = _runs(self._words)
        self._similarity = similarity

    def likeness_of(self, words: str) -> float | None:
        """Return the Jaccard of the two texts' runs of three words if the other is a copy of this model, else None."""
        theirs = words.split()
        runs = _runs(theirs)
        common = self._runs & runs
        alike = len(common) / (len(self._runs) + len(runs) - len(common))
        held = len(common) / len(self._runs)
        if alike < ALTERED_SHARE * self._similarity and held < HELD_RUNS:
            return None
        return alike if self._is_copy(theirs, common, alike) else None

    def _is_copy(self, theirs: Sequence[str], common: set[_Run], alike: float) -> bool:
        held, own = _covered(self._words, common), _covered(theirs, common)
        altered = alike >= ALTERED_SHARE * self._similarity and min(held, own) >= (1 + self._similarity) / 2
        on_purpose = len(self._words) >= max(CARRIED_WORDS, CARRIED_SHARE * len(theirs))
        carried = held >= WHOLE and (alike >= self._similarity or on_purpose)
        cut = own >= WHOLE and alike >= self._similarity and tuple(self._words[:RUN]) in common
        return altered or carried or cut


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
