"""Telling of an extension: a new notice with the days that now hold, and a letter to everyone who knew the old ones."""

from __future__ import annotations

from collections.abc import Sequence

from domain.documents.mail_kinds import WindowExtended
from domain.inquiry import drafting
from domain.italian import day_in_words
from domain.minutes import Minutes
from domain.models import Decision
from domain.vocabulary import DecisionKind, DocumentKind, InquiryStage
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase
from flows.inquiry_acts.letters import letters_to_all
from flows.inquiry_acts.window import DURING
from flows.inquiry_acts.writing import write_word
from flows.steps import Moment, Step


def next_steps(case: InquiryCase, stages: frozenset[str]) -> Sequence[Step[InquiryCase]]:
    """Return a step for each extension on record: the rules do not change unseen (promise I2)."""
    extensions = [one for one in case.record.decisions if one.kind is DecisionKind.EXTENSION]
    return [_telling(place, one, stages) for place, one in enumerate(extensions, start=1)]


def _telling(place: int, extension: Decision, stages: frozenset[str]) -> Step[InquiryCase]:
    return Step(
        f"extension-{place}",
        "Avviso di proroga della finestra",
        stages,
        due=lambda _case: extension.recorded_at,
        do=lambda desk, case, moment: _tell(desk, case, moment, place, extension),
        why_not=lambda _desk, case: None if "rules" in case.done else "attende la pubblicazione delle regole",
    )


def _tell(desk: Desk, case: InquiryCase, moment: Moment, place: int, extension: Decision) -> Minutes:
    calendar, recipients = case.calendar, case.definition.recipients
    written_on, title = case.day(moment.as_of), "Avviso pubblico di proroga"
    notice = write_word(
        desk,
        case,
        DocumentKind.NOTICE,
        drafting.notice(
            case.definition,
            calendar,
            written_on=written_on,
            moved_by=f"{extension.act} del {day_in_words(extension.act_on)}",
        ),
        name=f"{DURING}/avviso-di-proroga-{place}.docx",
        title=title,
        created=moment.as_of,
        public_from=InquiryStage.PREPARATION,
    )
    told = {
        "act": extension.act,
        "act_on": extension.act_on,
        "closes_on": calendar.window.last_on,
        "evaluation_starts_on": calendar.evaluation.first_on,
        "evaluation_ends_on": calendar.evaluation.last_on,
        "document": title,
        "attachments": [notice.name],
    }
    known = [*recipients.working_group, recipients.coordination]
    letters = [
        *letters_to_all(desk, case, WindowExtended, known, about=f"proroga-{place}", **told),
        *letters_to_all(
            desk,
            case,
            WindowExtended,
            [recipients.platform],
            about=f"proroga-{place}:piattaforma",
            publishes=True,
            **told,
        ),
    ]
    return Minutes(documents=[notice], letters=letters)
