"""The hands of a rehearsal that act through the engine's flows, on the house that the environment names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from domain.vocabulary import Ground
from flows import inquiry, requests, timekeeper
from flows.arrivals import FOLDER
from flows.delivery import Tally
from flows.edges import Desk, write_whole
from flows.mailroom import mailroom
from flows.rehearsal import NamedBytes
from flows.steps import Fulfilled

R = TypeVar("R")
RequestT = TypeVar("RequestT")


@dataclass(frozen=True, slots=True)
class EngineHands:
    """Every act is a run of a flow with the form that staff fill in, and every run is started twice."""

    desk: Desk

    def open(self, text: str, *, name: str, as_of: datetime) -> str:
        self._hand_over([(name, text.encode())])
        return _twice(inquiry.open_inquiry, requests.OpenInquiry(definition=name, as_of=as_of))

    def collect(self, process_id: str, files: Sequence[NamedBytes], *, as_of: datetime) -> None:
        names = self._hand_over(files)
        _twice(inquiry.collect, requests.Collect(inquiry_id=process_id, files=names, as_of=as_of))

    def moderate(
        self, process_id: str, number: int, *, ground: Ground, officer: str, decided_on: date, as_of: datetime
    ) -> None:
        request = requests.Moderate(
            inquiry_id=process_id, number=number, ground=ground, officer=officer, decided_on=decided_on, as_of=as_of
        )
        _twice(inquiry.moderate, request)

    def sign_seal(self, process_id: str, *, officer: str, as_of: datetime) -> None:
        _twice(inquiry.sign_seal, requests.SignSeal(inquiry_id=process_id, officer=officer, as_of=as_of))

    def read_back(self, process_id: str, name: str, data: bytes, *, as_of: datetime) -> None:
        names = self._hand_over([(name, data)])
        _twice(inquiry.read_back, requests.ReadBack(inquiry_id=process_id, files=names, as_of=as_of))

    def approve(self, process_id: str, *, act: str, act_on: date, officer: str, as_of: datetime) -> None:
        request = requests.Approve(inquiry_id=process_id, act=act, act_on=act_on, officer=officer, as_of=as_of)
        _twice(inquiry.approve, request)

    def advance(self, process_id: str, *, as_of: datetime) -> list[Fulfilled]:
        return _twice(timekeeper.advance, requests.Advance(process_id=process_id, as_of=as_of))

    def deliver(self, *, as_of: datetime) -> Tally:
        return _twice(mailroom, requests.Round(as_of=as_of))

    def _hand_over(self, files: Sequence[NamedBytes]) -> list[str]:
        for name, data in files:
            write_whole(self.desk.home / FOLDER / name, data)
        return [name for name, _ in files]


def _twice(flow: Callable[[RequestT], R], request: RequestT) -> R:
    """Run a flow, and run it again as an impatient person would: the second run must change nothing."""
    result = flow(request)
    flow(request)
    return result
