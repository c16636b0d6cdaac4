"""Which comments are answered together: long texts wherever they stand, short ones only in the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.inquiry.definition import Grouping
from domain.inquiry.grouping import Group, group
from domain.inquiry.views import CommentView

Place = tuple[str, str, str]


def campaigns(views: Iterable[CommentView], rule: Grouping) -> list[Group]:
    """Group the comments that must be answered; groups are numbered from 1 in the order of their first comment.

    A short text ("sono d'accordo") means what it answers to: it is grouped only with its like under the same section
    and the same parent. A long one says the same wherever it is posted.
    """
    long: list[tuple[int, str]] = []
    short: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    for view in views:
        if not view.must_be_answered:
            continue
        if len(view.text.split()) < rule.shortest_words:
            short[view.part, view.section, view.parent_key].append((view.id, view.text))
        else:
            long.append((view.id, view.text))
    found = _groups(long, rule)
    for texts in short.values():
        found += _groups(texts, rule) if len(texts) > 1 else []
    found.sort(key=lambda one: one.members[0].id)
    return [replace(one, number=number) for number, one in enumerate(found, start=1)]


def _groups(texts: Sequence[tuple[int, str]], rule: Grouping) -> list[Group]:
    return group(texts, similarity=rule.similarity, shortest_words=rule.shortest_words)
