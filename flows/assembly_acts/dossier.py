"""The response dossier leaves the house: the city's answers point by point, every delay in sight (promise A12)."""

from __future__ import annotations

from typing import Any

from domain.assembly.contexts import ResponseDossierContext
from domain.assembly.dossier import DossierLines, DossierState, dossier_lines
from domain.assembly.year_charts import dossier_pictures
from domain.definition_parts import Department, Recipient
from domain.documents.mail_of_assembly import DossierPublished
from domain.italian import day_in_words
from domain.minutes import FiledDocument, Minutes
from domain.models import Decision
from domain.vocabulary import AssemblyStage, DecisionKind, DocumentKind
from flows.assembly_acts.asking import FOLDER, state_of, term_words, views_of
from flows.assembly_acts.case import AssemblyCase
from flows.assembly_acts.letters import letter, letter_to
from flows.assembly_acts.members import members_on
from flows.assembly_acts.writing import common, write_paper
from flows.edges import Desk
from flows.steps import Moment

NAME = f"{FOLDER}/dossier-di-risposta.docx"


def publish(desk: Desk, case: AssemblyCase, moment: Moment) -> Minutes:
    """Write the dossier as it was approved, and tell members, departments and administration."""
    approval = case.decision(DecisionKind.ANSWER)
    assert approval is not None
    state = state_of(case, case.day(moment.as_of))
    lines = dossier_lines(views_of(case), state, case.definition.department_names)
    document = _write(desk, case, moment, approval, state, lines)
    told: dict[str, Any] = {
        "recommendations": state.total,
        "outcomes": [f"{one.label}: {one.count}" for one in lines.outcomes if one.count],
        "act": approval.act,
        "act_on": approval.act_on,
        "document": document.title,
        "site": case.definition.invitations.help_desk.url,
    }
    everyone: list[Department | Recipient] = [
        *case.definition.departments,
        *case.definition.recipients.administration,
    ]
    offices = {one.email: one for one in everyone}
    letters = [
        letter(desk, case, DossierPublished, to, about=f"ufficio-{place}", attachments=[document.name], **told)
        for place, to in enumerate(offices.values(), start=1)
    ]
    letters += [
        letter_to(desk, case, DossierPublished, one.name, one.email, about=f"membro-{one.code}", **told)
        for one in members_on(desk, case, case.day(moment.as_of))
        if one.email
    ]
    return Minutes(documents=[document], letters=letters, stage=AssemblyStage.ANSWERED)


def _write(
    desk: Desk, case: AssemblyCase, moment: Moment, approval: Decision, state: DossierState, lines: DossierLines
) -> FiledDocument:
    pictures = dossier_pictures(lines.outcomes)
    context = ResponseDossierContext(
        **common(desk, case, at=moment.as_of),
        received_on=day_in_words(state.received_on),
        due_on=day_in_words(state.due_on),
        term=term_words(case.definition.answering.answer_months),
        recommendations=state.total,
        answered=state.answered,
        missing=len(state.gaps),
        late=len(state.delays),
        act=f"{approval.act} del {day_in_words(approval.act_on)}",
        is_draft=False,
        outcomes=lines.outcomes,
        alt_outcomes=pictures["grafico_esiti"].alt,
        departments=lines.departments,
        answers=lines.answers,
        gaps=lines.gaps,
    )
    return write_paper(
        desk,
        case,
        DocumentKind.RESPONSE_DOSSIER,
        context,
        name=NAME,
        created=moment.as_of,
        public_from=AssemblyStage.ANSWERED,
        pictures=pictures,
    )
