"""One answer for a group: who is asked, whom the answer covers, and where a group was answered in different ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.errors import Fault
from domain.inquiry.views import CommentView
from domain.italian import listed, register_numbers
from domain.vocabulary import Likeness, Outcome


@dataclass(frozen=True, slots=True)
class EvaluatedComment:
    """What a department decided of one comment."""

    comment_number: int
    outcome: Outcome
    reason: str
    plan_change: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A group of like texts that got different outcomes (gruppo discorde): who gave which outcome to which number.

    Members that add a text of their own are not in it: they may rightly differ.
    """

    group_number: int
    answers: tuple[tuple[int, str, Outcome], ...]
    """Number, department, outcome; in order of number."""

    @property
    def departments(self) -> list[str]:
        return sorted({department for _, department, _ in self.answers})

    def in_words(self, names: Mapping[str, str]) -> list[str]:
        """Say, outcome by outcome, which contributions got it from which departments, by their `names`."""
        lines = []
        for outcome in sorted({outcome for _, _, outcome in self.answers}, key=list(Outcome).index):
            given = [(number, department) for number, department, found in self.answers if found is outcome]
            by = listed(sorted({names.get(department, department) for _, department in given}))
            lines.append(f"«{outcome}» da {by}: {register_numbers([number for number, _ in given])}")
        return lines


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that a department owes (quesito): to a single comment, or once to its members of a group."""

    asked: CommentView
    covered: tuple[CommentView, ...] = ()
    """The other members, in order of number."""

    @property
    def with_additions(self) -> tuple[CommentView, ...]:
        """The members that say something of their own, which may be answered on their own."""
        return tuple(view for view in self.covered if view.added_text)


def questions(views: Iterable[CommentView], department: str) -> list[Question]:
    """Return what this department must answer, in order of number.

    A group is asked once per department: its model answers for it when it is this department's, else the member that
    is closest to the model (a campaign on two parts is answered by two departments).
    """
    mine = sorted((view for view in views if _is_owed(view, department)), key=lambda view: view.number)
    members: dict[int, list[CommentView]] = defaultdict(list)
    for view in mine:
        if view.group_number is not None:
            members[view.group_number].append(view)
    asked = {number: min(group, key=_distance) for number, group in members.items()}
    owed = []
    for view in mine:
        if view.group_number is None:
            owed.append(Question(view))
        elif asked[view.group_number] is view:
            owed.append(Question(view, tuple(one for one in members[view.group_number] if one is not view)))
    return owed


def has_own_answer(member: CommentView, asked: CommentView) -> bool:
    """Tell whether a member was answered on its own, otherwise than the row that answers for its group."""
    if member.outcome is None or not member.added_text:
        return False
    theirs = (member.outcome, member.reason, member.plan_change)
    return theirs != (asked.outcome, asked.reason, asked.plan_change)


def expand_groups(
    evaluations: Sequence[EvaluatedComment], views: Iterable[CommentView], department: str
) -> list[EvaluatedComment]:
    """Return one evaluation for every comment that these rows answer, in order of number.

    A member keeps an answer of its own, given in these rows or before; everybody else of the group gets the answer
    of the row that was asked. Members that another department passed on when that row had been answered already, and
    of which one came back now in a row of its own, get the answer on record.
    """
    given = {one.comment_number: one for one in evaluations}
    expanded = dict(given)
    for question in questions(views, department):
        answer = given.get(question.asked.number)
        latecomers = answer is None and any(member.number in given for member in question.covered)
        if latecomers:
            answer = on_record(question.asked)
        if answer is None:
            continue
        for member in question.covered:
            is_open = member.outcome is None if latecomers else not has_own_answer(member, question.asked)
            if member.number not in given and is_open:
                expanded[member.number] = replace(answer, comment_number=member.number)
    return [expanded[number] for number in sorted(expanded)]


def on_record(view: CommentView) -> EvaluatedComment | None:
    """Return the answer that a comment already has, if any."""
    if view.outcome is None:
        return None
    return EvaluatedComment(view.number, view.outcome, view.reason, view.plan_change)


def contradictions(views: Iterable[CommentView], *, own_additions: bool = True) -> list[Fault]:
    """Return the groups whose members have different outcomes, one fault each.

    `own_additions=False` leaves out the members that add a text of their own, which may rightly differ.
    """
    groups: dict[int, list[CommentView]] = defaultdict(list)
    for view in views:
        if view.group_number is not None and view.outcome is not None and (own_additions or not view.added_text):
            groups[view.group_number].append(view)
    return [
        _contradiction(number, members)
        for number, members in sorted(groups.items())
        if len({member.outcome for member in members}) > 1
    ]


def _contradiction(number: int, members: list[CommentView]) -> Fault:
    by_outcome: dict[str, list[CommentView]] = defaultdict(list)
    for member in sorted(members, key=lambda view: view.number):
        by_outcome[str(member.outcome)].append(member)
    said = "; ".join(f"«{outcome}» {_listed(found)}" for outcome, found in sorted(by_outcome.items()))
    commonest = max(by_outcome.values(), key=len)
    if all(member.added_text for found in by_outcome.values() if found is not commonest for member in found):
        remedy = "confermate che l'aggiunta propria giustifica l'esito diverso, oppure uniformate l'esito"
    else:
        remedy = "le direzioni concordino un solo esito e lo scrivano nelle schede"
    return Fault(f"esiti diversi per lo stesso testo: {said}", remedy, f"gruppo {number}")


def _listed(members: list[CommentView], most: int = 10) -> str:
    direction = sorted({member.department for member in members if member.department})
    numbers = ", ".join(str(member.number) for member in members[:most])
    more = f" e altri {len(members) - most}" if len(members) > most else ""
    return f"(n. {numbers}{more}; {', '.join(direction)})" if direction else f"(n. {numbers}{more})"


def _is_owed(view: CommentView, department: str) -> bool:
    return view.must_be_answered and view.department == department


def _distance(view: CommentView) -> tuple[int, int]:
    nearness = {Likeness.MODEL: 0, Likeness.EXACT: 1}
    return (nearness.get(view.likeness, 2 if not view.added_text else 3) if view.likeness else 3, view.number)
