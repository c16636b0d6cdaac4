"""A whole inquiry on a simulated clock: the same acts and steps as in service, without the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from domain.definition_file import load_definition
from domain.documents.forms.filling import fill_form
from domain.inquiry.calendar_of_inquiry import InquiryCalendar, calendar_of
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.rehearsed import Office
from domain.models import Document
from domain.store import processes
from domain.vocabulary import DocumentKind, Ground
from flows.delivery import Tally, deliver_due
from flows.edges import Desk
from flows.inquiry_acts import collecting, deciding, evaluating, opening
from flows.inquiry_acts.case import load_views
from flows.inquiry_acts.plan import advance_inquiry
from flows.playing import Act, Watch, nothing
from flows.steps import Fulfilled

NamedBytes = tuple[str, bytes]


class Hands(Protocol):
    """Through what a rehearsal acts: the acts themselves, or the flows of the engine."""

    def open(self, text: str, *, name: str, as_of: datetime) -> str: ...

    def collect(self, process_id: str, files: Sequence[NamedBytes], *, as_of: datetime) -> None: ...

    def moderate(
        self, process_id: str, number: int, *, ground: Ground, officer: str, decided_on: date, as_of: datetime
    ) -> None: ...

    def sign_seal(self, process_id: str, *, officer: str, as_of: datetime) -> None: ...

    def read_back(self, process_id: str, name: str, data: bytes, *, as_of: datetime) -> None: ...

    def approve(self, process_id: str, *, act: str, act_on: date, officer: str, as_of: datetime) -> None: ...

    def advance(self, process_id: str, *, as_of: datetime) -> list[Fulfilled]: ...

    def deliver(self, *, as_of: datetime) -> Tally: ...


@dataclass(frozen=True, slots=True)
class BareHands:
    """The acts themselves, without the engine."""

    desk: Desk

    def open(self, text: str, *, name: str, as_of: datetime) -> str:
        return opening.open_inquiry(self.desk, text, name=name, as_of=as_of)[0]

    def collect(self, process_id: str, files: Sequence[NamedBytes], *, as_of: datetime) -> None:
        collecting.collect_files(self.desk, process_id, files, as_of=as_of)

    def moderate(
        self, process_id: str, number: int, *, ground: Ground, officer: str, decided_on: date, as_of: datetime
    ) -> None:
        deciding.moderate(
            self.desk, process_id, number, ground=ground, officer=officer, decided_on=decided_on, as_of=as_of
        )

    def sign_seal(self, process_id: str, *, officer: str, as_of: datetime) -> None:
        deciding.sign_seal(self.desk, process_id, officer=officer, as_of=as_of)

    def read_back(self, process_id: str, name: str, data: bytes, *, as_of: datetime) -> None:
        evaluating.read_back(self.desk, process_id, name, data, as_of=as_of)

    def approve(self, process_id: str, *, act: str, act_on: date, officer: str, as_of: datetime) -> None:
        deciding.approve(self.desk, process_id, act=act, act_on=act_on, officer=officer, as_of=as_of)

    def advance(self, process_id: str, *, as_of: datetime) -> list[Fulfilled]:
        return advance_inquiry(self.desk, process_id, as_of=as_of)

    def deliver(self, *, as_of: datetime) -> Tally:
        return deliver_due(self.desk.engine, self.desk.post, as_of=as_of, read_document=self.desk.read)


@dataclass(frozen=True, slots=True)
class Script:
    """What is played: the definition, the files in the order in which they come, and the decisions of moderation."""

    definition_name: str
    definition_text: str
    snapshots: Sequence[Sequence[NamedBytes]]
    """One delivery of exports each; the last one comes after the close, the others within the window."""
    contributions: Sequence[NamedBytes] = ()
    moderations: Sequence[tuple[str, Ground]] = ()
    """Key of the comment and ground."""


@dataclass(slots=True)
class Rehearsal:
    """Plays a script through a pair of hands; playing it again goes on where it was interrupted."""

    desk: Desk
    hands: Hands
    script: Script
    watch: Watch = lambda _when, _label, _at: None
    process_id: str = ""
    _definition: InquiryDefinition = field(init=False)
    _calendar: InquiryCalendar = field(init=False)

    def play(self) -> str:
        """Play everything from opening to publication; returns the id of the process."""
        script = self.script
        self._definition = load_definition(script.definition_text, InquiryDefinition, name=script.definition_name)
        self._calendar = calendar_of(self._definition)
        self.process_id = self._definition.id
        for act in sorted(self._acts(), key=lambda act: act.at):
            self._perform(act)
        return self.process_id

    def _perform(self, act: Act) -> None:
        self.watch("before", act.label, act.at)
        act.do()
        self.watch("after", act.label, act.at)
        if self.process_id:
            self.hands.advance(self.process_id, as_of=act.at)
            self.hands.deliver(as_of=act.at)

    def _acts(self) -> Iterator[Act]:
        calendar, script = self._calendar, self.script
        yield Act(calendar.notice_at - timedelta(days=30), "apertura del procedimento", self._open)
        yield Act(calendar.notice_at, "regole", nothing)
        yield Act(calendar.opens_at, "apertura della finestra", nothing)
        if script.contributions:
            yield self._collecting(calendar.opens_at + timedelta(hours=10), "contributi", script.contributions)
        yield from self._snapshots()
        yield Act(calendar.closes_at, "chiusura della finestra", nothing)
        if script.moderations:
            yield Act(calendar.closes_at + timedelta(hours=14), "moderazione", lambda: self._moderate(calendar))
        yield Act(calendar.closes_at + timedelta(hours=32), "firma del sigillo", lambda: self._sign(calendar))
        yield from self._returns()
        for days, at in calendar.reminders:
            yield Act(at, f"sollecito {days}", nothing)
        yield Act(calendar.evaluation_ends_at, "fine della valutazione", nothing)
        yield Act(calendar.evaluation_ends_at + timedelta(days=30), "voto del Consiglio", self._approve)

    def _collecting(self, at: datetime, label: str, files: Sequence[NamedBytes]) -> Act:
        return Act(at, f"acquisizione: {label}", lambda: self.hands.collect(self.process_id, files, as_of=at))

    def _snapshots(self) -> Iterator[Act]:
        calendar, snapshots = self._calendar, self.script.snapshots
        step = (calendar.closes_at - calendar.opens_at) / len(snapshots)
        for place, files in enumerate(snapshots, start=1):
            is_last = place == len(snapshots)
            at = calendar.closes_at + timedelta(hours=9) if is_last else calendar.opens_at + step * place
            yield self._collecting(at, "esportazione finale" if is_last else f"esportazione {place}", files)

    def _open(self) -> None:
        at = self._calendar.notice_at - timedelta(days=30)
        self.hands.open(self.script.definition_text, name=self.script.definition_name, as_of=at)

    def _moderate(self, calendar: InquiryCalendar) -> None:
        at = calendar.closes_at + timedelta(hours=14)
        numbers = {view.key: view.number for view in load_views(self.desk, self.process_id)}
        officer = self._definition.moderation.officers[0]
        for key, ground in self.script.moderations:
            if key in numbers:
                on = at.astimezone(calendar.zone).date()
                self.hands.moderate(
                    self.process_id, numbers[key], ground=ground, officer=officer, decided_on=on, as_of=at
                )

    def _sign(self, calendar: InquiryCalendar) -> None:
        at = calendar.closes_at + timedelta(hours=32)
        self.hands.sign_seal(self.process_id, officer=self._definition.recipients.responsible.name, as_of=at)

    def _approve(self) -> None:
        at = self._calendar.evaluation_ends_at + timedelta(days=30)
        on = at.astimezone(self._calendar.zone).date()
        act = f"deliberazione del Consiglio comunale n. 47/{on.year} (simulata)"
        self.hands.approve(
            self.process_id, act=act, act_on=on, officer=self._definition.recipients.council.name, as_of=at
        )

    def _returns(self) -> Iterator[Act]:
        """Workbooks come back as they do: first in part and with slips, then mended, the last department late."""
        departments = [one.code for one in self._definition.departments]
        prompt, slow = departments[:-1] or departments, departments[-1:]
        for place, (moment, since, who, share, hurried) in enumerate(
            [
                (0.25, 0.0, prompt, 0.6, True),
                (0.40, 0.0, prompt, 1.0, False),
                (0.80, 0.0, slow, 1.0, True),
                (0.90, 0.40, prompt, 1.0, False),
                (0.90, 0.80, slow, 1.0, False),
                (0.95, 0.90, departments, 1.0, False),
            ],
            start=1,
        ):
            for code in who:
                office = Office(
                    self._definition, code, share=share, slips=hurried, passes_on=hurried and code in prompt
                )
                yield self._returning(place, self._at(moment), self._at(since), office)

    def _at(self, part: float) -> datetime:
        """The instant when this part (0 to 1) of the evaluation has passed."""
        first, last = self._calendar.closes_at, self._calendar.evaluation_ends_at
        return first + (last - first) * part

    def _returning(self, place: int, at: datetime, since: datetime, office: Office) -> Act:
        def do() -> None:
            for document in self._outstanding(since, at, office.department):
                data = self.desk.read(self.process_id, document.name)
                filled = fill_form(data, office.answer, created=at)
                name = f"{document.name.rpartition('/')[2].removesuffix('.xlsx')}-restituita-{place}.xlsx"
                self.hands.read_back(self.process_id, name, filled, as_of=at)

        return Act(at, f"rientro {place}: {office.department}", do)

    def _outstanding(self, since: datetime, at: datetime, department: str) -> list[Document]:
        """The workbooks that reached a department between two instants.

        By instants and not by what is still missing: a rehearsal that goes on after an interruption must do
        exactly what it did the first time, and must not see its own future.
        """
        kinds = (DocumentKind.EVALUATION_FORM, DocumentKind.MENDING_FORM)
        with self.desk.transaction() as session:
            return [
                document
                for document in processes.documents(session, self.process_id)
                if document.kind in kinds and f"-{department}-" in document.name and since <= document.written_at < at
            ]
