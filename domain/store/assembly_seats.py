"""Who sits in the assembly, in the database: terms, their early ends, vacancies, calls and replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from domain.models import ReplacementCall, ReplacementReply, Seat, SeatEnding
from domain.vocabulary import SeatEnd, SeatOrigin


@dataclass(frozen=True, slots=True)
class SeatView:
    """A term as it stands (mandato): the day of exit is the early one when there is one."""

    id: int
    cohort: int
    number: int
    code: str
    origin: SeatOrigin
    replaces: str
    enters_on: date
    leaves_on: date
    term_ends_on: date
    """The day of exit by the calendar, whatever happened."""
    ended: SeatEnd | None

    def sits_on(self, day: date) -> bool:
        """Tell whether the member is in office on a day."""
        return self.enters_on <= day < self.leaves_on


@dataclass(frozen=True, slots=True)
class CallView:
    """A call to a vacant seat and what became of it (chiamata in surroga)."""

    id: int
    vacated: str
    code: str
    called_at: datetime
    answer_by: date
    accepts: bool | None
    effect: str


def seats(session: Session, process_id: str) -> list[SeatView]:
    """Every term of a cycle, by cohort and number."""
    question = (
        select(Seat, SeatEnding)
        .join(SeatEnding, col(SeatEnding.seat_id) == col(Seat.id), isouter=True)
        .where(Seat.process_id == process_id)
        .order_by(col(Seat.cohort), col(Seat.number))
    )
    return [_view(seat, ending) for seat, ending in session.exec(question)]


def calls(session: Session, process_id: str) -> list[CallView]:
    """Every call to a vacant seat, in the order in which they were made."""
    question = (
        select(ReplacementCall, ReplacementReply)
        .join(ReplacementReply, col(ReplacementReply.call_id) == col(ReplacementCall.id), isouter=True)
        .where(ReplacementCall.process_id == process_id)
        .order_by(col(ReplacementCall.id))
    )
    return [
        CallView(
            id=call.id or 0,
            vacated=call.vacated,
            code=call.code,
            called_at=call.called_at,
            answer_by=call.answer_by,
            accepts=reply.accepts if reply else None,
            effect=call.effect,
        )
        for call, reply in session.exec(question)
    ]


def vacancies(found: Sequence[SeatView], made: Sequence[CallView]) -> list[SeatView]:
    """The seats that ended early and that nobody has taken and nobody is called to, in the order of their end."""
    taken = {seat.replaces for seat in found if seat.replaces}
    pending = {call.vacated for call in made if call.accepts is None}
    empty = [seat for seat in found if seat.ended and seat.code not in taken | pending]
    return sorted(empty, key=lambda seat: (seat.leaves_on, seat.cohort, seat.number))


def _view(seat: Seat, ending: SeatEnding | None) -> SeatView:
    return SeatView(
        id=seat.id or 0,
        cohort=seat.cohort,
        number=seat.number,
        code=seat.code,
        origin=seat.origin,
        replaces=seat.replaces,
        enters_on=seat.enters_on,
        leaves_on=ending.leaves_on if ending else seat.leaves_on,
        term_ends_on=seat.leaves_on,
        ended=ending.reason if ending else None,
    )
