"""What is said before the window opens: the public notice and the participation pact (promise I2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import DepartmentLine, NoticeContext, PactContext, PartLine, PhaseLine
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.drafting.wording import act_line, common, outcome_lines, window_days
from domain.italian import day_in_words
from domain.timetable import Days


def notice(
    definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date, moved_by: str = ""
) -> NoticeContext:
    """Return what the public notice says; `moved_by` names the act that moved its days, after an extension."""
    return NoticeContext(**_rules(definition, calendar, written_on=written_on, moved_by=moved_by))


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


def _rules(
    definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date, moved_by: str = ""
) -> dict[str, Any]:
    names = definition.department_names
    phases = definition.phases
    window_source, evaluation_source = moved_by or phases.window.source, moved_by or phases.evaluation.source
    return {
        **common(definition, written_on=written_on),
        **window_days(calendar),
        "evaluation_to": day_in_words(calendar.evaluation.last_on),
        "acts": [
            *(act_line(act) for act in definition.acts),
            *([f"{moved_by}, che proroga la raccolta dei commenti"] if moved_by else []),
        ],
        "phases": [
            _phase("Analisi e preparazione", calendar.preparation, phases.preparation.source),
            _phase("Raccolta dei commenti", calendar.window, window_source),
            _phase("Valutazione e aggiornamento del piano", calendar.evaluation, evaluation_source),
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


def _phase(name: str, days: Days, source: str) -> PhaseLine:
    return PhaseLine(
        name=name, starts_on=day_in_words(days.first_on), ends_on=day_in_words(days.last_on), source=source
    )
