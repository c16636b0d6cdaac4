"""An inquiry whose every instant is known, for the page of its stages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from deployments.docs_steps import Probe
from domain.definition_file import load_definition
from domain.inquiry.calendar_of_inquiry import OFFICE_HOUR, InquiryCalendar, calendar_of
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.evaluation import Disagreement
from domain.models import Decision, Process
from domain.models import Step as DoneStep
from domain.store.inquiry_progress import Progress
from domain.vocabulary import DecisionKind, InquiryStage, Outcome, ProcessKind
from flows.case import ProcessRecord
from flows.inquiry_acts.case import InquiryCase
from flows.inquiry_acts.plan import INQUIRY

EXAMPLE = Path(__file__).parent / "milano" / "energy-inquiry.yaml"
_MOMENT = datetime(2100, 1, 1, tzinfo=UTC)


def inquiry_probe() -> Probe:
    """Return an inquiry in which whatever a step may wait for has an instant of its own."""
    text = EXAMPLE.read_text(encoding="utf-8")
    definition = load_definition(text, InquiryDefinition, name=EXAMPLE.name)
    calendar = calendar_of(definition)
    extended, sealed, grouped, arrived, evaluated, approved = (_MOMENT + timedelta(days=days) for days in range(6))
    words = _calendar_words(calendar) | {
        extended: "as soon as an extension of the window is on record",
        sealed: "as soon as the register is sealed",
        grouped: "as soon as texts are grouped",
        arrived: "when comments have come, or changed department, that are on no workbook yet",
        evaluated: "as soon as the last evaluation has come back",
        approved: "as soon as the Council's approval is on record",
    }
    steps = [
        DoneStep(process_id=definition.id, name=name, due_at=at, done_at=at)
        for name, at in (("seal", sealed), ("group", grouped))
    ]
    decisions = [
        Decision(process_id=definition.id, kind=kind, act="", act_on=date(2100, 1, 1), officer="", recorded_at=at)
        for kind, at in ((DecisionKind.EXTENSION, extended), (DecisionKind.APPROVAL, approved))
    ]
    process = Process(
        id=definition.id,
        kind=ProcessKind.INQUIRY,
        title=definition.title,
        stage=InquiryStage.PREPARATION.name,
        definition=text,
        definition_sha256="",
        opened_at=calendar.notice_at,
    )
    progress = Progress(1, 1, 1, 1, arrived, evaluated)
    divided = [Disagreement(1, ((1, "", Outcome.ACCEPTED), (2, "", Outcome.NOT_ACCEPTED)))]
    record = ProcessRecord(process, steps, decisions)
    return Probe(INQUIRY, InquiryCase(record, definition.timezone, definition, calendar, progress, divided), words)


def _calendar_words(calendar: InquiryCalendar) -> dict[datetime, str]:
    words = {
        at: f"{days} {'days' if days > 1 else 'day'} before the last day of the evaluation, at {OFFICE_HOUR:%H:%M}"
        for days, at in calendar.reminders
    }
    return words | {
        calendar.notice_at: "start of the day that is `notice_days` before the window",
        calendar.opens_at: "start of the window's first day",
        calendar.closes_at: "end of the window's last day",
        calendar.evaluation_ends_at: "end of the evaluation's last day",
    }
