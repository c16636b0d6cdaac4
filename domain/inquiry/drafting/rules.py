"""What is said before the window opens: the public notice and the participation pact (promise I2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import DepartmentLine, NoticeContext, PactContext, PartLine, PhaseLine
from domain.inquiry.definition import InquiryDefinition, Period
from domain.inquiry.drafting.wording import act_line, common, outcome_lines, window_days
from domain.italian import day_in_words


def notice(definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date) -> NoticeContext:
    """Return what the public notice says."""
    return NoticeContext(**_rules(definition, calendar, written_on=written_on))


def pact(definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date) -> PactContext:
    """Return what the participation pact says (promises I1-I15)."""
    return PactContext(
        **_rules(definition, calendar, written_on=written_on),
        departments=[DepartmentLine(name=one.name, email=one.email) for one in definition.departments],
        working_group=[one.name for one in definition.recipients.working_group],
        moderators=list(definition.moderation.officers),
        outcomes=outcome_lines(definition),
        notice_days=definition.notice_days,
    )


def _rules(definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date) -> dict[str, Any]:
    names = definition.department_names
    phases = definition.phases
    return {
        **common(definition, written_on=written_on),
        **window_days(calendar),
        "evaluation_to": day_in_words(calendar.evaluation.last_on),
        "acts": [act_line(act) for act in definition.acts],
        "phases": [
            _phase("Analisi e preparazione", phases.preparation),
            _phase("Raccolta dei commenti", phases.window),
            _phase("Valutazione e aggiornamento del piano", phases.evaluation),
        ],
        "parts": [
            PartLine(
                title=part.title,
                lead=names[part.departments[0]],
                consulted=", ".join(names[code] for code in part.departments[1:]),
            )
            for part in definition.parts
        ],
        "grounds": [ground.value for ground in definition.moderation.grounds],
    }


def _phase(name: str, period: Period) -> PhaseLine:
    return PhaseLine(
        name=name,
        starts_on=day_in_words(period.starts_on),
        ends_on=day_in_words(period.ends_on),
        source=period.source,
    )
