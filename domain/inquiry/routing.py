"""Which department answers what: the competence table by part, and what departments pass on to one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.documents.forms.answering import bounced, passed_on_words
from domain.documents.forms.reasoned import HandingOn
from domain.errors import Fault, Refusal
from domain.inquiry.definition import InquiryDefinition, Part
from domain.inquiry.evaluation.groups import Question, questions
from domain.inquiry.views import CommentView


class Routed(NamedTuple):
    """A comment given to a department (assegnazione), with the reason that stays on record."""

    comment_number: int
    department: str
    reason: str


def route(views: Iterable[CommentView], definition: InquiryDefinition) -> list[Routed]:
    """Give every comment that must be answered and has no department yet to the first department of its part.

    Members of one group on different parts stay with their parts' departments: see `split_groups`.
    Raises: Refusal when a comment's part is not in the definition.
    """
    parts = {part.code: part for part in definition.parts}
    routed = []
    for view in sorted(views, key=lambda view: view.number):
        if not view.must_be_answered or view.department:
            continue
        if view.part not in parts:
            problem = f"la parte «{view.part}» non è nella definizione"
            raise Refusal(problem, "aggiungetela alla definizione, con le direzioni competenti", f"n. {view.number}")
        part = parts[view.part]
        routed.append(Routed(view.number, part.departments[0], _competence(part, definition)))
    return routed


def split_groups(views: Iterable[CommentView], definition: InquiryDefinition) -> list[Fault]:
    """Return the groups that more than one department answers, so that they agree on one outcome beforehand."""
    names = definition.department_names
    return [
        Fault(
            f"lo stesso testo riguarda più direzioni: {', '.join(names.get(code, code) for code in codes)}",
            "concordate un solo esito prima di compilare le schede",
            f"gruppo {number}",
        )
        for number, codes in split_departments(views).items()
    ]


def split_departments(views: Iterable[CommentView]) -> dict[int, list[str]]:
    """Return, by number, the groups that more than one department answers, with those departments; both sorted."""
    departments: dict[int, set[str]] = defaultdict(set)
    for view in views:
        if view.group_number is not None and view.must_be_answered and view.department:
            departments[view.group_number].add(view.department)
    return {number: sorted(codes) for number, codes in sorted(departments.items()) if len(codes) > 1}


def reroute(
    handed_on: Iterable[HandingOn],
    views: Sequence[CommentView],
    definition: InquiryDefinition,
    *,
    department: str,
    history: Mapping[int, Sequence[str]],
    answered: Collection[int] = (),
) -> tuple[list[Routed], list[Fault]]:
    """Return the new assignments that a department asks for, and the ones that somebody else must decide.

    A group moves as a whole, apart from the numbers `answered` on their own in the same form. A comment that comes
    back to a department that already passed it on is not moved again. Shape: `history` has, by number, the departments
    that held a comment before this one, oldest first.
    """
    asked = {question.asked.number: question for question in questions(views, department)}
    sender = definition.department_names.get(department, department)
    routed: list[Routed] = []
    faults: list[Fault] = []
    for one in handed_on:
        if one.department in history.get(one.number, ()):
            name = definition.department_names.get(one.department, one.department)
            faults.append(bounced(one.number, name))
            continue
        routed += [
            Routed(number, one.department, passed_on_words(sender, one.reason))
            for number in _numbers(one.number, asked.get(one.number))
            if number == one.number or number not in answered
        ]
    return routed, faults


def _numbers(number: int, question: Question | None) -> list[int]:
    return [number, *(member.number for member in question.covered)] if question else [number]


def _competence(part: Part, definition: InquiryDefinition) -> str:
    consulted = [definition.department_names[code] for code in part.departments[1:]]
    reason = f"competente per la parte «{part.title}»"
    return f"{reason}; da consultare: {', '.join(consulted)}" if consulted else reason
