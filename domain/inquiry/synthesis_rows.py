"""The synthesis' tables of numbers: by outcome, part, department, channel and meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from domain.documents.spoken import Count
from domain.inquiry.contexts.synthesis import (
    ChannelRow,
    DepartmentRow,
    PartRow,
    PartSection,
)
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.tally import TOP_CHANGES, Tally
from domain.italian import counted, listed, number, percent
from domain.vocabulary import CHANGES_THE_PLAN, Channel, Outcome

Word = TypeVar("Word", bound=StrEnum)

NO_OUTCOME = "senza esito"
UNASSIGNED = "da assegnare"


_COUNTED = {
    Outcome.ACCEPTED: ("accolto", "accolti"),
    Outcome.PARTLY_ACCEPTED: ("accolto in parte", "accolti in parte"),
    Outcome.NOT_ACCEPTED: ("non accolto", "non accolti"),
    Outcome.ALREADY_PROVIDED: ("già previsto", "già previsti"),
    Outcome.NOT_PERTINENT: ("non pertinente", "non pertinenti"),
    None: (NO_OUTCOME, NO_OUTCOME),
}
"""How so many contributions are said to have an outcome: the outcome's own word agrees with «osservazione»."""


def counted_outcome(outcome: Outcome | None, count: int) -> str:
    """Return how many contributions have an outcome: 1 accolto, 29 accolti in parte."""
    return counted(count, *_COUNTED[outcome])


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
        lines.append((NO_OUTCOME, totals[None]))
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
                changes=[change for change, _ in ranked(changes)[:TOP_CHANGES]],
                changes_more=f"{more} nell'allegato delle controdeduzioni." if more else "",
            )
        )
    return sections


def _summary(part: str, admitted: int, counts: Tally) -> str:
    if not admitted:
        return "Nessun contributo ammesso."
    told = [counted_outcome(outcome, count) for outcome in (*Outcome, None) if (count := counts.parts[part, outcome])]
    changing = sum(counts.parts[part, outcome] for outcome in CHANGES_THE_PLAN)
    opening = counted(admitted, "contributo ammesso", "contributi ammessi")
    return f"{opening}: {listed(told)}. Cambiano il piano: {number(changing)} ({percent(changing, admitted)})."


def department_rows(definition: InquiryDefinition, counts: Tally) -> list[DepartmentRow]:
    """Return every department of the definition, and a last row for comments that none has yet."""
    names = dict(definition.department_names)
    if counts.departments["", "assigned"]:
        names[""] = UNASSIGNED
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
    return [Count(label=event, count=count) for event, count in ranked(counts.events)[:most]]


def counts_of(counted_words: Mapping[Word, int]) -> list[Count]:
    """Return words of the vocabulary with how many, in the vocabulary's order."""
    ordered = sorted(counted_words, key=lambda word: list(type(word).__members__).index(word.name))
    return [Count(label=word.value, count=counted_words[word]) for word in ordered]


def ranked(counter: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return labels with their numbers, the highest first, equals by alphabet."""

    def rank(item: tuple[str, int]) -> tuple[int, str]:
        return (-item[1], item[0])

    items: Iterable[tuple[str, int]] = counter.items()
    return sorted(items, key=rank)
