"""A yearly cycle of the assembly whose every instant is known, for the page of its stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from deployments.docs_steps import Probe
from domain.assembly.calendar_of_assembly import OFFICE_HOUR, AssemblyCalendar, answer_due_at, calendar_of
from domain.assembly.definition import AssemblyDefinition
from domain.definition_file import load_definition
from domain.models import Decision, Process
from domain.store.assembly_progress import AssemblyProgress
from domain.timetable import at
from domain.vocabulary import AssemblyStage, DecisionKind, ProcessKind
from flows.assembly_acts import composing, drawing, promising
from flows.assembly_acts.case import AssemblyCase
from flows.assembly_acts.plan import ASSEMBLY
from flows.case import ProcessRecord

EXAMPLE = Path(__file__).parent / "milano" / "climate-assembly.yaml"
_MOMENT = datetime(2100, 1, 1, tzinfo=UTC)
_RECEIVED_ON = date(2100, 3, 1)


def assembly_probe() -> Probe:
    """Return a cycle in which whatever a step may wait for has an instant of its own."""
    text = EXAMPLE.read_text(encoding="utf-8")
    definition = load_definition(text, AssemblyDefinition, name=EXAMPLE.name)
    calendar = _one_of_each(calendar_of(definition))
    received, approved = (_MOMENT + timedelta(days=days) for days in (30, 31))
    words = dict(_calendar_words(calendar)) | dict(_answer_words(definition, calendar))
    words |= {
        received: "as soon as the receipt of the Annual Report is on record",
        approved: "as soon as the approval of the response dossier is on record",
    }
    decisions = [
        Decision(process_id=definition.id, kind=kind, act="", act_on=_RECEIVED_ON, officer="", recorded_at=moment)
        for kind, moment in ((DecisionKind.RECEIPT, received), (DecisionKind.ANSWER, approved))
    ]
    process = Process(
        id=definition.id,
        kind=ProcessKind.ASSEMBLY,
        title=definition.title,
        stage=AssemblyStage.PREPARATION.name,
        definition=text,
        definition_sha256="",
        opened_at=_MOMENT,
    )
    progress = AssemblyProgress(
        committed=frozenset(),
        drawn=frozenset(),
        invited=0,
        answered=0,
        seats=[],
        vacant=0,
        meetings=[],
        minuted=frozenset(),
        adopted=[],
    )
    case = AssemblyCase(ProcessRecord(process, [], decisions), definition.timezone, definition, calendar, progress)
    acts = (
        ("A02 · Impegno", promising.commit),
        ("A03 · Sorteggia", drawing.draw_first),
        ("A08 · Componi i gruppi", composing.select),
    )
    return Probe(ASSEMBLY, case, words, acts)


def _one_of_each(calendar: AssemblyCalendar) -> AssemblyCalendar:
    """Keep one cohort and one period, and set apart what falls on the same instant in a real year."""
    first, *_ = calendar.cohorts
    return replace(
        calendar,
        cohorts=(replace(first, enters_at=_MOMENT + timedelta(days=1), leaves_at=_MOMENT + timedelta(days=2)),),
        periodic=calendar.periodic[:1],
        last_exit_at=_MOMENT + timedelta(days=3),
        erase_at=_MOMENT + timedelta(days=4),
    )


def _calendar_words(calendar: AssemblyCalendar) -> Iterator[tuple[datetime, str]]:
    (cohort,), (last_on,) = calendar.cohorts, calendar.periodic
    for days, moment in calendar.reminders:
        yield moment, f"{days} days after the letters, at {OFFICE_HOUR:%H:%M}"
    yield calendar.availability_ends_at, "end of the last day on which an answer is taken"
    yield cohort.enters_at, "start of the cohort's first day"
    yield cohort.leaves_at, "end of the cohort's last day"
    after = at(last_on + timedelta(days=1), OFFICE_HOUR, calendar.zone)
    yield after, f"the day after the period's last, at {OFFICE_HOUR:%H:%M}"
    yield calendar.last_exit_at, "end of the last cohort's last day"
    yield calendar.erase_at, "`retention_months` after the last exit"


def _answer_words(definition: AssemblyDefinition, calendar: AssemblyCalendar) -> Iterator[tuple[datetime, str]]:
    due_at = answer_due_at(definition, _RECEIVED_ON)
    yield due_at, "end of the term, `answer_months` from the day of receipt"
    after = due_at.astimezone(calendar.zone).date()
    for days in definition.answering.reminder_days:
        moment = at(after - timedelta(days=days + 1), OFFICE_HOUR, calendar.zone)
        yield moment, f"{days} {'days' if days > 1 else 'day'} before the last day of the term, at {OFFICE_HOUR:%H:%M}"
