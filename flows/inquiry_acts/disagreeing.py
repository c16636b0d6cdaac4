"""When one text got several outcomes: the departments concerned are told once per state of their disagreement."""

from __future__ import annotations

from collections.abc import Sequence

from domain.definition_parts import Department, Recipient
from domain.documents.mail_kinds import Disagreement as DisagreementMail
from domain.documents.mail_kinds import DividedGroup
from domain.inquiry.evaluation import Disagreement
from domain.minutes import Minutes
from domain.register import digest
from domain.vocabulary import DocumentKind
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.inquiry_acts.letters import letter
from flows.inquiry_acts.sheets import FOLDER
from flows.inquiry_acts.writing import write_synthesis
from flows.steps import Moment, Step


def next_steps(case: InquiryCase, stages: frozenset[str]) -> Sequence[Step[InquiryCase]]:
    """Return the step that tells of the present disagreement; none when every group has one outcome.

    Its name holds a hash of who said what: the same state is told once, a changed one again.
    """
    if not case.disagreements:
        return []
    return [
        Step(
            f"disagree-{fingerprint(case.disagreements)}",
            "Avviso di esiti diversi per lo stesso testo",
            stages,
            due=lambda case: case.progress.last_evaluated_at,
            do=tell,
        )
    ]


def fingerprint(disagreements: Sequence[Disagreement]) -> str:
    """Return eight hexadecimal digits that stand for a state of disagreement."""
    return digest(
        [
            [one.group_number, [[number, code, outcome.name] for number, code, outcome in one.answers]]
            for one in disagreements
        ]
    )[:8]


def tell(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Write the draft synthesis that shows the groups, and a letter to each department concerned and to the officer."""
    state = fingerprint(case.disagreements)
    draft = write_synthesis(
        desk,
        case,
        load_views(desk, case.id),
        DocumentKind.DRAFT_SYNTHESIS,
        name=f"{FOLDER}/bozza-sintesi-esiti-diversi-{state}.docx",
        created=moment.as_of,
    )
    names = case.definition.department_names

    def told(to: Recipient | Department, about: str, groups: Sequence[Disagreement]) -> None:
        minutes.letters.append(
            letter(
                desk,
                case,
                DisagreementMail,
                to,
                about=f"{about}:{state}",
                attachments=[draft.name],
                groups=[DividedGroup(one.group_number, one.in_words(names)) for one in groups],
                due_on=case.calendar.evaluation.last_on,
                document=draft.name.rpartition("/")[2],
            )
        )

    minutes = Minutes(documents=[draft])
    for department in case.definition.departments:
        concerned = [one for one in case.disagreements if department.code in one.departments]
        if concerned:
            told(department, department.code, concerned)
    told(case.definition.recipients.responsible, "responsabile", case.disagreements)
    return minutes
