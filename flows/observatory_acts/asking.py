"""The senders are asked for their extracts, in time for the edition, and those who sent nothing are reminded."""

from __future__ import annotations

from datetime import datetime

from domain.documents.mail_of_observatory import ExtractRequest
from domain.errors import Refusal
from domain.minutes import FiledDocument, Minutes
from domain.observatory.contracts.questionnaires import blank_questionnaire
from domain.observatory.definition_house import Sender
from domain.store import processes
from domain.vocabulary import DocumentKind, ExtractKind
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase, load_case
from flows.observatory_acts.letters import letter
from flows.steps import Moment, in_turn

FORMS = "questionari"


def ask(desk: Desk, case: ObservatoryCase, moment: Moment, *, year: int) -> Minutes:
    """Write to every sender what the edition of a year needs from it."""
    return _asked(desk, case, moment, year=year, is_reminder=False)


def remind(desk: Desk, case: ObservatoryCase, moment: Moment, *, year: int) -> Minutes:
    """Write to the senders that have still something to hand in."""
    return _asked(desk, case, moment, year=year, is_reminder=True)


def _asked(desk: Desk, case: ObservatoryCase, moment: Moment, *, year: int, is_reminder: bool) -> Minutes:
    minutes = Minutes()
    for sender in case.definition.senders:
        missing = case.missing(sender, year)
        if not missing:
            continue
        form = _form(desk, case, minutes, sender, year, moment.as_of)
        minutes.letters.append(
            letter(
                desk,
                case,
                ExtractRequest,
                sender,
                about=f"{year}:{sender.code}{':sollecito' if is_reminder else ''}",
                attachments=[form[0]] if form else [],
                year=year,
                extracts=[str(kind) for kind in missing],
                due_on=case.year(year).due_on,
                form=form[1] if form else "",
                is_reminder=is_reminder,
            )
        )
    return minutes


@in_turn
def write_form(desk: Desk, process_id: str, sender: str, *, year: int, as_of: datetime) -> str:
    """Write the blank questionnaire of a body for a year; returns its name, the same one if it was written before.

    Raises: Refusal when the body hands in no questionnaires.
    """
    case = load_case(desk, process_id)
    minutes = Minutes()
    form = _form(desk, case, minutes, case.sender(sender, ExtractKind.QUESTIONNAIRES), year, as_of)
    if form is None:
        raise Refusal("questo ente non consegna questionari", "aggiungetelo a «senders» nella definizione")
    if minutes.documents:
        desk.keep(process_id, minutes, as_of=as_of)
    return form[0]


def _form(
    desk: Desk, case: ObservatoryCase, minutes: Minutes, sender: Sender, year: int, as_of: datetime
) -> tuple[str, str] | None:
    """Name and title of a body's questionnaire, written unless it is there; None when it hands in none."""
    if ExtractKind.QUESTIONNAIRES not in sender.sends:
        return None
    name, title = f"{FORMS}/{year}/questionario-{sender.code}.xlsx", f"Questionario {year} – {sender.name}"
    with desk.reading() as session:
        written = processes.document_named(session, case.id, name)
    if written is None:
        data = blank_questionnaire(process=case.id, body=sender.code, year=year, created=as_of)
        document: FiledDocument = desk.file(case.id, DocumentKind.QUESTIONNAIRE_FORM, name, data, title=title)
        minutes.documents.append(document)
    return name, title
