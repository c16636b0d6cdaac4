"""The rows of the synthesis' tables, from the figures of the inquiry; a moderated text never gets into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from domain.inquiry.contexts.base import Count
from domain.inquiry.contexts.synthesis import (
    ChannelRow,
    DepartmentRow,
    GroupRow,
    LateRow,
    MissingRow,
    PartRow,
    PartSection,
    SupportedRow,
)
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.tally import TOP_CHANGES, GroupTally, Tally, why_not_answered
from domain.inquiry.views import CommentView
from domain.italian import counted, instant_in_words, listed, number, percent
from domain.vocabulary import CHANGES_THE_PLAN, Channel, Outcome

Word = TypeVar("Word", bound=StrEnum)

_EXCERPT_CHARACTERS = 110
_MODERATED = "[testo moderato]"
_NO_OUTCOME = "senza esito"
_UNASSIGNED = "da assegnare"


def outcome_totals(counts: Tally) -> Counter[Outcome | None]:
    """Return admitted comments by outcome; None: no outcome yet."""
    totals = Counter[Outcome | None]()
    for (_, outcome), count in counts.parts.items():
        totals[outcome] += count
    return totals


def part_totals(counts: Tally) -> Counter[str]:
    """Return admitted comments by part."""
    totals = Counter[str]()
    for (part, _), count in counts.parts.items():
        totals[part] += count
    return totals


def outcome_counts(definition: InquiryDefinition, counts: Tally) -> list[Count]:
    """Return admitted comments by outcome, in the definition's order, those without one at the end if there are."""
    totals = outcome_totals(counts)
    lines = [(outcome.value, totals[outcome]) for outcome in definition.outcomes]
    if totals[None]:
        lines.append((_NO_OUTCOME, totals[None]))
    return [Count(label=label, count=count, share=percent(count, counts.admitted)) for label, count in lines]


def part_rows(definition: InquiryDefinition, counts: Tally) -> list[PartRow]:
    """Return every part in the definition's order, also those that nobody commented."""
    totals = part_totals(counts)
    return [
        PartRow(
            part=part.title,
            admitted=totals[part.code],
            accepted=counts.parts[part.code, Outcome.ACCEPTED],
            partly=counts.parts[part.code, Outcome.PARTLY_ACCEPTED],
            not_accepted=counts.parts[part.code, Outcome.NOT_ACCEPTED],
            already=counts.parts[part.code, Outcome.ALREADY_PROVIDED],
            not_pertinent=counts.parts[part.code, Outcome.NOT_PERTINENT],
            pending=counts.parts[part.code, None],
        )
        for part in definition.parts
    ]


def part_sections(definition: InquiryDefinition, counts: Tally) -> list[PartSection]:
    """Return every part told in words, with the changes that were decided for it, the most frequent first."""
    totals = part_totals(counts)
    names = definition.department_names
    sections = []
    for part in definition.parts:
        changes = counts.changes.get(part.code, Counter())
        rest = len(changes) - TOP_CHANGES
        more = counted(rest, "altra modifica sta", "altre modifiche stanno") if rest > 0 else ""
        sections.append(
            PartSection(
                part=part.title,
                department=names[part.departments[0]],
                summary=_summary(part.code, totals[part.code], counts),
                changes=[change for change, _ in _ranked(changes)[:TOP_CHANGES]],
                changes_more=f"{more} nell'allegato delle controdeduzioni." if more else "",
            )
        )
    return sections


def _summary(part: str, admitted: int, counts: Tally) -> str:
    if not admitted:
        return "Nessun contributo ammesso."
    told = [
        f"{number(count)} {outcome.value if outcome else _NO_OUTCOME}"
        for outcome in (*Outcome, None)
        if (count := counts.parts[part, outcome])
    ]
    changing = sum(counts.parts[part, outcome] for outcome in CHANGES_THE_PLAN)
    opening = counted(admitted, "contributo ammesso", "contributi ammessi")
    return f"{opening}: {listed(told)}. Cambiano il piano: {percent(changing, admitted)}."


def department_rows(definition: InquiryDefinition, counts: Tally) -> list[DepartmentRow]:
    """Return every department of the definition, and a last row for comments that none has yet."""
    names = dict(definition.department_names)
    if counts.departments["", "assigned"]:
        names[""] = _UNASSIGNED
    return [
        DepartmentRow(
            department=name,
            assigned=counts.departments[code, "assigned"],
            evaluated=counts.departments[code, "evaluated"],
            changing=counts.departments[code, "changing"],
            pending=counts.departments[code, "assigned"] - counts.departments[code, "evaluated"],
        )
        for code, name in names.items()
    ]


def channel_rows(counts: Tally) -> list[ChannelRow]:
    """Return the channels through which something came, in the vocabulary's order."""
    return [
        ChannelRow(
            channel=channel.value,
            received=received,
            admitted=received - counts.channels[channel, "late"],
            late=counts.channels[channel, "late"],
            moderated=counts.channels[channel, "moderated"],
        )
        for channel in Channel
        if (received := counts.channels[channel, "received"])
    ]


def event_counts(counts: Tally, most: int) -> list[Count]:
    """Return the meetings with most contributions."""
    return [Count(label=event, count=count) for event, count in _ranked(counts.events)[:most]]


def counts_of(counted_words: Mapping[Word, int]) -> list[Count]:
    """Return words of the vocabulary with how many, in the vocabulary's order."""
    ordered = sorted(counted_words, key=lambda word: list(type(word)).index(word))
    return [Count(label=word.value, count=counted_words[word]) for word in ordered]


def group_rows(counts: Tally, most: int) -> list[GroupRow]:
    """Return the largest groups."""
    ranked = sorted(counts.groups.items(), key=lambda item: (-item[1].size, item[0]))
    return [_group_row(group_number, group) for group_number, group in ranked[:most]]


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
        return _NO_OUTCOME
    if len(decided) > 1:
        return f"esiti diversi: {listed([f'{outcomes[outcome]} {outcome.value}' for outcome in decided])}"
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
    return view.outcome.value if view.outcome else _NO_OUTCOME


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
    """Return the comments whose answer is not complete, by department and number."""
    titles, names = definition.part_titles, definition.department_names
    ordered = sorted(counts.missing, key=lambda view: (view.department, view.number))
    return [
        MissingRow(
            number=f"n. {number(view.number)}",
            part=titles[view.part],
            department=names.get(view.department, _UNASSIGNED),
            missing=listed(why_not_answered(view)),
        )
        for view in ordered[:most]
    ]


def missing_by_department(definition: InquiryDefinition, counts: Tally) -> list[Count]:
    """Return how many complete answers each department still owes, the most first."""
    names = definition.department_names
    owed = Counter(names.get(view.department, _UNASSIGNED) for view in counts.missing)
    return [Count(label=name, count=count) for name, count in _ranked(owed)]


def excerpt(view: CommentView) -> str:
    """Return how a comment begins, on one line; never a moderated text."""
    if not view.is_public:
        return _MODERATED
    words = " ".join((view.title or view.text).split())
    if len(words) <= _EXCERPT_CHARACTERS:
        return words
    return words[:_EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + "…"


def _ranked(counter: Mapping[str, int]) -> list[tuple[str, int]]:
    def rank(item: tuple[str, int]) -> tuple[int, str]:
        return (-item[1], item[0])

    items: Iterable[tuple[str, int]] = counter.items()
    return sorted(items, key=rank)
