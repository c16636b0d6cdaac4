"""The office's morning letter: what ran, what failed, what is due this week, who is late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.documents.mail_of_office import Morning, Told
from domain.documents.mail_text import write_mail
from domain.errors import Refusal
from domain.italian import counted, instant_in_words
from domain.minutes import Minutes, NewLetter
from domain.models import Attempt, Letter, Step
from domain.store import agenda, attempts, beats, letters, processes
from domain.store.agenda import OpenStep
from domain.timetable import day_of
from domain.vocabulary import AttemptEnd
from flows.account import ZONE, titled
from flows.almanac import refresh
from flows.edges import Desk
from flows.office import OFFICE, open_office
from flows.plans import owed_to, step_title
from flows.steps import WAITS_FOR_STAGE

WEEK = timedelta(days=7)
LATE = timedelta(minutes=10)
"""What is due and free for longer than this is late: the clock should have seen to it."""
SILENT = timedelta(minutes=2)
_FIRST_LOOK_BACK = timedelta(days=1)
_PARTS = {"clock": "orologio legale"}
_BAD_ENDS = (AttemptEnd.REFUSED, AttemptEnd.FAILED, AttemptEnd.DEAD)


@dataclass(frozen=True, slots=True)
class Known:
    """What the letter is written from."""

    done: Sequence[Step]
    calls: Sequence[Attempt]
    open_steps: Sequence[OpenStep]
    waiting: Sequence[Letter]
    silent: Sequence[str]


def write_morning_letter(desk: Desk, *, desk_url: str, as_of: datetime) -> bool:
    """Put the letter of a day into the outbox, once; False when it was already there."""
    open_office(desk, as_of=as_of)
    today = day_of(as_of, ZoneInfo(ZONE))
    key = f"morning:{today.isoformat()}"
    known = _known(desk, as_of)
    mail = Morning(
        recipient=desk.post.mailbox.name,
        office=desk.post.mailbox.name,
        today=today,
        done=[Told(titled(step.process_id), _done(desk, step)) for step in known.done],
        failed=list(_failed(known.calls)),
        overdue=list(_overdue(known.open_steps, as_of)),
        coming=list(_coming(known.open_steps, as_of)),
        owed=list(_owed(desk)),
        letters=[_waiting(one) for one in known.waiting],
        silent=known.silent,
        desk_url=desk_url,
    )
    text = write_mail(mail)
    mailbox = desk.post.mailbox
    letter = NewLetter(key, mailbox.name, mailbox.address, text.subject, text.body)
    with desk.reading() as session:
        if letters.is_written(session, f"{OFFICE}/{key}"):
            return False
    return desk.keep(OFFICE, Minutes(letters=[letter]), as_of=as_of)


def _known(desk: Desk, as_of: datetime) -> Known:
    refresh(desk)
    with desk.reading() as session:
        since = letters.newest_of_kind(session, OFFICE, "morning") or as_of - _FIRST_LOOK_BACK
        seen = {beat.part: beat.seen_at for beat in beats.latest(session)}
        return Known(
            processes.steps_since(session, since),
            attempts.since(session, since),
            agenda.upcoming(session, until=as_of + WEEK),
            letters.waiting_for_a_person(session),
            [name for part, name in _PARTS.items() if part not in seen or as_of - seen[part] > SILENT],
        )


def _done(desk: Desk, step: Step) -> str:
    due = instant_in_words(step.due_at, ZONE)
    late = step.done_at - step.due_at
    said = f"{step_title(desk, step.process_id, step.name)}, dovuto il {due}"
    return said if late < LATE else f"{said}, compiuto il {instant_in_words(step.done_at, ZONE)}"


def _waiting(letter: Letter) -> Told:
    return Told(titled(letter.process_id), f"lettera n. {letter.id}, {letter.state}: {letter.subject}")


def _failed(calls: Sequence[Attempt]) -> Iterator[Told]:
    for call in calls:
        if call.end in _BAD_ENDS:
            why = f": {call.told.splitlines()[0]}" if call.told else ""
            yield Told(titled(call.process_id), f"chiamata n. {call.number}, {call.end}{why}")


def _overdue(steps: Sequence[OpenStep], as_of: datetime) -> Iterator[Told]:
    for step in steps:
        if step.due_at is None or step.due_at >= as_of - LATE:
            continue
        if not step.waits_for.startswith(WAITS_FOR_STAGE):
            waits = f", {step.waits_for}" if step.waits_for else ""
            late = counted((as_of - step.due_at).days, "giorno", "giorni")
            yield Told(titled(step.process_id), f"{step.title}, dovuto da {late}{waits}")


def _coming(steps: Sequence[OpenStep], as_of: datetime) -> Iterator[Told]:
    for step in steps:
        if step.due_at is not None and step.due_at >= as_of:
            waits = f" ({step.waits_for})" if step.waits_for else ""
            yield Told(titled(step.process_id), f"{instant_in_words(step.due_at, ZONE)}, {step.title}{waits}")


def _owed(desk: Desk) -> Iterator[Told]:
    with desk.reading() as session:
        process_ids = agenda.open_processes(session)
    for process_id in process_ids:
        try:
            yield from (Told(titled(process_id), line) for line in owed_to(desk, process_id))
        except Refusal as refusal:  # a definition that cannot be read is news too
            yield Told(titled(process_id), str(refusal))
