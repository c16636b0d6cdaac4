"""The synthesis' lists of single comments and groups; a moderated text never gets into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.documents.spoken import Count
from domain.inquiry.annex_entries import runs_of
from domain.inquiry.contexts.synthesis import GroupRow, LateRow, MissingRow, SupportedRow
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.synthesis_rows import NO_OUTCOME, UNASSIGNED, counted_outcome, ranked
from domain.inquiry.tally import GroupTally, Tally, why_not_answered
from domain.inquiry.views import CommentView
from domain.italian import instant_in_words, listed, number
from domain.vocabulary import Outcome

_EXCERPT_CHARACTERS = 110
_MODERATED = "[testo moderato]"


def group_rows(counts: Tally, most: int) -> list[GroupRow]:
    """Return the largest groups."""
    largest = sorted(counts.groups.items(), key=lambda item: (-item[1].size, item[0]))
    return [_group_row(group_number, group) for group_number, group in largest[:most]]


def contradiction_rows(counts: Tally) -> list[GroupRow]:
    """Return the groups whose members got different outcomes."""
    return [
        _group_row(group_number, group)
        for group_number, group in sorted(counts.groups.items())
        if len([outcome for outcome in group.outcomes if outcome is not None]) > 1
    ]


def _group_row(group_number: int, group: GroupTally) -> GroupRow:
    model = group.model
    return GroupRow(
        number=group_number,
        size=group.size,
        model=f"n. {number(model.number)}" if model else "–",
        excerpt=excerpt(model) if model else "–",
        outcome=_common_outcome(group.outcomes),
    )


def _common_outcome(outcomes: Mapping[Outcome | None, int]) -> str:
    decided = sorted({outcome for outcome in outcomes if outcome is not None}, key=list(Outcome).index)
    if not decided:
        return NO_OUTCOME
    if len(decided) > 1:
        return f"esiti diversi: {listed([counted_outcome(outcome, outcomes[outcome]) for outcome in decided])}"
    return decided[0].value if None not in outcomes else f"{decided[0].value}, non per tutti"


def supported_rows(definition: InquiryDefinition, views: Sequence[CommentView], counts: Tally) -> list[SupportedRow]:
    """Return the most supported comments; among equals the earlier number comes first."""
    titles = definition.part_titles
    chosen = [views[position] for _, _, position in sorted(counts.supported, reverse=True)]
    return [
        SupportedRow(
            number=f"n. {number(view.number)}",
            part=titles[view.part],
            supports=view.supports or 0,
            excerpt=excerpt(view),
            outcome=_outcome_of(view),
        )
        for view in chosen
    ]


def _outcome_of(view: CommentView) -> str:
    if not view.must_be_answered:
        return view.admission.value
    return view.outcome.value if view.outcome else NO_OUTCOME


def late_rows(definition: InquiryDefinition, counts: Tally, most: int) -> list[LateRow]:
    """Return the late comments by number."""
    titles = definition.part_titles
    return [
        LateRow(
            number=f"n. {number(view.number)}",
            part=titles[view.part],
            submitted_at=instant_in_words(view.submitted_at, definition.timezone),
        )
        for view in sorted(counts.late, key=lambda view: view.number)[:most]
    ]


def missing_rows(definition: InquiryDefinition, counts: Tally, most: int) -> list[MissingRow]:
    """Return the comments whose answer is not complete, those of one department and part that lack the same together.

    At most so many comments are named, by department, part and number.
    """
    titles, names = definition.part_titles, definition.department_names
    rank = {code: place for place, code in enumerate(titles)}
    ordered = sorted(counts.missing, key=lambda view: (view.department, rank[view.part], view.number))
    rows: dict[tuple[str, str, str], list[int]] = {}
    for view in ordered[:most]:
        lacks = listed(why_not_answered(view))
        rows.setdefault((view.department, view.part, lacks), []).append(view.number)
    return [
        MissingRow(
            numbers=runs_of(numbers),
            count=len(numbers),
            part=titles[part],
            department=names.get(department, UNASSIGNED),
            missing=lacks,
        )
        for (department, part, lacks), numbers in rows.items()
    ]


def missing_by_department(definition: InquiryDefinition, counts: Tally) -> list[Count]:
    """Return how many complete answers each department still owes, the most first."""
    names = definition.department_names
    owed = Counter(names.get(view.department, UNASSIGNED) for view in counts.missing)
    return [Count(label=name, count=count) for name, count in ranked(owed)]


def excerpt(view: CommentView) -> str:
    """Return how a comment begins, on one line; never a moderated text."""
    if not view.is_public:
        return _MODERATED
    words = " ".join((view.title or view.text).split())
    if len(words) <= _EXCERPT_CHARACTERS:
        return words
    return words[:_EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + "…"
