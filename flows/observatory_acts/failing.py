"""A preparation that comes to nothing: the last edition stands, and the office is told why."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.documents.mail_of_observatory import EditionFailed
from domain.errors import Refusal
from domain.minutes import Minutes
from domain.observatory.record import edition_subject
from domain.register import EntryDraft
from domain.store.observatory import Refresh
from domain.vocabulary import EntryKind, RefreshEnd
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.inputs import Inputs
from flows.observatory_acts.letters import to_the_office
from flows.steps import Moment

PATIENCE = timedelta(hours=1)
"""A preparation without an end is told of after so long: its turn is free, so that nobody is at work on it."""
_LONGEST = 600


def begin(desk: Desk, case: ObservatoryCase, inputs: Inputs, *, as_of: datetime) -> str:
    """Put on record that a preparation begins, unless the same one was begun or refused before; returns its subject."""
    same = [one for one in case.progress.refreshes if one.inputs_sha256 == inputs.sha256]
    if same and not same[-1].is_done and same[-1].end is not RefreshEnd.BROKEN:
        return same[-1].subject
    subject = f"{inputs.year} {inputs.sha256[:16]} {len(same) + 1}"
    draft = len(case.progress.drafts) + 1
    payload = {"year": inputs.year, "inputs_sha256": inputs.sha256, "draft": draft}
    entry = EntryDraft(EntryKind.REFRESH, subject, as_of, "ufficio", payload)
    desk.keep(case.id, Minutes(entries=[entry]), as_of=as_of)
    return subject


def failed(desk: Desk, case: ObservatoryCase, subject: str, year: int, why: Refusal, *, as_of: datetime) -> Minutes:
    """Write down that a preparation was refused; the same one refused again leaves nothing more.

    Problem and remedy alone go out: the faults of a refusal may name what stands in a row.
    """
    if any(one.subject == subject and one.end is not None for one in case.progress.refreshes):
        return Minutes()
    return _ended(desk, case, subject, year, RefreshEnd.REFUSED, why, as_of)


def tell_broken(desk: Desk, case: ObservatoryCase, moment: Moment, *, refresh: Refresh) -> Minutes:
    """Tell the office that a preparation ended without a word, killed with its program or its machine."""
    why = Refusal(
        "la preparazione si è interrotta senza finire: il programma o la macchina si sono fermati",
        "controllate memoria e spazio della macchina con «istruttoria doctor», poi ripetete",
    )
    return _ended(desk, case, refresh.subject, refresh.year, RefreshEnd.BROKEN, why, moment.as_of)


def _ended(
    desk: Desk, case: ObservatoryCase, subject: str, year: int, end: RefreshEnd, why: Refusal, as_of: datetime
) -> Minutes:
    problem, remedy = why.problem[:_LONGEST], why.remedy[:_LONGEST]
    entry = EntryDraft(
        EntryKind.REFRESH_FAILED, subject, as_of, "ufficio", {"end": end.name, "problem": problem, "remedy": remedy}
    )
    last = case.progress.last
    letters = to_the_office(
        desk,
        case,
        EditionFailed,
        about=subject.replace(" ", "-"),
        year=year,
        problem=problem,
        remedy=remedy,
        standing=edition_subject(last.year, last.revision or 0) if last else "",
    )
    return Minutes(entries=[entry], letters=letters)
