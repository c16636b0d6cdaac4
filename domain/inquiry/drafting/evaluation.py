"""What is said while the departments evaluate: the convocation of the working group, the letter with each workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import ConvocationContext, CoverLetterContext, DepartmentLoad, PartLoad, SplitGroup
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.drafting.wording import admissions, common, outcome_lines
from domain.inquiry.routing import split_departments
from domain.inquiry.views import CommentView
from domain.italian import day_in_words, listed, register_numbers
from domain.vocabulary import Likeness


def convocation(
    definition: InquiryDefinition, calendar: InquiryCalendar, views: Sequence[CommentView], *, written_on: date
) -> ConvocationContext:
    """Return what the working group is called for: the load of every department, and what is to be agreed first."""
    names = definition.department_names
    split = _split_groups(definition, views)
    return ConvocationContext(
        **common(definition, written_on=written_on),
        **admissions(views),
        working_group=[one.name for one in definition.recipients.working_group],
        agenda=[
            "Quadro dei contributi ricevuti e dei gruppi di testi simili",
            "Assegnazione alle direzioni ed eventuali passaggi di competenza",
            "Criteri comuni per esiti e motivazioni",
            *(["Esito comune per i gruppi di testi simili che riguardano più direzioni"] if split else []),
            "Calendario della valutazione e dei solleciti",
        ],
        loads=[
            DepartmentLoad(department=names[code], comments=len(mine), groups=_groups(mine))
            for code, mine in by_department(views).items()
        ],
        split_groups=split,
        evaluation_from=day_in_words(calendar.evaluation.first_on),
        evaluation_to=day_in_words(calendar.evaluation.last_on),
        reminders=_reminders(calendar),
    )


def _split_groups(definition: InquiryDefinition, views: Sequence[CommentView]) -> list[SplitGroup]:
    names, split = definition.department_names, split_departments(views)
    members: dict[int, list[CommentView]] = {number: [] for number in split}
    for view in views:
        if view.group_number in members and view.must_be_answered:
            members[view.group_number].append(view)
    return [
        SplitGroup(
            number=number,
            model=register_numbers([_model(members[number]).number]),
            departments=listed([names.get(code, code) for code in codes]),
            comments=len(members[number]),
        )
        for number, codes in split.items()
    ]


def _model(members: Sequence[CommentView]) -> CommentView:
    return next((view for view in members if view.likeness is Likeness.MODEL), members[0])


def cover_letter(
    definition: InquiryDefinition,
    calendar: InquiryCalendar,
    department: str,
    views: Sequence[CommentView],
    *,
    forms: Sequence[str],
    written_on: date,
) -> CoverLetterContext:
    """Return what goes with the workbook of one department; `views` are the comments in it."""
    titles = definition.part_titles
    parts = Counter(view.part for view in views)
    return CoverLetterContext(
        **common(definition, written_on=written_on),
        department=definition.department_names[department],
        forms=list(forms),
        comments=len(views),
        groups=_groups(views),
        parts=[PartLoad(part=titles[code], comments=parts[code]) for code in titles if parts[code]],
        outcomes=outcome_lines(definition),
        return_by=day_in_words(calendar.evaluation.last_on),
        reminders=_reminders(calendar),
    )


def _reminders(calendar: InquiryCalendar) -> list[str]:
    return [day_in_words(at.astimezone(calendar.zone).date()) for _, at in calendar.reminders]


def _groups(views: Iterable[CommentView]) -> int:
    return len({view.group_number for view in views if view.group_number is not None})


def by_department(views: Iterable[CommentView]) -> dict[str, list[CommentView]]:
    """Sort the comments that must be answered by department, in order of code; unassigned ones are left out."""
    found: dict[str, list[CommentView]] = {}
    for view in views:
        if view.must_be_answered and view.department:
            found.setdefault(view.department, []).append(view)
    return dict(sorted(found.items()))
