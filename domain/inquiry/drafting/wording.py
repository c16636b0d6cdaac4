"""What more than one document of an inquiry says: the heading, the days, the counts, the outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.definition_parts import Act
from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import OutcomeLine
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.italian import day_in_words
from domain.vocabulary import Admission, Outcome

_MEANINGS = {
    Outcome.ACCEPTED: "la proposta entra nel piano",
    Outcome.PARTLY_ACCEPTED: "una parte della proposta entra nel piano",
    Outcome.NOT_ACCEPTED: "la proposta non entra nel piano, per il motivo indicato",
    Outcome.ALREADY_PROVIDED: "il piano, o un atto vigente, prevede già quanto è chiesto",
    Outcome.NOT_PERTINENT: "il contributo riguarda altro rispetto al piano",
}


def common(definition: InquiryDefinition, *, written_on: date) -> dict[str, Any]:
    """Return what every document of an inquiry says."""
    recipients = definition.recipients
    return {
        "city": definition.city,
        "title": definition.title,
        "short_title": definition.short_title,
        "plan": definition.plan,
        "responsible": recipients.responsible.name,
        "responsible_email": recipients.responsible.email,
        "coordination": recipients.coordination.name,
        "platform": definition.platform.name,
        "platform_url": definition.platform.url,
        "written_on": day_in_words(written_on),
    }


def window_days(calendar: InquiryCalendar) -> dict[str, str]:
    """Return the first and the last day of the window, in words."""
    return {
        "window_from": day_in_words(calendar.window.first_on),
        "window_to": day_in_words(calendar.window.last_on),
    }


def act_line(act: Act) -> str:
    """Return an act as documents cite it: title, then number and day in brackets, which no word of it can take over."""
    known = [f"n. {act.number}"] if act.number else []
    known += [day_in_words(act.on)] if act.on else []
    return f"{act.title} ({', '.join(known)})" if known else act.title


def outcome_lines(definition: InquiryDefinition) -> list[OutcomeLine]:
    """Return the outcomes of an inquiry with what each means."""
    return [OutcomeLine(name=outcome.value, meaning=_MEANINGS[outcome]) for outcome in definition.outcomes]


def admissions(views: Sequence[CommentView]) -> dict[str, int]:
    """Count the comments: received = admitted + late."""
    late = sum(view.admission is Admission.LATE for view in views)
    return {"received": len(views), "admitted": len(views) - late, "late": late}
